"""From what a record says to items: ids, people, threads, the messages inside a forward."""

import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, cast

from wildgrass.model import JSON, Actor, Audience, Item, Kind, Link, Moment, Origin
from wildgrass.model.item import ItemDraft
from wildgrass.sources.idtable import IdTable
from wildgrass.sources.ordinals import Ordinals
from wildgrass.sources.wechat import forwards
from wildgrass.sources.wechat.explain import is_event
from wildgrass.sources.wechat.kinds import MEDIA, ROLES, What
from wildgrass.sources.wechat.media import Media
from wildgrass.sources.wechat.said import File, Said
from wildgrass.sources.wechat.times import identity

WECHAT: Final = "wechat"
_ACCOUNT: Final = re.compile(r"[A-Za-z0-9_.@:\-]{1,128}\Z")
_GLOBAL: Final = re.compile(r"[0-9A-Fa-f\-]{15,128}\Z")
_TITLES: Final = 10_000
_ACTORS: Final = 10_000
# What a message's digest may not hang on: exporters write other words for the same picture from run to run.
_WORDS_COUNT: Final = frozenset(
    {What.TEXT, What.QUOTE, What.SYSTEM, What.RECALL, What.PAT, What.UNKNOWN, What.NOTICE}
)


class Teller:
    """Makes the items of one member."""

    def __init__(self, member: str, media: Media, seen: IdTable, *, platform: str = WECHAT) -> None:
        self.member = member
        self.platform = platform
        self.as_of: Moment | None = None
        self.owner = ""
        self.repeats = self.opened = 0
        self._media = media
        self._seen = seen
        self._ordinals = Ordinals()
        self._titled: set[str] = set()
        self._actors: dict[tuple[str, str], Actor] = {}

    def items(self, said: Said, origin: Origin, record: int) -> Iterator[Item]:
        """Yield the message, and those inside it; nothing where the same record stood in the export before.

        `record` is a hash of the record's bytes.
        """
        item_id = self._id(said)
        if not self.is_new(item_id, record):
            return
        yield self._item(said, item_id, origin, self.thread(said.conversation, said.shown_in))
        if said.inner:
            yield from self._inside(said, item_id, origin)

    def is_new(self, item_id: str, record: int) -> bool:
        """Say whether a record was not read before under that id."""
        fingerprint = record & 0x7FFF_FFFF_FFFF_FFFF
        if self._seen.put(item_id, fingerprint) == fingerprint:
            self.repeats += 1
            return False
        return True

    def named(self, thread: str, title: str, origin: Origin) -> Item | None:
        """Return the event that names a conversation, the first time that it is met."""
        if thread in self._titled or len(self._titled) >= _TITLES:
            return None
        self._titled.add(thread)
        return self.conversation(thread, title, (), {}, origin)

    def conversation(
        self, thread: str, title: str, members: tuple[Actor, ...], extra: dict[str, JSON], origin: Origin
    ) -> Item | None:
        """Return the event that says what the exporter knew of a conversation, None where it said so before."""
        item_id = f"{self.platform}:event:{thread.partition(':')[2]}"
        key = hash((title, tuple(actor.key for actor in members), str(extra))) & 0x7FFF_FFFF_FFFF_FFFF
        if self._seen.put(item_id, key) == key:
            return None
        return Item(
            id=item_id,
            kind=Kind.EVENT,
            source=self.platform,
            origin=origin,
            as_of=self.as_of,
            audience=Audience.DIRECT,
            thread=thread,
            title=title or None,
            mentions=members,
            extra={"event": "conversation", **extra},
        )

    def thread(self, conversation: str, shown_in: str = "") -> str | None:
        """Return the item id of a conversation, or one made of its name where it has no id."""
        if conversation:
            return f"{self.platform}:conversation:{conversation}"
        return f"{self.platform}:conversation:{_shown(shown_in)}" if shown_in else None

    def actor(self, account: str, name: str = "") -> Actor | None:
        """Return who has that account id, or who is only shown under that name."""
        key = (account, name)
        actor = self._actors.get(key)
        if actor is None:
            actor = self._made(account, name)
            if actor is not None:
                if len(self._actors) >= _ACTORS:
                    self._actors.clear()
                self._actors[key] = actor
        return actor

    def _made(self, account: str, name: str) -> Actor | None:
        if account and (self.platform != WECHAT or _ACCOUNT.match(account)):
            return Actor(platform=self.platform, id_kind="account", id=account, name=name or None)
        label = name or account
        return Actor(platform=self.platform, id_kind="label", id=label, name=label) if label else None

    def _id(self, said: Said) -> str:
        if said.number:
            return self._numbered(said, said.number)
        moment = identity(said.published) if said.published else ""
        words = said.text if said.what in _WORDS_COUNT else ""
        sender = said.sender or said.sender_name or ("" if said.is_own is None else str(said.is_own))
        parts = (said.conversation or said.shown_in, sender, moment, said.what.value, words)
        return f"{self.platform}:message:{_digest(*parts, str(self._ordinals.next(*parts)))}"

    def _numbered(self, said: Said, number: str) -> str:
        """Return the id of the message with that number; short numbers count within a chat."""
        if not _GLOBAL.match(number):
            number = _digest(said.conversation or said.shown_in, number)
        return f"{self.platform}:message:{number}"

    def _author(self, said: Said) -> Actor | None:
        if said.is_own is True and not said.sender and self.owner:
            return self.actor(self.owner, said.sender_name)
        if said.sender or said.sender_name:
            return self.actor(said.sender, said.sender_name)
        if said.is_own is False and not said.is_room and not is_event(said):
            return self.actor(said.conversation)
        return None

    def _item(self, said: Said, item_id: str, origin: Origin, thread: str | None) -> Item:
        if said.what in MEDIA and not said.files:
            said.files.append(File(ROLES[said.what]))
        to_friend = said.is_own is True and not said.is_room and said.conversation
        item = ItemDraft(
            id=item_id,
            kind=Kind.EVENT if is_event(said) else Kind.MESSAGE,
            source=self.platform,
            origin=origin,
            author=self._author(said),
            published=said.published,
            as_of=self.as_of,
            text=said.text,
            audience=Audience.DIRECT,
            thread=thread,
            target=self.actor(said.conversation) if to_friend else None,
            removed=said.removed,
            extra=self._extra(said),
        )
        if said.reply_to or said.quoted:
            self._reply(item, said)
        if said.links:
            item.links = tuple(_placed(link, said.text) for link in said.links)
        if said.named:
            item.mentions = tuple(actor for one in said.named if (actor := self.actor(one)))
        if said.files:
            item.attachments = tuple([self._media.attach(file, self.member) for file in said.files])
        item.__class__ = Item
        return cast("Item", item)

    def _extra(self, said: Said) -> dict[str, JSON]:
        """Return what has no place in an item: first what the message is, and who of the two sent it."""
        extra = said.extra
        extra["what"] = said.what.value
        if said.code is not None and said.what in (What.UNKNOWN, What.APP):
            extra["type"] = said.code
            if said.subtype:
                extra["subtype"] = said.subtype
        if said.is_own is not None:
            extra["direction"] = "out" if said.is_own else "in"
        if said.quoted:
            extra["quoted"] = said.quoted
        recalled = extra.get("recalled")
        if isinstance(recalled, str):
            extra["recalled"] = self._numbered(said, recalled)
        return extra

    def _reply(self, item: ItemDraft, said: Said) -> None:
        if said.reply_to:
            item.in_reply_to = self._numbered(said, said.reply_to)
        sender, name = said.quoted.get("sender"), said.quoted.get("name")
        if sender or name:
            item.in_reply_to_author = self.actor(str(sender or ""), str(name or ""))

    def _inside(self, said: Said, item_id: str, origin: Origin) -> Iterator[Item]:
        """Yield the messages of a merged forward, which were said elsewhere."""
        parent = item_id.rpartition(":")[2]
        for place, inner in forwards.walked(said.inner):
            if not (inner.text or inner.files or inner.links or inner.inner):
                continue
            self.opened += 1
            original = inner.extra.pop("original", None)
            inner.extra["forwarded_in"] = item_id
            if isinstance(original, str) and _GLOBAL.match(original):
                inner.extra["original"] = f"{self.platform}:message:{original}"
            inner.conversation, inner.is_own = "", None
            thread = f"{self.platform}:forward:{parent}"
            yield self._item(inner, f"{self.platform}:forwarded:{parent}-{place}", origin, thread)


def _placed(link: Link, text: str) -> Link:
    start = text.find(link.url)
    if start < 0:
        return link
    return Link(url=link.url, target=link.target, shown=link.shown, start=start, end=start + len(link.url))


@lru_cache(maxsize=256)
def _shown(name: str) -> str:
    return _digest(name)


def _digest(*parts: str) -> str:
    text = "\x1f".join(parts).encode(errors="surrogatepass")
    return hashlib.sha256(text).hexdigest()[:24]
