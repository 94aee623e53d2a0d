"""Item: one thing a person published, sent, received or did, and what the platform kept about her."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from wildgrass.model.actor import Actor
from wildgrass.model.attachment import Attachment
from wildgrass.model.canonical import JSON
from wildgrass.model.moment import Moment
from wildgrass.model.quick import draft_of
from wildgrass.model.removal import Removal


class Kind(StrEnum):
    """What an item is."""

    POST = "post"
    QUOTE = "quote"  # a post that quotes another; `quotes` names it
    SHARE = "share"  # somebody's post passed on unchanged (retweet, boost, repost); `shares` names it
    COMMENT = "comment"
    LIKE = "like"
    BOOKMARK = "bookmark"
    MESSAGE = "message"
    EVENT = "event"  # joins, leaves, renames, calls: what a conversation says about itself
    FOLLOW = "follow"  # the owner follows `target`
    FOLLOWER = "follower"  # `target` follows the owner
    BLOCK = "block"
    MUTE = "mute"
    LIST = "list"
    PROFILE = "profile"
    NOTE = "note"  # a community note or a rating of one
    SPACE = "space"  # a live audio or video broadcast
    SEARCH = "search"
    ACTIVITY = "activity"  # what the account did and the platform logged, such as a link followed
    NAME_CHANGE = "name-change"
    SUSPENSION = "suspension"
    PROTECTION = "protection"  # switching between public and protected
    # What follows is never shown or indexed unless asked for.
    ACCOUNT = "account"
    LOGIN = "login"
    DEVICE = "device"
    TOKEN = "token"  # noqa: S105 - the name of a kind; the secret itself is quarantined
    APP = "app"
    CONTACT = "contact"
    PHONE = "phone"
    EMAIL = "email"
    INFERENCE = "inference"  # what the platform believes about the person
    AD = "ad"
    COMMERCE = "commerce"


WITHHELD_KINDS = frozenset(
    {
        Kind.ACCOUNT,
        Kind.LOGIN,
        Kind.DEVICE,
        Kind.TOKEN,
        Kind.APP,
        Kind.CONTACT,
        Kind.PHONE,
        Kind.EMAIL,
        Kind.INFERENCE,
        Kind.AD,
        Kind.COMMERCE,
        Kind.SEARCH,
        Kind.ACTIVITY,
    }
)
"""Kinds that concern the account's security, advertising and other people's addresses."""


class Audience(StrEnum):
    """Who could see an item on the platform."""

    PUBLIC = "public"
    FOLLOWERS = "followers"  # protected accounts, circles, closed communities
    DIRECT = "direct"  # the members of one conversation
    SELF = "self"  # only the owner: drafts, account data
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where in an export an item was read: the member, the number of its record there (from 0), and a pointer.

    `record` counts the member's records as `sources.records` splits them; -1 where a member is not split.
    `pointer` is an RFC 6901 JSON pointer inside the member's value, "" where the record says enough.
    """

    member: str
    record: int = -1
    pointer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link in an item's text: `start` and `end` are code points of `text`, -1 where it does not stand there."""

    url: str  # as written in the text (a short link)
    target: str  # what the export says it leads to; the same as `url` where it does not say
    shown: str = ""
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing a person published, sent, received or did."""

    id: str  # "x:post:1582…": source, class and native id; a digest of its origin where the platform gives none
    kind: Kind
    source: str  # adapter name
    origin: Origin
    author: Actor | None = None
    published: Moment | None = None  # None where the export does not say
    as_of: Moment | None = None  # when the export was made, so that later facts can win
    text: str = (
        ""  # as the platform wrote it, HTML unescaped once, short links kept; folding happens in text/
    )
    audience: Audience = Audience.UNKNOWN
    in_reply_to: str | None = None  # an item id, in the archive or not
    in_reply_to_author: Actor | None = None
    thread: str | None = None  # id of the conversation, for messages; of the thread's first post where known
    quotes: str | None = None  # an item id, or the quoted URL where no id is known
    shares: str | None = None  # an item id, or "" where the platform does not say which post
    target: Actor | None = None  # whom a follow, block, contact or share concerns
    version_of: str | None = None  # id of the edit chain's first version, on every version of an edited item
    edited: Moment | None = None
    deleted: Moment | None = None  # when the platform says it was deleted
    is_deleted: bool = False
    removed: Removal | None = None  # the platform's own word in its place, or that of the export
    url: str | None = None
    title: str | None = None
    links: tuple[Link, ...] = ()
    mentions: tuple[Actor, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    counts: Mapping[str, int] = field(
        default_factory=dict
    )  # "likes", "shares"…; a missing key is unknown, not 0
    joined_by: str | None = None  # how records were put together when the export gives no key for it
    extra: Mapping[str, JSON] = field(default_factory=dict)  # every field we did not understand, unchanged

    @property
    def is_withheld(self) -> bool:
        """Say whether this item is left out of every view and index unless asked for."""
        return self.kind in WITHHELD_KINDS


ItemDraft = draft_of(Item)
OriginDraft = draft_of(Origin)


_TEXTS = ("in_reply_to", "thread", "quotes", "shares", "version_of", "url", "title", "joined_by")
_ACTORS = ("author", "in_reply_to_author", "target")
_MOMENTS = ("published", "as_of", "edited", "deleted")


def item_to_json(item: Item) -> dict[str, object]:
    """Return the item's JSON object: what is unknown is left out, except `author` and `published`, which are null."""
    data: dict[str, object] = {
        "id": item.id,
        "kind": str(item.kind),
        "source": item.source,
        "author": None,
        "published": None,
        "text": item.text,
        "audience": str(item.audience),
        "origin": {
            "member": item.origin.member,
            "record": item.origin.record,
            "pointer": item.origin.pointer,
        },
    }
    for name in _ACTORS + _MOMENTS:
        value = getattr(item, name)
        if value is not None:
            data[name] = value.to_json()
    for name in _TEXTS:
        value = getattr(item, name)
        if value is not None:
            data[name] = value
    if item.is_deleted:
        data["is_deleted"] = True
    if item.removed is not None:
        data["removed"] = item.removed.to_json()
    return data | _collections(item)


