"""Look through finished bytes for what was redacted: as it was, folded, escaped, or packed.

Escapes of HTML, JSON, scripts and addresses are undone, each by itself; zip, gzip, base64, the streams of a PDF and the
texts of a PNG are looked into, packed in each other too.
"""

import base64
import gzip
import html
import io
import json
import re
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote, unquote

from ahocorasick_rs import BytesAhoCorasick

from wildgrass.text.redaction.known import is_short
from wildgrass.text.redaction.plain import plain

_ESCAPED: Final = re.compile(rb"(?:\\[bfnrt]|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|%[0-9a-fA-F]{2})$")
_CODE: Final = re.compile(
    r"\\u\{([0-9a-fA-F]{1,6})\}|\\[uU]([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})|\\([0-9a-fA-F]{4,6}) ?"
)
_BASE64: Final = re.compile(
    rb"base64,([A-Za-z0-9+/_=-]{4,})|(?<![A-Za-z0-9+/_-])([A-Za-z0-9+/_-]{24,}(?:\r?\n[A-Za-z0-9+/_-]{4,})*={0,2})"
)
_URL_SAFE: Final = bytes.maketrans(b"-_", b"+/")
_STREAM: Final = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_PNG_TEXT: Final = re.compile(
    rb"(?:zTXt|iTXt|iCCP)[^\0]{1,79}\0.{0,200}?(\x78[\x01\x5e\x9c\xda].*?)(?=IDAT|IEND|tEXt|$)", re.DOTALL
)
_DEPTH: Final = 3
_MOST: Final = 1 << 30  # bytes of a zip's member that are unpacked


class Remains:
    """Looks through files for the same originals, one file after the other."""

    def __init__(self, originals: Iterable[str]) -> None:
        """Take what should not be there; what is too short to be a name (`known.is_short`) is not looked for."""
        self._writings: dict[bytes, str] = {}
        for original in originals:
            if not is_short(plain(original)):
                for written in _writings(original):
                    self._writings.setdefault(written, original)
        self._words = list(self._writings)
        self._finder = BytesAhoCorasick(self._words) if self._words else None

    @property
    def count(self) -> int:
        """How many originals are looked for."""
        return len(set(self._writings.values()))

    def left_in(self, data: bytes) -> list[str]:
        """Return the originals that can be read from a file's bytes, in order; [] where nothing is left.

        A zip's members are looked into, and their names, and what gzip packed; what is packed otherwise the caller
        unpacks first. A name in Latin letters counts where it is a word.
        """
        if self._finder is None:
            return []
        found: set[str] = set()
        for part in _parts(data, _DEPTH):
            for looked in _readings(part):
                found.update(
                    self._writings[self._words[number]]
                    for number, start, end in self._finder.find_matches_as_indexes(looked, overlapping=True)
                    if _is_whole(looked, start, end)
                )
        return sorted(found)


def left_in(data: bytes, originals: Iterable[str]) -> list[str]:
    """Return the originals that can be read from one file's bytes, as `Remains` does."""
    return Remains(originals).left_in(data)


def _is_whole(data: bytes, start: int, end: int) -> bool:
    """Say whether an ASCII writing is no piece of a longer word or number; what is escaped before it is no letter."""
    word = data[start:end]
    if not word.isascii():
        return True
    before = data[max(0, start - 4) : start].decode("utf-8", "ignore")[-1:]
    after = data[end : end + 4].decode("utf-8", "ignore")[:1]
    if _is_letter(after) and word[-1:].isalnum():
        return False
    goes_on = _is_letter(before) and word[:1].isalnum()
    return not goes_on or _ESCAPED.search(data[max(0, start - 6) : start]) is not None


def _is_letter(char: str) -> bool:
    """Say whether a word in Latin letters goes on with a character; Chinese stands beside it without a space."""
    return char.isalnum() and not "\u2e80" <= char <= "\u9fff"


def _writings(original: str) -> Iterator[bytes]:
    safe = original.encode("utf-8", "ignore").decode()
    for text in (safe, plain(safe)):
        yield text.encode()
        yield text.encode("utf-16-le")
        yield text.encode("utf-16-be")
        yield json.dumps(text)[1:-1].encode()
        yield json.dumps(text)[1:-1].upper().replace("\\U", "\\u").encode()
        yield quote(text, safe="").encode()
        yield quote(text, safe="").lower().encode()
        yield html.escape(text).encode()
        yield text.encode("ascii", "xmlcharrefreplace")
        yield text.encode("gb18030", "ignore")


def _readings(part: bytes) -> Iterator[bytes]:
    """Yield bytes as they are, folded, and with each kind of escape undone and folded."""
    yield part
    text = part.decode("utf-8", "ignore")
    texts = {text}
    if "&" in text:
        texts.add(html.unescape(text))
    if "%" in text:
        texts.add(unquote(text, errors="ignore"))
    if "\\" in text:
        texts.add(_CODE.sub(_char, text))
    for one in texts:
        yield plain(one).encode("utf-8", "ignore")


def _char(hit: re.Match[str]) -> str:
    code = int(next(filter(None, hit.groups())), 16)
    return chr(code) if code <= sys.maxunicode else ""


def _parts(data: bytes, depth: int) -> Iterator[bytes]:
    yield data
    if depth and data.startswith(b"\x1f\x8b"):
        yield from _unpacked(data, depth)
    if depth:
        for inner in _within(data):
            yield from _parts(inner, depth - 1)
    if depth == 0 or not data.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for member in packed.infolist():
                yield member.filename.encode("utf-8", "ignore")
                if member.file_size <= _MOST:
                    yield from _parts(packed.read(member), depth - 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError, OSError):
        return


def _within(data: bytes) -> Iterator[bytes]:
    """Yield what base64 holds, a PDF's streams and a PNG's texts, as far as they can be read."""
    for hit in _BASE64.finditer(data):
        packed = re.sub(rb"\s", b"", next(filter(None, hit.groups()))).translate(_URL_SAFE)
        try:
            yield base64.b64decode(packed + b"=" * (-len(packed) % 4))
        except ValueError:
            continue
    streams = _STREAM.finditer(data) if data.startswith(b"%PDF") else ()
    texts = _PNG_TEXT.finditer(data) if data.startswith(b"\x89PNG") else ()
    for hit in (*streams, *texts):
        try:
            yield zlib.decompressobj().decompress(hit[1], _MOST)
        except zlib.error:
            continue


def _unpacked(data: bytes, depth: int) -> Iterator[bytes]:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            yield from _parts(packed.read(_MOST), depth - 1)
    except (OSError, EOFError, zlib.error):
        return
