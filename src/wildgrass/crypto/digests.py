"""Digests: SHA-256 for what strangers check, keyed BLAKE3 for ids that only key holders can compare."""

from collections.abc import Iterable
from hashlib import sha256 as _sha256
from typing import Final, Protocol

from blake3 import blake3

CHUNK_SIZE: Final = 1 << 20
KEY_SIZE: Final = 32
SHORT_ID_SIZE: Final = 16
LONG_ID_SIZE: Final = 32


class Readable(Protocol):
    """Anything with `read(size) -> bytes`."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, none at the end."""


def sha256(data: bytes | bytearray | memoryview) -> bytes:
    """Return the SHA-256 of some bytes, 32 bytes."""
    return _sha256(data).digest()


def sha256_of_parts(parts: Iterable[bytes | bytearray | memoryview]) -> bytes:
    """Return the SHA-256 of the concatenation of parts."""
    digest = _sha256()
    for part in parts:
        digest.update(part)
    return digest.digest()


def sha256_of_stream(stream: Readable) -> tuple[bytes, int]:
    """Read a stream to its end in constant memory; return (SHA-256, size in bytes)."""
    digest, size = _sha256(), 0
    while chunk := stream.read(CHUNK_SIZE):
        digest.update(chunk)
        size += len(chunk)
    return digest.digest(), size


def keyed_id(key: bytes, data: bytes | bytearray | memoryview, *, size: int = SHORT_ID_SIZE) -> bytes:
    """Return `size` bytes of the BLAKE3 of `data` under a 32-byte key."""
    return keyed_digest(key).update(data).digest(size)


class KeyedDigest:
    """A keyed BLAKE3 that is fed piece by piece."""

    def __init__(self, key: bytes) -> None:
        """Start with a 32-byte key."""
        self._state = blake3(key=key)

    def update(self, data: bytes | bytearray | memoryview) -> "KeyedDigest":
        """Add bytes."""
        self._state.update(data)
        return self

    def digest(self, size: int = LONG_ID_SIZE) -> bytes:
        """Return the first `size` bytes of the digest so far."""
        return self._state.digest(size)


def keyed_digest(key: bytes) -> KeyedDigest:
    """Start a keyed digest that is fed piece by piece."""
    if len(key) != KEY_SIZE:
        raise ValueError("a BLAKE3 key is 32 bytes")
    return KeyedDigest(key)
