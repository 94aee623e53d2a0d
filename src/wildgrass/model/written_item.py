"""An item's canonical JSON, written straight from its fields: a library writes every item it is given.

The same text as `canonical_json(item_to_json(item))` (a property test holds it to that) in a tenth of the time: the
order of an item's fields is known, and msgspec writes twins of our values whose fields stand in that order. What it
would write in another way is left to `canonical`: floats, keys beyond ASCII, lone surrogates, numbers beyond 64 bits.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from wildgrass.model.actor import Actor
from wildgrass.model.attachment import Attachment
from wildgrass.model.canonical import canonical_json, written
from wildgrass.model.item import Item, Link, item_to_json
from wildgrass.model.moment import Moment

_encode: Final = msgspec.json.Encoder(order="deterministic").encode  # sorts the keys of mappings
_ALIKE: Final = frozenset({str, int, bool, type(None)})  # types that msgspec writes as `canonical` does


class _Moment(Struct, gc=False):
    instant: str
    precision_ms: int
    zone: str
    zone_basis: str


class _Actor(Struct, gc=False, omit_defaults=True):
    handle: str | None = None
    id: str | UnsetType = UNSET
    id_kind: str | UnsetType = UNSET
    name: str | None = None
    platform: str | UnsetType = UNSET


class _Link(Struct, gc=False):
    end: int
    shown: str
    start: int
    target: str
    url: str


class _Origin(Struct, gc=False):
    member: str
    pointer: str
    record: int


class _Item(Struct, gc=False, omit_defaults=True):
    """An item's fields in the order of their names: `None` is left out, except where the default is `UNSET`."""

    as_of: _Moment | None = None
    attachments: list[dict[str, object]] | None = None
    audience: str | UnsetType = UNSET
    author: _Actor | UnsetType | None = UNSET
    counts: Any = None
    deleted: _Moment | None = None
    edited: _Moment | None = None
    extra: Any = None
    id: str | UnsetType = UNSET
    in_reply_to: str | None = None
    in_reply_to_author: _Actor | None = None
    is_deleted: bool = False
    joined_by: str | None = None
    kind: str | UnsetType = UNSET
    links: list[_Link] | None = None
    mentions: list[_Actor] | None = None
    origin: _Origin | UnsetType = UNSET
    published: _Moment | UnsetType | None = UNSET
    quotes: str | None = None
    removed: dict[str, str] | None = None
    shares: str | None = None
    source: str | UnsetType = UNSET
    target: _Actor | None = None
    text: str | UnsetType = UNSET
    thread: str | None = None
    title: str | None = None
    url: str | None = None
    version_of: str | None = None


def written_item(item: Item, attachments: Sequence[Attachment]) -> bytes:
    """Return the canonical JSON of `item` with `attachments` in the place of its own.

    Raises:
        ValueError, TypeError, RecursionError: `extra` holds what JSON has no form for.
    """
    try:
        return _encode(_twin(item, attachments))
    except (UnicodeEncodeError, OverflowError):
        data = item_to_json(item)
        data.pop("attachments", None)
        if attachments:
            data["attachments"] = [one.to_json() for one in attachments]
        return canonical_json(data)


def _twin(item: Item, attachments: Sequence[Attachment]) -> _Item:
    origin = item.origin
    return _Item(
        _moment(item.as_of) if item.as_of else None,
        [one.to_json() for one in attachments] if attachments else None,
        item.audience._value_,  # a plain attribute; `value` is a property, and there are three in each item
        _actor(item.author) if item.author else None,
        _mapping(item.counts) if item.counts else None,
        _moment(item.deleted) if item.deleted else None,
        _moment(item.edited) if item.edited else None,
        _mapping(item.extra) if item.extra else None,
        item.id,
        item.in_reply_to,
        _actor(item.in_reply_to_author) if item.in_reply_to_author else None,
        item.is_deleted,
        item.joined_by,
        item.kind._value_,
        [_link(one) for one in item.links] if item.links else None,
        [_actor(one) for one in item.mentions] if item.mentions else None,
        _Origin(origin.member, origin.pointer, origin.record),
        _moment(item.published) if item.published else None,
        item.quotes,
        item.removed.to_json() if item.removed else None,
        item.shares,
        item.source,
        _actor(item.target) if item.target else None,
        item.text,
        item.thread,
        item.title,
        item.url,
        item.version_of,
    )


def _mapping(value: Mapping[str, object]) -> object:
    """Return what a mapping is written as: itself where msgspec writes it as `canonical` does."""
    if type(value) is dict and _ALIKE.issuperset(map(type, value.values())) and "".join(value).isascii():
        return value
    return Raw(written(value).encode())


def _moment(moment: Moment) -> _Moment:
    return _Moment(moment.iso(), moment.precision_ms, moment.zone, moment.zone_basis._value_)


def _actor(actor: Actor) -> _Actor:
    return _Actor(actor.handle, actor.id, actor.id_kind, actor.name, actor.platform)


def _link(link: Link) -> _Link:
    return _Link(link.end, link.shown, link.start, link.target, link.url)
