"""Reading an archive: members in a fixed order, records cut and counted, everything accounted for."""

import csv
from collections.abc import Iterator, Mapping
from typing import Final, cast

from wildgrass.model import Item, Kind, Problem
from wildgrass.sources import encodings, jsontext
from wildgrass.sources.base import Export, MemberError, MemberReport, PieceSplit, Reading, own_name
from wildgrass.sources.cuts import Cuts
from wildgrass.sources.records import split
from wildgrass.sources.report import Counting, Tally
from wildgrass.sources.x import headers, messages, notes, records, table
from wildgrass.sources.x.archive import Archive, MemberReader, Note, Record
from wildgrass.sources.x.cutting import Count, Cutting
from wildgrass.sources.x.layout import CSV, MONTH, Layout, Place
from wildgrass.sources.x.manifest import Promises, promises, small_value
from wildgrass.sources.x.media import Media
from wildgrass.sources.x.members import MEMBERS, MemberType, Reader
from wildgrass.sources.x.tweets import TweetReader

_MONTH_TYPE: Final = MEMBERS["tweets"]
_WITH_NOTES: Final = frozenset({"tweets", "community-tweet", "twitter-circle-tweet", MONTH})


def read(export: Export, root: str) -> Iterator[Reading]:
    """Yield everything in an archive."""
    return cast("Iterator[Reading]", _readings(export, root, is_tallied=False))


def tally(export: Export, root: str) -> Iterator[Counting]:
    """Yield everything in an archive; of ordinary items only how many they are."""
    return _readings(export, root, is_tallied=True)


def _readings(export: Export, root: str, *, is_tallied: bool) -> Iterator[Counting]:
    yield from export.problems
    layout = Layout.of(export, root)
    promised = promises(export, layout)
    yield from promised.problems
    yield from _ArchiveReader(export, layout, promised, is_tallied=is_tallied).readings()


class _ArchiveReader:
    """One pass over one archive."""

    def __init__(self, export: Export, layout: Layout, promised: Promises, *, is_tallied: bool) -> None:
        self._export = export
        self._layout = layout
        self._promised = promised
        self._is_tallied = is_tallied
        self._cuts: dict[str, Cuts] = {}  # of members that were looked through before they are read
        self._archive = Archive(
            owner=promised.owner,
            as_of=promised.made,
            media=Media(export, layout),
            is_protected=_is_protected(export, layout),
        )

    def readings(self) -> Iterator[Counting]:
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
                cutting = Cutting(self._export, key, type_name, MEMBERS.get(type_name, _MONTH_TYPE), Count())
                yield from (one for one in cutting.records() if isinstance(one, Record))

    def _member(self, key: str, type_name: str) -> Iterator[Counting]:
        """Yield what one data member holds, and its report."""
        count = Count()
        before = self._archive.duplicates
        for reading in self._table(key, count) if type_name == CSV else self._array(key, type_name, count):
            count.see(reading)
            yield reading
        repeated = self._archive.duplicates - before
        count.explain(MEMBERS.get(type_name, _MONTH_TYPE).reader, repeated)
        yield from self._report(key, count)

    def _array(self, key: str, type_name: str, count: Count) -> Iterator[Item | Problem | Tally]:
        member_type = MEMBERS.get(type_name, _MONTH_TYPE)
        reader = _reader(self._archive, member_type, type_name)
        cutting = Cutting(self._export, key, type_name, member_type, count, self._cuts.pop(key, None))
        cutting.skim(reader, Tally(key) if self._is_tallied else None)
        for one in cutting.records():
            if not isinstance(one, Record):
                yield one
                continue
            try:
                if found := reader.read(one):
                    yield from found
            except jsontext.KeyTwiceError as error:
                yield one.problem("record-key-twice", str(error))
            except jsontext.RecordError as error:
                yield one.problem("record-not-json", str(error))

    def _table(self, key: str, count: Count) -> Iterator[Item | Problem]:
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

    def _report(self, key: str, count: Count) -> Iterator[Reading]:
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
        count = Count()
        unknown = MemberType(kind=Kind.ACTIVITY, what="")
        cutting = Cutting(self._export, key, type_name, unknown, count)
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


def _reader(archive: Archive, member_type: MemberType, type_name: str) -> MemberReader:
    """Return what reads the records of one member."""
    if member_type.reader is Reader.TWEET:
        return TweetReader(archive, member_type)
    if member_type.reader is Reader.MESSAGE:
        return messages.MessageReader(archive, member_type)
    if member_type.reader is Reader.HEADER:
        return headers.HeaderReader(archive, member_type)
    if member_type.reader is Reader.NOTE:
        return notes.NoteReader(archive)
    return records.RecordReader(archive, member_type, type_name)


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


__all__ = ["PieceSplit", "read"]
