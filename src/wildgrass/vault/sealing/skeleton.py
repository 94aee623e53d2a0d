"""The rows that say how a member's records are joined again, as its bytes come in batches.

A member is a row of pieces. A short gap is kept here; everything else, longer gaps too, is a record in the stream.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count, groupby
from operator import sub
from typing import Final, NamedTuple, Protocol

from wildgrass.vault.sealing.known import RUN_SHIFT, KnownRecords

FRAME_BYTES: Final = 4 << 20
"""Plain bytes of a zstd frame, and of the longest record: one record is read at the cost of one frame."""
LONGEST_GAP: Final = 1024
RS: Final = b"\x1e"
_NUMBER: Final = (1 << RUN_SHIFT) - 1
_EARLIER_RUNS: Final = 1 << RUN_SHIFT
"""Addresses below this are of this run: a record that comes twice in one export is new both times."""


class PieceRow(NamedTuple):
    """`times` times: the gap, then the next record of a run from `first` on. 0 times is the gap alone."""

    gap: int
    run: int
    first: int
    times: int


@dataclass(slots=True)
class SplitMember:
    """What became of a member that was split. `new` has one byte for each of its records, 1 where new."""

    rows: list[PieceRow] = field(default_factory=list)
    sha256: bytes = b""
    size: int = 0
    damaged: str | None = None
    new: bytearray = field(default_factory=bytearray)

    @property
    def is_new(self) -> bool:
        """Whether any of its records is new."""
        return any(self.new)


class UnsplittableError(Exception):
    """A member has bytes that the record stream cannot carry; it is kept whole."""


class Gaps:
    """The short texts between records. Number 0 is the empty one."""

    def __init__(self) -> None:
        """Start with the empty gap."""
        self.numbers: dict[bytes, int] = {b"": 0}

    def number(self, gap: bytes) -> int:
        """Return a gap's number."""
        return self.numbers.setdefault(gap, len(self.numbers))


class Packs(Protocol):
    """Where new records go."""

    gaps: Gaps

    def pack(self, record: bytes) -> int:
        """Append a record to the stream; return its number."""

    def pack_all(self, records: Sequence[bytes]) -> int:
        """Append records; return the number of the first."""


class Skeleton:
    """The rows of one member, as its batches come."""

    def __init__(self, packer: Packs, known: KnownRecords) -> None:
        """Take where new records go, and what is known."""
        self._packer, self._known = packer, known
        self._split = SplitMember()
        self._carried = b""
        self._gap, self._first, self._times = b"", 0, 0

    def add(self, data: bytes, spans: Sequence[tuple[int, int]]) -> None:
        """Add a batch: in few steps for all of its records, because an account has hundreds of thousands.

        Raises:
            UnsplittableError: the record stream cannot carry these bytes.
        """
        if RS in data or b"\0" in data:
            raise UnsplittableError
        records = [data[start:end] for start, end in spans]
        gaps, at = [], 0
        for start, end in spans:
            gaps.append(data[at:start])
            at = end
        if gaps:
            gaps[0] = self._carried + gaps[0]
            self._carried = b""
            if max(map(len, gaps)) > LONGEST_GAP or max(map(len, records)) > FRAME_BYTES:
                self._add_singly(gaps, records)
            else:
                self._add_rows(gaps, self._addresses(records))
        self._add_gap(data[at:])

    def finish(self) -> SplitMember:
        """Close the last row."""
        self._end_row()
        if self._carried:
            self._split.rows.append(PieceRow(self._packer.gaps.number(self._carried), 0, 0, 0))
        return self._split

    def _addresses(self, records: list[bytes]) -> Sequence[int]:
        """Return the records' addresses, those of new ones after packing them."""
        known = self._known
        if not known.compares:
            first = self._packer.pack_all(records)
            return range(first, first + len(records))
        ids = known.ids_of(records)
        found = known.found_before(ids)
        new = bytearray(len(records))
        addresses = [address or 0 for address in found]
        for at in [at for at, address in enumerate(found) if address is None]:
            new[at] = 1
            addresses[at] = self._packed(ids[at], records[at])
        self._split.new += new
        return addresses

    def _packed(self, record_id: bytes, record: bytes) -> int:
        """Return the address of a record that no earlier run holds."""
        address = self._known.find_now(record_id)
        if address is None:
            address = self._packer.pack(record)
            self._known.add(record_id, address)
        return address

    def _add_rows(self, gaps: list[bytes], addresses: Sequence[int]) -> None:
        """Add records whose gaps are short: equal gaps before records that follow each other are one row."""
        at = 0
        for (gap, _), row in groupby(zip(gaps, map(sub, addresses, count()), strict=True)):
            times = len(list(row))
            self._extend_row(gap, addresses[at], times)
            at += times

    def _add_singly(self, gaps: list[bytes], records: list[bytes]) -> None:
        """Add records of which some, or their gaps, are long."""
        for gap, record in zip(gaps, records, strict=True):
            self._add_gap(gap)
            is_new = self._add_long(record)
            if self._known.compares:
                self._split.new.append(is_new)

    def _add_gap(self, gap: bytes) -> None:
        """Keep a gap for the record after it; a long one becomes a record itself."""
        gap = self._carried + gap
        self._carried = b""
        if len(gap) > LONGEST_GAP:
            self._add_long(gap)
        else:
            self._carried = gap

    def _add_long(self, piece: bytes) -> bool:
        """Add a record, in parts if it is longer than a frame; tell whether any of it is new."""
        if len(piece) <= FRAME_BYTES:
            return self._add_one(piece)
        parts = [piece[at : at + FRAME_BYTES] for at in range(0, len(piece), FRAME_BYTES)]
        return sum(self._add_one(part) for part in parts) > 0

    def _add_one(self, piece: bytes) -> bool:
        if not self._known.compares:
            address = self._packer.pack(piece)
        else:
            ids = self._known.ids_of([piece])
            (found,) = self._known.found_before(ids)
            address = self._packed(ids[0], piece) if found is None else found
        gap, self._carried = self._carried, b""
        self._extend_row(gap, address, 1)
        return address < _EARLIER_RUNS

    def _extend_row(self, gap: bytes, address: int, times: int) -> None:
        if gap == self._gap and address == self._first + self._times:
            self._times += times
            return
        self._end_row()
        self._gap, self._first, self._times = gap, address, times

    def _end_row(self) -> None:
        if self._times:
            run, first = self._first >> RUN_SHIFT, self._first & _NUMBER
            self._split.rows.append(PieceRow(self._packer.gaps.number(self._gap), run, first, self._times))
