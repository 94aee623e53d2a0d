"""Going through an export twice: first for profiles, deletions and what was replaced, then event by event."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO, Final

from wildgrass.crypto import nip01
from wildgrass.crypto.nip01 import SignedEvent
from wildgrass.model import Item, Kind, Problem, Removal, RemovedBy
from wildgrass.model.item import Origin
from wildgrass.sources import encodings, jsonwalk, lines
from wildgrass.sources.base import Export, MemberError, MemberReport, Reading, Vintage, own_name
from wildgrass.sources.fetched import Files
from wildgrass.sources.idtable import IdTable
from wildgrass.sources.jsonwalk import Closed, Damage, Found
from wildgrass.sources.mediatypes import media_type
from wildgrass.sources.membercount import MemberCount
from wildgrass.sources.nostr.items import DELETION, PROFILE, EventReader, coordinate, moment
from wildgrass.sources.nostr.layout import PATHS, Form, bare, form_of
from wildgrass.sources.nostr.people import SOURCE, post_id

_FIRST_PASS: Final = re.compile(rb'"kind"\s*:\s*(?:0|3|5|1\d{4}|3\d{4})\s*[,}]')
_ID: Final = re.compile(rb'"id"\s*:\s*"([0-9a-f]{64})"')
_MEDIA: Final = ("image/", "video/", "audio/")
_WRITTEN: Final = frozenset({Kind.POST, Kind.COMMENT})
_KINDS: Final = {
    **dict.fromkeys(("1", "20", "21", "22", "30023"), Kind.POST),
    "1111": Kind.COMMENT,
    "6": Kind.SHARE,
    "16": Kind.SHARE,
    "7": Kind.LIKE,
}


def read(export: Export, vintage: Vintage) -> Iterator[Reading]:
    """Yield everything in an export."""
    del vintage
    yield from export.problems
    forms = {name: form for name in export.members if (form := form_of(export, name)) is not None}
    files = Files(export)
    reading = _Reading(export, files)
    for name, form in forms.items():
        reading.look(name, form)
    for name, form in forms.items():
        yield from reading.member(name, form)
    for name in export.members:
        if name not in forms:
            kind = media_type(own_name(name)) or ""
            unclaimed = "unclaimed" if kind.startswith(_MEDIA) else "unknown"
            yield MemberReport(name=name, status="media" if files.is_claimed(name) else unclaimed)


@dataclass(frozen=True, slots=True)
class _Record:
    """Bytes where an event should be: the number of their record, where they lie, and what is wrong with them."""

    data: bytes
    number: int
    where: str
    pointer: str = ""
    damage: str | None = None
    code: str = "record-damaged"


@dataclass(slots=True)
class _Known:
    """What the first pass finds: names, who deleted what and when, and which event replaced which."""

    names: dict[str, tuple[int, str]] = field(default_factory=dict)
    deleted: dict[tuple[str, str], SignedEvent] = field(default_factory=dict)
    newest: dict[str, tuple[int, str]] = field(default_factory=dict)


class _Reading:
    """What the members of one export share."""

    def __init__(self, export: Export, files: Files) -> None:
        self._export = export
        self._known = _Known()
        self._files = files
        self._seen, self._there = IdTable(), IdTable()
        self._reader = EventReader(files, {})

    def look(self, name: str, form: Form) -> None:
        """Read what must be known before the first item is made; damage is told of in the second pass."""
        try:
            for record in self._records(name, form):
                if (found := _ID.search(record.data)) is not None:
                    self._there.put(found[1].decode(), 1)
                if record.damage is None and _FIRST_PASS.search(record.data):
                    event = nip01.read(record.data)
                    if event is not None and event.trouble() is None:
                        self._note(event)
        except MemberError:
            return
        finally:
            names = {key: said for key, (_, said) in self._known.names.items()}
            self._reader = EventReader(self._files, names)

    def _note(self, event: SignedEvent) -> None:
        known = self._known
        rank = (event.created_at, event.id)
        if event.kind == PROFILE and rank[0] >= known.names.get(event.pubkey, (-1, ""))[0]:
            title = next(self._reader.items(event, Origin(member=""))).title
            if title:
                known.names[event.pubkey] = (event.created_at, title)
        if event.kind == DELETION:
            for tag in event.tags:
                if len(tag) > 1 and tag[0] in ("e", "a"):
                    known.deleted.setdefault((event.pubkey, tag[1]), event)
        name = coordinate(event)
        if name is not None and rank > known.newest.get(name, (-1, "")):
            known.newest[name] = rank
            self._there.put(name, 1)

    def member(self, name: str, form: Form) -> Iterator[Reading]:
        """Yield what a member holds, and its report."""
        count = MemberCount(name)
        try:
            yield from count.counting(self._items(name, form, count))
        except MemberError as error:
            count.is_damaged = True
            yield Problem(code="member-damaged", reason=str(error), member=name)
        yield count.report()

    def _items(self, name: str, form: Form, count: MemberCount) -> Iterator[Item | Problem]:
        later: list[tuple[SignedEvent, _Record]] = []
        for record in self._records(name, form):
            count.records += record.damage is None or record.code == "record-damaged"
            event = nip01.read(record.data) if record.damage is None else None
            problem = _problem(record, event, name)
            if problem is not None:
                count.is_damaged = count.is_damaged or record.damage is not None
                yield problem
            elif event is not None and self._seen.put(event.id, 1) is not None:
                count.repeats += 1
            elif event is not None and self._is_replaced(event):
                later.append((event, record))
            elif event is not None:
                yield from self._made(event, record, name, count)
        for (
            event,
            record,
        ) in later:  # after what took their place: the first reading of an id is the one shown
            yield from self._made(event, record, name, count)

    def _is_replaced(self, event: SignedEvent) -> bool:
        known = coordinate(event)
        return known is not None and self._known.newest.get(known, (-1, "")) > (event.created_at, event.id)

    def _made(
        self, event: SignedEvent, record: _Record, name: str, count: MemberCount
    ) -> Iterator[Item | Problem]:
        origin = Origin(member=name, record=record.number, pointer=record.pointer)
        made = [self._marked(one, event) for one in self._reader.items(event, origin)]
        if len(made) != 1:
            count.notes.append(f"a list of follows is {len(made):,} items")
        yield from made
        if event.kind == DELETION:
            yield from self._tombstones(event, origin, count)

    def _marked(self, item: Item, event: SignedEvent) -> Item:
        """Mark what its own author deleted, as far as a relay still gives it (NIP-09)."""
        name = coordinate(event)
        found = self._known.deleted.get((event.pubkey, event.id))
        if found is None and name is not None:
            found = self._known.deleted.get((event.pubkey, name))
            if found is not None and found.created_at < event.created_at:
                found = None  # it was written again after that
        return item if found is None or event.kind == DELETION else _deleted(item, found)

    def _tombstones(self, event: SignedEvent, origin: Origin, count: MemberCount) -> Iterator[Item]:
        """Yield what an author deleted and no relay gives any more: that it was there, and when it went."""
        stated = {tag[1] for tag in event.tags if len(tag) > 1 and tag[0] == "k"}
        for tag in event.tags:
            target = tag[1] if len(tag) > 1 and tag[0] in ("e", "a") else ""
            kinds = {target.partition(":")[0]} if target and tag[0] == "a" else stated
            kind = _KINDS.get(next(iter(kinds))) if len(kinds) == 1 else None
            if (
                not target
                or kind is None
                or target in self._there
                or self._known.deleted[event.pubkey, target] != event
            ):
                continue
            count.notes.append("what was deleted and is not there is an item more")
            gone = Item(
                id=post_id(target) if kind in _WRITTEN else f"{SOURCE}:{kind}:{target}",
                kind=kind,
                source=SOURCE,
                origin=origin,
                author=self._reader.person(event.pubkey),
            )
            yield _deleted(gone, event)

    def _records(self, name: str, form: Form) -> Iterator[_Record]:
        """Yield what should be events, one after the other."""
        stream, encoding = encodings.as_utf8(self._export.members[name].open())
        is_numbered = encoding == "utf-8"
        with stream:
            found = _in_list(stream) if form is Form.LIST else _in_lines(stream)
            for record in found:
                yield record if is_numbered else replace(record, number=-1)


def _in_lines(stream: BinaryIO) -> Iterator[_Record]:
    for line in lines.lines(stream):
        data = bare(line.data.removeprefix(b"\xef\xbb\xbf").strip())
        if data:
            yield _Record(data, line.group, f"line {line.number}")


def _in_list(stream: BinaryIO) -> Iterator[_Record]:
    for event in jsonwalk.walk(stream, PATHS):
        where = f"{jsonwalk.pointer(event.at)}, byte {event.start}" if not isinstance(event, Closed) else ""
        if isinstance(event, Found):
            yield _Record(event.data, event.number, where, jsonwalk.pointer(event.at))
        elif isinstance(event, Damage):
            is_record = bool(event.at) and event.size > 0
            code = "record-damaged" if is_record else "member-cut-off" if event.size == 0 else "bytes-unread"
            yield _Record(b"", -1, where, damage=event.reason, code=code)


def _problem(record: _Record, event: SignedEvent | None, name: str) -> Problem | None:
    """Return what is wrong with a record; an event that nobody signed is none of its author's."""
    if record.damage is not None:
        is_lost = record.code == "record-damaged"
        return Problem(code=record.code, reason=record.damage, member=name, where=record.where, lost=is_lost)
    if event is None:
        reason = "no event stands here: it needs id, pubkey, created_at, kind, tags, content and sig"
        return Problem(code="record-unknown-form", reason=reason, member=name, where=record.where)
    trouble = event.trouble()
    if trouble is None:
        return None
    reason = f"event {event.id[:64]}: {trouble}"
    return Problem(code="event-not-genuine", reason=reason, member=name, where=record.where)


def _deleted(item: Item, event: SignedEvent) -> Item:
    """Mark an item as deleted by its author's own signed word."""
    removal = Removal(by=RemovedBy.AUTHOR, notice=event.content)
    return replace(item, is_deleted=True, deleted=moment(event.created_at), removed=removal)
