"""Whole segments opened, part after part: no second copy of a segment in memory, and the parts stay in the cache."""

import mmap
from collections.abc import Callable
from threading import local
from typing import Final

from wildgrass.crypto import age
from wildgrass.vault.stores.base import ReadsInto, Store
from wildgrass.vault.unseal.content import ContentError
from wildgrass.vault.unseal.copies import Copies
from wildgrass.vault.unseal.manifest import SegmentRow

MOST_PLAIN: Final = 32 << 20
PART_CHUNKS: Final = 16


class SegmentReader:
    """Opens segments into one buffer for each thread."""

    def __init__(self, copies: Copies) -> None:
        """Take the stores."""
        self._copies = copies
        self._buffers = local()

    def open(self, segment: SegmentRow) -> memoryview:
        """Return a segment's plaintext, from the first copy that opens; this thread's next call overwrites it.

        It starts at a page of memory, so that what lies in it at whole sectors can be written past the page cache.

        Raises:
            WildgrassError: no copy of it opens, or its size is impossible.
        """
        size = segment.plain_size
        if not 0 <= size <= MOST_PLAIN:
            raise ContentError(member=segment.name, reason="the manifest claims an impossible size")
        key = age.head_from_file_key(segment.file_key, segment.nonce, segment.head).payload_key
        sealed, plain = self._buffers_of(size)
        self._copies.opened_from(segment.name, lambda store: _open_from(store, segment, key, sealed, plain))
        return plain

    def _buffers_of(self, size: int) -> tuple[memoryview, memoryview]:
        """Return this thread's buffers; fresh pages for each segment would cost more than the decryption."""
        kept: tuple[memoryview, memoryview] | None = getattr(self._buffers, "kept", None)
        if kept is None or len(kept[1]) < size:
            sealed = memoryview(bytearray(PART_CHUNKS * age.SEALED_CHUNK))
            kept = sealed, memoryview(mmap.mmap(-1, max(size, 1)))
            self._buffers.kept = kept
        return kept[0], kept[1][:size]


def _open_from(store: Store, segment: SegmentRow, key: bytes, sealed: memoryview, plain: memoryview) -> None:
    """Open a segment as one store has it.

    Raises:
        StoreError: it cannot be read.
        age.PayloadError: it is damaged or cut.
    """
    at, done, end = segment.head, 0, segment.size
    read = _reader(store, segment)
    for first in range(0, age.chunk_count(len(plain)), PART_CHUNKS):
        wanted = sealed[: end - at]
        part = read(at, wanted)
        if len(part) != len(wanted):
            raise age.PayloadError(chunk=first, reason="it is cut")
        at += len(part)
        done += age.open_chunks(key, part, plain[done:], first_chunk=first, final=at == end)


def _reader(store: Store, segment: SegmentRow) -> Callable[[int, memoryview], memoryview]:
    """Return what reads a part of a segment. A store that cannot read into memory is asked once, for all of it."""
    name, head = segment.name, segment.head
    if isinstance(store, ReadsInto):
        return lambda start, buffer: buffer[: store.read_into(name, start, buffer)]
    whole = memoryview(store.read(name, head, segment.size - head))
    return lambda start, buffer: whole[start - head : start - head + len(buffer)]
