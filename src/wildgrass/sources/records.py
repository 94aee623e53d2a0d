"""Cut a member's bytes into records without losing a byte, in constant memory.

A member is a JavaScript assignment of a JSON array (`window.YTD.tweets.part0 = [...]`) or a bare JSON array. Each
element of the array is a record; with `PieceSplit.nested`, each element of an array inside it is. Concatenating the
batches gives the member back, whatever its bytes. Nothing here raises for bad input.

How: a raw line end cannot occur inside a JSON string, so in pretty-printed output the line on which a record closes
looks the same every time; those lines give candidate cuts, and each piece is checked to be one JSON value. Where the
layout is otherwise, one regular expression walks the brackets and strings. Damage costs the record it is in: the
next line that looks like a cut, or the next `, {"first key":`, is where reading goes on.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import BinaryIO, Final

import msgspec

from wildgrass.sources.base import Batch, PieceSplit

MAX_DEPTH: Final = 64
MAX_RECORD_BYTES: Final = 16 << 20
_WINDOW: Final = 1 << 19
"""Bytes taken at a time. 1 MiB costs a third more: the processor's cache is smaller, and memory comes and goes."""
_MAX_PREFACE_BYTES: Final = 1 << 20
_HEAD_BYTES: Final = 4096
_RESCUE_BYTES: Final = 1 << 18
_RESCUES: Final = 500

_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'


def _brackets(depth: int) -> bytes:
    """Return a pattern for one bracketed value of at most `depth` levels; possessive, so linear in its input."""
    inside = rb'[^"{}\[\]]++|' + _STRING
    pattern = rb"[{\[](?:" + inside + rb")*+[}\]]"
    for _ in range(depth - 1):
        pattern = rb"[{\[](?:" + inside + rb"|" + pattern + rb")*+[}\]]"
    return pattern


