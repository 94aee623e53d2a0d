"""Fold text so that search finds a word in either script, any width and any case.

One code point becomes exactly one code point: the offset of a hit in folded text is its offset in the text.
Letters written with combining marks stay as they are, since joining them would move offsets.
"""

from functools import cache
from typing import Final

FOLD_VERSION: Final = "1"
"""Changes whenever any character folds differently; a library built with another version is built again."""

_REPLACEMENT: Final = 0xFFFD


@cache
def _table() -> list[int]:
    """Build the table once, when the first text is folded: every character's folded form at its code point.

    `str.translate` reads a list in half the time that it asks a dictionary. The list ends where the last group of
    characters does; it takes a character beyond as itself.
    """
    from wildgrass.text import fold_table  # noqa: PLC0415 - 130 kB that only search needs

    han = {ord(other): ord(group[0]) for group in fold_table.HAN_CLASSES.split() for other in group}
    folded = dict(han)
    for before, after in zip(fold_table.FOLDED_FROM, fold_table.FOLDED_TO, strict=True):
        folded[ord(before)] = han.get(ord(after), ord(after))
    # Lone surrogates cannot be stored as UTF-8; they are noise of a cut text.
    folded.update(dict.fromkeys(range(0xD800, 0xE000), _REPLACEMENT))
    table = list(range(max(folded) + 1))
    for code, form in folded.items():
        table[code] = form
    return table


def fold(text: str) -> str:
    """Return `text` folded: same length, same offsets, idempotent."""
    if text.isascii():
        return text.lower()
    return text.translate(_table())
