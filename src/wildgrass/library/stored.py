"""Items out of a library's own JSON, of which a page has fifty and a book all.

The same items as `item_from_json(json.loads(text))` (a property test holds it to that) in a quarter of the time:
msgspec reads twins of our values, and these fill drafts of them (`model.quick`). What it finds strange, and what it
has no form for, such as a lone surrogate, is read the long way, which says what is wrong.
"""

import json
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple, cast

import msgspec
from msgspec import Struct

from wildgrass.model import (
    Actor,
    Attachment,
    Audience,
    Item,
    Kind,
    Link,
    Moment,
    Origin,
    Removal,
    RemovedBy,
    ZoneBasis,
    item_from_json,
)
from wildgrass.model.item import ItemDraft, OriginDraft
from wildgrass.model.quick import draft_of

_ActorDraft: Final = draft_of(Actor)
_MomentDraft: Final = draft_of(Moment)
_LinkDraft: Final = draft_of(Link)


class Standing(NamedTuple):
    """What of an item stands in columns of its own; `author` is an actor's key, `published` RFC 3339 in UTC."""

    id: str
    source: str
    author: str | None
    published: str | None
    audience: str


class _Moment(Struct, gc=False, forbid_unknown_fields=True):
    instant: datetime
    precision_ms: int
    zone: str
    zone_basis: ZoneBasis


class _Actor(Struct, gc=False, forbid_unknown_fields=True):
    platform: str
    id_kind: str
    id: str
    handle: str | None = None
    name: str | None = None


class _Origin(Struct, gc=False, forbid_unknown_fields=True):
    member: str
    record: int
    pointer: str


class _Link(Struct, gc=False, forbid_unknown_fields=True):
    url: str
    target: str
    shown: str
    start: int
    end: int


class _Removal(Struct, gc=False, forbid_unknown_fields=True):
    by: RemovedBy
    notice: str
    sure: str


class _Item(Struct, gc=False, forbid_unknown_fields=True):
    id: str
    kind: Kind
    source: str
    origin: _Origin
    text: str
    audience: Audience
    author: _Actor | None = None
    published: _Moment | None = None
    as_of: _Moment | None = None
    in_reply_to: str | None = None
    in_reply_to_author: _Actor | None = None
    thread: str | None = None
    quotes: str | None = None
    shares: str | None = None
    target: _Actor | None = None
    version_of: str | None = None
    edited: _Moment | None = None
    deleted: _Moment | None = None
    is_deleted: bool = False
    removed: _Removal | None = None
    url: str | None = None
    title: str | None = None
    links: tuple[_Link, ...] = ()
    mentions: tuple[_Actor, ...] = ()
    attachments: tuple[dict[str, Any], ...] = ()
    counts: dict[str, Any] | None = None
    joined_by: str | None = None
    extra: dict[str, Any] | None = None


_decode: Final = msgspec.json.Decoder(_Item).decode


def stored_item(text: str) -> Item:
    """Return the item that canonical JSON says.

    Raises:
        ValueError, KeyError, TypeError, AttributeError, RecursionError: it says none.
    """
    try:
        return _item(_decode(text))
    except (ValueError, TypeError, RecursionError):  # msgspec's are ValueErrors
        return item_from_json(json.loads(text))


def _item(twin: _Item) -> Item:
    origin = OriginDraft(twin.origin.member, twin.origin.record, twin.origin.pointer)
    origin.__class__ = Origin
    draft = ItemDraft(
        twin.id,
        twin.kind,
        twin.source,
        origin,
        _actor(twin.author) if twin.author else None,
        _moment(twin.published) if twin.published else None,
        _moment(twin.as_of) if twin.as_of else None,
        twin.text,
        twin.audience,
        twin.in_reply_to,
        _actor(twin.in_reply_to_author) if twin.in_reply_to_author else None,
        twin.thread,
        twin.quotes,
        twin.shares,
        _actor(twin.target) if twin.target else None,
        twin.version_of,
        _moment(twin.edited) if twin.edited else None,
        _moment(twin.deleted) if twin.deleted else None,
        twin.is_deleted,
        _removal(twin.removed) if twin.removed else None,
        twin.url,
        twin.title,
        tuple(map(_link, twin.links)) if twin.links else (),
        tuple(map(_actor, twin.mentions)) if twin.mentions else (),
        tuple(map(Attachment.from_json, twin.attachments)) if twin.attachments else (),
        {} if twin.counts is None else twin.counts,
        twin.joined_by,
        {} if twin.extra is None else twin.extra,
    )
    draft.__class__ = Item
    return cast("Item", draft)


def _moment(twin: _Moment) -> Moment:
    if twin.instant.tzinfo is not UTC or twin.precision_ms < 1:
        raise ValueError("a moment as nobody writes it")
    draft = _MomentDraft(twin.instant, twin.precision_ms, twin.zone, twin.zone_basis)
    draft.__class__ = Moment
    return cast("Moment", draft)


def _actor(twin: _Actor) -> Actor:
    draft = _ActorDraft(twin.platform, twin.id_kind, twin.id, twin.handle, twin.name)
    draft.__class__ = Actor
    return cast("Actor", draft)


def _link(twin: _Link) -> Link:
    draft = _LinkDraft(twin.url, twin.target, twin.shown, twin.start, twin.end)
    draft.__class__ = Link
    return cast("Link", draft)


def _removal(twin: _Removal) -> Removal:
    return Removal(by=twin.by, notice=twin.notice, sure=twin.sure)
