"""Walk a JSON value of any size and take out the records that lie in it, in constant memory.

Where records lie is said by paths: "messages[]" is each element of the array under the key "messages" of the top
object, "chats.list[].messages[]" goes through an array of objects, "[]" is the top array, "*" any key. Everything
beside the paths is read whole and given back with the object that holds it.

Nothing here raises for bad input. Damage costs the record it is in: reading goes on at the next `, {"first key":`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import BinaryIO, Final, NamedTuple, TypeAlias

import msgspec

from wildgrass.model import JSON
from wildgrass.sources import jsontext
from wildgrass.sources.base import Batch
from wildgrass.sources.records import FIRST_KEY, JSON_VALUE, MAX_RECORD_BYTES

Step: TypeAlias = str | int
_WINDOW: Final = 1 << 20
_SPACE: Final = re.compile(rb"[\s,]*+")
_START: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*+")
_KEY: Final = re.compile(rb'("[^"\\]*+(?:\\.[^"\\]*+)*+")\s*+:\s*+', re.DOTALL)
_IN_TEXT: Final = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_OUTSIDE: Final = re.compile(rb'[^"{}\[\]]*+')
_BETWEEN: Final = re.compile(rb"\s*+,\s*+")
_CLOSING: Final = re.compile(rb"(?:\n[ \t]*+)?\}\Z")
_check = msgspec.json.Decoder(msgspec.Raw).decode
_PARTS: Final = re.compile(r"\[\]|[^.\[\]]+")


class Found(NamedTuple):
    """One record: its bytes, its number among those of the member, where it starts, and how to get to it.

    `at` holds the keys and indices that lead to it. `parents` are the objects on the way, outermost first, as far as
    they were read up to here: fields that come later stand in `Closed`.
    """

    path: str
    at: tuple[Step, ...]
    number: int
    start: int
    data: bytes
    parents: tuple[dict[str, JSON], ...]

    def value(self) -> JSON:
        """Return the record's value.

        Raises:
            RecordError: its bytes are no JSON value.
        """
        return jsontext.decode(self.data)


@dataclass(frozen=True, slots=True)
class Closed:
    """An object on the way to records, and its other fields, when all of it was read. `records` lay in it."""

    at: tuple[Step, ...]
    fields: dict[str, JSON]
    records: int


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes that are not what JSON has there: from `start`, `size` of them. `at` leads to where they lie."""

    at: tuple[Step, ...]
    start: int
    size: int
    reason: str


Event: TypeAlias = Found | Closed | Damage


def walk(stream: BinaryIO, paths: Sequence[str]) -> Iterator[Event]:
    """Yield what lies in a member in the order of its bytes; `stream` is UTF-8. Raises only what `stream` does."""
    return _Walker(stream, _compiled(tuple(paths))).events()


def pointer(at: Sequence[Step]) -> str:
    """Return an RFC 6901 JSON pointer."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in at)


def batches(stream: BinaryIO, paths: Sequence[str]) -> Iterator[Batch]:
    """Yield the member's bytes with the spans of the records that `walk` finds in them."""
    tee = _Tee(stream)
    spans: list[tuple[int, int]] = []
    for event in walk(tee, paths):  # type: ignore[arg-type]
        if isinstance(event, Found):
            spans.append((event.start - tee.given, event.start - tee.given + len(event.data)))
            if spans[-1][1] > _WINDOW:
                end = spans[-1][1]
                yield tee.give(end), spans
                spans = []
    yield tee.give(len(tee.kept)), spans
    while rest := stream.read(_WINDOW):
        yield rest, []


