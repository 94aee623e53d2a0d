"""The textual header of an age file: parse, serialise, and its HMAC."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from wildgrass.crypto.age.errors import HeaderError, HmacError
from wildgrass.crypto.age.stanza import (
    COLUMNS,
    Stanza,
    decode_raw64,
    encode_raw64,
    parse_arguments,
    stanza_bytes,
)

VERSION_LINE = b"age-encryption.org/v1\n"
MAX_HEADER_SIZE = 64 * 1024
MAX_STANZAS = 256  # ours has one to five; each costs the reader an X25519 or ML-KEM operation
_MAC_SIZE = 32


@dataclass(frozen=True, slots=True)
class Header:
    """A parsed header: its stanzas, the bytes under the HMAC, the HMAC, and its size in bytes."""

    stanzas: tuple[Stanza, ...]
    covered: bytes
    mac: bytes
    size: int


def header_bytes(stanzas: Sequence[Stanza], file_key: bytes) -> bytes:
    """Serialise a header with its HMAC."""
    covered = VERSION_LINE + b"".join(map(stanza_bytes, stanzas)) + b"---"
    return covered + b" " + encode_raw64(_mac(covered, file_key)) + b"\n"


def check_mac(header: Header, file_key: bytes) -> None:
    """Check the header's HMAC.

    Raises:
        HmacError: it is wrong for this file key.
    """
    if not hmac.compare_digest(_mac(header.covered, file_key), header.mac):
        raise HmacError


def parse_header(untrusted: bytes | bytearray | memoryview) -> Header:
    """Parse the header at the start of `untrusted`; what follows it is not looked at.

    Raises:
        HeaderError: it does not follow the ABNF, ends early, or exceeds our limits.
    """
    data = bytes(untrusted[:MAX_HEADER_SIZE])
    if not data.startswith(VERSION_LINE):
        raise HeaderError(reason="it does not start with the line age-encryption.org/v1")
    stanzas: list[Stanza] = []
    at = len(VERSION_LINE)
    while not data.startswith(b"---", at):
        if len(stanzas) == MAX_STANZAS:
            raise HeaderError(reason=f"it has more than {MAX_STANZAS} stanzas")
        stanza, at = _parse_stanza(data, at)
        stanzas.append(stanza)
    if not stanzas:
        raise HeaderError(reason="it has no stanza")
    line, end = _line(data, at)
    return Header(stanzas=tuple(stanzas), covered=data[: at + 3], mac=_parse_mac(line), size=end)


def _parse_stanza(data: bytes, at: int) -> tuple[Stanza, int]:
    line, at = _line(data, at)
    arguments = parse_arguments(line)
    body: list[bytes] = []
    while not body or len(body[-1]) == COLUMNS:
        line, at = _line(data, at)
        if len(line) > COLUMNS:
            raise HeaderError(reason="a line of a stanza's body is longer than 64 columns")
        body.append(line)
    return Stanza(arguments[0], arguments[1:], decode_raw64(b"".join(body))), at


def _parse_mac(line: bytes) -> bytes:
    mac = decode_raw64(line[4:])
    if not line.startswith(b"--- ") or len(mac) != _MAC_SIZE:
        raise HeaderError(reason="its last line is not --- and an HMAC of 32 bytes")
    return mac


def _line(data: bytes, at: int) -> tuple[bytes, int]:
    end = data.find(b"\n", at)
    if end < 0:
        raise HeaderError(reason=f"it ends early, or is longer than {MAX_HEADER_SIZE} bytes")
    return data[at:end], end + 1


def _mac(covered: bytes, file_key: bytes) -> bytes:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"header").derive(file_key)
    return hmac.new(key, covered, hashlib.sha256).digest()
