"""Records of a repository as items, by their collection."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from wildgrass.model import JSON, Audience, Item, Kind
from wildgrass.model.item import Origin
from wildgrass.sources import isotime
from wildgrass.sources.bluesky import embeds
from wildgrass.sources.bluesky.blobs import Blobs
from wildgrass.sources.bluesky.embeds import Carried
from wildgrass.sources.bluesky.people import SOURCE, account, owner_of, post_id, web

_TID: Final = re.compile(r"[2-7a-j][2-7a-z]{12}\Z")
_DIGITS: Final = str.maketrans("234567abcdefghijklmnopqrstuvwxyz", "0123456789abcdefghijklmnopqrstuv")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_CARRIED: Final = frozenset({"$type", "text", "createdAt"})
Fields = dict[str, Any]


def tid_time(rkey: str) -> datetime | None:
    """Return the time that a key was made at, as whoever made it says; None where it is no such key."""
    if _TID.match(rkey) is None:
        return None
    number = int(rkey.translate(_DIGITS), 32)
    try:
        return _EPOCH + timedelta(microseconds=number >> 10)
    except OverflowError:
        return None


@dataclass(slots=True)
class RecordReader:
    """Makes items of one account's records."""

    did: str
    handle: str | None
    blobs: Blobs

    def read(
        self, collection: str, rkey: str, body: Mapping[str, JSON], origin: Origin, cid: str | None
    ) -> tuple[Item, str]:
        """Return the item and what is odd about it, "" where nothing is."""
        uri = f"at://{self.did}/{collection}/{rkey}"
        extra: dict[str, JSON] = {key: part for key, part in body.items() if key not in _CARRIED}
        published = isotime.moment(body.get("createdAt"))
        if published is None and body.get("createdAt") is not None:
            extra["createdAt"] = body.get("createdAt")
        made = tid_time(rkey)
        if made is not None:
            extra["tid_time"] = made.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        if cid is not None:
            extra["cid"] = cid
        carried = Carried()
        fields: Fields = {}
        made_by = _MAKERS.get(collection)
        if made_by is None:
            fields = {"kind": Kind.ACTIVITY}
            extra["collection"] = collection
            if "text" in body:
                extra["text"] = body["text"]
            for blob in embeds.blobs_in(body):
                attachment = self.blobs.attachment(blob)
                if attachment is not None:
                    carried.attachments.append(attachment)
        else:
            fields = made_by(self, uri, body, carried, extra)
        kind = fields.pop("kind")
        class_ = "post" if kind is Kind.QUOTE else str(kind)
        item = Item(
            id=f"{SOURCE}:{class_}:{uri}",
            kind=kind,
            source=SOURCE,
            origin=origin,
            author=account(self.did, self.handle),
            published=published,
            audience=Audience.PUBLIC,
            links=tuple(carried.links),
            mentions=tuple(carried.mentions),
            attachments=tuple(carried.attachments),
            extra=extra,
            **fields,
        )
        odd = carried.odd
        if isinstance(body.get("$type"), str) and body["$type"] != collection:
            extra["$type"] = body["$type"]
            odd = f"the record calls itself {body['$type']} and lies in {collection}"
        return item, odd


def _text(value: JSON) -> str:
    return value if isinstance(value, str) else ""


def _uri(value: JSON) -> JSON:
    """Return the address in a strong reference, or the address itself."""
    return value.get("uri") if isinstance(value, dict) else value


def _post(
    reader: RecordReader, uri: str, body: Mapping[str, JSON], carried: Carried, extra: Fields
) -> Fields:
    text = _text(body.get("text"))
    if not isinstance(body.get("text"), str):
        carried.odd = "its text is no text"
        if body.get("text") is not None:
            extra["text"] = body["text"]
    embeds.facets(body.get("facets"), text, carried)
    if not body.get("facets"):
        embeds.entities(body.get("entities"), text, carried)
    embeds.embed(body.get("embed"), reader.blobs, carried)
    reply = body.get("reply")
    parent = _uri(reply.get("parent")) if isinstance(reply, dict) else None
    root = _uri(reply.get("root")) if isinstance(reply, dict) else None
    return {
        "kind": Kind.POST if carried.quotes is None else Kind.QUOTE,
        "text": text,
        "in_reply_to": post_id(parent),
        "in_reply_to_author": owner_of(parent),
        "thread": post_id(root),
        "quotes": post_id(carried.quotes),
        "url": web(uri),
    }


def _like(_: RecordReader, __: str, body: Mapping[str, JSON], _carried: Carried, extra: Fields) -> Fields:
    subject = _uri(body.get("subject"))
    if "/app.bsky.feed.post/" in str(subject):
        extra["post"] = post_id(subject)
    return {"kind": Kind.LIKE, "target": owner_of(subject), "url": web(subject)}


def _repost(_: RecordReader, __: str, body: Mapping[str, JSON], _carried: Carried, _extra: Fields) -> Fields:
    subject = _uri(body.get("subject"))
    return {
        "kind": Kind.SHARE,
        "shares": post_id(subject) or "",
        "target": owner_of(subject),
        "url": web(subject),
    }


def _relation(kind: Kind) -> "_Maker":
    def make(_: RecordReader, __: str, body: Mapping[str, JSON], _carried: Carried, _extra: Fields) -> Fields:
        subject = body.get("subject")
        is_did = isinstance(subject, str) and subject.startswith("did:")
        return {"kind": kind, "target": account(str(subject)) if is_did else owner_of(subject)}

    return make


def _described(kind: Kind, title: str, text: str, **pictures: str) -> "_Maker":
    """Return a maker for records with a title, a description and pictures in named fields."""

    def make(
        reader: RecordReader, _: str, body: Mapping[str, JSON], carried: Carried, extra: Fields
    ) -> Fields:
        said = _text(body.get(text))
        embeds.facets(body.get(f"{text}Facets"), said, carried)
        for name, role in pictures.items():
            attachment = reader.blobs.attachment(body.get(name), role)
            if attachment is not None:
                carried.attachments.append(attachment)
        for name in (title, text):
            if isinstance(body.get(name), str):
                extra.pop(name, None)
        return {"kind": kind, "title": _text(body.get(title)) or None, "text": said}

    return make


_Maker = Callable[[RecordReader, str, Mapping[str, JSON], Carried, Fields], Fields]
_MAKERS: Final[Mapping[str, _Maker]] = {
    "app.bsky.feed.post": _post,
    "app.bsky.feed.like": _like,
    "app.bsky.feed.repost": _repost,
    "app.bsky.graph.follow": _relation(Kind.FOLLOW),
    "app.bsky.graph.block": _relation(Kind.BLOCK),
    "app.bsky.graph.listblock": _relation(Kind.BLOCK),
    "app.bsky.graph.listitem": _relation(Kind.LIST),
    "app.bsky.graph.list": _described(Kind.LIST, "name", "description", avatar="avatar"),
    "app.bsky.graph.starterpack": _described(Kind.LIST, "name", "description"),
    "app.bsky.actor.profile": _described(
        Kind.PROFILE, "displayName", "description", avatar="avatar", banner="banner"
    ),
    "com.whtwnd.blog.entry": _described(Kind.POST, "title", "content"),
}