class _Tee:
    """A stream that keeps what was read of it until it is given away."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.kept = b""
        self.given = 0

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self.kept += data
        return data

    def give(self, size: int) -> bytes:
        data, self.kept = self.kept[:size], self.kept[size:]
        self.given += size
        return data


@dataclass(slots=True)
class _Node:
    """A place in the tree of paths: what lies under its keys ("*" any) and in its array."""

    path: str = ""
    is_record: bool = False
    keys: dict[str, "_Node"] = field(default_factory=dict)
    element: "_Node | None" = None

    def under(self, key: str) -> "_Node | None":
        return self.keys.get(key) or self.keys.get("*")


@lru_cache(maxsize=64)
def _compiled(paths: tuple[str, ...]) -> _Node:
    root = _Node()
    for path in paths:
        node = root
        for part in _PARTS.findall(path):
            if part == "[]":
                node.element = node.element or _Node()
                node = node.element
            else:
                node = node.keys.setdefault(part, _Node())
        node.path, node.is_record = path, True
    return root


@dataclass(slots=True)
class _Open:
    """An object or array that is being walked through."""

    node: _Node
    at: tuple[Step, ...]
    parents: tuple[dict[str, JSON], ...]
    is_array: bool
    fields: dict[str, JSON]
    first_record: int
    index: int = 0
    restart: re.Pattern[bytes] | None = None
    cut: bytes = (
        b""  # a record's end, what lies between and the next one's beginning, where all are laid out alike
    )
    closing: int = 0  # how many bytes of `cut` belong to the record before
    between: int = 0  # how many lie between the two


class _Walker:
    """The state between two windows."""

    def __init__(self, stream: BinaryIO, root: _Node) -> None:
        self._stream = stream
        self._root = root
        self._window = b""
        self._at = 0
        self._base = 0  # offset in the member of the window's first byte
        self._is_ended = False
        self._records = 0
        self._open: list[_Open] = []

    def events(self) -> Iterator[Event]:
        """Walk through everything."""
        self._more()
        self._at = _START.match(self._window).end()  # type: ignore[union-attr]
        if not self._enter(self._root, (), ()):
            yield self._rest("it does not begin with an object or an array of records")
            return
        while self._open:
            top = self._open[-1]
            yield from self._element(top) if top.is_array else self._field(top)
        if self._byte() and not self._is_blank():
            yield self._rest("more follows where the value has ended")

    def _enter(self, node: _Node, at: tuple[Step, ...], parents: tuple[dict[str, JSON], ...]) -> bool:
        """Step into the value at hand if paths lead through it and it is of that kind."""
        byte = self._byte()
        if not (byte == b"[" and node.element) and not (byte == b"{" and node.keys):
            return False
        self._at += 1
        fields: dict[str, JSON] = {}
        inside = parents if byte == b"[" else (*parents, fields)
        self._open.append(_Open(node, at, inside, byte == b"[", fields, self._records))
        return True

    def _leave(self) -> Iterator[Event]:
        top = self._open.pop()
        self._at += 1
        if not top.is_array:
            yield Closed(top.at, top.fields, self._records - top.first_record)

    def _field(self, top: _Open) -> Iterator[Event]:
        """Take one field of an object."""
        byte = self._byte()
        if byte == b"}":
            yield from self._leave()
            return
        key = self._matched(_KEY)
        if key is None:
            yield from self._broken_field(top, byte)
            return
        self._at = key.end()
        try:
            name = str(jsontext.decode(key[1]))
        except jsontext.RecordError:
            name = key[1].decode(errors="replace")
        node = top.node.under(name)
        if node is None or not self._enter(node, (*top.at, name), top.parents):
            yield from self._beside(top, name)

    def _beside(self, top: _Open, name: str) -> Iterator[Event]:
        """Read a field that leads to no records."""
        start = self._base + self._at
        data = self._value()
        if data is None:
            size = self._skipped()
            yield Damage((*top.at, name), start, size, "a value that does not end, or is larger than 16 MiB")
            return
        try:
            value = jsontext.decode(data)
        except jsontext.RecordError as error:
            yield Damage((*top.at, name), start, len(data), str(error))
            return
        if name in top.fields:
            yield Damage((*top.at, name), start, len(data), "the key stands here twice; the first is kept")
            return
        top.fields[name] = value

    def _element(self, top: _Open) -> Iterator[Event]:
        """Take one element of an array."""
        byte = self._byte()
        if byte == b"]":
            yield from self._leave()
            return
        if not byte:
            yield from self._ended()
            return
        node = top.node.element
        assert node is not None
        at = (*top.at, top.index)
        top.index += 1
        if not node.is_record and self._enter(node, at, top.parents):
            return
        start = self._base + self._at
        data = self._value()
        if data is None:
            yield from self._resumed(top, at, start)
            return
        self._learn(top, data)
        if node.is_record:
            yield Found(node.path, at, self._records, start, data, top.parents)
            self._records += 1
            if top.cut and self._byte() == b"{":
                yield from self._run(top, node)
        else:
            yield Damage(at, start, len(data), "something else than what holds records stands here")

    def _learn(self, top: _Open, data: bytes) -> None:
        """Learn how a record begins and ends from one that was taken by its brackets."""
        key = FIRST_KEY.match(data)
        if key is None:
            return
        if top.restart is None:
            top.restart = re.compile(rb"\}\s*,\s*(?=\{\s*" + re.escape(key[1]) + rb"\s*:)")
        following = _BETWEEN.match(self._window, self._at)
        closing = _CLOSING.search(data[-256:])
        if following and closing and self._window.startswith(key[0], following.end()):
            top.cut = closing[0] + following[0] + key[0]
            top.closing, top.between = len(closing[0]), len(following[0])

    def _run(self, top: _Open, node: _Node) -> Iterator[Found]:
        """Take records up to where the next one seems to begin, as long as each is one JSON value."""
        window, base, cut, closing = self._window, self._base, top.cut, top.closing
        path, place, parents = node.path, top.at, top.parents
        at, found = self._at, window.find(cut, self._at)
        while found >= 0:
            data = window[at : found + closing]
            try:
                _check(data)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                break
            yield Found(path, (*place, top.index), self._records, base + at, data, parents)
            self._records += 1
            top.index += 1
            at = found + closing + top.between
            found = window.find(cut, at)
        self._at = at

    def _resumed(self, top: _Open, at: tuple[Step, ...], start: int) -> Iterator[Event]:
        """Give up what is damaged, up to the next place that looks like a record's beginning."""
        if top.restart is None:
            self._learn(top, self._window[self._at :])
        if top.restart is not None and self._sought(top.restart):
            yield Damage(at, start, self._base + self._at - start, "a record is damaged")
            return
        self._open.clear()
        yield self._rest("it breaks off in the middle of a record", start)

    def _sought(self, pattern: re.Pattern[bytes]) -> bool:
        """Go to where a pattern ends next; False where it comes no more."""
        while True:
            found = pattern.search(self._window, self._at)
            if found is not None and found.end() < len(self._window):
                self._at = found.end()
                return True
            self._at = max(self._at, len(self._window) - 4096)
            if not self._more():
                return False

    def _broken_field(self, top: _Open, byte: bytes) -> Iterator[Event]:
        if not byte:
            yield from self._ended()
            return
        self._open.clear()
        yield self._rest("no key stands where one should", at=top.at)

    def _ended(self) -> Iterator[Event]:
        """Say that the member ends while values are open, and close them."""
        yield Damage(self._open[-1].at, self._base + self._at, 0, "it ends before its brackets do")
        while self._open:
            top = self._open.pop()
            if not top.is_array:
                yield Closed(top.at, top.fields, self._records - top.first_record)

    def _rest(self, reason: str, start: int | None = None, at: tuple[Step, ...] = ()) -> Damage:
        """Read to the end."""
        begin = self._base + self._at if start is None else start
        self._at = len(self._window)
        while self._more():
            self._at = len(self._window)
        return Damage(at, begin, self._base + self._at - begin, reason)

    def _is_blank(self) -> bool:
        """Say whether only space and a semicolon are left."""
        return not self._window[self._at :].strip(b" \t\r\n;\x00") and not self._more()

    def _byte(self) -> bytes:
        """Skip space and commas; return the next byte, b"" at the end."""
        while True:
            self._at = _SPACE.match(self._window, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._window):
                return self._window[self._at : self._at + 1]
            if not self._more():
                return b""

    def _matched(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        """Match here, reading on while that may help."""
        while True:
            match = pattern.match(self._window, self._at)
            if match is not None and (match.end() < len(self._window) or self._is_ended):
                return match
            if len(self._window) - self._at > MAX_RECORD_BYTES or not self._more():
                return match

    def _value(self) -> bytes | None:
        """Take one value whole, None where it does not end within 16 MiB."""
        match = self._matched(JSON_VALUE)
        if match is None or match.end() == self._at or len(match[0]) > MAX_RECORD_BYTES:
            return None
        self._at = match.end()
        return match[0]

    def _skipped(self) -> int:
        """Pass over a value that is too large to take, by its brackets; return its size."""
        start, depth, is_text = self._base + self._at, 0, False
        while True:
            passed = (_IN_TEXT if is_text else _OUTSIDE).match(self._window, self._at)
            self._at = passed.end()  # type: ignore[union-attr]
            byte = self._window[self._at : self._at + 1]
            if byte in (b"", b"\\"):  # the end of the window, maybe within an escape
                if not self._more():
                    self._at = len(self._window)
                    return self._base + self._at - start
                continue
            if byte == b'"':
                is_text = not is_text
            else:
                depth += 1 if byte in b"{[" else -1
            self._at += depth >= 0
            if depth <= 0 and not is_text:
                return self._base + self._at - start

    def _more(self) -> bool:
        """Read on, and drop what was passed; False at the end."""
        if self._is_ended:
            return False
        data = self._stream.read(max(_WINDOW, len(self._window) - self._at))
        self._is_ended = not data
        self._base += self._at
        self._window = self._window[self._at :] + data
        self._at = 0
        return not self._is_ended
