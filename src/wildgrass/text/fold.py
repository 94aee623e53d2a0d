"""Fold text so that search finds a word in either script, any width and any case.

One code point becomes exactly one code point: the offset of a hit in folded text is its offset in the text.
Letters written with combining marks stay as they are, since joining them would move offsets.
"""

from functools import cache
from typing import Final

FOLD_VERSION: Final = "1"
"""Changes whenever any character folds differently; a library built with another version is built again."""

_REPLACEMENT: Final = 0xFFFD
_BMP_END: Final = 0x10000


class _Table(dict[int, int]):
    """A translation table that knows every character: `str.translate` is slow where a key is missing."""

    def __missing__(self, code: int) -> int:
        """Take a character that has no folded form as itself; remember it where that stays small."""
        if code < _BMP_END:
            self[code] = code
        return code


@cache
def _table() -> _Table:
    """Build the table once, when the first text is folded."""
    from wildgrass.text import fold_table  # noqa: PLC0415 - 130 kB that only search needs

    han = {ord(other): ord(group[0]) for group in fold_table.HAN_CLASSES.split() for other in group}
    table = _Table(han)
    for before, after in zip(fold_table.FOLDED_FROM, fold_table.FOLDED_TO, strict=True):
        table[ord(before)] = han.get(ord(after), ord(after))
    # Lone surrogates cannot be stored as UTF-8; they are noise of a cut text.
    table.update(dict.fromkeys(range(0xD800, 0xE000), _REPLACEMENT))
    return table


def fold(text: str) -> str:
    """Return `text` folded: same length, same offsets, idempotent."""
    if text.isascii():
        return text.lower()
    return text.translate(_table())
