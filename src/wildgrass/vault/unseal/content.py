"""The bytes of members, from ranges of segments: whole files from tar, split ones from frames."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from threading import Lock
from typing import Final

import zstandard

from wildgrass.crypto import age
from wildgrass.errors import EXIT_CHECK, WildgrassError
from wildgrass.vault.unseal.copies import Copies
from wildgrass.vault.unseal.manifest import FrameRow, OpenMember, OpenRun, PieceRow, SegmentRow

STEP_BYTES: Final = 1 << 20
FRAMES_KEPT: Final = 8
GATHER_BYTES: Final = 1 << 20
MOST_PLAIN: Final = 64 << 20
"""Writers end a frame at 4 MiB; a larger claim is not believed."""
RS: Final = b"\x1e"


class ContentError(WildgrassError):
    """A member cannot be put together to what was sealed."""

    code = "member-not-whole"
    exit_code = EXIT_CHECK
    message = "{member} cannot be put together: {reason}"
    hint = "everything else opens all the same; try the other places that hold this vault"


class Content:
    """Reads members of any run of one vault."""

    def __init__(self, copies: Copies, run_of: Callable[[str], OpenRun]) -> None:
        """Take the stores and how to find a run by name."""
        self._copies, self._run_of = copies, run_of
        self._frames: OrderedDict[tuple[str, int], list[bytes]] = OrderedDict()
        self._last: dict[str, FrameRow] = {}
        self._lock = Lock()

    def chunks(self, member: OpenMember) -> Iterator[bytes]:
        """Yield a member's bytes in order.

        Raises:
            WildgrassError: a part cannot be read; what came before is genuine.
        """
        if member.file is not None:
            yield from self._file_chunks(*member.file)
            return
        for row in self._run_of(member.run).pieces(member.number):
            yield from self._row_chunks(row)

    def read_range(self, segment: SegmentRow, offset: int, length: int) -> bytes:
        """Read a range of a segment's plaintext, from the first copy that opens."""
        part = age.chunk_range(offset, length, segment.plain_size)
        key = age.head_from_file_key(segment.file_key, segment.nonce, segment.head).payload_key
        start = segment.head + part.offset
        return self._copies.opened(
            segment.name, start, part.size, lambda data: age.open_range(key, data, part)
        )

    def _file_chunks(self, log: str, file: int) -> Iterator[bytes]:
        run = self._run_of(log)
        for place in run.places(file):
            segment = run.segment(place.segment)
            if place.offset + place.length > segment.plain_size:
                raise ContentError(member=f"file {file}", reason="the manifest places it outside its segment")
            at, end = place.offset, place.offset + place.length
            while at < end:
                # Ranges end at whole chunks, so that no chunk is opened twice.
                stop = min(end, (at + STEP_BYTES) // age.CHUNK * age.CHUNK)
                yield self.read_range(segment, at, stop - at)
                at = stop

    def _row_chunks(self, row: PieceRow) -> Iterator[bytes]:
        if not row.times:
            yield row.gap
            return
        run = self._run_of(row.run)
        record, end = row.first, row.first + row.times
        while record < end:
            frame = self._frame_of(run, record)
            stop = min(end, frame.first + frame.records)
            lines = self._lines(run, frame)[record - frame.first : stop - frame.first]
            yield row.gap + row.gap.join([line[:-1] for line in lines])
            record = stop

    def _frame_of(self, run: OpenRun, record: int) -> FrameRow:
        """Return the frame that holds a record: mostly the one that was asked for last."""
        last = self._last.get(run.log)
        if last is None or not last.first <= record < last.first + last.records:
            last = self._last[run.log] = run.frame_of(record)
        return last

    def _lines(self, run: OpenRun, frame: FrameRow) -> list[bytes]:
        """Return the lines of a frame; the last few frames are kept, as skeletons go back and forth."""
        key = (run.log, frame.first)
        with self._lock:
            if key in self._frames:
                self._frames.move_to_end(key)
                return self._frames[key]
        packed = self.read_range(run.segment(frame.segment), frame.offset, frame.length)
        lines = split_frame(packed, frame)
        with self._lock:
            self._frames[key] = lines
            while len(self._frames) > FRAMES_KEPT:
                self._frames.popitem(last=False)
        return lines


def split_frame(packed: bytes, frame: FrameRow) -> list[bytes]:
    """Open a frame and split it into its lines: records, each with the newline after it.

    Raises:
        ContentError: it does not hold what the manifest says.
    """
    name = f"record {frame.first}"
    if not 0 <= frame.plain <= MOST_PLAIN:
        raise ContentError(member=name, reason="its frame claims to be too large")
    try:
        plain = zstandard.ZstdDecompressor().decompress(packed, max_output_size=frame.plain)
    except zstandard.ZstdError as error:
        raise ContentError(member=name, reason="its frame is no zstd frame") from error
    first, *lines = plain.split(RS, frame.records)
    is_whole = not first and len(plain) == frame.plain and len(lines) == frame.records
    if not is_whole or (lines and RS in lines[-1]):
        raise ContentError(member=name, reason="its frame does not hold the records it should")
    return lines


def gathered(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in larger chunks: each hand-over to hashing and the disk costs a wait among threads."""
    waiting: list[bytes] = []
    size = 0
    for chunk in chunks:
        waiting.append(chunk)
        size += len(chunk)
        if size >= GATHER_BYTES:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)
