"""Messages between two and in groups; joins, leaves and new names are events of the conversation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Annotated, Final, TypeAlias, cast

import msgspec
from msgspec import Struct

from wildgrass.model import JSON, Actor, Attachment, Audience, Item, Kind, Link, Problem
from wildgrass.model.item import ItemDraft
from wildgrass.sources import jsontext
from wildgrass.sources.report import Tally
from wildgrass.sources.x.archive import SOURCE, Archive, Read, Record, Skim, digest_id
from wildgrass.sources.x.media import basename
from wildgrass.sources.x.members import MemberType
from wildgrass.sources.x.text import unescape
from wildgrass.sources.x.times import moment

_CREATE: Final = "messageCreate"
_MESSAGE: Final = Kind.MESSAGE
_DIRECT: Final = Audience.DIRECT
_EVENTS: Final = {
    "joinConversation": "joined",
    "participantsJoin": "participants joined",
    "participantsLeave": "participants left",
    "conversationNameUpdate": "renamed",
}
_READ: Final = frozenset(
    {"id", "senderId", "recipientId", "text", "createdAt", "mediaUrls", "urls", "reactions", "editHistory"}
)


Nothing: TypeAlias = Annotated[list[None], msgspec.Meta(max_length=0)] | None


class _Url(Struct, forbid_unknown_fields=True, gc=False):
    url: str
    expanded: str
    display: str


class _Create(Struct, forbid_unknown_fields=True, gc=False):
    """A message as nearly all are: no reactions, never edited."""

    id: str
    senderId: str  # noqa: N815 - X's own name, here and below
    text: str
    createdAt: str  # noqa: N815
    recipientId: str | None = None  # noqa: N815
    mediaUrls: list[str] | None = None  # noqa: N815
    urls: list[_Url] | None = None
    reactions: Nothing = None
    editHistory: Nothing = None  # noqa: N815


class _Usual(Struct, forbid_unknown_fields=True, gc=False):
    messageCreate: _Create  # noqa: N815


_as_usual: Final = msgspec.json.Decoder(_Usual).decode


def _usual(text: bytes) -> _Create | None:
    """Return the message that a record holds in the usual form, each key once; None where it is otherwise."""
    try:
        create = _as_usual(text).messageCreate
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    quotes = 18  # messageCreate, and four keys with their texts
    if create.recipientId is not None:
        quotes += 4
    if create.mediaUrls is not None:
        quotes += 2 + 2 * len(create.mediaUrls)
    if create.urls is not None:
        quotes += 2 + 12 * len(create.urls)
    if create.reactions is not None:
        quotes += 2
    if create.editHistory is not None:
        quotes += 2
    found = text.count(b'"')
    if found != quotes and b"\\" in text:
        if b"\\\\" in text:  # a quote after two backslashes may be a text's end
            return None
        found -= text.count(b'\\"')
    return create if found == quotes and create.id else None


class MessageReader:
    """Reads the messages and events of one member."""

    def __init__(self, archive: Archive, member_type: MemberType) -> None:
        self._archive = archive
        self._folders = member_type.media

    def read(self, record: Record) -> Read:
        """Return the message or event; a record that is a whole conversation gives all of its own."""
        value = jsontext.decode(record.text)
        if not isinstance(value, dict):
            return (_of_unknown_form(record),)
        if isinstance(value.get("dmConversation"), dict):
            return _conversation(self._archive, record, value["dmConversation"])
        return _one(self._archive, record, value, record.conversation)

    def skim(self, tally: Tally | None) -> Skim | None:
        """Return what counts usual messages in `tally`; see `archive.MemberReader`."""
        return None if tally is None else partial(self._counted, tally)

    def _counted(self, tally: Tally, text: bytes, number: int, conversation: str | None) -> bool:
        message = None if conversation is None else _usual(text)
        if message is None:
            return False
        if self._archive.is_new("x:message:" + message.id, text):
            tally.kinds.append(_MESSAGE)
            tally.records.append(number)
            if message.mediaUrls:
                attachments = _attachments(self._archive, self._folders, message.id, message.mediaUrls)
                tally.attached.append((_MESSAGE, attachments))
        return True


def _of_unknown_form(record: Record) -> Problem:
    return record.problem("record-unknown-form", "neither a message nor an event of a conversation")


def _conversation(archive: Archive, record: Record, body: Mapping[str, JSON]) -> Read:
    messages = body.get("messages")
    for number, value in enumerate(messages if isinstance(messages, list) else ()):
        origin = replace(record.origin, pointer=f"{record.origin.pointer}/dmConversation/messages/{number}")
        inner = replace(record, origin=origin, text=record.text + b"#%d" % number)
        if isinstance(value, dict):
            yield from _one(archive, inner, value, _text(body.get("conversationId")))
        else:
            yield _of_unknown_form(inner)


def _one(archive: Archive, record: Record, value: Mapping[str, JSON], conversation: str | None) -> Read:
    what, body = next(iter(value.items()), ("", None))
    if len(value) != 1 or not isinstance(body, dict):
        return (_of_unknown_form(record),)
    found: list[Item | Problem] = []
    if conversation is None:
        found.append(record.problem("message-without-conversation", "the conversation has no id", lost=False))
    if what == _CREATE:
        item = _message(archive, record, body, conversation)
    else:
        item = _event(archive, record, what, body, conversation)
    if item is None:
        found.append(record.problem("record-without-id", "a message without an id"))
    elif archive.is_new(item.id, record.text):
        found.append(item)
    return found


def thread_id(conversation: str | None) -> str | None:
    """Return the item id of a conversation."""
    return None if conversation is None else f"{SOURCE}:conversation:{conversation}"


def _message(
    archive: Archive, record: Record, body: Mapping[str, JSON], conversation: str | None
) -> Item | None:
    get = body.get
    number = _text(get("id"))
    if not number:
        return None
    written = _text(get("text")) or ""
    # The archive's own viewer shows message texts as they stand, yet clients sent them escaped until about 2019.
    text = written if "<" in written or ">" in written else unescape(written)
    extra: dict[str, JSON] = (
        {} if _READ.issuperset(body) else {key: part for key, part in body.items() if key not in _READ}
    )
    for key in ("reactions", "editHistory"):
        if get(key):
            extra[key] = body[key]
    media, urls = get("mediaUrls"), get("urls")
    item = ItemDraft(
        id=f"{SOURCE}:message:{number}",
        kind=_MESSAGE,
        source=SOURCE,
        origin=record.origin,
        author=_known(archive, _text(get("senderId"))),
        published=moment(get("createdAt")),
        as_of=archive.as_of,
        text=text,
        audience=_DIRECT,
        thread=thread_id(conversation),
        target=_known(archive, _text(get("recipientId"))),
        links=tuple(_links(text, urls)) if urls else (),
        attachments=_attachments(archive, record.member_type.media, number, _sequence(media))
        if media
        else (),
        extra=extra,
    )
    item.__class__ = Item
    return cast("Item", item)


def _attachments(
    archive: Archive, folders: tuple[str, ...], number: str, media: Sequence[JSON]
) -> tuple[Attachment, ...]:
    attach = archive.media.attach
    urls = [url for url in media if isinstance(url, str)]
    return tuple([attach(number, [basename(url)], folders, role=_role(url), url=url) for url in urls])


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
    if number is None:
        return None
    if archive.owner is not None and number == archive.owner.id:
        return archive.owner
    return archive.account(number)


def _links(text: str, urls: JSON) -> Iterator[Link]:
    for one in _sequence(urls):
        if isinstance(one, dict) and isinstance(one.get("url"), str):
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
    if type(value) is str:
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None
