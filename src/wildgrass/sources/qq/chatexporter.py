"""Messages as QQChatExporter writes them to JSON, versions 4 to 6, and whose chat they are of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from wildgrass.model import JSON, Actor, Attachment, Audience, Item, Kind, Moment, Removal
from wildgrass.model.item import ItemDraft, Origin
from wildgrass.model.removal import RemovedBy
from wildgrass.sources.localtime import LocalClock
from wildgrass.sources.qq import people, times, words
from wildgrass.sources.qq.files import Files
from wildgrass.sources.qq.people import SOURCE, Conversation, number_of

_READ: Final = frozenset(
    {
        "id",
        "messageId",
        "seq",
        "messageSeq",
        "timestamp",
        "time",
        "sender",
        "type",
        "messageType",
        "content",
        "recalled",
        "isRecalled",
        "system",
        "isSystemMessage",
    }
)
_SENDER_READ: Final = frozenset({"uid", "uin", "name", "nickname", "groupCard"})
_CONTENT_READ: Final = frozenset({"text", "html", "resources", "mentions", "elements", "reply"})
_FILES: Final = frozenset({"image", "video", "audio", "ptt", "file"})
_DROPPED: Final = _FILES | {"text"}
_CHAT_NUMBERS: Final = ("groupCode", "peerUin", "groupId", "uin", "id", "peerUid")
_MESSAGE, _EVENT = Kind.MESSAGE, Kind.EVENT


def conversation(info: Mapping[str, JSON], raw: JSON = None) -> Conversation:
    """Return the conversation that `chatInfo` describes, with its number where it or a raw message says it."""
    name = info.get("name")
    shown = name if isinstance(name, str) and name else None
    for fields in (info, raw if isinstance(raw, dict) else {}):
        for key in _CHAT_NUMBERS:
            number = number_of(fields.get(key))
            if number is not None and not (fields is raw and key in ("id", "uin", "groupId")):
                return Conversation(number, shown, Audience.DIRECT)
    return people.by_name(shown or "")


def owner(info: Mapping[str, JSON]) -> Actor | None:
    """Return whose export it is, where `chatInfo` says so."""
    number = number_of(info.get("selfUin")) or number_of(info.get("selfUid"))
    name = info.get("selfName")
    return people.account(number, name if isinstance(name, str) else None) if number else None


@dataclass(slots=True)
class MessageReader:
    """Makes items of messages."""

    files: Files
    root: str
    clock: LocalClock
    as_of: Moment | None = None

    def read(self, body: Mapping[str, JSON], talk: Conversation, origin: Origin) -> Item:
        """Return the message or event."""
        get = body.get
        extra = {key: part for key, part in body.items() if key not in _READ}
        content = _object(get("content"))
        sender = self._sender(_object(get("sender")), extra)
        published = times.any_form(get("timestamp"), self.clock) or times.any_form(get("time"), self.clock)
        text = content.get("text")
        said = text if isinstance(text, str) else ""
        is_recalled = get("recalled", get("isRecalled")) is True
        is_event = get("system", get("isSystemMessage")) is True or get("type") == "system"
        _kept(body, content, published, extra)
        item = ItemDraft(
            id=self._id(body, talk, sender, said, published),
            kind=_EVENT if is_event or people.is_system(sender) else _MESSAGE,
            source=SOURCE,
            origin=origin,
            author=sender,
            published=published,
            as_of=self.as_of,
            text=said,
            audience=talk.audience,
            thread=talk.thread,
            title=talk.title(),
            mentions=tuple(_mentions(content)),
            attachments=tuple(self._attachments(content)),
            extra=extra,
        )
        _reply(item, content)
        if is_recalled:
            item.removed = Removal(by=RemovedBy.AUTHOR, notice="", sure="likely")
        elif item.kind is _EVENT:
            item.removed = words.recalled(said)
        item.__class__ = Item
        return cast("Item", item)

    def _id(
        self,
        body: Mapping[str, JSON],
        talk: Conversation,
        sender: Actor | None,
        text: str,
        when: Moment | None,
    ) -> str:
        """Return the message's own id; a number within the chat is shared by notices, so it takes the time along."""
        number = number_of(body.get("id")) or number_of(body.get("messageId"))
        if number is not None:
            return f"{SOURCE}:message:{number}"
        instant = when.instant.isoformat() if when is not None else str(body.get("time"))
        place = number_of(body.get("seq")) or number_of(body.get("messageSeq"))
        who = sender.key if sender is not None else ""
        if place is not None:
            return f"{SOURCE}:message:{talk.key}.{place}-{people.digest(instant, who)[:8]}"
        return talk.made_id(instant, who, text)

    def _sender(self, sender: Mapping[str, JSON], extra: dict[str, JSON]) -> Actor | None:
        uid, uin = number_of(sender.get("uid")), number_of(sender.get("uin"))
        name = _first_text(sender, "name", "groupCard", "nickname", "remark")
        rest: dict[str, JSON] = {
            key: part for key, part in sender.items() if key not in _SENDER_READ and part
        }
        if uid is not None and uin is not None and uid != uin:
            rest["uid"] = uid
        for key in ("nickname", "groupCard"):
            if sender.get(key) and sender[key] != name:
                rest[key] = sender[key]
        if rest:
            extra["sender"] = rest
        number = uin or uid
        if number is not None:
            return people.account(number, name)
        return people.named(name) if name else None

    def _attachments(self, content: Mapping[str, JSON]) -> Iterator[Attachment]:
        resources = content.get("resources")
        listed = [one for one in resources if isinstance(one, dict)] if isinstance(resources, list) else []
        if not listed:
            listed = [
                {"type": one["type"], **data}
                for one in _objects(content.get("elements"))
                if one.get("type") in _FILES and isinstance(data := one.get("data"), dict)
            ]
        for one in listed:
            made = self.files.of(self.root, one)
            if made is not None:
                yield made


