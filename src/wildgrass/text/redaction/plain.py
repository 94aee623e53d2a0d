"""Texts as finders read them: folded, one kind of space, digit and syllable mark, with a way back to the offsets."""

import unicodedata
from functools import cache
from typing import Final

from wildgrass.text.fold import fold, searchable, searchable_offsets

_SPACES: Final = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t"
)
_SIGNS: Final = {
    0x0F0C: 0x0F0B,
    0xFF0B: 0x2B,
    0xFF20: 0x40,
    0xFE6B: 0x40,
    0x2010: 0x2D,
    0x2011: 0x2D,
    0x2013: 0x2D,
}


class Plain:
    """A text made plain. `text` is what finders read; `span` leads from offsets in it to offsets in the original."""

    __slots__ = ("_offsets", "original", "text")

    def __init__(self, original: str) -> None:
        """Fold a text; offsets are kept apart only where something that nobody sees was dropped."""
        self.original = original
        folded = searchable(original)
        self._offsets = None if len(folded) == len(original) else searchable_offsets(original)
        self.text = folded if folded.isascii() else folded.translate(_table())

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a part of `text` stands in the original."""
        if self._offsets is None:
            return start, end
        return self._offsets[start], self._offsets[end - 1] + 1


def plain(text: str) -> str:
    """Return a name, handle or value as finders compare it."""
    return Plain(text).text


@cache
def _table() -> dict[int, int]:
    """Return what folding leaves and finders must not tell apart, a character for a character."""
    table = dict(_SIGNS) | {ord(space): 0x20 for space in _SPACES}
    for code in range(0x660, 0x10000):
        char = chr(code)
        if char.isdecimal() and not char.isascii():
            table[code] = ord(str(unicodedata.decimal(char)))
    # Arabic letters in the forms that old systems wrote: Uyghur texts hold them
    for code in (*range(0xFB50, 0xFDFE), *range(0xFE70, 0xFEFD)):
        usual = unicodedata.normalize("NFKC", chr(code))
        if len(usual) == 1:
            table[code] = ord(fold(usual))
    table |= {0x64A: 0x649, 0x6CC: 0x649, 0x647: 0x6D5, 0x643: 0x6A9}  # letters typed with another keyboard
    return table
