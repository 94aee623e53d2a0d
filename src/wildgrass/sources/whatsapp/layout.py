"""Which members of an export are chats, by what stands in them: names are localised and people rename files."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from wildgrass.sources import encodings
from wildgrass.sources.base import Export, Vintage, own_name
from wildgrass.sources.whatsapp.headers import Shape, header, without_marks

VINTAGES: Final[Mapping[str, str]] = {
    "iphone": "`[date, time] Name: text` with seconds, `_chat.txt` in a zip; iPhones, since about 2015",
    "android": "`date, time - Name: text`, alone or in a zip with media; Android phones, all years",
    "before-2015": "`date time: Name: text`; iPhones until about 2015",
    "account-info": "contacts and names of groups out of the account report (one sample of 2022)",
}
_BY_STYLE: Final = {"[": "iphone", "-": "android", ":": "before-2015"}
ACCOUNT_PATHS: Final = ("contacts[]", "groups[]")
IGNORED: Final = {
    "__MACOSX/": "made by macOS when the folder was packed again",
    ".DS_Store": "made by macOS when the folder was opened",
    "Thumbs.db": "made by Windows when the folder was opened",
    "desktop.ini": "made by Windows when the folder was opened",
}
_TEXTS: Final = re.compile(r"(?:\.(?:txt|text|log|chat|bak)|/[^./]+|\A[^./]+)(?:#\d+)?\Z", re.IGNORECASE)
_LOOKED_AT: Final = 64
_LINES: Final = 300
_LABELLED: Final = 0.5
_LABELLED_DASH: Final = (
    0.2  # Android names nobody in its own lines, which may be many at the beginning of a group
)
_PREAMBLE: Final = 2  # lines that stand before the first header in a file that somebody edited
_LOG_LEVEL: Final = re.compile(
    r"(?:[\w-]+\.)?(?:trace|debug|info|notice|warn|warning|error|critical|fatal|alert|emergency|stdout|stderr)\Z",
    re.IGNORECASE,
)
_ACCOUNT: Final = re.compile(
    rb'\s*\{\s*(?:"contacts"\s*:\s*\[\s*"\+\d{5,}"|"groups"\s*:\s*\[[^\]]*\]\s*,\s*"contacts"\s*:\s*\[\s*"\+\d{5,}")'
)


class Seen(NamedTuple):
    """What the head of a chat shows: its shape, and how many of how many lines begin a message."""

    shape: Shape
    stamp: str
    headers: int
    lines: int


def recognise(export: Export) -> Vintage | None:
    """Say which form of export this is, None where it holds no chat."""
    for name in chats(export):
        seen = _seen(export, name)
        if seen is not None:
            reason = (
                f"{own_name(name)!r} has {seen.headers} of {seen.lines} lines that begin like {seen.stamp!r}"
            )
            folder, slash, _ = own_name(name).rpartition("/")
            return Vintage(_BY_STYLE[seen.shape.style], reason, folder + slash, is_editable=True)
    for name in export.members:
        if is_account_info(export, name):
            return Vintage(
                "account-info", f"{own_name(name)!r} holds phone numbers under `contacts`, and `groups`"
            )
    return None


def chats(export: Export) -> list[str]:
    """Return the members that are chats, the likeliest to be the export's own first."""
    found = [name for name in _candidates(export) if _seen(export, name) is not None]
    stems = {container.rpartition(".")[0] for container in export.containers}
    return sorted(found, key=lambda name: (own_name(name).count("/"), _rank(own_name(name), stems)))


def _rank(name: str, stems: set[str]) -> int:
    """Say how likely a text is the chat itself and not a text that somebody sent in it."""
    base = name.rpartition("/")[2]
    if base == "_chat.txt":
        return 0
    if base.rpartition(".")[0] in stems:
        return 1
    return 2 if "whatsapp" in base.casefold() else 3


def _candidates(export: Export) -> Iterator[str]:
    if len(export.members) == 1:
        yield from export.members
        return
    looked_at = 0
    for name in export.members:
        if looked_at < _LOOKED_AT and _may_be_chat(export, name):
            looked_at += 1
            yield name


def is_chat(export: Export, name: str) -> bool:
    """Say whether a member is a chat."""
    return (len(export.members) == 1 or _may_be_chat(export, name)) and _seen(export, name) is not None


def _may_be_chat(export: Export, name: str) -> bool:
    """Say whether a name is worth a look. A JSON file of the same name beside it is another tool's export."""
    if _TEXTS.search(name) is None or ignored(own_name(name)) is not None:
        return False
    return f"{name.rpartition('.')[0]}.json" not in export.members


def is_account_info(export: Export, name: str) -> bool:
    """Say whether a member is the list of contacts and groups of an account report."""
    is_open = name.endswith(".json") or len(export.members) == 1
    return is_open and _ACCOUNT.match(export.head(name)) is not None


def ignored(name: str) -> str | None:
    """Return why a member is not looked at, None where it is."""
    for part, reason in IGNORED.items():
        if part in name if part.endswith("/") else name.rpartition("/")[2] == part:
            return reason
    return None


def part_key(export: Export) -> str | None:
    """Return what tells this container from every other: two chats are never parts of one export."""
    names = chats(export) or [name for name in export.members if is_account_info(export, name)]
    if not names:
        return None
    digest = hashlib.sha256()
    for name in names:
        digest.update(f"{name}\0{export.members[name].size_bytes}\0".encode(errors="replace"))
        digest.update(export.head(name))
    return f"chat {digest.hexdigest()[:24]}"


def _seen(export: Export, name: str) -> Seen | None:
    """Return what a member's first lines show, None where it is no chat."""
    head = export.head(name)
    lines = _text(head).split("\n", _LINES)[:_LINES]
    shapes: Counter[Shape] = Counter()
    labels: Counter[Shape] = Counter()
    rests: dict[Shape, list[str]] = {}
    stamps: dict[Shape, str] = {}
    nonblank = 0
    for line in lines:
        nonblank += bool(line.strip())
        found = header(line)
        if found is None:
            if not shapes and nonblank > _PREAMBLE:
                return None
            continue
        match, shape = found
        shapes[shape] += 1
        stamps.setdefault(shape, _shown(match["stamp"], shape))
        if _is_labelled(match["rest"]):
            labels[shape] += 1
        else:
            rests.setdefault(shape, []).append(match["rest"])
    if not shapes:
        return None
    shape, count = shapes.most_common(1)[0]
    known = labels[shape]
    if known * 2 < count:
        known += _own_lines(rests.get(shape, ()))
    needed = count * (_LABELLED_DASH if shape.style == "-" else _LABELLED)
    return Seen(shape, stamps[shape], count, nonblank) if known and known >= needed else None


def _own_lines(rests: Sequence[str]) -> int:
    """Return how many lines without a sender hold what WhatsApp itself writes."""
    from wildgrass.sources.whatsapp import marks  # noqa: PLC0415 - a large table, and few texts need it

    return sum(marks.event(rest) is not None or marks.is_encryption_notice(rest) for rest in rests)


def _is_labelled(rest: str) -> bool:
    label, colon, _ = rest.partition(":")
    return (
        bool(colon) and bool(label.strip()) and len(label) <= 128 and _LOG_LEVEL.match(label.strip()) is None
    )


def _shown(stamp: str, shape: Shape) -> str:
    stamp = without_marks(stamp)
    return f"[{stamp}]" if shape.style == "[" else f"{stamp} -" if shape.style == "-" else f"{stamp}:"


def _text(head: bytes) -> str:
    return head.decode(encodings.detect(head), errors="replace")
