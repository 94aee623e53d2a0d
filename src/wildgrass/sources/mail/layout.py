"""Which members are mail: an mbox by its first lines, a message by its headers, whatever they are called."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from wildgrass.sources.base import Export, MemberError, Vintage, own_name
from wildgrass.sources.mail import mbox

VINTAGES: Final[Mapping[str, str]] = {
    "takeout": "Google Takeout: an mbox whose messages have X-GM-THRID and X-Gmail-Labels, since 2013",
    "mbox": "one or more mbox files, mboxo, mboxrd or mboxcl2",
    "messages": "messages in files of their own: eml, Apple's emlx, the folders of a Maildir",
}


class Form(StrEnum):
    """What a member is."""

    MBOX = "mbox"
    MESSAGE = "message"
    EMLX = "emlx"


_HEAD: Final = 1 << 13
_LOOKED_AT: Final = 400
_SUFFIXES: Final = (".mbox", ".mbx", ".eml", ".emlx", ".mbs")
_NO_MAIL: Final = re.compile(
    r"\.(?:jpe?g|png|gif|webp|heic|bmp|mp[34]|mov|webm|ogg|opus|wav|zip|t?gz|tar|rar|7z|pdf|docx?|xlsx?|pptx?|js|css"
    r"|jsonl?|html?|xml|csv|db|sqlite|mht|mhtml|car|py|c|h|patch|diff|md|po|ics|vcf|warc|toml|ya?ml)\Z",
    re.IGNORECASE,
)
_MAILDIR: Final = re.compile(r"(?:^|/)(?:cur|new)/\d[^/]*\.[^/]+\Z")
_LINE: Final = re.compile(rb"([!-9;-~]{1,76})[ \t]*:")
_KNOWN: Final = frozenset(
    b"from to cc bcc date subject message-id received return-path delivered-to mime-version content-type reply-to"
    b" in-reply-to references sender x-mailer dkim-signature x-gm-thrid x-gmail-labels content-transfer-encoding"
    b" x-received authentication-results received-spf list-id x-originating-ip user-agent envelope-to".split()
)
_WRITER: Final = frozenset(b"from sender return-path received delivered-to x-gm-thrid x-gmail-labels".split())
_SAVED_PAGE: Final = re.compile(
    rb"^(?:From:[ \t]*<?Saved? by |Snapshot-Content-Location:)", re.IGNORECASE | re.MULTILINE
)
_COUNT: Final = re.compile(rb"[ \t]*\d{1,10}[ \t]*\r?\n")


def recognise(export: Export) -> Vintage | None:
    """Say which form this is, None where the first few hundred members that could be mail are none."""
    found: dict[Form, str] = {}
    for _, name in zip(range(_LOOKED_AT), _candidates(export), strict=False):
        form = form_of(export, name)
        if form is None:
            continue
        found.setdefault(form, name)
        if form is Form.MBOX:
            return _mbox(export, name)
    if not found:
        return None
    name = next(iter(found.values()))
    return Vintage("messages", f"{name} begins with a message's headers", is_editable=True)


def _mbox(export: Export, name: str) -> Vintage:
    if b"\nX-GM-THRID:" in _start(export, name):
        reason = f"{name} is an mbox with Gmail's X-GM-THRID"
        return Vintage("takeout", reason, is_editable=True)
    return Vintage("mbox", f"{name} begins with an mbox's From line and headers", is_editable=True)


def _candidates(export: Export) -> Iterator[str]:
    """Yield members that could be mail, those with its usual names first."""
    for name in export.members:
        if is_named(name):
            yield name
    for name in export.members:
        if not is_named(name) and is_possible(name):
            yield name


def is_named(name: str) -> bool:
    """Say whether a member has a name that mail usually has."""
    own = own_name(name)
    return own.lower().endswith(_SUFFIXES) or _MAILDIR.search(own) is not None


def is_possible(name: str) -> bool:
    """Say whether a member's name leaves open that it is mail."""
    return _NO_MAIL.search(own_name(name)) is None


def form_of(export: Export, name: str) -> Form | None:
    """Say what a member is by its first 8 KiB."""
    if not is_possible(name):
        return None
    return form_of_start(_start(export, name))


def _start(export: Export, name: str) -> bytes:
    """Return a member's first bytes; not `Export.head`, which remembers: there may be 100,000 messages."""
    data = b""
    try:
        with export.members[name].open() as stream:
            while len(data) < _HEAD and (more := stream.read(_HEAD - len(data))):
                data += more
    except MemberError:
        return data
    return data


def form_of_start(start: bytes) -> Form | None:
    """Say what begins like this."""
    start = start.removeprefix(b"\xef\xbb\xbf")
    bare = start.lstrip(b"\r\n")
    if mbox.begins(bare):
        return Form.MBOX
    if is_message(bare):
        return Form.MESSAGE
    count = _COUNT.match(start)
    if count is not None and is_message(start[count.end() :]):
        return Form.EMLX
    return None


def is_message(start: bytes) -> bool:
    """Say whether these are a message's headers: lines of headers only, three at least that mail has."""
    head = re.split(rb"\r?\n\r?\n", start, maxsplit=1)
    if _SAVED_PAGE.search(head[0]):
        return False
    names = set()
    lines = head[0].splitlines()
    if len(head) == 1 and len(start) >= _HEAD:
        lines = lines[:-1]
    for line in lines:
        if line[:1] in (b" ", b"\t"):
            continue
        found = _LINE.match(line)
        if found is None:
            return False
        names.add(found[1].lower())
    has_shape = len(names & _KNOWN) >= 3 and bool(names & _WRITER)
    return has_shape and bool(names & {b"date", b"subject", b"message-id", b"received"})
