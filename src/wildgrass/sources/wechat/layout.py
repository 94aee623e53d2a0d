"""Which members of an export hold what."""

import re
from collections.abc import Iterator
from typing import Final

from wildgrass.sources.base import HEAD_BYTES, Export, MemberError, Vintage, own_name
from wildgrass.sources.wechat.endings import is_media
from wildgrass.sources.wechat.sniff import Sniffed, sniff
from wildgrass.sources.wechat.vintages import Form

_LOOKED_AT: Final = 200
_FEW: Final = 8
_AVATARS: Final = re.compile(r"(?:\A|/)(?:avatars?|头像)/[^/]*\Z")
_SUFFIXES: Final = (".json", ".jsonl", ".csv", ".html", ".htm", ".txt")
_LAST: Final = frozenset({Form.CONTACTS_CSV, Form.CONTACTS_JSON, Form.MOMENTS, Form.PERSONAL})


def candidates(export: Export) -> Iterator[str]:
    """Yield the members that may hold a chat: by their ending where there are many, all but media where few."""
    is_few = len(export.members) <= _FEW
    for key in export.members:
        name = own_name(key).lower()
        if name.endswith(_SUFFIXES) or (is_few and (len(export.members) == 1 or not is_media(name))):
            yield key


def recognise(export: Export) -> Vintage | None:
    """Say which exporter wrote this; chats decide before lists of contacts do."""
    found: tuple[Form, str] | None = None
    for number, key in enumerate(candidates(export)):
        if number >= _LOOKED_AT:
            break
        sniffed = sniff(export.head(key))
        if sniffed is None or sniffed.form is None:
            continue
        if found is None or (found[0] in _LAST and sniffed.form not in _LAST):
            found = (sniffed.form, f"{own_name(key)}: {sniffed.reason}")
        if found[0] not in _LAST:
            break
    if found is None:
        return None
    return Vintage(str(found[0]), found[1], "", found[0] is not Form.PERSONAL)


def sniffed(export: Export, key: str) -> Sniffed | None:
    """Return what a member is. Heads of many members are not kept."""
    if len(export.members) <= _LOOKED_AT:
        return sniff(export.head(key))
    data = b""
    try:
        with export.members[key].open() as stream:
            while len(data) < HEAD_BYTES and (more := stream.read(HEAD_BYTES - len(data))):
                data += more
    except MemberError:
        return sniff(data) if data else None
    return sniff(data)


def is_avatar(key: str) -> bool:
    """Say whether a member is the picture of an account."""
    return _AVATARS.search(own_name(key)) is not None
