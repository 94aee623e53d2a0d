"""What the audit sees of an item: a few fields, decoded straight from its JSON, so that a million pass in seconds."""

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from wildgrass.model import Item, item_to_json


class Account(msgspec.Struct, frozen=True, gc=False):
    """An account, as items name it."""

    platform: str = ""
    id_kind: str = ""
    id: str = ""

    @property
    def key(self) -> str:
        """Return the account's key, as `Actor.key` writes it."""
        return f"{self.platform}:{self.id_kind}:{self.id}"


class Address(msgspec.Struct, frozen=True, gc=False):
    """A link's address, as written and as it leads on."""

    url: str = ""
    target: str = ""


class When(msgspec.Struct, frozen=True, gc=False):
    """A moment, as far as the audit needs it: RFC 3339 in UTC."""

    instant: str = ""


class Origin(msgspec.Struct, frozen=True, gc=False):
    """Where an item was read."""

    member: str = ""
    pointer: str = ""


class Subject(msgspec.Struct, frozen=True, gc=False):
    """An item, as far as rules look at it. `extra` is decoded only where a rule asks."""

    id: str
    kind: str
    source: str
    audience: str = "unknown"
    text: str = ""
    title: str | None = None
    thread: str | None = None
    author: Account | None = None
    target: Account | None = None
    published: When | None = None
    origin: Origin = Origin()
    links: tuple[Address, ...] = ()
    counts: Mapping[str, int] = {}
    extra: msgspec.Raw = msgspec.Raw(b"{}")

    def more(self) -> Mapping[str, Any]:
        """Return what the reader kept beside the fields it knows."""
        found: Mapping[str, Any] = msgspec.json.decode(self.extra)
        return found

    def bounds(self, count: str) -> tuple[int, int | None] | None:
        """Return what a rounded count allows: at least, and below (None: open); None where nothing was stated."""
        if b'"bounds"' not in bytes(self.extra):
            return None
        stated = self.more().get("observed", {}).get("bounds", {}).get(count)
        if not isinstance(stated, Mapping) or "at_least" not in stated:
            return None
        return stated["at_least"], stated.get("below")


_DECODER = msgspec.json.Decoder(Subject)
_ENCODER = msgspec.json.Encoder()


def subject_of_json(text: str | bytes) -> Subject:
    """Return what an item's JSON object says."""
    try:
        return _DECODER.decode(text)
    except msgspec.DecodeError:
        return _DECODER.decode(_whole(json.loads(text)))


def subject_of_item(item: Item) -> Subject:
    """Return what an item says."""
    told = item_to_json(item)
    try:
        return _DECODER.decode(_ENCODER.encode(told))
    except UnicodeEncodeError:
        return _DECODER.decode(_whole(told))


def _whole(told: object) -> bytes:
    """Return JSON in which half a character, as exports hold where they cut one, is a question mark."""
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")
