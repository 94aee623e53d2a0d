"""Whole age files: in memory, or streamed from a file that may be larger than memory."""

import os
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from wildgrass.crypto.age.errors import PayloadError
from wildgrass.crypto.age.head import MAX_HEAD_SIZE, new_file, read_head
from wildgrass.crypto.age.keys import AnyIdentity, AnyRecipient
from wildgrass.crypto.age.stanza import Random
from wildgrass.crypto.age.stream import CHUNK, SEALED_CHUNK, TAG, chunk_count, open_chunks, seal_chunks

_BATCH = 16  # chunks; 1 MiB keeps the cost of Python small and memory flat


def encrypt(
    plaintext: bytes | bytearray | memoryview,
    recipients: Sequence[AnyRecipient],
    *,
    random: Random = os.urandom,
) -> bytes:
    """Return an age file, binary, of `plaintext` for every one of `recipients`.

    Raises:
        RecipientsMixedError: these recipients must not share a file.
    """
    keys = new_file(recipients, random=random)
    head_size = len(keys.head)
    out = bytearray(head_size + len(plaintext) + TAG * chunk_count(len(plaintext)))
    out[:head_size] = keys.head
    with memoryview(out) as view:
        seal_chunks(keys.payload_key, memoryview(plaintext), view[head_size:], first_chunk=0, final=True)
    return bytes(out)


def decrypt(data: bytes | bytearray | memoryview, identities: Sequence[AnyIdentity]) -> bytes:
    """Return the plaintext of a binary age file, all of it or none.

    Raises:
        AgeError: one of its kinds; see `errors`.
    """
    head = read_head(data, identities)
    payload = memoryview(data)[head.head_size :]
    out = bytearray(len(payload))
    written = open_chunks(head.payload_key, payload, memoryview(out), first_chunk=0, final=True)
    return bytes(memoryview(out)[:written])


def decrypt_stream(source: BinaryIO, identities: Sequence[AnyIdentity]) -> Iterator[bytes]:
    """Yield the plaintext of a binary age file in pieces, each authenticated, in constant memory.

    What was yielded before an error is genuine, but is only the beginning of the file.

    Raises:
        AgeError: one of its kinds; see `errors`.
    """
    start = _read(source, MAX_HEAD_SIZE)
    head = read_head(start, identities)
    held = start[head.head_size :]
    first_chunk = 0
    out = memoryview(bytearray(_BATCH * CHUNK))
    final = False
    while not final:
        held += _read(source, _BATCH * SEALED_CHUNK + 1 - len(held))
        final = len(held) <= _BATCH * SEALED_CHUNK
        run = memoryview(held)[: _BATCH * SEALED_CHUNK]
        try:
            written = open_chunks(head.payload_key, run, out, first_chunk=first_chunk, final=final)
        except PayloadError as error:
            if error.opened:
                yield bytes(out[: error.opened])
            raise
        yield bytes(out[:written])
        held = held[_BATCH * SEALED_CHUNK :]
        first_chunk += _BATCH


def _read(source: BinaryIO, size: int) -> bytes:
    """Read `size` bytes, fewer only at the end; a raw file may return less than was asked for."""
    parts: list[bytes] = []
    while size > 0 and (part := source.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
