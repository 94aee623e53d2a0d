"""Reading an archive: members in a fixed order, records cut and counted, everything accounted for."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from wildgrass.model import Item, Kind, Origin, Problem
from wildgrass.model.item import OriginDraft
from wildgrass.sources import encodings, jsontext
from wildgrass.sources.base import Batch, Export, MemberError, MemberReport, PieceSplit, Reading, own_name
from wildgrass.sources.cuts import Cuts
from wildgrass.sources.records import GapCheck, split
from wildgrass.sources.x import headers, messages, notes, records, table
from wildgrass.sources.x.archive import Archive, Note, Read, Record
from wildgrass.sources.x.layout import CSV, MONTH, Layout, Place
from wildgrass.sources.x.manifest import Promises, promises, small_value
from wildgrass.sources.x.media import Media
from wildgrass.sources.x.members import MEMBERS, MemberType, Reader
from wildgrass.sources.x.tweets import TweetReader

_MONTH_TYPE: Final = MEMBERS["tweets"]
_WITH_NOTES: Final = frozenset({"tweets", "community-tweet", "twitter-circle-tweet", MONTH})
_JOINING: Final = {
    Reader.NOTE: "put together with their posts",
    Reader.HEADER: "repeat the ids of what was read",
}
_MAX_GAP: Final = 1 << 18
_BETWEEN: Final = b" \t\r\n,"
_CONVERSATION: Final = re.compile(rb'"conversationId"\s*:\s*"([^"\\]*)"')


@dataclass(slots=True)
class _Count:
    """What one member came to."""

    records: int = 0
    items: int = 0
    lost: int = 0
    notes: list[str] = field(default_factory=list)
    groups: int = 0  # conversations, or other records that hold the records
    is_damaged: bool = False

    def see(self, reading: Item | Problem) -> None:
        """Count an item or a problem."""
        if isinstance(reading, Item):
            self.items += 1
        elif reading.lost:
            self.lost += 1

    def explain(self, reader: Reader, repeated: int) -> None:
        """Say why there are more or fewer items than records."""
        if repeated:
            self.notes.append(f"read before, from another member or part: {repeated:,}")
        rest = self.records - self.items - self.lost - repeated
        if rest > 0 and reader in _JOINING:
            self.notes.append(f"{_JOINING[reader]}: {rest:,}")
        elif self.items > self.records:
            self.notes.append("its records hold lists, and each entry is an item")


def read(export: Export, root: str) -> Iterator[Reading]:
    """Yield everything in an archive."""
    yield from export.problems
    layout = Layout.of(export, root)
    promised = promises(export, layout)
    yield from promised.problems
    reader = _ArchiveReader(export, layout, promised)
    yield from reader.readings()


class _ArchiveReader:
    """One pass over one archive."""

    def __init__(self, export: Export, layout: Layout, promised: Promises) -> None:
        self._export = export
        self._layout = layout
        self._promised = promised
        self._cuts: dict[str, Cuts] = {}  # of members that were looked through before they are read
        self._archive = Archive(
            owner=promised.owner,
            as_of=promised.made,
            media=Media(export, layout),
            is_protected=_is_protected(export, layout),
        )

    def readings(self) -> Iterator[Reading]:
        """Yield items, problems and a report for each member."""
        self._archive.notes = self._joins()
        order = {key: number for number, key in enumerate(self._layout.data)}
        for key in sorted(order, key=lambda key: (_phase(self._layout.data[key]), order[key])):
            yield from self._member(key, self._layout.data[key])
        yield from self._others()
        yield from self._missing()

    def _joins(self) -> Mapping[str, Note]:
        """Say which long text belongs to which post."""
        found = notes.index(self._records_of("note-tweet"))
        if found:
            for key, type_name in self._layout.data.items():
                if type_name in _WITH_NOTES:
                    self._look(found, key)
        return found.joins()

    def _look(self, found: notes.NoteIndex, key: str) -> None:
        """Go through one member's posts for those that a note may belong to."""
        cuts = Cuts()
        try:
            with self._export.members[key].open() as plain:
                batches = split(encodings.as_utf8(plain)[0], _MONTH_TYPE.split)
                for data, spans in cuts.keeping(batches):
                    found.look(data, spans)
        except MemberError:
            return  # told of when the member is read
        self._cuts[key] = cuts

    def _records_of(self, type_name: str) -> Iterator[Record]:
        for key, name in self._layout.data.items():
            if name == type_name:
                cutting = _Cutting(
                    self._export, key, type_name, MEMBERS.get(type_name, _MONTH_TYPE), _Count()
                )
                yield from (one for one in cutting.records() if isinstance(one, Record))

    def _member(self, key: str, type_name: str) -> Iterator[Reading]:
        """Yield what one data member holds, and its report."""
        count = _Count()
        before = self._archive.duplicates
        for reading in self._table(key, count) if type_name == CSV else self._array(key, type_name, count):
            count.see(reading)
            yield reading
        repeated = self._archive.duplicates - before
        count.explain(MEMBERS.get(type_name, _MONTH_TYPE).reader, repeated)
        yield from self._report(key, count)

    def _array(self, key: str, type_name: str, count: _Count) -> Iterator[Item | Problem]:
        member_type = MEMBERS.get(type_name, _MONTH_TYPE)
        cutting = _Cutting(self._export, key, type_name, member_type, count, self._cuts.pop(key, None))
        reads = self._reader(member_type, type_name)
        for one in cutting.records():
            if isinstance(one, Problem):
                yield one
                continue
            try:
                if found := reads(one):
                    yield from found
            except jsontext.KeyTwiceError as error:
                yield one.problem("record-key-twice", str(error))
            except jsontext.RecordError as error:
                yield one.problem("record-not-json", str(error))

    def _reader(self, member_type: MemberType, type_name: str) -> Callable[[Record], Read]:
        archive = self._archive
        if member_type.reader is Reader.TWEET:
            return TweetReader(archive).read
        module = {Reader.NOTE: notes.read, Reader.MESSAGE: messages.read, Reader.HEADER: headers.read}
        if member_type.reader in module:
            return partial(module[member_type.reader], archive)
        return records.RecordReader(archive, member_type, type_name).read

    def _table(self, key: str, count: _Count) -> Iterator[Item | Problem]:
        try:
            with self._export.members[key].open() as stream:
                for number, row in table.rows(stream):
                    count.records += 1
                    yield from table.read(self._archive, key, number, row)
        except csv.Error as error:
            yield Problem(code="table-damaged", reason=str(error), member=key, where=f"row {count.records}")
        except MemberError as error:
            count.is_damaged = True
            yield Problem(code="member-damaged", reason=str(error), member=key)

    def _report(self, key: str, count: _Count) -> Iterator[Reading]:
        name = own_name(key)[len(self._layout.root) :]
        expected = self._promised.expected.pop(name, None)
        if expected is not None and expected not in (count.records, count.groups or None):
            reason = f"the archive promises {expected:,} records and {count.records:,} are there"
            count.notes.append(reason)
            yield Problem(code="count-differs", reason=reason, member=key, lost=False)
        elif expected is not None and expected != count.records:
            count.notes.append(f"{count.records:,} records in {expected:,} groups, as the archive promises")
        status = "damaged" if count.is_damaged else "partly" if count.lost else "read"
        note = "; ".join(count.notes)
        yield MemberReport(
            name=key, status=status, records=count.records, items=count.items, expected=expected, note=note
        )

    def _others(self) -> Iterator[Reading]:
        """Yield a report for each member that holds no records."""
        for key in self._export.members:
            if key in self._layout.data:
                continue
            named = self._layout.place(self._export, key)
            self._promised.expected.pop(own_name(key)[len(self._layout.root) :], None)
            if named.place is Place.IGNORED:
                yield MemberReport(name=key, status="ignored", note=named.type_name)
            elif named.place is Place.DETAILS:
                yield MemberReport(
                    name=key, status="read", note="says whose archive this is and what it holds"
                )
            elif named.place is Place.MEDIA:
                yield MemberReport(
                    name=key, status="media" if self._archive.media.is_claimed(key) else "unclaimed"
                )
            else:
                yield self._unknown(key, named.type_name)

    def _unknown(self, key: str, type_name: str) -> MemberReport:
        """Return the report of a member that nobody here knows; its records are counted where it has any."""
        if not type_name:
            return MemberReport(name=key, status="unknown")
        count = _Count()
        unknown = MemberType(kind=Kind.ACTIVITY, what="")
        cutting = _Cutting(self._export, key, type_name, unknown, count)
        lost = sum(isinstance(one, Problem) for one in cutting.records())
        note = f"X calls it {type_name}; it is sealed, not read"
        return MemberReport(
            name=key, status="damaged" if lost else "unknown", records=count.records, note=note
        )

    def _missing(self) -> Iterator[Reading]:
        """Yield a problem and a report for each member that was promised and is not there."""
        for name, expected in self._promised.expected.items():
            key = self._layout.root + name
            if key in self._layout.data:
                continue
            yield Problem(
                code="member-missing", reason="the archive promises it and it is not there", member=key
            )
            yield MemberReport(name=key, status="missing", records=0, items=0, expected=expected)


