"""The text form of an age file: strict PEM. Source: C2SP age, "ASCII armor"; RFC 7468 section 3."""

import binascii
import re

from wildgrass.crypto.age.errors import ArmorError

BEGIN = b"-----BEGIN AGE ENCRYPTED FILE-----"
END = b"-----END AGE ENCRYPTED FILE-----"
_COLUMNS = 64
_WHITE_SPACE = b" \t\r\n"
_LINE = re.compile(rb"[A-Za-z0-9+/]*={0,2}")


def armor(data: bytes) -> str:
    """Return the text form of a binary age file."""
    text = binascii.b2a_base64(data, newline=False)
    lines = [text[i : i + _COLUMNS] for i in range(0, len(text), _COLUMNS)]
    return b"\n".join([BEGIN, *lines, END, b""]).decode("ascii")


def dearmor(untrusted: bytes | str) -> bytes:
    """Return the binary age file of its text form. White space around it and CRLF line ends are allowed.

    Raises:
        ArmorError: anything else that armor would not write.
    """
    try:
        data = untrusted.encode("ascii") if isinstance(untrusted, str) else untrusted
    except UnicodeEncodeError:
        raise ArmorError(reason="it has characters that are not ASCII") from None
    lines = data.strip(_WHITE_SPACE).replace(b"\r\n", b"\n").split(b"\n")
    if len(lines) < 2 or lines[0] != BEGIN or lines[-1] != END:
        raise ArmorError(reason="it does not start with the BEGIN line and end with the END line")
    body = lines[1:-1]
    if any(len(line) != _COLUMNS for line in body[:-1]) or (body and not 0 < len(body[-1]) <= _COLUMNS):
        raise ArmorError(reason="a line is not 64 columns long")
    return _decode(b"".join(body))


def _decode(text: bytes) -> bytes:
    if not _LINE.fullmatch(text) or len(text) % 4:
        raise ArmorError(reason="it is not padded base64")
    data = binascii.a2b_base64(text)
    if binascii.b2a_base64(data, newline=False) != text:
        raise ArmorError(reason="it is not canonical base64")
    return data
