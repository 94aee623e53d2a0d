"""Segments: 255 chunks of plaintext in, one age file out, all of one size but for the last of a kind."""

import mmap
import os
import struct
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from wildgrass.crypto import age
from wildgrass.crypto.padding import padme
from wildgrass.vault import layout
from wildgrass.vault.entries import Stored
from wildgrass.vault.sealing.line import Channel, Line

PLAIN_BYTES: Final = 255 * age.CHUNK
"""With the longest head an age file of this plaintext stays below 16 MiB, one single PUT on every store."""
LEAST_BYTES: Final = age.CHUNK
"""The smallest padded plaintext: whatever is smaller looks the same."""
FILES: Final = "files"
RECORDS: Final = "records"
MANIFEST: Final = "manifest"
SKIPPABLE_MAGIC: Final = 0x184D2A50
SKIPPABLE_HEAD: Final = 8
_ZEROS: Final = memoryview(bytes(1 << 20))


@dataclass(slots=True)
class PlainSegment:
    """A segment being filled: its number in the run, its kind, a buffer of `PLAIN_BYTES`, what is used."""

    number: int
    kind: str
    buffer: memoryview
    used: int = 0

    @property
    def room(self) -> int:
        """Bytes left."""
        return PLAIN_BYTES - self.used


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SealedSegment:
    """What the manifest keeps of a segment. The file key is secret and is kept nowhere else."""

    number: int
    kind: str
    stored: Stored
    head_size: int
    file_key: bytes
    nonce: bytes


class BufferPool:
    """A fixed number of equal buffers; taking one waits until one is free."""

    def __init__(self, line: Line, count: int, size: int) -> None:
        """Make the buffers as they are first taken, so that a small run stays small."""
        self._free: Channel[memoryview | None] = Channel(line, count)
        self._size = size
        for _ in range(count):
            self._free.put(None)

    def take(self) -> memoryview:
        """Return a buffer with whatever was in it."""
        return self._free.get() or aligned_buffer(self._size)

    def release(self) -> None:
        """Free the memory; the pool cannot be used any more."""
        self._free.clear()

    def give_back(self, buffer: memoryview) -> None:
        """Return a buffer to the pool."""
        self._free.put(buffer)


class Sealer:
    """Turns plaintext segments into age files in place."""

    def __init__(
        self, log: str, recipient: age.Recipient, random: Callable[[int], bytes] = os.urandom
    ) -> None:
        """Seal for one run's name and one recipient."""
        self._log, self._recipient, self._random = log, recipient, random

    def seal(
        self, segment: PlainSegment, out: memoryview, *, full: bool
    ) -> tuple[memoryview, Callable[[], SealedSegment]]:
        """Pad and seal a segment into `out`; return the file's bytes, and what hashes and describes it."""
        size = pad(segment, full=full)
        key = age.new_file([self._recipient], random=self._random)
        head = len(key.head)
        out[:head] = key.head
        plain = segment.buffer[:size]
        written = age.seal_chunks(key.payload_key, plain, out[head:], first_chunk=0, final=True)
        data = out[: head + written]
        number, kind = segment.number, segment.kind
        name = layout.segment_name(self._log, self._random(16))

        def describe() -> SealedSegment:
            return SealedSegment(
                number=number,
                kind=kind,
                stored=Stored(name, sha256(data).digest(), len(data)),
                head_size=head,
                file_key=key.file_key,
                nonce=key.nonce,
            )

        return data, describe


def sealed_room(recipient: age.Recipient, plain_bytes: int = PLAIN_BYTES) -> int:
    """Return the size in bytes of a segment's file for this recipient."""
    return age.sealed_size(plain_bytes, len(age.new_file([recipient]).head))


def aligned_buffer(size: int) -> memoryview:
    """Return a buffer that starts at a page, so that a folder can write it past the page cache."""
    return memoryview(mmap.mmap(-1, size))


def pad(segment: PlainSegment, *, full: bool) -> int:
    """Fill the rest of a segment so that stock tools ignore it; return the padded size in bytes."""
    size = PLAIN_BYTES if full else padded_size(segment.used, segment.kind)
    if segment.kind == FILES:
        fill_zeros(segment.buffer[segment.used : size])
    elif size > segment.used:
        fill_skippable(segment.buffer[segment.used : size])
    return size


def padded_size(used: int, kind: str) -> int:
    """Return the padded size of the last segment of a kind."""
    if kind != FILES and used == PLAIN_BYTES:
        return used
    least = used if kind == FILES else used + SKIPPABLE_HEAD
    size = padme(max(LEAST_BYTES, least))
    if kind == FILES:
        size = -(-size // 512) * 512
    return min(PLAIN_BYTES, size)


def fill_zeros(space: memoryview) -> None:
    """Overwrite with zeros; buffers are used again and again."""
    for at in range(0, len(space), len(_ZEROS)):
        piece = space[at : at + len(_ZEROS)]
        piece[:] = _ZEROS[: len(piece)]


def fill_skippable(space: memoryview) -> None:
    """Fill with one zstd skippable frame; needs at least 8 bytes."""
    space[:SKIPPABLE_HEAD] = struct.pack("<II", SKIPPABLE_MAGIC, len(space) - SKIPPABLE_HEAD)
    fill_zeros(space[SKIPPABLE_HEAD:])