_SCALAR = _STRING + rb'|[^\s,"{}\[\]:]++'
JSON_VALUE = re.compile(rb"(?:" + _brackets(MAX_DEPTH) + rb"|" + _SCALAR + rb")", re.DOTALL)
_BESIDE = rb"(?:" + _brackets(8) + rb"|" + _SCALAR + rb")"  # what stands beside a nested array
_BETWEEN = re.compile(rb"[\s,]*+")
_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?\s*+(?:[\w$.\s]{1,256}=)?\s*+(?=[\[{])")
_CLOSING = re.compile(rb"\n[ \t]*\}\Z")
FIRST_KEY = re.compile(rb"\{\s*(" + _STRING + rb")\s*:", re.DOTALL)
_check = msgspec.json.Decoder(msgspec.Raw).decode


@dataclass(slots=True)
class _Level:
    """What was learnt of how one array is laid out."""

    cut: bytes = b""  # from the last line end of a record to the first bytes of the next
    closing: int = 0  # how many bytes of `cut` belong to the record before
    between: int = 0  # how many bytes lie between the two
    next_cut: int = (
        -1
    )  # where `cut` comes next in the window, its length for nowhere, -1 where not looked for
    restart: re.Pattern[bytes] | None = None  # what comes before a record, for going on after damage


@dataclass(slots=True)
class _Cutter:
    """The state between two windows."""

    stream: BinaryIO
    enter: re.Pattern[bytes] | None
    leave: re.Pattern[bytes] | None
    window: bytes = b""
    at: int = 0
    is_ended: bool = False
    depth: int = 0  # 0 in the top array, 1 in a nested one
    levels: tuple[_Level, _Level] = field(default_factory=lambda: (_Level(), _Level()))
    rescues: int = _RESCUES
    spans: list[tuple[int, int]] = field(default_factory=list)

    def batches(self) -> Iterator[Batch]:
        """Yield the member in batches."""
        self._more()
        head = _HEAD.match(self.window)
        if head is None:
            yield from self._rest()
            return
        self.at = head.end()
        if self.window[self.at : self.at + 1] == b"[":
            self.at += 1
            while self._step():
                if self.at > _WINDOW:
                    yield self._batch()
        else:
            self._plain(_Level())
        yield self._batch()
        yield from self._rest()

    def _batch(self) -> Batch:
        """Hand over what lies before `at`."""
        batch = self.window[: self.at], self.spans
        self.window, self.at, self.spans = self.window[self.at :], 0, []
        self._forget_cuts()
        return batch

    def _rest(self) -> Iterator[Batch]:
        """Hand over everything that is left, without records."""
        while self.window:
            yield self.window, []
            self.window = self.stream.read(_WINDOW)

    def _more(self) -> bool:
        """Read on; False at the end. A record that does not fit makes the window grow."""
        if self.is_ended or len(self.window) - self.at > MAX_RECORD_BYTES:
            return False
        data = self.stream.read(max(_WINDOW, len(self.window) - self.at))
        self.is_ended = not data
        self.window += data
        self._forget_cuts()
        return not self.is_ended

    def _forget_cuts(self) -> None:
        for level in self.levels:
            level.next_cut = -1

    def _step(self) -> bool:
        """Take one element, or one array's beginning or end; False where splitting ends."""
        while True:
            self.at = _BETWEEN.match(self.window, self.at).end()  # type: ignore[union-attr]
            if self.at < len(self.window):
                break
            if not self._more():
                return False
        if self.window[self.at] == 0x5D:  # ]
            return self._left()
        if self.enter is not None and self.depth == 0 and self._entered():
            return True
        level = self.levels[self.depth]
        if level.cut and self._run(level):
            return True
        return self._plain(level)

    def _entered(self) -> bool:
        """Step into the nested array of the record at hand."""
        entry = self._matched(self.enter, _MAX_PREFACE_BYTES)
        if entry is None:
            return False
        self.at = entry.end()
        self.depth = 1
        return True

    def _left(self) -> bool:
        """Step out of an array."""
        if self.depth == 0:
            return False
        self.depth = 0
        rest = self._matched(self.leave, _MAX_PREFACE_BYTES)
        if rest is not None:
            self.at = rest.end()
            return True
        following = self.enter.search(self.window, self.at) if self.enter else None
        self.at = following.start() if following else len(self.window)
        return following is not None

    def _matched(self, pattern: re.Pattern[bytes] | None, limit: int) -> re.Match[bytes] | None:
        """Match at `at`, reading on while that may help and the window is within `limit`."""
        if pattern is None:
            return None
        while True:
            match = pattern.match(self.window, self.at)
            if match is not None and (match.end() < len(self.window) or self.is_ended):
                return match
            if len(self.window) - self.at > limit or not self._more():
                return match

    def _run(self, level: _Level) -> bool:
        """Take records as long as candidate cuts come and the pieces between them are JSON values."""
        window, cut, spans, start = self.window, level.cut, self.spans, self.at
        between, closing = level.between, level.closing
        found = level.next_cut if level.next_cut >= start else window.find(cut, start)
        while 0 <= found < len(window):
            end = found + closing
            try:
                _check(window[start:end])
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                end = self._rescued(start, end)
                if end != found + closing:
                    spans.append((start, end))
                    self.at, level.next_cut = end, -1
                    return True
            spans.append((start, end))
            start = end + between
            found = window.find(cut, start)
        level.next_cut = len(window) if found < 0 else found
        is_moved = start != self.at
        self.at = start
        return is_moved

    def _rescued(self, start: int, end: int) -> int:
        """Say where a record really ends whose candidate piece is no JSON value; `end` where that is unclear."""
        if self.rescues == 0:
            return end
        match = JSON_VALUE.match(self.window, start, start + _RESCUE_BYTES)
        if match is not None and match.end() != end:
            try:
                _check(match[0])
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                self.rescues -= 1
            else:
                return match.end()
        return end

    def _plain(self, level: _Level) -> bool:
        """Take one element by its brackets, and learn the layout from it."""
        match = self._matched(JSON_VALUE, MAX_RECORD_BYTES)
        if match is None or match.end() == self.at:
            return self._resumed(level)
        start, self.at = self.at, match.end()
        self.spans.append((start, self.at))
        if not level.cut:
            self._learn(level, start, self.at)
        return True

    def _learn(self, level: _Level, start: int, end: int) -> None:
        self._learn_restart(level, start, end)
        following = _BETWEEN.match(self.window, end).end()  # type: ignore[union-attr]
        opening = self.window[following : following + 2]
        closing = _CLOSING.search(self.window[max(start, end - 256) : end])
        if closing is not None and len(opening) == 2 and opening[:1] == b"{" and opening[1:] in b"\r\n":
            level.closing, level.between = len(closing[0]), following - end
            level.cut = closing[0] + self.window[end:following] + opening

    def _line_end(self, level: _Level) -> int:
        """Return where a damaged record ends by the line it should close on, -1 where no line tells."""
        if level.cut:
            found = self.window.find(level.cut, self.at)
            return found + level.closing if found >= 0 else -1
        line = self.window.rfind(b"\n", 0, self.at)
        indent = self.window[line : self.at]
        if line < 0 or indent.strip():
            return -1
        found = self.window.find(indent + b"}", self.at)
        return found + len(indent) + 1 if found >= 0 else -1

    def _learn_restart(self, level: _Level, start: int, end: int) -> None:
        """Remember the first key of a record, which the next one probably has too."""
        key = FIRST_KEY.match(self.window, start, end) if level.restart is None else None
        if key is not None:
            level.restart = re.compile(rb",\s*(?=\{\s*" + re.escape(key[1]) + rb"\s*:)")

    def _resumed(self, level: _Level) -> bool:
        """Take what is damaged as one record, up to the next place that looks like a cut."""
        start = self.at
        end = self._line_end(level)
        if end < 0:
            self._learn_restart(level, start, len(self.window))
            again = level.restart.search(self.window, start) if level.restart else None
            if again is None and not self.is_ended:
                return False  # too large to be a record, or nothing to go by
            end = again.start() if again else len(self.window)
        self.at = end
        if self.at > start:
            self.spans.append((start, self.at))
        return self.at > start


def split(stream: BinaryIO, how: PieceSplit) -> Iterator[Batch]:
    """Yield a member's bytes in order as batches of (bytes, spans of its records). Raises only what `stream` does."""
    enter, leave = _nested_patterns(how.nested)
    return _Cutter(stream, enter, leave).batches()


@lru_cache(maxsize=32)
def _nested_patterns(keys: tuple[str, ...]) -> tuple[re.Pattern[bytes] | None, re.Pattern[bytes] | None]:
    """Return what leads from a record's start into its nested array, and from the array's end to the record's."""
    if not keys:
        return None, None
    enter = b""
    for key in keys:
        name = b'"' + key.encode() + rb'"\s*:\s*'
        others = rb"(?:(?!" + name + rb")" + _STRING + rb"\s*:\s*" + _BESIDE + rb"\s*,\s*)*+"
        enter += rb"\{\s*" + others + name
    closing = rb"(?:\s*,\s*" + _STRING + rb"\s*:\s*" + _BESIDE + rb")*+\s*\}"
    leave = rb"\]" + closing * len(keys)
    return re.compile(enter + rb"\[", re.DOTALL), re.compile(leave, re.DOTALL)


def is_within_depth(record: bytes) -> bool:
    """Say whether a record's brackets pair up within `MAX_DEPTH` levels."""
    return JSON_VALUE.fullmatch(record.strip()) is not None


class GapCheck:
    """Says whether the bytes between records are only what a member's layout puts there."""

    def __init__(self, how: PieceSplit) -> None:
        self._first, self._inner = _gap_patterns(how.nested)

    def unread(self, gap: bytes, *, is_first: bool, is_last: bool) -> int:
        """Return where in the gap something starts that should have been read, -1 where nothing does."""
        match = (self._first if is_first else self._inner).match(gap)
        at = match.end() if match else 0
        if is_last and _END.match(gap, at):
            return -1
        return at if at < len(gap) else -1


_END = re.compile(rb"\]?\s*;?\s*\Z")


@lru_cache(maxsize=32)
def _gap_patterns(keys: tuple[str, ...]) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Return what may stand before the first record, and between two."""
    enter, leave = _nested_patterns(keys)
    inside = (
        rb"[\s,]" if enter is None or leave is None else rb"[\s,]|" + enter.pattern + rb"|" + leave.pattern
    )
    first = _HEAD.pattern + rb"\[?(?:" + inside + rb")*+"
    return re.compile(first, re.DOTALL), re.compile(rb"(?:" + inside + rb")*+", re.DOTALL)
