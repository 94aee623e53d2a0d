"""One JSON member: its records as they stream by, and the chats they belong to."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO, Final, cast

from wildgrass.model import JSON, Item, Moment, Problem
from wildgrass.model.item import Origin, OriginDraft
from wildgrass.sources import encodings, jsontext, jsonwalk
from wildgrass.sources.base import Export, MemberError, Reading, own_name
from wildgrass.sources.idtable import IdTable
from wildgrass.sources.jsonwalk import Closed, Damage, Found, Step
from wildgrass.sources.localtime import LocalClock
from wildgrass.sources.membercount import MemberCount
from wildgrass.sources.telegram.accounts import AccountReader
from wildgrass.sources.telegram.layout import PATHS
from wildgrass.sources.telegram.media import Media
from wildgrass.sources.telegram.messages import MessageReader, value_of
from wildgrass.sources.telegram.peers import Chat, chat_of

_OLD_IDS: Final = re.compile(rb'"(?:from|actor)_id"\s*:\s*\d')
_DESCRIBES: Final = ("id", "type")
_CHAT_FIELDS: Final = frozenset({"id", "name", "type", "messages", "about", "list"})
_HASH: Final = (1 << 63) - 1


class JsonMember:
    """Reads one member."""

    def __init__(
        self, export: Export, key: str, media: Media, clock: LocalClock, as_of: Moment | None
    ) -> None:
        self._export = export
        self._key = key
        folder, slash, _ = own_name(key).rpartition("/")
        root = folder + slash
        self._count = MemberCount(key)
        self._messages = MessageReader(media, root, clock, as_of)
        self._account = AccountReader(media, root, clock, as_of)
        self._chats: dict[tuple[Step, ...], Chat] = {}
        self._late: dict[tuple[Step, ...], dict[str, JSON]] | None = None
        self._is_old = bool(_OLD_IDS.search(export.head(key)))
        self._is_numbered = True
        self.seen = IdTable()

    def readings(self) -> Iterator[Reading]:
        """Yield items, problems and the member's report."""
        yield from self._count.counting(self._all())
        if self._account.pictures:
            self._count.notes.append(f"{self._account.pictures:,} profile pictures are part of the profile")
        yield self._count.report()

    def _opened(self) -> BinaryIO:
        stream, encoding = encodings.as_utf8(self._export.members[self._key].open())
        self._is_numbered = encoding == "utf-8"
        return stream

    def _all(self) -> Iterator[Item | Problem]:
        try:
            with self._opened() as stream:
                for event in jsonwalk.walk(stream, PATHS):
                    if isinstance(event, Found):
                        self._count.records += 1
                        yield from self._found(event)
                    elif isinstance(event, Damage):
                        yield self._damage(event)
                    else:
                        yield from self._closed(event)
        except MemberError as error:
            self._count.is_damaged = True
            yield Problem(code="member-damaged", reason=str(error), member=self._key)

    def _found(self, event: Found) -> Sequence[Item | Problem]:
        try:
            value = value_of(event.data)
        except jsontext.KeyTwiceError as error:
            return (self._problem(event, "record-key-twice", str(error)),)
        except jsontext.RecordError as error:
            return (self._problem(event, "record-not-json", str(error)),)
        if not isinstance(value, dict):
            return (self._problem(event, "record-unknown-form", "no object stands where a record should"),)
        at = event.at
        if at[-2] != "messages":
            self._account.know(event.parents[0] if event.parents else {})
            item = self._account.read(event.path, value, self._origin(event, jsonwalk.pointer(at)))
            return (item,) if item is not None and self._is_new(item, event.data) else ()
        chat = self._chat(event, value)
        item, odd = self._messages.read(value, chat, self._origin(event, f"{chat.pointer}/{at[-1]}"))
        found = (item,) if self._is_new(item, event.data) else ()
        return (*found, self._problem(event, "record-odd", odd, lost=False)) if odd else found

    def _problem(self, event: Found, code: str, reason: str, *, lost: bool = True) -> Problem:
        where = f"record {event.number}, byte {event.start}"
        return Problem(code=code, reason=reason, member=self._key, where=where, lost=lost)

    def _is_new(self, item: Item, record: bytes) -> bool:
        fingerprint = hash(record) & _HASH
        if self.seen.put(item.id, fingerprint) == fingerprint:
            self._count.repeats += 1
            return False
        return True

    def _origin(self, event: Found, pointer: str) -> Origin:
        number = event.number if self._is_numbered else -1
        origin = OriginDraft(member=self._key, record=number, pointer=pointer)
        origin.__class__ = Origin
        return cast("Origin", origin)

    def _chat(self, event: Found, message: Mapping[str, JSON]) -> Chat:
        """Return the chat a message lies in; what describes it usually stands before its messages."""
        at = event.at[:-2]
        chat = self._chats.get(at)
        if chat is None:
            fields: Mapping[str, JSON] = event.parents[-1]
            if not all(name in fields for name in _DESCRIBES):
                fields = {**self._described_late().get(at, {}), **fields}
            is_old = self._is_old or type(message.get("from_id", message.get("actor_id"))) is int
            chat = self._chats[at] = chat_of(fields, is_old=is_old)
            chat.pointer = jsonwalk.pointer(event.at[:-1])
            if chat.note:
                self._count.notes.append(chat.note)
        return chat

    def _described_late(self) -> dict[tuple[Step, ...], dict[str, JSON]]:
        """Return what stands beside messages anywhere in the member, by a reading of its own."""
        if self._late is None:
            with self._opened() as stream:
                self._late = {
                    event.at: event.fields
                    for event in jsonwalk.walk(stream, PATHS)
                    if isinstance(event, Closed) and _DESCRIBED.intersection(event.fields)
                }
        return self._late

    def _closed(self, event: Closed) -> Iterator[Item | Problem]:
        if not event.at:
            fields = {
                key: part for key, part in event.fields.items() if key not in _CHAT_FIELDS or key == "about"
            }
            yield from self._account.rest(self._key, fields)
            return
        self._chats.pop(event.at, None)  # a chat is done with where its object ends
        unknown = sorted(event.fields.keys() - _CHAT_FIELDS)
        if unknown:
            self._count.notes.append(f"{jsonwalk.pointer(event.at)} also holds {', '.join(unknown)[:200]}")

    def _damage(self, event: Damage) -> Problem:
        """Return the problem of bytes that are no JSON; where they lie in a list, a record is lost."""
        is_record = bool(event.at) and isinstance(event.at[-1], int) and event.size > 0
        where = f"{jsonwalk.pointer(event.at)}, byte {event.start}"
        if is_record:
            self._count.records += 1
            return Problem(code="record-damaged", reason=event.reason, member=self._key, where=where)
        is_beside = bool(event.at) and isinstance(event.at[-1], str) and event.size > 0
        if not is_beside:
            self._count.is_damaged = True
        code = "record-odd" if is_beside else "member-cut-off" if event.size == 0 else "bytes-unread"
        return Problem(code=code, reason=event.reason, member=self._key, where=where, lost=False)


_DESCRIBED: Final = frozenset({"id", "name", "type"})
