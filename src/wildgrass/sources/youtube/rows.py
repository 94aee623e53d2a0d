"""Rows of Takeout's tables: a line that begins with an id of comments or channels begins a row."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from wildgrass.sources import openquotes
from wildgrass.sources.openquotes import Row

_START: Final = re.compile(r'"?(?:Ug[A-Za-z0-9_-]{18,}(?:\.[A-Za-z0-9_-]+)?|UC[A-Za-z0-9_-]{22})"?[,;\t]')
_DELIMITERS: Final = ",;\t"  # a spreadsheet program may have changed it


def rows(stream: BinaryIO) -> Iterator[Row]:
    """Yield every row that is not blank. Raises only what `stream` does."""
    return openquotes.rows(stream, lambda text: _START.match(text) is not None, _DELIMITERS)
