"""Messages between two and in groups; joins, leaves and new names are events of the conversation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from wildgrass.model import JSON, Actor, Audience, Item, Kind, Link
from wildgrass.sources import jsontext
from wildgrass.sources.x.archive import SOURCE, Archive, Read, Record, digest_id
from wildgrass.sources.x.media import basename
from wildgrass.sources.x.text import account, unescape
from wildgrass.sources.x.times import moment

_CREATE: Final = "messageCreate"
_EVENTS: Final = {
    "joinConversation": "joined",
    "participantsJoin": "participants joined",
    "participantsLeave": "participants left",
    "conversationNameUpdate": "renamed",
}
_READ: Final = frozenset(
    {"id", "senderId", "recipientId", "text", "createdAt", "mediaUrls", "urls", "reactions", "editHistory"}
)


def read(archive: Archive, record: Record) -> Read:
    """Yield the message or event; a record that is a whole conversation yields all of its own."""
    value = jsontext.decode(record.text)
    if isinstance(value, Mapping) and isinstance(value.get("dmConversation"), Mapping):
        yield from _conversation(archive, record, value["dmConversation"])  # type: ignore[arg-type]
    elif isinstance(value, Mapping) and len(value) == 1:
        yield from _one(archive, record, value, record.conversation)
    else:
        yield record.problem("record-unknown-form", "neither a message nor an event of a conversation")


def _conversation(archive: Archive, record: Record, body: Mapping[str, JSON]) -> Read:
    messages = body.get("messages")
    for number, value in enumerate(messages if isinstance(messages, list) else ()):
        origin = replace(record.origin, pointer=f"{record.origin.pointer}/dmConversation/messages/{number}")
        inner = replace(record, origin=origin, text=record.text + b"#%d" % number)
        if isinstance(value, Mapping) and len(value) == 1:
            yield from _one(archive, inner, value, _text(body.get("conversationId")))
        else:
            yield inner.problem("record-unknown-form", "neither a message nor an event of a conversation")


def _one(archive: Archive, record: Record, value: Mapping[str, JSON], conversation: str | None) -> Read:
    ((what, body),) = value.items()
    if not isinstance(body, Mapping):
        yield record.problem("record-unknown-form", "neither a message nor an event of a conversation")
        return
    if conversation is None:
        yield record.problem("message-without-conversation", "the conversation has no id", lost=False)
    if what == _CREATE:
        item = _message(archive, record, body, conversation)
    else:
        item = _event(archive, record, what, body, conversation)
    if item is None:
        yield record.problem("record-without-id", "a message without an id")
    elif archive.is_new(item.id, record.text):
        yield item


def thread_id(conversation: str | None) -> str | None:
    """Return the item id of a conversation."""
    return None if conversation is None else f"{SOURCE}:conversation:{conversation}"


def _message(
    archive: Archive, record: Record, body: Mapping[str, JSON], conversation: str | None
) -> Item | None:
    number = _text(body.get("id"))
    if not number:
        return None
    written = _text(body.get("text")) or ""
    # The archive's own viewer shows message texts as they stand, yet clients sent them escaped until about 2019.
    text = written if "<" in written or ">" in written else unescape(written)
    extra: dict[str, JSON] = {key: part for key, part in body.items() if key not in _READ}
    for key in ("reactions", "editHistory"):
        if body.get(key):
            extra[key] = body[key]
    folders = record.member_type.media
    urls = [url for url in _sequence(body.get("mediaUrls")) if isinstance(url, str)]
    attach = archive.media.attach
    return Item(
        id=f"{SOURCE}:message:{number}",
        kind=Kind.MESSAGE,
        source=SOURCE,
        origin=record.origin,
        author=_known(archive, _text(body.get("senderId"))),
        published=moment(body.get("createdAt")),
        as_of=archive.as_of,
        text=text,
        audience=Audience.DIRECT,
        thread=thread_id(conversation),
        target=_known(archive, _text(body.get("recipientId"))),
        links=tuple(_links(text, body.get("urls"))),
        attachments=tuple(attach(number, [basename(url)], folders, role=_role(url), url=url) for url in urls),
        extra=extra,
    )


def _event(
    archive: Archive, record: Record, what: str, body: Mapping[str, JSON], conversation: str | None
) -> Item:
    extra: dict[str, JSON] = {"event": what, **body}
    users = _sequence(body.get("userIds")) or _sequence(body.get("participantsSnapshot"))
    by = _text(body.get("initiatingUserId"))
    name = body.get("name")
    return Item(
        id=digest_id("event", {"conversation": conversation, what: body}),
        kind=Kind.EVENT,
        source=SOURCE,
        origin=record.origin,
        author=_known(archive, by),
        published=moment(body.get("createdAt")),
        as_of=archive.as_of,
        text=_EVENTS.get(what, what),
        audience=Audience.DIRECT,
        thread=thread_id(conversation),
        title=name if isinstance(name, str) else None,
        mentions=tuple(actor for user in users if (actor := _known(archive, _text(user)))),
        extra=extra,
    )


def _known(archive: Archive, number: str | None) -> Actor | None:
    """Return the account of that number, with its names where it is the owner's."""
    if archive.owner is not None and number == archive.owner.id:
        return archive.owner
    return account(number)


def _links(text: str, urls: JSON) -> Iterator[Link]:
    for one in _sequence(urls):
        if isinstance(one, Mapping) and isinstance(one.get("url"), str):
            url = str(one["url"])
            start = text.find(url)
            end = start + len(url) if start >= 0 else -1
            target, shown = one.get("expanded"), one.get("display")
            yield Link(url=url, target=str(target or url), shown=str(shown or ""), start=start, end=end)


def _role(url: str) -> str:
    if "/dm_gif/" in url:
        return "animated_gif"
    return "video" if "video.twimg.com" in url or url.partition("?")[0].endswith(".mp4") else "photo"


def _sequence(value: JSON) -> Sequence[JSON]:
    if isinstance(value, str):  # one archive of 2024 has a text where the others have a list
        return (value,) if value else ()
    return value if isinstance(value, list | tuple) else ()


def _text(value: JSON) -> str | None:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
