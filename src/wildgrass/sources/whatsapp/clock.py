"""Twelve hours or twenty-four: the words beside a time, in the languages of `clock.toml`."""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from wildgrass.sources.whatsapp.headers import without_marks

_TABLE: Final[Mapping[str, Any]] = tomllib.loads(files(__package__).joinpath("clock.toml").read_text("utf-8"))
_PARTS: Final = {word: part for part in ("night", "evening", "noon", "day", "dawn") for word in _TABLE[part]}
_IDLE: Final = frozenset(_TABLE["idle"])
_YEAR_FIRST: Final = frozenset(_TABLE["year-first"])
_WEEKDAYS: Final = {word: int(day) for day, words in _TABLE["weekdays"].items() for word in words}
_NO_LETTERS: Final = re.compile(r"[\s.,،、·;/'\u2019״\"()\-]+")
UNKNOWN: Final = "?"


@lru_cache(maxsize=1024)
def daypart(before: str, after: str) -> str | None:
    """Return "dawn", "day", "noon", "evening" or "night", None where no word says, `UNKNOWN` for an unknown word."""
    for gap in (after, before):
        folded = _folded(gap)
        if folded in _PARTS:
            return _PARTS[folded]
        for word in _words(gap):
            if word in _PARTS and word not in _IDLE:
                return _PARTS[word]
    words = [*_words(after), *_words(before)]
    return UNKNOWN if any(word not in _IDLE and word not in _WEEKDAYS for word in words) else None


def is_year_first(before: str, after: str) -> bool:
    """Say whether a word beside the time is of a language that writes the year first."""
    return any(word in _YEAR_FIRST for word in (_folded(before), _folded(after)))


def weekday(*texts: str | None) -> int | None:
    """Return the day of the week that a word in a header names, 0 for Monday; None where none does."""
    for text in texts:
        for word in _words(text or ""):
            if word in _WEEKDAYS:
                return _WEEKDAYS[word]
    return None


def hour24(hour: int, part: str | None) -> int:
    """Return the hour of the day; some clocks call the first hour 24."""
    if hour == 24:
        return 0
    if part is None or part == UNKNOWN or hour > 12:
        return hour
    if part == "day":
        return hour if hour == 12 else hour + 12
    if part == "noon":
        return hour + 12 if hour < 5 else hour
    if part == "dawn" or (part in ("evening", "night") and hour == 12):
        return hour % 12
    return hour + 12 if hour > 4 else hour


def _folded(gap: str) -> str:
    return _NO_LETTERS.sub("", without_marks(gap)).casefold()


def _words(gap: str) -> list[str]:
    text = without_marks(gap).casefold()
    return [word for part in re.split(r"[\s,،、()]+", text) if (word := _NO_LETTERS.sub("", part))]
