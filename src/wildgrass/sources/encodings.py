"""Members in other encodings than UTF-8, as Windows editors leave them behind, made UTF-8 while they stream."""

import codecs
import io
from typing import BinaryIO, cast

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PROBE = 1 << 16


def detect(start: bytes) -> str:
    """Return the encoding that a member's first bytes are in: "utf-8" wherever that is possible."""
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    if (unmarked := _unmarked(start)) is not None:
        return unmarked
    for name in ("utf-8", "gb18030"):
        try:
            codecs.getincrementaldecoder(name)().decode(start, final=False)
        except UnicodeDecodeError:
            continue
        return name
    return "utf-8"


def _unmarked(start: bytes) -> str | None:
    """Return the UTF-16 that bytes without a mark are in: every other byte of digits and line ends is NUL there."""
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) * 16 < len(start) or min(even, odd) * 8 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def as_utf8(stream: BinaryIO) -> tuple[BinaryIO, str]:
    """Return a stream of UTF-8 and the encoding that the member is in; a UTF-8 member is passed on unchanged."""
    start = stream.read(_PROBE)
    encoding = detect(start)
    if encoding == "utf-8":
        return cast("BinaryIO", _Resumed(start, stream)), encoding
    return cast("BinaryIO", _Recoded(start, stream, encoding)), encoding


class _Resumed(io.RawIOBase):
    """A stream whose first bytes were already taken."""

    def __init__(self, start: bytes, stream: BinaryIO) -> None:
        super().__init__()
        self._start = start
        self._stream = stream

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        start, self._start = self._start, b""
        return start or self._stream.read(-1 if size is None else size)

    def close(self) -> None:
        self._stream.close()
        super().close()


class _Recoded(_Resumed):
    """A stream in another encoding; what cannot be decoded becomes U+FFFD."""

    def __init__(self, start: bytes, stream: BinaryIO, encoding: str) -> None:
        super().__init__(start, stream)
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")

    def read(self, size: int | None = -1) -> bytes:
        while True:
            data = super().read(size)
            text = self._decoder.decode(data, final=not data)
            if text or not data:
                return text.encode(errors="replace")
