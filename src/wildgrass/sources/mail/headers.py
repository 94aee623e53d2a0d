"""A message's headers: lines unfolded, encoded words and parameters decoded, nothing left out."""

import base64
import binascii
import quopri
import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import unquote_to_bytes

from wildgrass.sources.mail import charsets

_LINE: Final = re.compile(rb"([!-9;-~]+)[ \t]*:[ \t]*([^\n]*(?:\n[ \t]+[^\n]*)*)(?:\n|\Z)")
_FOLD: Final = re.compile(rb"\r?\n[ \t]*")
_WORD: Final = re.compile(r"=\?([^?\s*]+)(?:\*[^?]*)?\?([bBqQ])\?([^?]*)\?=")
_BETWEEN: Final = re.compile(r"\s*\Z")
_PARAM: Final = re.compile(r';\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)')
_PIECE: Final = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?\Z")
_ESCAPED: Final = re.compile(r"\\(.)")
_MOST: Final = 5000


class Head:
    """Headers in their order, decoded, and where the body begins."""

    __slots__ = ("_first", "body", "fields")

    def __init__(self, fields: Sequence[tuple[str, str]], body: int) -> None:
        self.fields = fields
        self.body = body
        self._first = {key.lower(): value for key, value in reversed(fields)}

    def get(self, name: str) -> str:
        """Return the first header of a name in lower case, "" where there is none."""
        return self._first.get(name, "")

    def all(self, name: str) -> list[str]:
        """Return every header of a name in lower case."""
        if name not in self._first:
            return []
        return [value for key, value in self.fields if key.lower() == name]


def parsed(data: bytes, start: int = 0, end: int | None = None) -> Head:
    """Read headers from `start` on; they end at an empty line, or before a line that is none."""
    stop = len(data) if end is None else end
    fields: list[tuple[str, str]] = []
    at = start
    while at < stop and len(fields) < _MOST:
        if data.startswith((b"\n", b"\r\n"), at):
            return Head(fields, min(stop, at + (1 if data[at] == 0x0A else 2)))
        found = _LINE.match(data, at, stop)
        if found is None:
            if data.startswith(b">From ", at) and not fields:
                at = data.find(b"\n", at, stop) + 1 or stop
                continue
            break
        name, value = found.groups()
        value = _FOLD.sub(b" ", value.rstrip()) if b"\n" in value else value.rstrip()
        text = value.decode("ascii") if value.isascii() else charsets.header_text(value)
        fields.append((name.decode("ascii"), words(text) if "=?" in text else text))
        at = found.end()
    return Head(fields, at)


def words(text: str) -> str:
    """Return a header's value with its encoded words decoded, once."""
    if "=?" not in text:
        return text
    made: list[str] = []
    waiting, charset = b"", ""
    at = 0
    for found in _WORD.finditer(text):
        between = text[at : found.start()]
        data = _word(found[2], found[3])
        is_joined = bool(charset) and _BETWEEN.match(between) is not None
        if is_joined and charset.lower() == found[1].lower():
            waiting += data  # a character may be cut between two words
        else:
            made.append(charsets.decoded(waiting, charset)[0] if charset else "")
            made.append("" if is_joined else between)
            waiting, charset = data, found[1]
        at = found.end()
    made.append(charsets.decoded(waiting, charset)[0] if charset else "")
    return "".join(made) + text[at:]


def _word(encoding: str, text: str) -> bytes:
    data = text.encode("utf-8", "surrogateescape")
    if encoding in "qQ":
        return quopri.decodestring(data, header=True)
    try:
        return base64.b64decode(data + b"=" * (-len(data) % 4))
    except (binascii.Error, ValueError):
        return data


def value_and_params(text: str) -> tuple[str, dict[str, str]]:
    """Split "text/plain; charset=x; name*0*=..." into its value in lower case and its parameters."""
    value, semicolon, _ = text.partition(";")
    if not semicolon:
        return value.strip().lower(), {}
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for found in _PARAM.finditer(text, len(value)):
        raw = found[2].strip()
        if raw.startswith('"'):
            raw = _ESCAPED.sub(r"\1", raw[1:].removesuffix('"'))
        shape = _PIECE.match(found[1].lower())
        if shape is None or (shape[2] is None and shape[3] is None):
            plain.setdefault(found[1].lower(), raw)
        else:
            pieces.setdefault(shape[1], {})[int(shape[2] or 0)] = (raw, shape[3] is not None)
    for name, parts in pieces.items():
        plain[name] = _extended([parts[number] for number in sorted(parts)])
    return value.strip().lower(), plain


def _extended(parts: Sequence[tuple[str, bool]]) -> str:
    """Join the pieces of an RFC 2231 value; the first may name the charset: "utf-8'en'...%20..."."""
    charset = ""
    data = b""
    for number, (text, is_encoded) in enumerate(parts):
        rest = text
        if not number and is_encoded and text.count("'") >= 2:
            charset, _, rest = text.split("'", 2)
        data += unquote_to_bytes(rest) if is_encoded else rest.encode()
    return charsets.decoded(data, charset or "utf-8")[0]
