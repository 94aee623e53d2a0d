"""What every form's reader has in hand: the member, its chat, and how a record becomes items."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from wildgrass.model import JSON, Actor, Item, Origin, Problem
from wildgrass.sources.base import Export
from wildgrass.sources.idtable import IdTable
from wildgrass.sources.localtime import LocalClock
from wildgrass.sources.membercount import MemberCount
from wildgrass.sources.wechat.chat import MAX_MEMBERS, Chat, from_name
from wildgrass.sources.wechat.fields import first
from wildgrass.sources.wechat.media import Media
from wildgrass.sources.wechat.said import Said
from wildgrass.sources.wechat.sniff import Sniffed
from wildgrass.sources.wechat.teller import Teller

Made: TypeAlias = Iterator[Item | Problem]


@dataclass(slots=True)
class Run:
    """One reading of one export."""

    export: Export
    media: Media
    clock: LocalClock
    seen: IdTable = field(default_factory=IdTable)
    messages: int = 0  # read from all members, to compare with what a manifest says


@dataclass(slots=True)
class Member:
    """One member while it is read."""

    key: str
    sniffed: Sniffed
    run: Run
    count: MemberCount
    chat: Chat
    teller: Teller
    is_told: bool = False

    @classmethod
    def of(cls, run: Run, key: str, sniffed: Sniffed) -> "Member":
        """Begin a member."""
        chat = Chat(member=key, clock=run.clock)
        return cls(key, sniffed, run, MemberCount(key), chat, Teller(key, run.media, run.seen))

    @property
    def is_counted(self) -> bool:
        """Say whether record numbers are those of the member's own bytes."""
        return self.sniffed.encoding == "utf-8"

    def begin(self) -> None:
        """Take over what the header said."""
        self.teller.platform = self.chat.platform
        self.teller.as_of = self.chat.as_of
        self.teller.owner = self.chat.owner
        self.count.expected = self.chat.expected

    def named_by_file(self) -> None:
        """Take the chat's id and name from the member's name, where only that tells them."""
        self.chat.conversation, name = from_name(self.key)
        self.chat.title = name
        self.chat.is_room = self.chat.conversation.endswith("@chatroom")
        self.chat.shown_in = "" if self.chat.conversation else name

    def said(self, one: Said, origin: Origin, raw: int) -> Made:
        """Yield what a message becomes, and what is wrong with it."""
        self.count.records += 1
        self.run.messages += 1
        if not (
            one.published or one.content or one.text or one.files or one.sender or one.number or one.inner
        ):
            yield self.problem("record-unknown-form", "it holds neither time nor sender nor words", origin)
            return
        thread = self.teller.thread(one.conversation, one.shown_in)
        if thread and self.chat.title and not self.chat.fields:
            named = self.teller.named(thread, self.chat.title, origin)
            if named is not None:
                yield named
        if not one.conversation and not self.is_told:
            self.is_told = True
            reason = "the file does not say which chat this is, so its name has to do"
            yield Problem(code="message-without-conversation", reason=reason, member=self.key, lost=False)
        yield from self.teller.items(one, origin, raw)

    def ended(self, fields: Mapping[str, JSON]) -> Made:
        """Yield what the export says of the chat itself, once all of it was read."""
        chat = self.chat
        people: list[dict[str, JSON]] = chat.members + [dict(one) for one in chat.senders.values()]
        thread = self.teller.thread(chat.conversation, chat.shown_in)
        if thread and (chat.title or chat.fields or people):
            actors = dict.fromkeys(actor for one in people if (actor := self._person(one)))
            extra: dict[str, JSON] = dict(chat.fields)
            if people:
                extra["members"] = [*people[:MAX_MEMBERS]]
            origin = Origin(member=self.key)
            made = self.teller.conversation(thread, chat.title, tuple(actors), extra, origin)
            if made is not None:
                yield made
        if chat.members_seen:
            self.count.notes.append(f"{chat.members_seen:,} members are kept with the conversation")
        left = [key for key, value in fields.items() if key == "avatars" and value]
        if left:
            self.count.notes.append("pictures of accounts stay in the file")
        yield from self.count.told()

    def _person(self, one: Mapping[str, JSON]) -> Actor | None:
        account = first(one.get("platformId"), one.get("accountId"), one.get("username"), one.get("wxid"))
        name = first(
            one.get("groupNickname"), one.get("displayName"), one.get("accountName"), one.get("nickname")
        )
        return self.teller.actor(account, name)

    def problem(self, code: str, reason: str, origin: Origin, *, lost: bool = True) -> Problem:
        """Return a problem with one record."""
        where = f"record {origin.record}" if origin.record >= 0 else origin.pointer
        return Problem(code=code, reason=reason, member=self.key, where=where, lost=lost)

    def close(self) -> None:
        """Write down why items and records differ."""
        self.count.repeats = self.teller.repeats
        if self.teller.opened:
            self.count.notes.append(f"messages inside merged forwards: {self.teller.opened:,}")
        if self.count.items != self.count.records - self.count.lost and not self.count.notes:
            self.count.notes.append("the conversation is an item of its own")