def _collections(item: Item) -> dict[str, object]:
    data: dict[str, object] = {}
    if item.links:
        data["links"] = [
            {
                "url": link.url,
                "target": link.target,
                "shown": link.shown,
                "start": link.start,
                "end": link.end,
            }
            for link in item.links
        ]
    if item.mentions:
        data["mentions"] = [actor.to_json() for actor in item.mentions]
    if item.attachments:
        data["attachments"] = [attachment.to_json() for attachment in item.attachments]
    if item.counts:
        data["counts"] = dict(item.counts)
    if item.extra:
        data["extra"] = item.extra
    return data


def item_from_json(data: Mapping[str, object]) -> Item:
    """Rebuild an item from `item_to_json`."""
    fields: dict[str, object] = {name: data[name] for name in ("id", "source", "text") if name in data}
    fields["kind"] = Kind(str(data["kind"]))
    fields["audience"] = Audience(str(data["audience"]))
    fields["origin"] = Origin(**data["origin"])  # type: ignore[arg-type]
    fields["is_deleted"] = bool(data.get("is_deleted", False))
    for name in _ACTORS:
        if data.get(name) is not None:
            fields[name] = Actor.from_json(data[name])  # type: ignore[arg-type]
    for name in _MOMENTS:
        if data.get(name) is not None:
            fields[name] = Moment.from_json(data[name])  # type: ignore[arg-type]
    if data.get("removed") is not None:
        fields["removed"] = Removal.from_json(data["removed"])  # type: ignore[arg-type]
    for name in (*_TEXTS, "counts", "extra"):
        if name in data:
            fields[name] = data[name]
    fields["links"] = tuple(Link(**link) for link in data.get("links", ()))  # type: ignore[attr-defined]
    fields["mentions"] = tuple(map(Actor.from_json, data.get("mentions", ())))  # type: ignore[call-overload]
    fields["attachments"] = tuple(map(Attachment.from_json, data.get("attachments", ())))  # type: ignore[call-overload]
    return Item(**fields)  # type: ignore[arg-type]
