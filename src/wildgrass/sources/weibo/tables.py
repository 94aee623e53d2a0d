"""The crawlers' tables in text: rows that newer versions wrote under older headers, headers again, lines of time only.

A line that begins with a post's number and the same number's letters begins a row, whatever stood before.
"""

import re
from collections.abc import Sequence
from typing import Final

from wildgrass.sources.weibo import columns
from wildgrass.sources.weibo.ids import number_of

_START: Final = re.compile(r'\ufeff?"?(\d{9,17})\t?"?,"?([0-9A-Za-z]{5,10})"?,')
TIME: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\Z")


def begins_row(text: str) -> bool:
    """Say whether a line begins with a post's number in both of its forms."""
    found = _START.match(text)
    return found is not None and number_of(found[2]) == found[1]


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
