"""What stands in a collection: activities, bare objects, or only addresses."""

from collections.abc import Iterator, Mapping
from typing import Final

from wildgrass.model import JSON, Audience, Item, Kind, Problem
from wildgrass.model.item import Origin
from wildgrass.sources import isotime
from wildgrass.sources.mastodon import people
from wildgrass.sources.mastodon.notes import NoteReader
from wildgrass.sources.mastodon.people import SOURCE
from wildgrass.sources.quarantine import quarantined

_OBJECTS: Final = frozenset(
    {"Note", "Question", "Article", "Page", "Video", "Audio", "Image", "Event", "ChatMessage", "Tombstone"}
)
_CARRIED: Final = frozenset({"@context", "id", "type", "actor", "published", "to", "cc", "object"})
_RELATIONS: Final = {"Like": Kind.LIKE, "EmojiReact": Kind.LIKE, "Follow": Kind.FOLLOW, "Block": Kind.BLOCK}
_ADDRESSED: Final = {
    "likes": Kind.LIKE,
    "liked": Kind.LIKE,
    "favourites": Kind.LIKE,
    "bookmarks": Kind.BOOKMARK,
    "following": Kind.FOLLOW,
    "followers": Kind.FOLLOWER,
}


def collection_name(stated: JSON, member: str) -> str:
    """Return which collection it is: what its own id says, else its file's name."""
    for text in (stated, member):
        name = text.rstrip("/").rpartition("/")[2].partition("?")[0] if isinstance(text, str) else ""
        name = name.removesuffix(".json").lower()
        if name in _ADDRESSED or name == "outbox":
            return name
    return ""


class ActivityReader:
    """Makes items of a collection's records."""

    def __init__(self, notes: NoteReader) -> None:
        self._notes = notes
        self._owner = notes.owner

    def read(self, value: JSON, collection: str, origin: Origin) -> Iterator[Item | Problem | str]:
        """Yield the item, problems, or a text that says what is odd."""
        if isinstance(value, str):
            yield self._addressed(value, collection, origin)
        elif not isinstance(value, dict):
            reason = "neither an activity nor an address stands where one should"
            yield Problem(code="record-unknown-form", reason=reason, member=origin.member)
        elif value.get("type") in _OBJECTS and "object" not in value:
            yield from self._note(value, {}, origin)
        elif value.get("type") == "Create" and isinstance(value.get("object"), dict):
            yield from self._note(value["object"], value, origin)
        elif value.get("type") == "Announce":
            yield self._share(value, origin)
        else:
            yield self._other(value, origin)

    def _addressed(self, uri: str, collection: str, origin: Origin) -> Item:
        """Return a like, bookmark or account of which only the address is known."""
        kind = _ADDRESSED.get(collection, Kind.ACTIVITY)
        is_person = kind in (Kind.FOLLOW, Kind.FOLLOWER)
        return Item(
            id=f"{SOURCE}:{kind}:{uri}",
            kind=kind,
            source=SOURCE,
            origin=origin,
            author=self._owner.actor,
            as_of=self._notes.as_of,
            audience=Audience.SELF if kind in (Kind.BOOKMARK, Kind.ACTIVITY) else Audience.UNKNOWN,
            target=people.by_uri(uri) if is_person else None,
            url=uri,
            extra={} if is_person or kind is Kind.ACTIVITY else {"post": f"{SOURCE}:post:{uri}"},
        )

    def _note(
        self, body: Mapping[str, JSON], activity: Mapping[str, JSON], origin: Origin
    ) -> Iterator[Item | str]:
        native = people.address(dict(body)) or people.address(activity.get("id"))
        item, odd = self._notes.read(body, origin, activity, native=native or f"made-{people.digest(body)}")
        rest = self._rest(activity)
        if rest:
            item = _with_extra(item, {"activity": rest})
        yield item
        if odd:
            yield odd

    def _rest(self, activity: Mapping[str, JSON]) -> JSON:
        rest = {key: part for key, part in activity.items() if key not in _CARRIED and part is not None}
        return quarantined(rest) if rest else None

    def _share(self, activity: Mapping[str, JSON], origin: Origin) -> Item:
        """Return a boost: the text stands in the archive only where it is the owner's own."""
        shared = activity.get("object")
        uri = people.address(shared)
        actor = people.address(activity.get("actor"))
        native = (
            people.address(activity.get("id"))
            or f"made-{people.digest(actor, uri, activity.get('published'))}"
        )
        extra: dict[str, JSON] = {}
        rest = self._rest(activity)
        if rest:
            extra["activity"] = rest
        audience = self._notes.audience(activity, extra, actor)
        text, author = "", None
        if isinstance(shared, dict):
            inner, _ = self._notes.read(shared, origin, {}, native=uri or "")
            text, author = inner.text, inner.author
            extra["object"] = shared
        others = [one for one in people.addresses(activity.get("cc")) if not one.endswith("/followers")]
        if author is None and len(others) == 1 and "#" not in others[0]:
            author = people.by_uri(others[0])  # Mastodon addresses a boost to whom it boosts
        return Item(
            id=f"{SOURCE}:share:{native}",
            kind=Kind.SHARE,
            source=SOURCE,
            origin=origin,
            author=self._owner.known(actor) if actor else self._owner.actor,
            published=isotime.moment(activity.get("published")),
            as_of=self._notes.as_of,
            text=text,
            audience=audience,
            shares=f"{SOURCE}:post:{uri}" if uri else "",
            target=author,
            url=uri,
            extra=extra,
        )

    def _other(self, activity: Mapping[str, JSON], origin: Origin) -> Item:
        """Return another activity: a relation that is known, else the whole record as it is."""
        kind = _RELATIONS.get(str(activity.get("type")), Kind.ACTIVITY)
        uri, actor = people.address(activity.get("object")), people.address(activity.get("actor"))
        native = (
            people.address(activity.get("id")) or f"made-{people.digest(sorted(activity.items(), key=str))}"
        )
        is_person = kind in (Kind.FOLLOW, Kind.BLOCK)
        if kind is not Kind.ACTIVITY and uri is not None:
            native = uri
        return Item(
            id=f"{SOURCE}:{kind}:{native}",
            kind=kind,
            source=SOURCE,
            origin=origin,
            author=self._owner.known(actor) if actor else self._owner.actor,
            published=isotime.moment(activity.get("published")),
            as_of=self._notes.as_of,
            target=people.by_uri(uri) if is_person and uri else None,
            url=uri,
            extra={key: quarantined(part) for key, part in activity.items() if key != "@context"},
        )


def _with_extra(item: Item, more: Mapping[str, JSON]) -> Item:
    from dataclasses import replace  # noqa: PLC0415 - rare

    return replace(item, extra={**item.extra, **more})