def _phase(type_name: str) -> int:
    return 5 if type_name == CSV else MEMBERS.get(type_name, _MONTH_TYPE).phase


def _is_protected(export: Export, layout: Layout) -> bool:
    """Say whether the account's last known switch made it protected; protection covers older posts too."""
    switches = []
    for key, type_name in layout.data.items():
        if type_name != "protected-history":
            continue
        try:
            value = small_value(export, key)
        except (MemberError, jsontext.RecordError):
            return False  # told of when the member is read
        for one in value if isinstance(value, list) else ():
            body = one.get("protectedHistory", one) if isinstance(one, dict) else None
            if isinstance(body, dict):
                switches.append((str(body.get("protectedAt")), str(body.get("action")).lower()))
    return bool(switches) and max(switches)[1].startswith("protect")


class _Cutting:
    """The records of one member with their places, and problems for bytes that are in none."""

    def __init__(
        self,
        export: Export,
        key: str,
        type_name: str,
        member_type: MemberType,
        count: _Count,
        cuts: Cuts | None = None,
    ) -> None:
        self._export = export
        self._key = key
        self._type_name = type_name
        self._member_type = member_type
        self._count = count
        self._cuts = cuts
        self._conversation: str | None = None
        self._gap = b""
        self._gap_at = 0
        self._is_first = True
        self._is_array = False
        self._check = GapCheck(member_type.split)

    def records(self) -> Iterator[Record | Problem]:
        """Yield records in order; never raises for a damaged member."""
        try:
            with self._export.members[self._key].open() as plain:
                stream, encoding = encodings.as_utf8(plain)
                if encoding != "utf-8":
                    self._count.notes.append(f"it is in {encoding}")
                how = self._member_type.split
                batches = self._cuts.batches(stream) if self._cuts else split(stream, how)
                yield from self._cut(batches, is_counted=encoding == "utf-8")
        except MemberError as error:
            self._count.is_damaged = True
            yield Problem(code="member-damaged", reason=str(error), member=self._key)

    def _cut(self, batches: Iterator[Batch], *, is_counted: bool) -> Iterator[Record | Problem]:
        key, type_name, member_type, count = self._key, self._type_name, self._member_type, self._count
        offset = 0
        known_gap: bytes | None = None  # most gaps are the same bytes, which are checked once
        for data, spans in batches:
            at = 0
            for start, end in spans:
                gap = data[at:start]
                if self._gap:
                    gap, self._gap = self._gap + gap, b""
                if gap != known_gap:
                    found = self._closed_gap(gap, offset + at, is_last=False)
                    if found is not None:
                        yield found
                    known_gap = None if gap.strip(_BETWEEN) else gap
                number = count.records
                count.records += 1
                origin = OriginDraft(key, number if is_counted else -1)
                if not is_counted:
                    origin.pointer = f"/{number}"
                origin.__class__ = Origin
                yield Record(
                    data[start:end], origin, offset + start, type_name, member_type, self._conversation
                )
                at = end
            offset += len(data)
            self._keep_gap(data[at:], offset)
        is_array = b"[" in self._gap if self._is_first else self._is_array
        is_cut_off = is_array and b"]" not in self._gap
        found = self._closed_gap(self._gap, offset, is_last=True)
        if found is not None:
            yield found
        elif is_cut_off:
            reason = "it ends before its list does, so records may be missing"
            yield Problem(code="member-cut-off", reason=reason, member=key, where=f"byte {offset}")

    def _keep_gap(self, rest: bytes, offset: int) -> None:
        if len(self._gap) < _MAX_GAP:
            self._gap += rest
        if not self._gap:
            self._gap_at = offset

    def _closed_gap(self, gap: bytes, offset: int, *, is_last: bool) -> Problem | None:
        """Check what lies between two records; learn the conversation's id from it."""
        if self._member_type.nested:
            self._learn_conversation(gap)
        if self._is_first:
            self._is_array = b"[" in gap
        unread = self._check.unread(gap, is_first=self._is_first, is_last=is_last)
        self._gap, self._is_first = b"", False
        if unread < 0:
            return None
        reason = "bytes that belong to no record" if self._count.records else "it is no list of records"
        where = f"byte {max(0, offset - len(gap)) + unread if is_last else offset + unread}"
        return Problem(code="bytes-unread", reason=reason, member=self._key, where=where)

    def _learn_conversation(self, gap: bytes) -> None:
        """Take the id of the conversation whose messages follow from the bytes before them."""
        if b"{" in gap:
            names = _CONVERSATION.findall(gap)
            self._count.groups += gap.count(b"[") - (1 if self._is_first else 0)
            self._conversation = names[-1].decode(errors="replace") if names else None


__all__ = ["PieceSplit", "read"]
