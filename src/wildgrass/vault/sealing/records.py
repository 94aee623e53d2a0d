"""Members that split into records: new records are sent, and a skeleton says how to join them again.

Splitting the stream at RS must give back the records, so a member with RS or NUL in it is kept whole instead.
Compressing and placing frames is a step of its own, so that it can run beside the reading.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, NamedTuple

import zstandard
from isal import isal_zlib

from wildgrass.errors import WildgrassError
from wildgrass.vault.sealing.known import KnownRecords
from wildgrass.vault.sealing.plan import Batch, MemberPlan
from wildgrass.vault.sealing.reading import damage_of
from wildgrass.vault.sealing.segment import RECORDS, SKIPPABLE_HEAD, PlainSegment
from wildgrass.vault.sealing.skeleton import FRAME_BYTES, RS, Gaps, Skeleton, SplitMember, UnsplittableError

TEXT_STEP: Final = 256 * 1024
"""Piece size of a text member that no reader splits."""
LEVEL: Final = 3
LF: Final = b"\n"
_BETWEEN: Final = LF + RS


@dataclass(frozen=True, slots=True)
class Frame:
    """One zstd frame of the record stream: where it lies, its plain size, and which records it holds."""

    segment: int
    offset: int
    length: int
    plain: int
    first: int
    count: int


class PlainFrame(NamedTuple):
    """A frame before it is compressed: its plain bytes, the number of its first record, how many it holds."""

    data: bytes
    first: int
    records: int


class RecordPacker:
    """Gathers new records into frames; hands each full one to `send_frame`."""

    def __init__(self, send_frame: Callable[[PlainFrame], None], known: KnownRecords) -> None:
        """Take where frames go, and what is known."""
        self._send_frame, self._known = send_frame, known
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0
        self.count = 0
        self.gaps = Gaps()

    def add(self, member: MemberPlan) -> SplitMember | None:
        """Read a member to its end and pack its records; None if it must be kept whole."""
        skeleton = Skeleton(self, self._known)
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
        """Hand on the last frame."""
        if self._waiting:
            count, data = len(self._waiting), RS + _BETWEEN.join(self._waiting) + LF
            self._waiting, self._waiting_bytes = [], 0
            self._send_frame(PlainFrame(data, self.count - count, count))

    def pack(self, record: bytes) -> int:
        """Append a new record to the stream; return its number."""
        number = self.count
        self._waiting.append(record)
        self._waiting_bytes += len(record) + 2
        self.count += 1
        if self._waiting_bytes >= FRAME_BYTES:
            self.finish()
        return number

    def pack_all(self, records: Sequence[bytes]) -> int:
        """Append new records to the stream; return the first one's number."""
        first = self.count
        size = sum(map(len, records)) + 2 * len(records)
        if self._waiting_bytes + size >= FRAME_BYTES:
            for record in records:
                self.pack(record)
            return first
        self._waiting += records
        self._waiting_bytes += size
        self.count += len(records)
        return first


class FramePacker:
    """Compresses frames and packs them into segments; hands each full one to `send(segment, full)`."""

    def __init__(
        self, begin: Callable[[str], PlainSegment], send: Callable[[PlainSegment, bool], None]
    ) -> None:
        """Take where segments come from and go to."""
        self._begin, self._send = begin, send
        self._compressor = zstandard.ZstdCompressor(level=LEVEL)
        self._segment: PlainSegment | None = None
        self.frames: list[Frame] = []

    def add(self, plain: PlainFrame) -> None:
        """Compress a frame and place it."""
        frame = self._compressor.compress(plain.data)
        segment = self._room_for(len(frame))
        segment.buffer[segment.used : segment.used + len(frame)] = frame
        place = segment.number, segment.used, len(frame)
        self.frames.append(Frame(*place, len(plain.data), plain.first, plain.records))
        segment.used += len(frame)

    def finish(self) -> None:
        """Hand on the last segment."""
        if self._segment is not None and self._segment.used:
            self._send(self._segment, False)  # noqa: FBT003 - the channel's own form
        self._segment = None

    def _room_for(self, size: int) -> PlainSegment:
        """Padding needs 8 bytes, or none."""
        if self._segment is not None and size > self._segment.room - SKIPPABLE_HEAD:
            self._send(self._segment, True)  # noqa: FBT003 - the channel's own form
            self._segment = None
        if self._segment is None:
            self._segment = self._begin(RECORDS)
        return self._segment


def _steps(member: MemberPlan) -> Iterator[Batch]:
    """Cut a text that no reader splits into pieces of a fixed size."""
    with member.open() as stream:
        while data := stream.read(TEXT_STEP):
            yield data, [(0, len(data))]
