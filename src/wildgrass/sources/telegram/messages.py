"""Messages and events of a chat in JSON."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, cast

from wildgrass.model import JSON, Actor, Attachment, Item, Kind, Moment
from wildgrass.model.item import ItemDraft, Origin
from wildgrass.sources import jsontext
from wildgrass.sources.localtime import LocalClock
from wildgrass.sources.ordinals import Ordinals
from wildgrass.sources.telegram import peers, texts, times
from wildgrass.sources.telegram.media import FILE_KEYS, Media
from wildgrass.sources.telegram.peers import SOURCE, Chat

_READ: Final = frozenset(
    {
        "id",
        "type",
        "date",
        "date_unixtime",
        "from",
        "from_id",
        "actor",
        "actor_id",
        "text",
        "text_entities",
        "reply_to_message_id",
        "edited",
        "edited_unixtime",
    }
)
_MESSAGE, _EVENT = Kind.MESSAGE, Kind.EVENT
_ESCAPE: Final = re.compile(rb"\\(?:x([0-9A-Fa-f]{2})|.)", re.DOTALL)
_MIGRATED_BY: Final = 1_000_000_000
"""A supergroup shows the messages of the group it was before under their old ids less this (ServerMaxMsgId)."""


def value_of(data: bytes) -> JSON:
    r"""Return a record's value.

    Telegram Desktop writes control characters as "\x0B" (SerializeString in export_output_json.cpp), which no JSON
    reader takes; they are read as what they are.

    Raises:
        RecordError: the record is damaged otherwise.
    """
    try:
        return jsontext.decode(data)
    except jsontext.RecordError:
        mended = _ESCAPE.sub(lambda found: b"\\u00" + found[1] if found[1] else found[0], data)
        if mended == data:
            raise
        return jsontext.decode(mended)


@dataclass(slots=True)
class MessageReader:
    """Makes items of one member's messages."""

    media: Media
    root: str
    clock: LocalClock
    as_of: Moment | None
    ordinals: Ordinals = field(default_factory=Ordinals)
    _accounts: Callable[[str, str | None], Actor] = field(
        default_factory=lambda: lru_cache(maxsize=4096)(peers.account)  # the same few write over and over
    )

    def read(self, body: Mapping[str, JSON], chat: Chat, origin: Origin) -> tuple[Item, str]:
        """Return the message or event, and what is odd about it, "" where nothing is."""
        get = body.get
        number, kind = get("id"), get("type")
        extra = {key: part for key, part in body.items() if key not in _READ}
        said = texts.text_of(body)
        published = times.moment(get("date_unixtime"), get("date"), self.clock)
        is_event = kind == "service"
        author = self._author(body, chat, extra)
        if said.rest is not None or published is None:
            _unsaid(body, said, published, extra)
        if kind != "message" and not is_event:
            extra["type"] = kind
        item = ItemDraft(
            id=chat.message_id(number) if type(number) is int else self._made_id(body, chat, said.text),
            kind=_EVENT if is_event else _MESSAGE,
            source=SOURCE,
            origin=origin,
            author=author,
            published=published,
            as_of=self.as_of,
            text=said.text,
            audience=chat.audience,
            thread=chat.thread,
            edited=self._edited(body, extra) if "edited" in body or "edited_unixtime" in body else None,
            links=said.links,
            mentions=said.mentions,
            attachments=() if FILE_KEYS.isdisjoint(extra) else self._attachments(body, extra),
            counts=_counts(body) if "reactions" in body or "poll" in body else {},
            extra=extra,
        )
        if not chat.is_titled:  # one item names the conversation
            chat.is_titled = True
            item.title = chat.name
        if type(number) is not int or number < 0:
            _numbered(number, chat, extra)
        if is_event:
            _event(item, body, chat)
        if chat.topics or "reply_to_message_id" in body:
            _reply(item, body, chat)
        item.__class__ = Item
        return cast("Item", item), said.odd

    def _author(self, body: Mapping[str, JSON], chat: Chat, extra: dict[str, JSON]) -> Actor | None:
        get = body.get
        name, number = get("from"), get("from_id")
        if name is None and number is None:
            name, number = get("actor"), get("actor_id")
        peer = peers.peer_text(number, chat)
        if peer != number and number is not None:
            extra["stated_author_id"] = number
        shown = name if isinstance(name, str) and name else None
        if peer is None:
            return peers.named(shown) if shown else None
        return self._accounts(peer, shown)

    def _made_id(self, body: Mapping[str, JSON], chat: Chat, text: str) -> str:
        what = (chat.key, body.get("date_unixtime") or body.get("date"), body.get("from"), text)
        return f"{SOURCE}:message:{chat.key}.{peers.digest(*what, self.ordinals.next(*map(str, what)))}"

    def _edited(self, body: Mapping[str, JSON], extra: dict[str, JSON]) -> Moment | None:
        """Return when the text was changed; where there are reactions, a reaction may have set the field."""
        stated, seconds = body.get("edited"), body.get("edited_unixtime")
        edited = times.moment(seconds, stated, self.clock)
        if body.get("reactions") or edited is None:
            extra["edited"] = stated
            if seconds is not None:
                extra["edited_unixtime"] = seconds
            return None
        return edited

    def _attachments(self, body: Mapping[str, JSON], extra: dict[str, JSON]) -> tuple[Attachment, ...]:
        nested = body.get("media")
        if isinstance(nested, dict):  # exteraGram and its kin keep a message's file in an object of its own
            inner = dict(nested)
            extra["media"] = inner
            return tuple(self.media.of_message(self.root, nested, inner))
        return tuple(self.media.of_message(self.root, body, extra))


