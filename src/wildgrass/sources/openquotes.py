"""Rows of a table in text whose quotes may be left open: an open quote ends where a line clearly begins a row.

Rows are put together from lines here, because a table's rules alone would let one unclosed quote swallow all that
follows; fields may hold raw line ends all the same.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from wildgrass.sources.csvrows import MAX_FIELD_BYTES
from wildgrass.sources.encodings import as_utf8
from wildgrass.sources.lines import lines

_MAX_ROW: Final = 1 << 21


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its fields, the line it begins on (from 1), that line's group, and whether a quote was left open."""

    fields: tuple[str, ...]
    line: int
    group: int
    is_open: bool = False


@dataclass(slots=True)
class _Waiting:
    """Lines that belong together so far."""

    texts: list[str] = field(default_factory=list)
    size: int = 0
    quotes: int = 0
    line: int = 0
    group: int = -1


def rows(stream: BinaryIO, begins_row: Callable[[str], bool], delimiters: str = ",") -> Iterator[Row]:
    """Yield every row that is not blank; the first line shows which delimiter it is. Raises only what `stream` does."""
    utf8, encoding = as_utf8(stream)
    waiting = _Waiting()
    delimiter = ""
    for line in lines(utf8):
        text = line.data.decode(errors="replace").replace("\0", "\ufffd")
        if line.number == 1:
            text = text.removeprefix("\ufeff")
        if waiting.texts and (begins_row(text) or waiting.size > _MAX_ROW):
            yield from _parsed(waiting, delimiter, is_open=True)
            waiting = _Waiting()
        if not waiting.texts:
            waiting.line, waiting.group = line.number, line.group if encoding == "utf-8" else -1
        delimiter = delimiter or (max(delimiters, key=text.count) if text.strip() else "")
        waiting.texts.append(text + "\n")
        waiting.size += len(text)
        waiting.quotes += text.count('"')
        if waiting.quotes % 2 == 0:
            yield from _parsed(waiting, delimiter)
            waiting = _Waiting()
    if waiting.texts:
        yield from _parsed(waiting, delimiter, is_open=True)


def _parsed(waiting: _Waiting, delimiter: str, *, is_open: bool = False) -> Iterator[Row]:
    csv.field_size_limit(MAX_FIELD_BYTES)
    reader = csv.reader(waiting.texts, delimiter=delimiter or ",")
    line = waiting.line
    try:
        for fields in reader:
            if any(one.strip("\ufeff \t") for one in fields):
                is_last = reader.line_num == len(waiting.texts)
                yield Row(tuple(fields), line, waiting.group, is_open and is_last)
            line = waiting.line + reader.line_num
    except csv.Error:
        yield Row(("".join(waiting.texts)[:200],), line, waiting.group, is_open=True)
