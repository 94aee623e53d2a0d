"""Reading a part of an age file without the rest of it."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from wildgrass.crypto.age.errors import PayloadError
from wildgrass.crypto.age.head import MAX_HEAD_SIZE, OpenedHead, read_head
from wildgrass.crypto.age.keys import AnyIdentity
from wildgrass.crypto.age.stream import CHUNK, SEALED_CHUNK, TAG, chunk_count, open_chunks, plain_size


@dataclass(frozen=True, slots=True)
class ChunkRange:
    """Which ciphertext to read for a part of the plaintext, and where the part is in what opens."""

    first_chunk: int
    offset: int  # bytes after the head
    size: int  # bytes of ciphertext
    skip: int  # bytes of opened plaintext before the part
    length: int  # bytes of the part
    final: bool  # whether the payload's last chunk is among them


def chunk_range(start: int, length: int, plain_size: int) -> ChunkRange:
    """Return what to read for `length` bytes from `start` of a payload of `plain_size` bytes.

    A range that reaches past the end is shortened to it; one that starts there is empty, and still
    names one chunk to read, so that a wrong `plain_size` cannot go unnoticed.
    """
    if start < 0 or length < 0 or plain_size < 0:
        raise ValueError("a range cannot be negative")
    start = min(start, plain_size)
    length = min(length, plain_size - start)
    count = chunk_count(plain_size)
    first = min(start // CHUNK, count - 1)
    last = max(first, (start + length - 1) // CHUNK)
    final = last == count - 1
    end = plain_size + TAG * count if final else (last + 1) * SEALED_CHUNK
    offset = first * SEALED_CHUNK
    return ChunkRange(first, offset, end - offset, start - first * CHUNK, length, final)


def open_range(payload_key: bytes, ciphertext: bytes | bytearray | memoryview, part: ChunkRange) -> bytes:
    """Open the ciphertext that `chunk_range` asked for; return the part of the plaintext.

    Raises:
        PayloadError: it is damaged, cut, or from another place of the file.
    """
    if len(ciphertext) != part.size:
        raise PayloadError(chunk=part.first_chunk, reason="the store returned another number of bytes")
    out = bytearray(part.size)
    view = memoryview(out)
    open_chunks(payload_key, memoryview(ciphertext), view, first_chunk=part.first_chunk, final=part.final)
    return bytes(view[part.skip : part.skip + part.length])


class RangeReader:
    """Any part of a seekable age file. The file's end is authenticated before anything is read."""

    def __init__(self, source: BinaryIO, identities: Sequence[AnyIdentity]) -> None:
        """Open the head and the last chunk.

        Raises:
            AgeError: one of its kinds; see `errors`.
        """
        self._source = source
        source.seek(0)
        self.head: OpenedHead = read_head(source.read(MAX_HEAD_SIZE), identities)
        self.size = plain_size(source.seek(0, os.SEEK_END), self.head.head_size)
        self.read(self.size, 0)

    def read(self, start: int, length: int) -> bytes:
        """Return `length` bytes from `start`, fewer at the end of the file.

        Raises:
            PayloadError: a chunk of the range is damaged.
        """
        part = chunk_range(start, length, self.size)
        self._source.seek(self.head.head_size + part.offset)
        return open_range(self.head.payload_key, self._source.read(part.size), part)
