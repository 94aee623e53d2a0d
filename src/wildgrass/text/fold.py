"""Fold text so that search finds a word in either script, any width and any case.

One code point becomes exactly one code point: the offset of a hit in folded text is its offset in the text.
Letters written with combining marks stay as they are, since joining them would move offsets. What nobody sees
(zero-width marks, variation selectors) is dropped by `searchable` only, and `searchable_offsets` says from where.
"""

import re
from functools import cache
from typing import Final

FOLD_VERSION: Final = "1"
"""Changes whenever any character folds differently; a library built with another version is built again."""

_REPLACEMENT: Final = 0xFFFD
# Soft hyphen, joiners, marks of direction, variation selectors: a word with one inside is the word without it.
_UNSEEN: Final = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E),
    (0x2060, 0x206F), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
)  # fmt: skip
_UNSEEN_BEYOND: Final = re.compile(
    "[\U000e0000-\U000e0fff]"
)  # tags and more selectors, far behind the table's end


@cache
def _table() -> list[int | None]:
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
    table: list[int | None] = list(range(max(folded) + 1))
    for code, form in folded.items():
        table[code] = form
    return table


@cache
def _seen_table() -> list[int | None]:
    """The same table without what nobody sees: `str.translate` drops a character whose form is None."""
    table = _table().copy()
    for first, last in _UNSEEN:
        table[first : last + 1] = [None] * (last + 1 - first)
    return table


def fold(text: str) -> str:
    """Return `text` folded: same length, same offsets, idempotent."""
    if text.isascii():
        return text.lower()
    return text.translate(_table())


def searchable(text: str) -> str:
    """Return `text` folded, without the characters that nobody sees: what search looks through, and for."""
    if text.isascii():
        return text.lower()
    folded = text.translate(_seen_table())
    return _UNSEEN_BEYOND.sub("", folded) if _UNSEEN_BEYOND.search(folded) else folded


def searchable_offsets(text: str) -> list[int]:
    """Return, for each character of `searchable(text)` and for its end, the offset in `text`."""
    return [offset for offset, character in enumerate(text) if searchable(character)] + [len(text)]


def fold_data() -> dict[str, object]:
    """Return the table for another language's program: `before` and `after` are characters, one for one.

    `unseen` are (first, last) code points that `searchable` drops. Lone surrogates, which become U+FFFD, are not in it.
    """
    changed = [code for code, form in enumerate(_table()) if form != code and not 0xD800 <= code < 0xE000]
    return {
        "before": "".join(map(chr, changed)),
        "after": "".join(map(fold, map(chr, changed))),
        "unseen": [*map(list, _UNSEEN), [0xE0000, 0xE0FFF]],
    }
