"""The crawlers' tables in text: rows that newer versions wrote under older headers, headers again, lines of time only.

Rows are put together from lines here, because an unclosed quote would otherwise swallow the rest of a table: a line
that begins with a post's number and the same number's letters begins a row, whatever stood before.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from wildgrass.sources.encodings import as_utf8
from wildgrass.sources.lines import lines
from wildgrass.sources.weibo import columns
from wildgrass.sources.weibo.ids import number_of

_START: Final = re.compile(r'\ufeff?"?(\d{9,17})\t?"?,"?([0-9A-Za-z]{5,10})"?,')
TIME: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\Z")
_MAX_ROW: Final = 1 << 20


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


def rows(stream: BinaryIO) -> Iterator[Row]:
    """Yield every row that is not blank. Raises only what `stream` does."""
    utf8, encoding = as_utf8(stream)
    waiting = _Waiting()
    for line in lines(utf8):
        text = line.data.decode(errors="replace")
        is_start = bool(waiting.texts) and waiting.quotes % 2 == 1 and begins_row(text)
        if is_start or waiting.size > _MAX_ROW:
            yield from _parsed(waiting, is_open=True)
            waiting = _Waiting()
        if not waiting.texts:
            waiting.line, waiting.group = line.number, line.group if encoding == "utf-8" else -1
        waiting.texts.append(text + "\n")
        waiting.size += len(text)
        waiting.quotes += text.count('"')
        if waiting.quotes % 2 == 0:
            yield from _parsed(waiting)
            waiting = _Waiting()
    if waiting.texts:
        yield from _parsed(waiting, is_open=True)


def begins_row(text: str) -> bool:
    """Say whether a line begins with a post's number in both of its forms."""
    found = _START.match(text)
    return found is not None and number_of(found[2]) == found[1]


def _parsed(waiting: _Waiting, *, is_open: bool = False) -> Iterator[Row]:
    csv.field_size_limit(16 << 20)
    reader = csv.reader(text.replace("\0", "\ufffd") for text in waiting.texts)
    line = waiting.line
    try:
        for fields in reader:
            if any(one.strip("\ufeff \t") for one in fields):
                yield Row(
                    tuple(fields), line, waiting.group, is_open and reader.line_num == len(waiting.texts)
                )
            line = waiting.line + reader.line_num
    except csv.Error:
        yield Row(("".join(waiting.texts)[:200],), line, waiting.group, is_open=True)


class Headers:
    """The header that is in force, and which columns a row really has."""

    def __init__(self) -> None:
        self.header: Sequence[str] = ()
        self._last: Sequence[str] = ()

    def take(self, fields: Sequence[str]) -> bool:
        """Say whether a row is a header, and remember it."""
        if columns.is_posts(fields) or columns.is_users(fields):
            self.header = self._last = fields
            return True
        return False

    def of(self, fields: Sequence[str]) -> Sequence[str]:
        """Return the columns of a row: those of the header, or of the version of the tool that wrote the row."""
        if self.header and len(fields) <= len(self.header) and columns.fits(self.header, fields):
            return self.header
        if (
            self._last is not self.header
            and len(fields) <= len(self._last)
            and columns.fits(self._last, fields)
        ):
            return self._last
        sized = sorted(columns.LAYOUTS, key=lambda one: abs(len(one) - len(fields)))
        for layout in sized:
            if columns.fits(layout, fields) and _is_whole(layout, fields):
                self._last = layout
                return layout
        return self.header or sized[0]


def _is_whole(layout: Sequence[str], fields: Sequence[str]) -> bool:
    """Say whether a row ends where rows of a layout end: after its own columns, "是否原创", or the inner post's."""
    own = layout.index("是否原创")
    return len(fields) in (own, own + 1, len(layout))
