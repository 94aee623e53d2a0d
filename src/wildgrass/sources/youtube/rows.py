"""Rows of Takeout's tables, put together from lines: quoted fields hold raw line ends.

A quote that was left open would swallow the rest of a table, so a line that begins with an id of comments or channels
begins a row, whatever stood before.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from wildgrass.sources.encodings import as_utf8
from wildgrass.sources.lines import lines

_START: Final = re.compile(r'"?(?:Ug[A-Za-z0-9_-]{18,}(?:\.[A-Za-z0-9_-]+)?|UC[A-Za-z0-9_-]{22})"?[,;\t]')
_MAX_ROW: Final = 1 << 21
_DELIMITERS: Final = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its fields, the line it begins on (from 1), that line's group, and whether a quote was left open."""

    fields: tuple[str, ...]
    line: int
    group: int
    is_open: bool = False


@dataclass(slots=True)
class _Waiting:
    texts: list[str] = field(default_factory=list)
    size: int = 0
    quotes: int = 0
    line: int = 0
    group: int = -1


def rows(stream: BinaryIO) -> Iterator[Row]:
    """Yield every row that is not blank. Raises only what `stream` does."""
    utf8, encoding = as_utf8(stream)
    waiting = _Waiting()
    delimiter = ""
    for line in lines(utf8):
        text = line.data.decode(errors="replace").replace("\0", "\ufffd")
        if line.number == 1:
            text = text.removeprefix("\ufeff")
        if waiting.texts and (_START.match(text) or waiting.size > _MAX_ROW):
            yield from _parsed(waiting, delimiter, is_open=True)
            waiting = _Waiting()
        if not waiting.texts:
            waiting.line, waiting.group = line.number, line.group if encoding == "utf-8" else -1
        delimiter = delimiter or _delimiter(text)
        waiting.texts.append(text + "\n")
        waiting.size += len(text)
        waiting.quotes += text.count('"')
        if waiting.quotes % 2 == 0:
            yield from _parsed(waiting, delimiter)
            waiting = _Waiting()
    if waiting.texts:
        yield from _parsed(waiting, delimiter, is_open=True)


def _delimiter(text: str) -> str:
    """Return what parts the fields of a header; a spreadsheet program may have changed it."""
    best = max(_DELIMITERS, key=text.count)
    return best if text.strip() else ""


def _parsed(waiting: _Waiting, delimiter: str, *, is_open: bool = False) -> Iterator[Row]:
    csv.field_size_limit(16 << 20)
    reader = csv.reader(iter(waiting.texts), delimiter=delimiter or ",")
    line = waiting.line
    try:
        for fields in reader:
            if any(one.strip("\ufeff \t") for one in fields):
                yield Row(tuple(fields), line, waiting.group, is_open)
            line = waiting.line + reader.line_num
    except csv.Error:
        yield Row(("".join(waiting.texts)[:200],), line, waiting.group, is_open=True)
