"""Content identifiers: which bytes, under which codec, by their SHA-256."""

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Final

RAW: Final = 0x55
DAG_CBOR: Final = 0x71
_SHA256: Final = 0x12
_SHAPE: Final = re.compile(r"(b[a-z2-7]{58})(?![a-z2-7])")
_START: Final = (b"\x01\x55\x12\x20", b"\x01\x71\x12\x20")
_MOST_DIGEST: Final = 128
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS: Final = tuple(one + two for one in _LETTERS for two in _LETTERS)
"""Base32 two letters at a time: a quarter of the standard library's time, and each record has an identifier."""


class CidError(ValueError):
    """Bytes or text that are no content identifier."""


@dataclass(frozen=True, slots=True)
class Cid:
    """A content identifier as its bytes."""

    raw: bytes

    @property
    def is_sha256(self) -> bool:
        """Say whether it is one that the AT Protocol uses: version 1, DAG-CBOR or raw, SHA-256."""
        return len(self.raw) == 36 and self.raw.startswith(_START)

    @property
    def codec(self) -> int:
        """The codec, where it is one of the two."""
        return self.raw[1] if self.raw[0] == 1 else 0x70

    @property
    def digest(self) -> bytes:
        """The SHA-256."""
        return self.raw[-32:]

    def text(self) -> str:
        """Return it in base32, "bafy..."."""
        bits = 8 * len(self.raw)
        over = -bits % 10
        number = int.from_bytes(self.raw, "big") << over
        letters = "".join([_PAIRS[number >> place & 1023] for place in range(bits + over - 10, -1, -10)])
        return "b" + letters[: -(-bits // 5)]


def cid_of(data: bytes, codec: int = DAG_CBOR) -> Cid:
    """Return the identifier of some bytes, by their SHA-256."""
    return Cid(bytes((1, codec, _SHA256, 32)) + hashlib.sha256(data).digest())


def varint(data: bytes, at: int) -> tuple[int, int]:
    """Return an unsigned LEB128 number and where it ends.

    Raises:
        CidError: it does not end, or is longer than 9 bytes.
    """
    value = 0
    for number in range(9):
        if at + number >= len(data):
            break
        byte = data[at + number]
        value |= (byte & 0x7F) << (7 * number)
        if byte < 0x80:
            if number and not byte:
                raise CidError("a number is written longer than it is")
            return value, at + number + 1
    raise CidError("a number does not end")


def varint_of(value: int) -> bytes:
    """Write an unsigned number as LEB128."""
    made = bytearray()
    while value > 0x7F:
        made.append(value & 0x7F | 0x80)
        value >>= 7
    made.append(value)
    return bytes(made)


def taken(data: bytes) -> Cid:
    """Return the identifier that some bytes begin with.

    Raises:
        CidError: they begin with none.
    """
    if data.startswith(_START) and len(data) >= 36:
        return Cid(data[:36])
    if data.startswith(b"\x12\x20") and len(data) >= 34:
        return Cid(data[:34])  # version 0, which only other networks write
    version, at = varint(data, 0)
    if version != 1:
        raise CidError(f"an identifier of version {version}")
    _, at = varint(data, at)
    _, at = varint(data, at)
    size, at = varint(data, at)
    if size > _MOST_DIGEST or at + size > len(data):
        raise CidError("an identifier that does not end")
    return Cid(data[: at + size])


def parsed(text: str) -> Cid | None:
    """Return the identifier that a text such as "bafkrei..." is, None where it is none."""
    if not text.startswith("b") or not text[1:].isascii():
        return None
    body = text[1:].upper()
    try:
        raw = base64.b32decode(body + "=" * (-len(body) % 8))
        cid = taken(raw)
    except (ValueError, CidError):
        return None
    return cid if cid.raw == raw else None


def in_name(name: str) -> str | None:
    """Return the identifier that a file is named by, None where it is named otherwise."""
    found = _SHAPE.search(name.rpartition("/")[2])
    return found[1] if found else None
