"""Which members hold events, by how they begin, whatever they are called."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from wildgrass.sources.base import Export, Vintage, own_name
from wildgrass.sources.mediatypes import media_type

VINTAGES: Final[Mapping[str, str]] = {
    "lines": "one event on each line, as `follow`, nak and relays write them (NIP-01, since 2020)",
    "list": "a list of events in one JSON document, as backup pages save it",
}
PATHS: Final = ("[]",)
_CANDIDATES: Final = 2000
_START: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*")
_BEGINS: Final = re.compile(rb'\{\s*"(?:id|pubkey|created_at|kind|tags|content|sig)"\s*:')
_WIRE: Final = re.compile(rb'\[\s*"EVENT"\s*,')
_NAMES: Final = tuple(
    re.compile(rb'"' + name + rb'"\s*:\s*' + value)
    for name, value in (
        (b"pubkey", rb'"[0-9a-f]{64}"'),
        (b"created_at", rb"-?\d"),
        (b"kind", rb"\d"),
    )
)


class Form(StrEnum):
    """What a member is."""

    LINES = "lines"
    LIST = "list"


def recognise(export: Export) -> Vintage | None:
    """Say which form the first member with events has, None where no member is one."""
    for _, name in zip(range(_CANDIDATES), export.members, strict=False):
        form = form_of(export, name)
        if form is not None:
            return Vintage(str(form), f"{name} begins with an event of Nostr: key, time, kind and signature")
    return None


def form_of(export: Export, name: str) -> Form | None:
    """Say what a member is by its first 64 KiB."""
    kind = media_type(own_name(name).lower())
    if kind is not None and kind != "application/json" and not kind.startswith("text/"):
        return None
    head = export.head(name)
    start = _START.match(head)
    head = head[start.end() :] if start else head
    if head.startswith(b"[") and not _WIRE.match(head):
        inner = head[1:].lstrip()
        return Form.LIST if _is_event(inner) else None
    return Form.LINES if _is_event(bare(head)) else None


def bare(line: bytes) -> bytes:
    """Return the event in a line: the line itself, or what stands in a relay's `["EVENT", …]`."""
    if not _WIRE.match(line):
        return line
    at = line.find(b"{")
    return line[at:].rstrip().removesuffix(b"]").rstrip() if at >= 0 else line


def _is_event(start: bytes) -> bool:
    """Say whether bytes begin with an event, by its first names: some are longer than a head."""
    return _BEGINS.match(start) is not None and all(name.search(start) for name in _NAMES)
