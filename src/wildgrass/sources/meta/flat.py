"""Instagram until 2020: messages by handle and tables of names to times."""

from collections.abc import Iterator, Mapping
from typing import Final

from wildgrass.model import JSON, Actor, Attachment, Audience, Item, Kind, Link, Origin
from wildgrass.sources.meta import values
from wildgrass.sources.meta.archive import Archive, Record
from wildgrass.sources.meta.secrets import quarantined

_USED: Final = frozenset({"sender", "created_at", "text", "media"})
_FILES: Final = ("media", "voice_media", "media_url")


def _thread(archive: Archive, fields: Mapping[str, JSON]) -> str:
    people = fields.get("participants")
    names = sorted(str(one) for one in people) if isinstance(people, list) else []
    return f"{archive.source}:conversation:{values.digest(names)[:20]}"


def message(archive: Archive, value: dict[str, JSON], origin: Origin, parent: Mapping[str, JSON]) -> Item:
    """Return the item of {"sender", "created_at", "text", …}."""
    text = value.get("text")
    text = text if isinstance(text, str) else ""
    thread = _thread(archive, parent)
    published = values.moment(value.get("created_at"))
    likes = value.get("likes")
    return Item(
        id=archive.new_id("message", thread, value.get("sender"), value.get("created_at"), text),
        kind=Kind.MESSAGE,
        source=archive.source,
        origin=origin,
        author=_account(archive, value.get("sender")),
        published=published,
        text=text,
        audience=Audience.DIRECT,
        thread=thread,
        links=tuple(_links(value, text)),
        attachments=tuple(_attachments(archive, value)),
        counts={"reactions": len(likes)} if isinstance(likes, list) and likes else {},
        extra={key: part for key, part in value.items() if key not in _USED},
    )


def about(archive: Archive, fields: Mapping[str, JSON], origin: Origin) -> Iterator[Item]:
    """Yield the conversation itself, so that those who wrote nothing are known."""
    people = fields.get("participants")
    mentions = [_account(archive, one) for one in people] if isinstance(people, list) else []
    thread = _thread(archive, fields)
    sealed = quarantined(dict(fields))
    yield Item(
        id=archive.new_id("conversation-about", thread),
        kind=Kind.EVENT,
        source=archive.source,
        origin=origin,
        audience=Audience.DIRECT,
        thread=thread,
        mentions=tuple(one for one in mentions if one is not None),
        extra=sealed if isinstance(sealed, dict) else {},
    )


def _account(archive: Archive, name: JSON) -> Actor | None:
    return archive.handle(name) if isinstance(name, str) and name else None


def _links(value: Mapping[str, JSON], text: str) -> Iterator[Link]:
    for key in ("link", "media_share_url", "story_share_url"):
        target = value.get(key)
        if isinstance(target, str) and values.is_link(target):
            yield values.link(target, text)


def _attachments(archive: Archive, value: Mapping[str, JSON]) -> Iterator[Attachment]:
    for key in _FILES:
        found = archive.attach(value.get(key), "file")
        if found is not None:
            yield found


def is_table(value: Mapping[str, JSON]) -> bool:
    """Say whether an object is a table of handles to times, as connections.json holds them."""
    return bool(value) and all(isinstance(one, str) and values.moment(one) for one in value.values())


def table(record: Record, value: Mapping[str, JSON]) -> Iterator[Record]:
    """Yield each row of such a table as a record."""
    for name, when in value.items():
        yield record.inside({"value": name, "time": when}, "/" + name.replace("~", "~0").replace("/", "~1"))
