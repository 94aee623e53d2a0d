"""Instagram until 2020: messages by handle and tables of names to times."""

from collections.abc import Iterator, Mapping
from typing import Final

from wildgrass.model import JSON, Actor, Attachment, Audience, Item, Kind, Link, Origin
from wildgrass.sources.jsonwalk import pointer
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
        as_of=archive.as_of,
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
        as_of=archive.as_of,
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


def _objects(value: list[JSON]) -> bool:
    return all(isinstance(one, Mapping) for one in value)


def inside(record: Record, value: Mapping[str, JSON], *, is_relation: bool) -> Iterator[Record]:
    """Yield the records of an object: those of its lists where it holds only lists, its rows, or the object itself.

    `{"events_joined": [...], "events_declined": [...]}` holds lists, `{"1023…": {...}}` and connections.json's
    `{"some.body": "2019-06-01T…"}` hold rows.
    """
    parts = list(value.values())
    if not parts:
        return
    if any(parts) and all(isinstance(one, list) and _objects(one) for one in parts):
        for key, part in value.items():
            for number, one in enumerate(part if isinstance(part, list) else ()):
                yield record.inside(one, pointer((key, number)))
    elif is_relation and all(isinstance(one, str) and values.moment(one) for one in parts):
        for name, when in value.items():
            yield record.inside({"value": name, "time": when}, pointer((name,)))
    elif all(key.isdigit() for key in value) and all(isinstance(one, Mapping) for one in parts):
        for name, one in value.items():
            yield record.inside(one, pointer((name,)))
    else:
        yield record
