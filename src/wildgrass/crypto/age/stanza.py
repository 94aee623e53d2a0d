"""Recipient stanzas, and the strict unpadded base64 they are written in."""

import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass

from wildgrass.crypto.age.errors import HeaderError

Random = Callable[[int], bytes]
"""`os.urandom`, or a fixed source in tests."""

FILE_KEY_SIZE = 16
WRAPPED_SIZE = FILE_KEY_SIZE + 16  # ChaCha20-Poly1305 tag
COLUMNS = 64
_ARGUMENT = re.compile(rb"[!-~]+")
_ALPHABET = re.compile(rb"[A-Za-z0-9+/]*")


@dataclass(frozen=True, slots=True)
class Stanza:
    """One wrapping of the file key: a type, its further arguments, and a body."""

    type: str
    arguments: tuple[str, ...]
    body: bytes


def encode_raw64(data: bytes) -> bytes:
    """Return standard base64 without padding."""
    return binascii.b2a_base64(data, newline=False).rstrip(b"=")


def decode_raw64(text: bytes) -> bytes:
    """Return the bytes of canonical, unpadded standard base64 (RFC 4648 section 3.5).

    Raises:
        HeaderError: a foreign character, padding, an impossible length, or bits set past the end.
    """
    if not _ALPHABET.fullmatch(text) or len(text) % 4 == 1:
        raise HeaderError(reason="a value is not unpadded base64")
    data = binascii.a2b_base64(text + b"=" * (-len(text) % 4))
    if encode_raw64(data) != text:
        raise HeaderError(reason="a value is not canonical base64")
    return data


def stanza_bytes(stanza: Stanza) -> bytes:
    """Serialise a stanza: the argument line, then the body in lines of 64, the last one shorter."""
    words = b" ".join(word.encode("ascii") for word in ("->", stanza.type, *stanza.arguments))
    body = encode_raw64(stanza.body)
    lines = [body[i : i + COLUMNS] for i in range(0, len(body) + 1, COLUMNS)]
    return b"\n".join([words, *lines, b""])


def parse_arguments(line: bytes) -> tuple[str, ...]:
    """Return the arguments of a `-> …` line.

    Raises:
        HeaderError: no argument, an empty one, or a character outside VCHAR.
    """
    words = line[3:].split(b" ")
    if not line.startswith(b"-> ") or not all(_ARGUMENT.fullmatch(word) for word in words):
        raise HeaderError(reason="a stanza does not start with -> and its arguments")
    return tuple(word.decode("ascii") for word in words)


def check_wrapped(stanza: Stanza, argument_count: int) -> None:
    """Check the number of arguments after the type, and that the body can be one wrapped file key.

    The body's length is checked before any decryption because a longer body that decrypts under two
    keys at once would let an attacker learn which key a reader holds (a partitioning oracle).

    Raises:
        HeaderError: either is wrong.
    """
    if len(stanza.arguments) != argument_count:
        raise HeaderError(reason=f"a stanza of type {stanza.type} has the wrong number of arguments")
    if len(stanza.body) != WRAPPED_SIZE:
        raise HeaderError(reason=f"the body of a stanza of type {stanza.type} is not {WRAPPED_SIZE} bytes")


def sized_argument(stanza: Stanza, index: int, size_bytes: int) -> bytes:
    """Return a base64 argument that must hold exactly `size_bytes`.

    Raises:
        HeaderError: not canonical base64, or another size.
    """
    value = decode_raw64(stanza.arguments[index].encode("ascii"))
    if len(value) != size_bytes:
        raise HeaderError(reason=f"an argument of type {stanza.type} is not {size_bytes} bytes")
    return value