def _unsaid(
    body: Mapping[str, JSON], said: texts.Text, published: Moment | None, extra: dict[str, JSON]
) -> None:
    """Keep in `extra` what text and moment do not say."""
    if said.rest is not None:
        extra["text_entities" if isinstance(said.rest, list) else "text"] = said.rest
    if published is None:
        extra.update({key: body[key] for key in ("date", "date_unixtime") if key in body})


def _numbered(number: JSON, chat: Chat, extra: dict[str, JSON]) -> None:
    """Keep what a message's number says where it is not the usual one."""
    if type(number) is int:
        if chat.type.endswith("supergroup"):
            extra["message_id_in_former_group"] = number + _MIGRATED_BY
    elif number is not None:
        extra["id"] = number


def _counts(body: Mapping[str, JSON]) -> dict[str, int]:
    counts: dict[str, int] = {}
    reactions, poll = body.get("reactions"), body.get("poll")
    if isinstance(reactions, list):
        numbers = [one.get("count") for one in reactions if isinstance(one, dict)]
        if numbers and all(type(one) is int for one in numbers):
            counts["reactions"] = sum(cast("list[int]", numbers))
    if isinstance(poll, dict) and type(voters := poll.get("total_voters")) is int:
        counts["votes"] = voters
    return counts


def _told(extra: Mapping[str, JSON]) -> str:
    """Return an event in the export's own words: what was done, and to what or whom by name."""
    action = extra.get("action")
    if not isinstance(action, str):
        told = extra.get("information_text")
        return told if isinstance(told, str) else ""
    words = [extra.get("title"), extra.get("new_title"), *_members(extra)]
    named = ", ".join(one for one in words if isinstance(one, str) and one)
    return action.replace("_", " ") + (f": {named}" if named else "")


def _members(body: Mapping[str, JSON]) -> list[JSON]:
    members = body.get("members")
    return members if isinstance(members, list) else []


def _event(item: Any, body: Mapping[str, JSON], chat: Chat) -> None:
    """Take what only events say; `item` is still a draft."""
    item.text = item.text or _told(item.extra)
    action, title = body.get("action"), body.get("title")
    names = [one for one in (*_members(body), body.get("inviter")) if isinstance(one, str) and one]
    item.mentions = (*item.mentions, *map(peers.named, names))
    if action == "edit_group_title" and isinstance(title, str) and title:
        item.title = title
    if action == "topic_created" and type(number := body.get("id")) is int:
        chat.topics[number] = title if isinstance(title, str) else ""
    about = body.get("message_id", body.get("game_message_id", body.get("invoice_message_id")))
    if type(about) is int:
        item.in_reply_to = chat.message_id(about)


def _reply(item: Any, body: Mapping[str, JSON], chat: Chat) -> None:
    """Take what a message answers, and the topic of a forum that it belongs to; `item` is still a draft."""
    about, elsewhere, number = body.get("reply_to_message_id"), body.get("reply_to_peer_id"), body.get("id")
    if type(about) is int:
        peer = peers.peer_text(elsewhere, chat) if elsewhere is not None else None
        item.in_reply_to = chat.message_id(about, peers.bare_number(peer) if peer else None)
    elif about is not None:
        item.extra["reply_to_message_id"] = about
    if not chat.topics or type(number) is not int or elsewhere is not None:
        return
    topic = about if about in chat.topics else chat.topic_of.get(str(about)) if type(about) is int else None
    if type(topic) is int:
        chat.topic_of.put(str(number), topic)
        item.extra["topic"] = {"id": topic, "title": chat.topics.get(topic, "")}
