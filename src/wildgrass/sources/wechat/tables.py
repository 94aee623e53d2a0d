"""Rows of CSV files, each with the group of lines that the vault keeps it in; a torn row costs itself only."""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from wildgrass.sources.encodings import as_utf8
from wildgrass.sources.lines import Line, lines

_MAX_LINES: Final = 5_000
_MAX_BYTES: Final = 4 << 20
_RESCUES: Final = 500


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line where it begins (from 1), the group of lines that is in, its fields."""

    line: int
    group: int
    fields: list[str]
    raw: int  # a hash of its bytes
    reason: str = ""  # why it cannot be read, "" where it can
    is_cut: bool = False  # the file ends inside it


def rows(stream: BinaryIO) -> Iterator[Row]:
    """Yield every row, blank lines left out. Raises only what `stream` does.

    A quote that never closes would swallow the rest of the file: where lines behind it look like rows, or after
    5,000 lines, the line that opens it is read without its quotes and reading goes on at the next.
    """
    utf8, encoding = as_utf8(stream)
    feed = _Feed(lines(utf8), encoding == "utf-8")
    csv.field_size_limit(_MAX_BYTES)
    while True:
        row = feed.row()
        if row is None:
            return
        if row.fields or row.reason:
            yield row


class _Feed:
    """Hands out lines to the CSV reader and takes them back where a row goes wrong."""

    def __init__(self, source: Iterator[Line], is_counted: bool) -> None:  # noqa: FBT001
        self._source = source
        self._again: deque[Line] = deque()
        self._taken: list[Line] = []
        self._size = 0
        self._rescues = 0
        self._is_counted = is_counted  # only bytes as they stand in the member have groups
        self._is_over = self._is_at_end = False
        self._width = 0

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._source, None)
        if line is None:
            self._is_at_end = bool(self._taken)  # the reader wants more: a quote is open
            raise StopIteration
        self._taken.append(line)
        self._size += len(line.data)
        if (len(self._taken) > _MAX_LINES or self._size > _MAX_BYTES) and self._rescues < _RESCUES:
            self._is_over = True
            raise StopIteration
        return _text(line)

    def row(self) -> Row | None:
        """Return the next row, None at the end."""
        self._taken, self._size, self._is_over, self._is_at_end = [], 0, False, False
        try:
            fields, reason = next(csv.reader(self), None) or [], ""
        except csv.Error as error:
            fields, reason = [], str(error)
        if not self._taken:
            return None
        if self._is_over or (self._is_at_end and self._hides_rows()):
            return self._rescued()
        if not any(field.strip() for field in fields[:2]) and len(fields) <= 1:
            fields = []
        self._width = self._width or len(fields)
        return self._made(fields, reason, is_cut=self._is_at_end)

    def _hides_rows(self) -> bool:
        """Say whether lines that an open quote swallowed look like rows of their own."""
        return self._rescues < _RESCUES and any(
            line.data.count(b",") >= self._width - 1 > 0 for line in self._taken[1:]
        )

    def _rescued(self) -> Row:
        """Read the first line without its quotes and give back the others."""
        self._rescues += 1
        self._again.extendleft(reversed(self._taken[1:]))
        del self._taken[1:]
        try:
            return self._made(next(csv.reader([_text(self._taken[0])], quoting=csv.QUOTE_NONE), []), "")
        except csv.Error as error:
            return self._made([], str(error))

    def _made(self, fields: list[str], reason: str, *, is_cut: bool = False) -> Row:
        start = self._taken[0]
        raw = hash(tuple(line.data for line in self._taken))
        return Row(start.number, start.group if self._is_counted else -1, fields, raw, reason, is_cut)


def _text(line: Line) -> str:
    data = line.data[3:] if line.number == 1 and line.data.startswith(b"\xef\xbb\xbf") else line.data
    return data.decode(errors="replace").replace("\r", "") + "\n"
