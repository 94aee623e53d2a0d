"""Messages in an mbox: where each lies, by its "From " line, in the memory of the largest message, 64 MiB at most.

A line that begins with "From " separates messages only after an empty line and before something like a header, so that
text that nobody quoted is not torn apart. A Content-Length that leads to such a line is believed (mboxcl2).
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

MAX_MESSAGE: Final = 64 << 20
_KEPT_OF_LARGE: Final = 1 << 20
_STEP: Final = 1 << 20
_LOOK: Final = 1 << 12  # a From line and the one after it
_MARK: Final = b"\nFrom "
_NEXT: Final = rb"\r?\n(?:>From [^\r\n]*\r?\n)?(?:[!-9;-~]{1,76}[ \t]*:|\Z)"
_TIME: Final = rb"From [^\r\n]*\d{1,2}:\d\d[^\r\n]*"
_BARE: Final = rb"From (?:\S+@\S+|-|MAILER-DAEMON|\?\?\?@\?\?\?)[^\r\n]{0,40}"
_AFTER_BLANK: Final = re.compile(rb"(?:" + _TIME + rb"|" + _BARE + rb")" + _NEXT)
_ANYWHERE: Final = re.compile(
    rb"From \S[^\r\n]* (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? [^\r\n]*\d\d:\d\d[^\r\n]*\d{4}[^\r\n]*\r?\n"
    rb"(?:>From [^\r\n]*\r?\n)?(?:Return-Path|Received|From|To|Date|Subject|Message-ID|X-[A-Za-z-]+|Delivered-To"
    rb"|MIME-Version|Content-[A-Za-z-]+|Status|DKIM-Signature|Reply-To|Sender):",
    re.IGNORECASE,
)
_PATCH: Final = re.compile(rb"From [0-9a-f]{40} Mon Sep 17 00:00:00 2001")
_LENGTH: Final = re.compile(rb"^Content-Length:[ \t]*(\d{1,10})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_HEADER_END: Final = re.compile(rb"\r?\n\r?\n")


class Framed(NamedTuple):
    """One message: where its headers begin in the member, its bytes, its From line without "From ".

    `size` is the whole length; where that is more than 64 MiB, `data` is its first MiB only.
    """

    start: int
    data: bytes
    line: bytes
    size: int
    is_counted: bool = False  # a Content-Length says where it ends, so nothing in it is quoted


class Gap(NamedTuple):
    """Bytes before the first message."""

    start: int
    size: int


def begins(start: bytes) -> bool:
    """Say whether an mbox begins like this; patches that git writes do too, and are none."""
    return bool(_AFTER_BLANK.match(start)) and not _PATCH.match(start)


def messages(stream: BinaryIO) -> Iterator[Framed | Gap]:
    """Yield every message. Raises only what `stream` does."""
    return _Framer(stream).all()


class _Framer:
    """The state between two windows."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._window = b""
        self._base = 0
        self._at = 0  # where the From line at hand begins
        self._is_ended = False
        self._large = b""  # the beginning of a message that is too large
        self._large_start = -1

    def all(self) -> Iterator[Framed | Gap]:
        skipped = self._to_first()
        if skipped:
            yield Gap(0, skipped)
        while self._at < len(self._window):
            end, is_counted = self._end()
            yield self._framed(end, is_counted)
            self._at = end
            if self._at >= len(self._window):
                self._more()

    def _to_first(self) -> int:
        """Go to the first From line; return how many bytes of something else lie before it."""
        while not self._is_ended and len(self._window) < _LOOK * 2:
            self._more()
        self._at = len(self._window) - len(self._window.lstrip(b"\xef\xbb\xbf\r\n"))
        if _AFTER_BLANK.match(self._window, self._at, self._at + _LOOK):
            return 0
        while (found := self._next(self._at)) < 0:
            self._at = len(self._window) if self._is_ended else max(self._at, len(self._window) - _LOOK)
            if self._is_ended:
                return self._base + self._at
            self._more()
        self._at = found
        return self._base + found

    def _more(self) -> bool:
        """Read on and let go of what lies before the message at hand."""
        if self._is_ended:
            return False
        self._window = self._window[self._at :]
        self._base += self._at
        self._at = 0
        data = self._stream.read(max(_STEP, len(self._window)))
        self._is_ended = not data
        self._window += data
        return not self._is_ended

    def _end(self) -> tuple[int, bool]:
        """Return where the message at hand ends in the window."""
        counted = self._counted()
        if counted >= 0:
            return counted, True
        scan = self._at + 1
        while True:
            found = self._next(scan)
            if found >= 0:
                return found, False
            if self._is_ended:
                return len(self._window), False
            scan = max(self._at + 1, len(self._window) - _LOOK) - self._at
            if len(self._window) - self._at > MAX_MESSAGE:
                self._shorten()
                scan = 1
            self._more()
            scan += self._at

    def _shorten(self) -> None:
        """Keep only the beginning of a message that is too large, and go on looking for its end."""
        if self._large_start < 0:
            self._large_start = self._base + self._at
            self._large = self._window[self._at : self._at + _KEPT_OF_LARGE]
        drop = len(self._window) - _LOOK
        self._window, self._base, self._at = self._window[drop:], self._base + drop, 0

    def _next(self, scan: int) -> int:
        """Return where the next From line begins, -1 where the window holds none that can be told."""
        window = self._window
        at = window.find(_MARK, max(0, scan - 1))
        while at >= 0:
            start = at + 1
            if not self._is_ended and len(window) - start < _LOOK:
                return -1
            is_blank = window[max(0, at - 1) : at] == b"\n" or window[max(0, at - 2) : at] == b"\n\r"
            pattern = _AFTER_BLANK if is_blank else _ANYWHERE
            if pattern.match(window, start, start + _LOOK):
                return start
            at = window.find(_MARK, start)
        return -1

    def _counted(self) -> int:
        """Return where the message ends by its own Content-Length, -1 where that leads nowhere."""
        head = _HEADER_END.search(self._window, self._at)
        stated = _LENGTH.search(self._window, self._at, head.end()) if head else None
        if head is None or stated is None or int(stated[1]) > MAX_MESSAGE:
            return -1
        length = head.end() - self._at + int(stated[1])
        is_more = True
        while is_more and len(self._window) - self._at < length + _LOOK:
            is_more = self._more()
        end = self._at + length
        if end > len(self._window):
            return -1
        while self._window[end : end + 1] in (b"\r", b"\n") and end - self._at < length + 4:
            end += 1
        if end == len(self._window) or _AFTER_BLANK.match(self._window, end, end + _LOOK):
            return end
        return -1

    def _framed(self, end: int, is_counted: bool) -> Framed:  # noqa: FBT001 - one of two kinds
        start, data = self._base + self._at, self._window[self._at : end]
        size = end - self._at
        if self._large_start >= 0:
            start, size = self._large_start, self._base + end - self._large_start
            data = self._large
            self._large, self._large_start = b"", -1
        line, newline, rest = data.partition(b"\n")
        head = len(line) + len(newline)
        for blank in (b"\r\n\r\n", b"\n\n"):
            if rest.endswith(blank):
                rest = rest[: -len(blank) // 2]
                break
        return Framed(start + head, rest, line.removeprefix(b"From ").strip(), size - head, is_counted)
