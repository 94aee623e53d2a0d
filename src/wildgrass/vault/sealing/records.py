"""Members that split into records: new records are sent, and a skeleton says how to join them again.

A member is a row of pieces. A short gap is kept in the skeleton; everything else, longer gaps too, is a
record in the stream. Splitting the stream at RS must give back the records, so a member with RS or NUL in it
is kept whole instead.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, NamedTuple

import zstandard
from isal import isal_zlib

from wildgrass.errors import WildgrassError
from wildgrass.vault.sealing.known import ID_BYTES, KnownRecords
from wildgrass.vault.sealing.plan import Batch, MemberPlan
from wildgrass.vault.sealing.reading import damage_of
from wildgrass.vault.sealing.segment import RECORDS, SKIPPABLE_HEAD, PlainSegment

FRAME_BYTES: Final = 4 << 20
"""Plain bytes of a zstd frame: one record is read at the cost of one frame."""
TEXT_STEP: Final = 256 * 1024
"""Piece size of a text member that no reader splits."""
LONGEST_GAP: Final = 1024
LEVEL: Final = 3
RS: Final = b"\x1e"
LF: Final = b"\n"
_BETWEEN: Final = LF + RS
RUN_SHIFT: Final = 40
_NUMBER: Final = (1 << RUN_SHIFT) - 1


class PieceRow(NamedTuple):
    """`times` times: the gap, then the next record of a run from `first` on. 0 times is the gap alone."""

    gap: int
    run: int
    first: int
    times: int


@dataclass(frozen=True, slots=True)
class Frame:
    """One zstd frame of the record stream: where it lies, its plain size, and which records it holds."""

    segment: int
    offset: int
    length: int
    plain: int
    first: int
    count: int


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


class RecordPacker:
    """Packs records into frames and frames into segments; hands each full one to `send(segment, full)`."""

    def __init__(
        self,
        begin: Callable[[str], PlainSegment],
        send: Callable[[PlainSegment, bool], None],
        known: KnownRecords,
    ) -> None:
        """Take where segments come from and go to, and what is known."""
        self._begin, self._send, self._known = begin, send, known
        self._compressor = zstandard.ZstdCompressor(level=LEVEL)
        self._segment: PlainSegment | None = None
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0
        self._first_waiting = 0
        self.count = 0
        self.gaps = Gaps()
        self.frames: list[Frame] = []

    def add(self, member: MemberPlan) -> SplitMember | None:
        """Read a member to its end and pack its records; None if it must be kept whole."""
        skeleton = _Skeleton(self, self._known)
        batches = member.batches() if member.batches is not None else _steps(member)
        digest, crc, size, fault = sha256(), 0, 0, None
        try:
            for data, spans in batches:
                digest.update(data)
                crc = isal_zlib.crc32(data, crc)
                size += len(data)
                skeleton.add(data, spans)
        except UnsplittableError:
            return None
        except (OSError, EOFError, WildgrassError) as error:
            fault = str(error)
        split = skeleton.finish()
        split.sha256, split.size = digest.digest(), size
        split.damaged = fault or damage_of(member, size, crc)
        return split

    def finish(self) -> None:
        """Hand on the last frame and the last segment."""
        self._end_frame()
        if self._segment is not None and self._segment.used:
            self._send(self._segment, False)  # noqa: FBT003 - the channel's own form
        self._segment = None

    def pack(self, record: bytes) -> int:
        """Append a new record to the stream; return its number."""
        number = self.count
        self._waiting.append(record)
        self._waiting_bytes += len(record) + 2
        self.count += 1
        if self._waiting_bytes >= FRAME_BYTES:
            self._end_frame()
        return number

    def _end_frame(self) -> None:
        if not self._waiting:
            return
        frame = self._compressor.compress(RS + _BETWEEN.join(self._waiting) + LF)
        segment = self._room_for(len(frame))
        segment.buffer[segment.used : segment.used + len(frame)] = frame
        count = self.count - self._first_waiting
        self.frames.append(
            Frame(segment.number, segment.used, len(frame), self._waiting_bytes, self._first_waiting, count)
        )
        segment.used += len(frame)
        self._waiting, self._waiting_bytes, self._first_waiting = [], 0, self.count

    def _room_for(self, size: int) -> PlainSegment:
        """Padding needs 8 bytes, or none."""
        if self._segment is not None and size > self._segment.room - SKIPPABLE_HEAD:
            self._send(self._segment, True)  # noqa: FBT003 - the channel's own form
            self._segment = None
        if self._segment is None:
            self._segment = self._begin(RECORDS)
        return self._segment


_EARLIER_RUNS: Final = 1 << RUN_SHIFT
"""Addresses below this are of this run: a record that comes twice in one export is new both times."""


class _Skeleton:
    """The rows of one member, as its pieces come."""

    def __init__(self, packer: RecordPacker, known: KnownRecords) -> None:
        self._packer, self._known = packer, known
        self._split = SplitMember()
        self._carried = b""
        self._gap, self._first, self._times = b"", 0, 0

    def add(self, data: bytes, spans: Iterable[tuple[int, int]]) -> None:
        """Add a batch. The loop is long because it runs once for every record of an account."""
        if RS in data or b"\0" in data:
            raise UnsplittableError
        if not self._known.compares:
            self._add_unseen(data, spans)
            return
        find, remember, pack = self._known.find, self._known.add, self._packer.pack
        start_id, is_new = self._known.state.copy, self._split.new.append
        at = 0
        for start, end in spans:
            if self._carried or start - at > LONGEST_GAP or end - start > FRAME_BYTES:
                self._add_gap(data[at:start])
                is_new(self._add_long(data[start:end]))
                at = end
                continue
            gap, record = data[at:start], data[start:end]
            at = end
            state = start_id()
            state.update(record)
            record_id = state.digest(ID_BYTES)
            address = find(record_id)
            is_new(address is None or address < _EARLIER_RUNS)
            if address is None:
                address = pack(record)
                remember(record_id, address)
            if gap == self._gap and address == self._first + self._times:
                self._times += 1
            else:
                self._begin_row(gap, address)
        self._add_gap(data[at:])

    def _add_unseen(self, data: bytes, spans: Iterable[tuple[int, int]]) -> None:
        """Add a batch of records that are all new: half of the time of looking each up."""
        pack, at = self._packer.pack, 0
        for start, end in spans:
            if self._carried or start - at > LONGEST_GAP or end - start > FRAME_BYTES:
                self._add_gap(data[at:start])
                self._add_long(data[start:end])
                at = end
                continue
            gap, address = data[at:start], pack(data[start:end])
            at = end
            if gap == self._gap and address == self._first + self._times:
                self._times += 1
            else:
                self._begin_row(gap, address)
        self._add_gap(data[at:])

    def finish(self) -> SplitMember:
        """Close the last row."""
        self._end_row()
        if self._carried:
            self._split.rows.append(PieceRow(self._packer.gaps.number(self._carried), 0, 0, 0))
        return self._split

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
        record_id = self._known.id_of(piece)
        address = self._known.find(record_id) if self._known.compares else None
        is_new = address is None or address < _EARLIER_RUNS
        if address is None:
            address = self._packer.pack(piece)
            self._known.add(record_id, address)
        gap, self._carried = self._carried, b""
        self._begin_row(gap, address)
        return is_new

    def _begin_row(self, gap: bytes, address: int) -> None:
        self._end_row()
        self._gap, self._first, self._times = gap, address, 1

    def _end_row(self) -> None:
        if self._times:
            run, first = self._first >> RUN_SHIFT, self._first & _NUMBER
            self._split.rows.append(PieceRow(self._packer.gaps.number(self._gap), run, first, self._times))


def _steps(member: MemberPlan) -> Iterator[Batch]:
    """Cut a text that no reader splits into pieces of a fixed size."""
    with member.open() as stream:
        while data := stream.read(TEXT_STEP):
            yield data, [(0, len(data))]