def _kept(
    body: Mapping[str, JSON], content: Mapping[str, JSON], published: Moment | None, extra: dict[str, JSON]
) -> None:
    """Keep in `extra` what text, files and moment do not say."""
    kind = body.get("type", body.get("messageType"))
    if kind not in ("type_1", "text", None):
        extra["type"] = kind
    place = body.get("seq", body.get("messageSeq"))
    if place is not None:
        extra["seq"] = place
    if published is None:
        extra.update({key: body[key] for key in ("timestamp", "time") if key in body})
    elements = [one for one in _objects(content.get("elements")) if one.get("type") not in _DROPPED]
    if elements:
        extra["elements"] = [*elements]
    rest: dict[str, JSON] = {key: part for key, part in content.items() if key not in _CONTENT_READ and part}
    reply = content.get("reply")
    if reply:
        rest["reply"] = reply
    if not isinstance(content.get("text"), str | None):
        rest["text"] = content["text"]
    if rest:
        extra["content"] = rest


def _reply(item: Any, content: Mapping[str, JSON]) -> None:
    """Take what a message answers; `item` is still a draft."""
    found = _object(content.get("reply"))
    if not found:
        data = [one.get("data") for one in _objects(content.get("elements")) if one.get("type") == "reply"]
        found = _object(data[0]) if data else {}
    if not found:
        return
    number = number_of(found.get("referencedMessageId")) or number_of(found.get("messageId"))
    if number is not None:
        item.in_reply_to = f"{SOURCE}:message:{number}"
    uin, name = number_of(found.get("senderUin")), found.get("senderName")
    if uin is not None:
        item.in_reply_to_author = people.account(uin, name if isinstance(name, str) else None)


def _mentions(content: Mapping[str, JSON]) -> Iterator[Actor]:
    for one in _objects(content.get("mentions")):
        number = number_of(one.get("uin")) or number_of(one.get("uid"))
        name = one.get("name")
        if number is not None and number != "all" and one.get("type") != "all":
            yield people.account(number, name if isinstance(name, str) else None)


def _objects(value: JSON) -> list[dict[str, JSON]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _object(value: JSON) -> Mapping[str, JSON]:
    return value if isinstance(value, dict) else {}


def _first_text(fields: Mapping[str, JSON], *names: str) -> str | None:
    return next((value for name in names if isinstance(value := fields.get(name), str) and value), None)
