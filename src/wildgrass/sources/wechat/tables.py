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


def rows(stream: BinaryIO) -> Iterator[Row]:
    """Yield every row, blank lines left out. Raises only what `stream` does.

    A quote that never closes would swallow the rest of the file: after 5,000 lines its row is given up and reading
    goes on at the next line.
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
        self._is_over = False

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._source)
        self._taken.append(line)
        self._size += len(line.data)
        if (len(self._taken) > _MAX_LINES or self._size > _MAX_BYTES) and self._rescues < _RESCUES:
            self._is_over = True
            raise StopIteration
        data = line.data[3:] if line.number == 1 and line.data.startswith(b"\xef\xbb\xbf") else line.data
        return data.decode(errors="replace").replace("\r", "") + "\n"

    def row(self) -> Row | None:
        """Return the next row, None at the end."""
        self._taken, self._size, self._is_over = [], 0, False
        try:
            fields = next(csv.reader(self), None)
            reason = ""
        except csv.Error as error:
            fields, reason = [], str(error)
        if not self._taken:
            return None
        if self._is_over:
            self._rescues += 1
            self._again.extendleft(reversed(self._taken[1:]))
            fields, reason = [], "a quote opens and does not close"
        start = self._taken[0]
        raw = hash(tuple(line.data for line in self._taken)) if not reason else 0
        group = start.group if self._is_counted else -1
        found = fields or []
        if found and len(found) == 1 and not found[0].strip():
            found = []
        return Row(start.number, group, found, raw, reason)
