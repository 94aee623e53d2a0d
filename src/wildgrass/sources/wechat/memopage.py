"""The list of messages in the script of MemoTrace's HTML, taken out as data: nothing is ever run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from wildgrass.model import JSON
from wildgrass.sources import jsontext
from wildgrass.sources.records import JSON_VALUE

_WINDOW: Final = 1 << 20
_MAX_RECORD: Final = 4 << 20
_START: Final = re.compile(rb"\bchatMessages\s*=\s*\[")
_OLD: Final = re.compile(
    rb"\{\s*type\s*:(?:'(?:[^'\\]|\\.)*+'|\"(?:[^\"\\]|\\.)*+\"|[^'\"{}])*+\}", re.DOTALL
)
_OLD_BEGIN: Final = re.compile(rb"\{\s*type\s*:")
_FIELD: Final = re.compile(
    rb"([A-Za-z_]\w*)\s*:\s*(?:'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"|([^,}\s]+))\s*[,}]", re.DOTALL
)
_ESCAPE: Final = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_SPACE: Final = re.compile(rb"[\s,]*+")
_WXID: Final = re.compile(rb"""(?:wxid|chatWxid)\s*=\s*["']([A-Za-z0-9_@.\-]{3,64})["']""")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the list: where it starts, its fields; `reason` says why it cannot be read."""

    start: int
    size: int
    value: dict[str, JSON]
    raw: int = 0
    reason: str = ""


class Page:
    """One HTML file, read through once. `wxid` is the chat's id where the script names it before the list."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._window = b""
        self._base = self._at = 0
        self._is_ended = False
        self.wxid = ""
        self.has_list = False

    def entries(self) -> Iterator[Entry]:
        """Yield every entry. Raises only what the stream does."""
        if not self._seek():
            return
        self.has_list = True
        while True:
            self._skip_space()
            byte = self._window[self._at : self._at + 1]
            if byte in (b"]", b""):
                return
            yield from self._entry()

    def _seek(self) -> bool:
        while True:
            found = _START.search(self._window, self._at)
            if found is not None:
                named = _WXID.search(self._window, 0, found.start())
                self.wxid = named[1].decode() if named else ""
                self._at = found.end()
                return True
            self._at = max(0, len(self._window) - 256)
            if not self._more(keep=4096):
                return False

    def _entry(self) -> Iterator[Entry]:
        for pattern in (_OLD, JSON_VALUE) if _OLD_BEGIN.match(self._window, self._at) else (JSON_VALUE,):
            data = self._matched(pattern)
            if data is not None:
                start = self._base + self._at
                self._at += len(data)
                yield _read(data, start, is_old=pattern is _OLD)
                return
        yield self._damaged()

    def _matched(self, pattern: re.Pattern[bytes]) -> bytes | None:
        while True:
            found = pattern.match(self._window, self._at)
            if found is not None and (found.end() < len(self._window) or self._is_ended):
                return found[0] if found.end() > self._at else None
            if len(self._window) - self._at > _MAX_RECORD or not self._more():
                return None if found is None or found.end() == self._at else found[0]

    def _damaged(self) -> Entry:
        """Give up one entry, up to the next that looks like one."""
        start = self._base + self._at
        while True:
            found = re.compile(rb"\{\s*(?:type\s*:|\"type\")").search(self._window, self._at + 1)
            if found is not None:
                self._at = found.start()
                break
            self._at = len(self._window)
            if not self._more():
                break
        return Entry(start, self._base + self._at - start, {}, reason="an entry of the list is damaged")

    def _skip_space(self) -> None:
        while True:
            self._at = _SPACE.match(self._window, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._window) or not self._more():
                return

    def _more(self, keep: int = 0) -> bool:
        if self._is_ended:
            return False
        data = self._stream.read(max(_WINDOW, len(self._window) - self._at))
        self._is_ended = not data
        dropped = max(0, self._at - keep)
        self._base += dropped
        self._window = self._window[dropped:] + data
        self._at -= dropped
        return not self._is_ended


def _read(data: bytes, start: int, *, is_old: bool) -> Entry:
    if is_old:
        value: JSON = dict(_fields(data))
    else:
        try:
            value = jsontext.decode(data)
        except jsontext.RecordError as error:
            return Entry(start, len(data), {}, reason=str(error))
    if not isinstance(value, dict) or not value:
        return Entry(start, len(data), {}, reason="an entry of the list is no message")
    return Entry(start, len(data), value, hash(data))


def _fields(data: bytes) -> Iterator[tuple[str, JSON]]:
    for found in _FIELD.finditer(data):
        name = found[1].decode()
        quoted = found[2] if found[2] is not None else found[3]
        if quoted is not None:
            yield name, _unquoted(quoted.decode(errors="replace"))
        else:
            plain = found[4].decode(errors="replace")
            yield name, int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 20 else plain


def _unquoted(text: str) -> str:
    return _ESCAPE.sub(_escaped, text) if "\\" in text else text


def _escaped(found: re.Match[str]) -> str:
    code = found[1]
    if len(code) > 1:
        return chr(int(code[1:], 16))
    return _ESCAPES.get(code, code)
