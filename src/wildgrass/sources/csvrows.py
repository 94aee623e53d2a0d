"""Rows of a table in text: any encoding that Windows leaves behind, header lines that come again, and no row lost."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from wildgrass.sources.encodings import as_utf8

MAX_FIELD_BYTES: Final = 16 << 20


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `number` from 0 with the header as row 0, `line` from 1 where it begins, its fields as they stand."""

    number: int
    line: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that the table's rules cannot read."""

    number: int
    line: int
    reason: str


def rows(stream: BinaryIO, delimiter: str = ",") -> Iterator[Row | BrokenRow]:
    """Yield every row, in constant memory; blank lines are no rows. Raises only what `stream` does."""
    csv.field_size_limit(MAX_FIELD_BYTES)
    utf8, _encoding = as_utf8(stream)
    text = io.TextIOWrapper(
        io.BufferedReader(_Raw(utf8), 1 << 18), encoding="utf-8-sig", errors="replace", newline=""
    )
    reader = csv.reader(text, delimiter=delimiter)
    number, line = 0, 1
    while True:
        try:
            fields = next(reader, None)
        except csv.Error as error:
            yield BrokenRow(number, line, str(error))
            fields = []
            number += 1
        if fields is None:
            return
        if fields:
            yield Row(number, line, tuple(fields))
            number += 1
        line = reader.line_num + 1


class _Raw(io.RawIOBase):
    """What `io.BufferedReader` asks of a stream, for one that only has `read`."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream
        self._waiting = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        data = self._waiting or self._stream.read(len(view))
        self._waiting = data[len(view) :]
        data = data[: len(view)]
        view[: len(data)] = data
        return len(data)
