"""Reactions to a message, from what exports write: each platform has a shape of its own."""

from collections.abc import Iterator, Mapping
from typing import Final

from wildgrass.model import JSON, Item
from wildgrass.targets.words import label

_WHAT: Final = ("reactionKey", "emoji", "reaction", "type")
_WHO: Final = ("senderId", "actor", "from", "from_id")


def reactions(item: Item, names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return (reaction, by whom) as far as the export says; `names` maps an account's id to its name."""
    found = item.extra.get("reactions")
    return tuple(_read(found, names)) if isinstance(found, list | tuple) else ()


def _read(found: "list[JSON] | tuple[JSON, ...]", names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for one in found:
        if isinstance(one, Mapping):
            what, who = _first(one, _WHAT), _first(one, _WHO)
            if what:
                yield label(what), names.get(who, label(who))


def _first(one: Mapping[str, JSON], keys: tuple[str, ...]) -> str:
    for key in keys:
        value = one.get(key)
        if isinstance(value, str) and value:
            return value
    return ""
