"""The records of one member: cut apart, counted, and every byte between them accounted for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from wildgrass.model import Item, Origin, Problem
from wildgrass.model.item import OriginDraft
from wildgrass.sources import encodings
from wildgrass.sources.base import Batch, Export, MemberError
from wildgrass.sources.cuts import Cuts
from wildgrass.sources.records import GapCheck, split
from wildgrass.sources.report import Tally
from wildgrass.sources.x.archive import MemberReader, Record, Skim
from wildgrass.sources.x.members import MemberType, Reader

_JOINING: Final = {
    Reader.NOTE: "put together with their posts",
    Reader.HEADER: "repeat the ids of what was read",
}
_MAX_GAP: Final = 1 << 18
_BETWEEN: Final = b" \t\r\n,"
_CONVERSATION: Final = re.compile(rb'"conversationId"\s*:\s*"([^"\\]*)"')


@dataclass(slots=True)
class Count:
    """What one member came to."""

    records: int = 0
    items: int = 0
    lost: int = 0
    notes: list[str] = field(default_factory=list)
    groups: int = 0  # conversations, or other records that hold the records
    is_damaged: bool = False

    def see(self, reading: Item | Problem | Tally) -> None:
        """Count an item, many items, or a problem."""
        if isinstance(reading, Item):
            self.items += 1
        elif isinstance(reading, Tally):
            self.items += len(reading.records)
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


class Cutting:
    """The records of one member with their places, and problems for bytes that are in none."""

    def __init__(
        self,
        export: Export,
        key: str,
        type_name: str,
        member_type: MemberType,
        count: Count,
        cuts: Cuts | None = None,
    ) -> None:
        """Cut a member as its type says."""
        self._export = export
        self._key = key
        self._type_name = type_name
        self._member_type = member_type
        self._count = count
        self._cuts = cuts
        self._skim: Skim | None = None
        self._tally: Tally | None = None
        self._conversation: str | None = None
        self._gap = b""
        self._gap_at = 0
        self._is_first = True
        self._is_array = False
        self._check = GapCheck(member_type.split)

    def skim(self, reader: MemberReader, tally: Tally | None) -> None:
        """Let `reader` deal with ordinary records by itself; those that it counts come as tallies."""
        self._skim, self._tally = reader.skim(tally), tally

    def records(self) -> Iterator[Record | Problem | Tally]:
        """Yield records in order, those that need reading; never raises for a damaged member."""
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

    def _cut(self, batches: Iterator[Batch], *, is_counted: bool) -> Iterator[Record | Problem | Tally]:
        key, type_name, member_type, count = self._key, self._type_name, self._member_type, self._count
        skim = self._skim if is_counted else None
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
                        yield from self._tallied()
                        yield found
                    known_gap = None if gap.strip(_BETWEEN) else gap
                at = end
                number = count.records
                count.records = number + 1
                text = data[start:end]
                if skim is not None:
                    if skim(text, number, self._conversation):
                        continue
                    yield from self._tallied()
                origin = OriginDraft(key, number if is_counted else -1)
                if not is_counted:
                    origin.pointer = f"/{number}"
                origin.__class__ = Origin
                yield Record(text, origin, offset + start, type_name, member_type, self._conversation)
            yield from self._tallied()
            offset += len(data)
            self._keep_gap(data[at:], offset)
        yield from self._ended(offset)

    def _ended(self, offset: int) -> Iterator[Problem]:
        """Check what lies after the last record."""
        is_array = b"[" in self._gap if self._is_first else self._is_array
        is_cut_off = is_array and b"]" not in self._gap
        found = self._closed_gap(self._gap, offset, is_last=True)
        if found is not None:
            yield found
        elif is_cut_off:
            reason = "it ends before its list does, so records may be missing"
            yield Problem(code="member-cut-off", reason=reason, member=self._key, where=f"byte {offset}")

    def _tallied(self) -> Iterator[Tally]:
        if self._tally is not None and self._tally.records:
            yield self._tally.taken()

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
