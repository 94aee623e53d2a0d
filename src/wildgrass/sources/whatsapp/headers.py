"""The first line of a message: every notation that exports are known to use, and the shape that tells them apart.

    [27/3/22, 9:41:35 PM] Name: text        iPhone            style "["
    27/03/2022, 21:41 - Name: text          Android           style "-"
    3/24/14, 1:59:59 PM: Name: text         before about 2015 style ":"
    [21:41:35, 27/3/22] Name: text          time first (Vietnamese)

Digits may be of any script, marks of writing direction may stand between any two parts, and what stands between date
and time or after the time may hold a word for the part of the day.
"""

import re
from functools import cache, lru_cache
from typing import Final, NamedTuple, TypeAlias

MARKS: Final = "\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff"
MAX_STAMP: Final = 160

_M: Final = f"[{MARKS}]*+"
_SEP: Final = rf"{_M}\s?[/.\-\u2010\u2011\u2013年月]\s?{_M}"
_DATE: Final = (
    rf"(?P<date>(?:(?P<word>[^\W\d_]{{1,12}}+)[.,،]?\s?{_M})?"
    rf"(?P<a>\d{{1,4}}+)(?P<sep>{_SEP})(?P<b>\d{{1,2}}+){_SEP}(?P<era>[^\W\d_]{{1,2}}+)?(?P<c>\d{{1,4}}+)日?)"
)
_TIME: Final = (
    rf"(?P<h>\d{{1,2}}+)(?:[:.\uff1a\u066b]|\s?[hH時时點点시]\s?){_M}(?P<m>\d{{2}})"
    r"(?:(?:[:.\uff1a]|[分분]\s?)(?P<s>\d{2}))?[分秒분초]?(?!\d)"
)


def _date_first(excluded: str) -> str:
    after = rf"(?P<after>[^\d\n\[\]{excluded}]{{0,24}}?)"
    return rf"(?P<stamp>{_DATE}(?P<before>[^\d\n\[\]]{{1,32}}?){_TIME}{after})"


def _time_first(excluded: str) -> str:
    after = rf"(?P<after>[^\d\n\[\]{excluded}]{{1,32}}?)"
    return rf"(?P<stamp>{_TIME}{after}{_DATE}(?P<before>[^\d\n\[\]{excluded}]{{0,12}}?))"


def _bracket(stamp: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<lead>{_M})\[{_M}{stamp}{_M}\]\s?(?:-\s)?(?P<rest>.*)", re.DOTALL)


def _dash(stamp: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<lead>{_M}){stamp}\s{_M}[-\u2013\u2014]{_M}(?:\s|\Z)(?P<rest>.*)", re.DOTALL)


def _colon(stamp: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<lead>{_M}){stamp}:\s(?P<rest>.*)", re.DOTALL)


_BRACKETED: Final = (("[", False), ("[", True))
_BARE: Final = (("-", False), ("-", True), (":", False))


@cache
def _pattern(style: str, is_time_first: bool) -> re.Pattern[str]:  # noqa: FBT001 - cache is faster so
    """Return the pattern of a style's headers, compiled when the first text is looked at: that takes milliseconds."""
    if style == "[":
        return _bracket(_time_first("") if is_time_first else _date_first(""))
    if style == "-":
        return _dash(_time_first(":\u2013\u2014") if is_time_first else _date_first(":\u2013\u2014"))
    return _colon(_date_first(":\u2013\u2014-"))


_LEADING: Final = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_NOT_SEPARATOR: Final = str.maketrans("", "", "\u200e\u200f\u061c \u00a0\u2009\u202f")


class Shape(NamedTuple):
    """What all headers of one export share; a header of another shape is part of a message's text.

    `year_at` is 0 where the first number can only be the year, 2 where the last, -1 where the digits do not tell.
    """

    style: str
    is_time_first: bool
    separator: str
    year_at: int
    has_word: bool

    def pattern(self) -> re.Pattern[str]:
        """Return the pattern for headers of this style."""
        return _pattern(self.style, self.is_time_first)


Header: TypeAlias = re.Match[str]
"""Groups: lead, stamp (all of date and time), date, word, a, sep, b, era, c, h, m, s, before, after, rest."""


def shape_of(style: str, found: Header, *, is_time_first: bool) -> Shape:
    """Return the shape of a header."""
    return _shape(style, is_time_first, found["date"])  # a date stands in many headers


@lru_cache(maxsize=8192)
def _shape(style: str, is_time_first: bool, written: str) -> Shape:  # noqa: FBT001 - lru_cache is faster so
    found = re.match(_DATE, written)
    if found is None:
        raise ValueError("not a date that a header's pattern matched")
    first, last = found["a"], found["c"]
    year_at = 2 if len(last) > 2 or found["era"] else 0 if len(first) > 2 or "年" in found["sep"] else -1
    separator = found["sep"].translate(_NOT_SEPARATOR)
    return Shape(style, is_time_first, separator, year_at, found["word"] is not None)


def header(line: str) -> tuple[Header, Shape] | None:
    """Return a line's header and shape, None where it has none; `Shape.pattern` is faster once the shape is known."""
    start = line if line[:1] in "[0123456789" else line.lstrip(_LEADING)
    if not start:
        return None
    for style, is_time_first in _BRACKETED if start[0] == "[" else _BARE:
        found = _pattern(style, is_time_first).match(line)
        if found is not None:
            return found, shape_of(style, found, is_time_first=is_time_first)
    return None


_ALL_MARKS: Final = dict.fromkeys(
    [0x200E, 0x200F, 0x061C, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_SPACES: Final = re.compile(r"\s+")


def without_marks(text: str) -> str:
    """Return the text without marks of writing direction."""
    return text if text.isascii() else text.translate(_ALL_MARKS)


def plain(text: str) -> str:
    """Return a label as it reads: no marks, one plain space for every run of spaces of whatever width."""
    return _SPACES.sub(" ", without_marks(text)).strip()
