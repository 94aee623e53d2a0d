"""Members kept whole: read straight into the segment's buffer behind a tar header, hashed on the way."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, NamedTuple

from isal import isal_zlib

from wildgrass.vault.sealing import tar
from wildgrass.vault.sealing.known import FileRef, KnownFiles
from wildgrass.vault.sealing.plan import MemberPlan
from wildgrass.vault.sealing.reading import MemberReader
from wildgrass.vault.sealing.segment import FILES, PLAIN_BYTES, PlainSegment

STEP_BYTES: Final = 1 << 20
"""Bytes read, hashed and checked at a time: large enough for the GIL, small enough for the cache."""
UNSPLIT_BYTES: Final = 1 << 20
"""A file of up to this size lies in one segment, so that damage elsewhere cannot touch it."""
LEAST_ROOM: Final = 64 * 1024
_LIMIT: Final = PLAIN_BYTES - tar.END
"""The end mark always fits."""


class Place(NamedTuple):
    """Where a part of a file lies: bytes `offset` to `offset + length` of a segment's plaintext."""

    file: int
    part: int
    segment: int
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class WholeFile:
    """What became of a member kept whole. `is_new` is False when its bytes were known."""

    ref: FileRef
    sha256: bytes
    size: int
    damaged: str | None
    is_new: bool


class FilePacker:
    """Packs files into segments; hands each full one to `send(segment, full)`."""

    def __init__(
        self,
        begin: Callable[[str], PlainSegment],
        send: Callable[[PlainSegment, bool], None],
        known: KnownFiles,
    ) -> None:
        """Take where segments come from and go to, and what is known."""
        self._begin, self._send, self._known = begin, send, known
        self._segment: PlainSegment | None = None
        self._reader = MemberReader()
        self.places: list[Place] = []

    def add(self, member: MemberPlan) -> WholeFile:
        """Read a member to its end and pack it, unless its bytes are known."""
        if hit := self._known.by_hint(member):
            return WholeFile(hit.ref, hit.sha256, hit.size, None, is_new=False)
        if member.size_bytes <= UNSPLIT_BYTES:
            return self._pack(member)
        with self._known.alone(member.size_bytes):
            return self._known_large(member) or self._pack(member)

    def finish(self) -> None:
        """Hand on the last segment."""
        self._reader.close()
        if self._segment is not None and self._segment.used:
            self._send(self._segment, False)  # noqa: FBT003 - the channel's own form
        self._segment = None

    def _known_large(self, member: MemberPlan) -> WholeFile | None:
        """Read a large file first when one of its size is known: its parts could not be taken back."""
        if not self._known.has_size(member.size_bytes):
            return None
        digest, crc, size = sha256(), 0, 0
        scratch = memoryview(bytearray(STEP_BYTES))
        with self._reader.reading(member) as source:
            while count := source.read_into(scratch):
                digest.update(scratch[:count])
                crc = isal_zlib.crc32(scratch[:count], crc)
                size += count
            hit = self._known.by_content(digest.digest(), size)
            damaged = source.damage(size, crc)
        return WholeFile(hit, digest.digest(), size, damaged, is_new=False) if hit else None

    def _pack(self, member: MemberPlan) -> WholeFile:
        self._make_room(member.size_bytes)
        file = _FileInProgress(self._current())
        with self._reader.reading(member) as source:
            while True:
                if file.room == 0:
                    self._end_part(file, more=True)
                    file.continue_in(self._current())
                count = source.read_into(file.space())
                if not count:
                    break
                file.took(count)
            damaged = source.damage(file.size, file.crc)
        return self._end(file, member, damaged)

    def _end(self, file: "_FileInProgress", member: MemberPlan, damaged: str | None) -> WholeFile:
        digest = file.digest.digest()
        hint_from = member if damaged is None else None
        if file.part:
            ref, is_new = self._known.add(file.number, digest, file.size, hint_from), True
        else:
            ref, is_new = self._known.find_or_add(digest, file.size, hint_from)
        if is_new:
            file.number = ref.number
            self._end_part(file, more=False)
        return WholeFile(ref, digest, file.size, damaged, is_new=is_new)

    def _end_part(self, file: "_FileInProgress", *, more: bool) -> None:
        """Write the part's header, now that its length is known, and move the segment's end behind it."""
        if not (file.part_bytes or more or not file.part):
            return
        if more and not file.part:
            file.number = self._known.next_number()
        split = more or file.part
        name = tar.part_name(file.number, file.part) if split else tar.file_name(file.number)
        self.places.append(Place(file.number, file.part, file.segment.number, file.start, file.part_bytes))
        file.end_part(tar.header(name, file.part_bytes))
        if more:
            self._send_full()

    def _make_room(self, size: int) -> None:
        room = _LIMIT - self._current().used - tar.BLOCK
        if (size > room and (size <= UNSPLIT_BYTES or room < LEAST_ROOM)) or room < tar.BLOCK:
            self._send_full()

    def _current(self) -> PlainSegment:
        if self._segment is None:
            self._segment = self._begin(FILES)
        return self._segment

    def _send_full(self) -> None:
        if self._segment is not None:
            self._send(self._segment, True)  # noqa: FBT003 - the channel's own form
        self._segment = None


class _FileInProgress:
    """A file that is being read into a segment, or into several; numbered once its bytes are known to be new."""

    def __init__(self, segment: PlainSegment) -> None:
        self.number = -1
        self.digest, self.crc, self.size = sha256(), 0, 0
        self.part = -1
        self.continue_in(segment)

    def continue_in(self, segment: PlainSegment) -> None:
        self.segment = segment
        self.part += 1
        self.start = segment.used + tar.BLOCK
        self.part_bytes = 0

    @property
    def room(self) -> int:
        return _LIMIT - self.start - self.part_bytes

    def space(self) -> memoryview:
        at = self.start + self.part_bytes
        return self.segment.buffer[at : at + min(STEP_BYTES, self.room)]

    def took(self, count: int) -> None:
        at = self.start + self.part_bytes
        piece = self.segment.buffer[at : at + count]
        self.digest.update(piece)
        self.crc = isal_zlib.crc32(piece, self.crc)
        self.part_bytes += count
        self.size += count

    def end_part(self, header: bytes) -> None:
        buffer = self.segment.buffer
        buffer[self.start - tar.BLOCK : self.start] = header
        end = self.start + self.part_bytes
        self.segment.used = self.start + tar.padded(self.part_bytes)
        buffer[end : self.segment.used] = bytes(self.segment.used - end)
