"""A comment's text: plain, or JSON pieces joined by commas with raw line ends inside their strings."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from wildgrass.model import JSON, Actor, Link
from wildgrass.sources import jsontext
from wildgrass.sources.youtube import ids

_CONTROL: Final = re.compile(r"[\x00-\x1f]")
_MAX: Final = 1 << 20


@dataclass(slots=True)
class Said:
    """Words with the links and people in them; `rest` holds pieces that say more than that."""

    text: str = ""
    links: tuple[Link, ...] = ()
    mentions: tuple[Actor, ...] = ()
    rest: JSON = None


def is_pieces(text: str) -> bool:
    """Say whether a field is written as JSON pieces."""
    start = text.lstrip()
    return start.startswith(("{", "[{")) and start.rstrip().endswith(("}", "]")) and '"' in start


def said(field: str) -> Said:
    """Return what a field says; what looks like pieces and is none is plain text."""
    if not is_pieces(field) or len(field) > _MAX:
        return Said(field)
    escaped = _CONTROL.sub(lambda one: f"\\u{ord(one[0]):04x}", field.strip())
    try:
        value = jsontext.decode(f"[{escaped}]".encode(errors="replace"))
    except jsontext.RecordError:
        return Said(field)
    pieces = list(_flat(value))
    return _joined(pieces) if pieces and all("text" in one for one in pieces) else Said(field)


def _flat(value: JSON) -> Iterator[Mapping[str, JSON]]:
    """Yield the pieces in order; since 2024 they may stand in a list, or under `takeoutSegments`."""
    if isinstance(value, list):
        for one in value:
            yield from _flat(one)
    elif isinstance(value, dict):
        inner = next((part for part in value.values() if isinstance(part, list) and part), None)
        if "text" not in value and inner is not None:
            yield from _flat(inner)
        else:
            yield value


def _joined(pieces: list[Mapping[str, JSON]]) -> Said:
    parts: list[str] = []
    links: list[Link] = []
    mentions: list[Actor] = []
    at, is_carried = 0, True
    for piece in pieces:
        text = str(piece["text"])
        target, who = _link(piece), _mention(piece, text)
        if target:
            links.append(Link(url=target, target=target, shown=text, start=at, end=at + len(text)))
        if who is not None:
            mentions.append(who)
        is_carried &= not (piece.keys() - {"text"}) or (bool(target) and len(piece) == 2)
        parts.append(text)
        at += len(text)
    rest: JSON = None if is_carried else [dict(one) for one in pieces]
    return Said("".join(parts), tuple(links), tuple(mentions), rest)


def _link(piece: Mapping[str, JSON]) -> str:
    link = piece.get("link")
    if isinstance(link, Mapping):
        link = next((one for one in link.values() if isinstance(one, str) and "://" in one), None)
    return link if isinstance(link, str) and "://" in link else ""


def _mention(piece: Mapping[str, JSON], text: str) -> Actor | None:
    mention = piece.get("mention")
    if not isinstance(mention, Mapping):
        return None
    number = next((one for one in mention.values() if isinstance(one, str) and ids.CHANNEL.match(one)), None)
    return ids.channel(number, text.strip()) if number else None
