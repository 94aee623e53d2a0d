"""Which month a word names, and which half of a day."""

import unicodedata
from functools import lru_cache
from typing import Final

from wildgrass.sources.youtube.words import table

# Polish puts no dot behind the day, as Croatian does, which settles words that are two months.
POLISH: Final = {"lip": 7, "lis": 11, "listopada": 11}


def plain(word: str) -> str:
    """Return a word as the tables hold it."""
    return unicodedata.normalize("NFC", word).casefold().strip(". ")


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    found: dict[str, int] = {}
    twice: set[str] = set()
    for number, names in enumerate(table("months")["months"], start=1):
        for name in names.split():
            word = plain(name)
            if found.setdefault(word, number) != number:
                twice.add(word)
    return {word: number for word, number in found.items() if word not in twice}


def month(word: str) -> int | None:
    """Return the month that a word names; Hebrew writes "in" before it."""
    name = plain(word)
    return _months().get(name) or _months().get(name.removeprefix("ב"))


@lru_cache(maxsize=3)
def halves(name: str) -> frozenset[str]:
    """Return the words for "forenoon", "afternoon" or "noon"."""
    return frozenset(map(plain, table("months")[name]))
