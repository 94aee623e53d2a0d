"""A message's text: plain, or a list of plain parts and of parts with a meaning; offsets count code points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from wildgrass.model import JSON, Actor, Link
from wildgrass.sources.telegram import peers

_CARRIED: Final = frozenset({"plain", "link", "text_link", "mention"})
"""Parts of which text, links and mentions say everything."""


@dataclass(slots=True)
class Text:
    """What a message says; `rest` is its parts where they say more than text, links and mentions do."""

    text: str = ""
    links: tuple[Link, ...] = ()
    mentions: tuple[Actor, ...] = ()
    rest: JSON = None
    odd: str = ""


@dataclass(slots=True)
class _Found:
    links: list[Link] = field(default_factory=list)
    mentions: list[Actor] = field(default_factory=list)
    is_carried: bool = True


def text_of(body: Mapping[str, JSON]) -> Text:
    """Return what "text" or, where that is missing, "text_entities" says."""
    value, entities = body.get("text"), body.get("text_entities")
    if type(value) is str and (not entities or _is_plain(entities)):
        return Text(value)
    parts = value if isinstance(value, list) else entities
    if not isinstance(parts, list):
        if value is None:
            return Text()
        return Text(
            str(value) if isinstance(value, int | float) else "", rest=value, odd="its text is no text"
        )
    return _joined(parts, entities if isinstance(entities, list) and entities else parts)


def _is_plain(entities: JSON) -> bool:
    return (
        isinstance(entities, list)
        and len(entities) == 1
        and isinstance(entities[0], dict)
        and entities[0].get("type") == "plain"
    )


def _joined(parts: Sequence[JSON], written: JSON) -> Text:
    found, said, at, odd = _Found(), [], 0, ""
    for part in parts:
        text = part if isinstance(part, str) else part.get("text") if isinstance(part, dict) else None
        if not isinstance(text, str):
            odd, found.is_carried = "a part of its text is no text", False
            continue
        if isinstance(part, dict):
            _meaning(found, part, text, at)
        said.append(text)
        at += len(text)
    rest = None if found.is_carried else written
    return Text("".join(said), tuple(found.links), tuple(found.mentions), rest, odd)


def _meaning(found: _Found, part: Mapping[str, JSON], text: str, at: int) -> None:
    """Take the link or the mention that a part is."""
    kind, href, number = part.get("type"), part.get("href"), part.get("user_id")
    end = at + len(text)
    if kind == "link":
        found.links.append(Link(url=text, target=text, start=at, end=end))
    elif kind == "text_link" and isinstance(href, str):
        found.links.append(Link(url=href, target=href, shown=text, start=at, end=end))
    elif kind == "mention" and len(text) > 1:
        found.mentions.append(peers.handle(text))
    elif kind == "mention_name" and type(number) is int and number > 0:
        found.mentions.append(peers.account(f"user{number}", text))
    if kind not in _CARRIED:
        found.is_carried = False
