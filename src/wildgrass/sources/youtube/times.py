"""Times as Takeout writes them: ISO 8601 in files for machines, local dates with a zone's abbreviation on pages."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final

from wildgrass.model import Moment
from wildgrass.model.moment import utc_moment
from wildgrass.sources import localtime
from wildgrass.sources.localtime import LocalClock
from wildgrass.sources.youtube.months import POLISH, halves, month, plain

_ISO: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?\s*(Z|UTC|[+-]\d\d:?\d\d)?\Z"
)
_CLOCK: Final = re.compile(r"(?<!\d)(\d{1,2})[:.](\d\d)[:.](\d\d)(?!\d)")
_YEAR_FIRST: Final = re.compile(r"(?<!\d)(\d{4})\s*[年년./-]\s*(\d{1,2})\s*[月월./-]\s*(\d{1,2})(?!\d)")
_NUMBERS: Final = re.compile(r"(?<!\d)(\d{1,2})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{4})(?!\d)")
_WORD: Final = re.compile(r"[^\W\d_]+(?:[.'\u2019][^\W\d_]+)*")
_INTEGER: Final = re.compile(r"\d+")
_ZONE: Final = re.compile(r"(?:GMT|UTC)\s*[+\u2212-]\s*\d{1,2}(?::?\d\d)?|[A-Z]{1,5}\Z")
_LATER_ZONE: Final = re.compile(r"(?:GMT|UTC)\s*[+\u2212-].*")
_MARKS: Final = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_SPACES: Final = re.compile("[\u00a0\u202f\u2009\\s]+")
_BUDDHIST: Final = 2400  # no other calendar in use stands there; Thai years are 543 ahead
# One offset wherever they are used. Those that several zones share (CST, IST, EST, PST, MST, BST, AST) are not here.
ZONES: Final[dict[str, float]] = {
    "UTC": 0, "GMT": 0, "Z": 0, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3, "OEZ": 2, "OESZ": 3,
    "WET": 0, "WEST": 1, "WEZ": 0, "WESZ": 1, "MSK": 3, "JST": 9, "KST": 9, "HKT": 8, "SGT": 8, "PHT": 8, "ICT": 7,
    "WIB": 7, "WITA": 8, "WIT": 9, "PDT": -7, "MDT": -6, "EDT": -4, "ADT": -3, "AKST": -9, "AKDT": -8, "HST": -10,
    "NZST": 12, "NZDT": 13, "AEST": 10, "AEDT": 11, "ACST": 9.5, "ACDT": 10.5, "AWST": 8,
    "BRT": -3, "BRST": -2, "ART": -3, "COT": -5, "PET": -5, "CLST": -3, "UYT": -3, "PKT": 5, "NPT": 5.75, "SAST": 2,
    "CAT": 2, "EAT": 3, "WAT": 1, "TRT": 3, "UZT": 5, "VLAT": 10, "YEKT": 5,
}  # fmt: skip
# A page shows one zone. Where its summer name stands beside the winter name, the winter name is known too.
WINTER: Final[dict[str, tuple[str, float]]] = {
    "PST": ("PDT", -8), "MST": ("MDT", -7), "CST": ("CDT", -6), "EST": ("EDT", -5), "AST": ("ADT", -4),
}  # fmt: skip
SUMMER: Final[dict[str, tuple[str, float]]] = {"CDT": ("CST", -5), "BST": ("GMT", 1), "IST": ("GMT", 1)}


@lru_cache(maxsize=4096)
def machine(text: str) -> Moment | None:  # noqa: PLR0911 - the form of most is read first
    """Read ISO 8601 with its offset, or "2016-08-27 22:51:30 UTC"; without an offset the zone is unknown."""
    if len(text) == 24 and text[10] == "T" and text[19] == "." and text[23] == "Z" and text[20:23].isdigit():
        try:
            return utc_moment(datetime.fromisoformat(text), 1)
        except ValueError:
            return None
    found = _ISO.match(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(one) for one in found.groups()[:6])
    fraction, zone = found[7], found[8]
    try:
        shown = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - its zone is added below
    except ValueError:
        return None
    width = 1000
    if fraction:
        width = 1 if len(fraction) >= 3 else 10 ** (3 - len(fraction))
        shown += timedelta(microseconds=int(fraction.ljust(6, "0")[:6]) // 1000 * 1000)
    if zone is None:
        return LocalClock(None).moment(shown, width)
    if zone in ("Z", "UTC"):
        return utc_moment(shown.replace(tzinfo=UTC), width)
    offset = localtime.offset(zone)
    return None if offset is None else localtime.stated(shown, offset, width)


class PageClock:
    """Reads the dates of one page, which are all in one language and one zone."""

    def __init__(self, zone: str | None, order: str | None, shown: frozenset[str] = frozenset()) -> None:
        """Take what a person answered (zone, order of dates), and the abbreviations of zones on the page."""
        self._clock = LocalClock(zone)
        self._order = order
        self._shown = shown
        self.is_ambiguous = False

    def moment(self, text: str) -> Moment | None:
        """Return the moment that a date says, None where any part of it is not certain."""
        line = normal(text)
        clock = _CLOCK.search(line)
        if clock is None:
            return None
        before, after = line[: clock.start()], line[clock.end() :].strip(" ,")
        day = self._day(
            before if _INTEGER.search(before) else after, is_right_to_left="\u200f" in text or "،" in text
        )
        hour = _hour(int(clock[1]), before, after)
        if day is None or hour is None:
            return None
        try:
            shown = datetime(*day, hour, int(clock[2]), int(clock[3]))  # noqa: DTZ001 - its zone is added below
        except ValueError:
            return None
        zone = self._zone(after)
        return localtime.stated(shown, zone, 1000) if zone else self._clock.moment(shown, 1000)

    def _zone(self, after: str) -> timezone | None:
        found = _ZONE.search(after)
        name = re.sub(r"\s", "", found[0]).replace("\u2212", "-") if found else ""
        if name[:3] in ("GMT", "UTC") and len(name) > 3:
            return localtime.offset(name)
        hours = ZONES.get(name)
        for table in (WINTER, SUMMER):
            if name in table and table[name][0] in self._shown:
                hours = table[name][1]
        return None if hours is None else timezone(timedelta(hours=hours))

    def _day(self, text: str, *, is_right_to_left: bool) -> tuple[int, int, int] | None:
        found = _YEAR_FIRST.search(text)
        if found is not None:
            return _gregorian(int(found[1])), int(found[2]), int(found[3])
        found = _NUMBERS.search(text)
        if found is not None:
            return self._ordered(found, is_right_to_left=is_right_to_left)
        return _named_day(text)

    def _ordered(self, found: re.Match[str], *, is_right_to_left: bool) -> tuple[int, int, int] | None:
        """Tell day from month: dots and right-to-left scripts put the day first, one above 12 is the day."""
        first, second, year = int(found[1]), int(found[3]), _gregorian(int(found[4]))
        if found[2] == "." or is_right_to_left or first > 12 or first == second or self._order == "dmy":
            return year, second, first
        if second > 12 or self._order == "mdy":
            return year, first, second
        self.is_ambiguous = True
        return None


def zones_in(data: bytes) -> frozenset[str]:
    """Return which of the abbreviations that settle others stand in a run of bytes."""
    return frozenset(
        name for name in ("PDT", "MDT", "CDT", "EDT", "ADT", "CST", "GMT") if b" " + name.encode() in data
    )


def normal(text: str) -> str:
    """Return a date's text with plain spaces, plain digits and no marks of direction."""
    line = _SPACES.sub(" ", _MARKS.sub("", text)).strip()
    if line.isascii():
        return line
    return "".join(
        str(unicodedata.digit(one)) if not one.isascii() and one.isdigit() else one for one in line
    )


def _gregorian(year: int) -> int:
    return year - 543 if year > _BUDDHIST else year


def _named_day(text: str) -> tuple[int, int, int] | None:
    """Read a date whose month is a word, in any order: the year has four digits."""
    text = _LATER_ZONE.sub("", text)
    words = _WORD.findall(text)
    months = {number for one in words if (number := month(one)) is not None}
    if not months and not re.search(r"\d\.", text):
        months = {POLISH[name] for one in words if (name := plain(one)) in POLISH}
    vietnamese = re.search(r"(?:thg|tháng)\s*(\d{1,2})", text.lower())
    if vietnamese is not None and not months:
        months = {int(vietnamese[1])}
        text = text[: vietnamese.start()] + text.lower()[vietnamese.end() :]
    numbers = [int(one) for one in _INTEGER.findall(text)]
    years = [one for one in numbers if one >= 1900]
    days = [one for one in numbers if 1 <= one <= 31]
    if len(months) != 1 or len(years) != 1 or len(days) != 1 or len(numbers) != 2:
        return None
    return _gregorian(years[0]), months.pop(), days[0]


def _hour(hour: int, before: str, after: str) -> int | None:
    """Return the hour of the day: a clock of twelve hours says which half, before it or after it."""
    words = {plain(one) for one in (*_WORD.findall(after), *_WORD.findall(before)[-2:])}
    ending = plain(before[-6:])
    if _is_in("afternoon", words, ending):
        return hour % 12 + 12 if hour <= 12 else hour
    if _is_in("forenoon", words, ending):
        return hour % 12 if hour <= 12 else hour
    if _is_in("noon", words, ending):
        return hour if hour >= 11 else hour + 12
    return hour if hour < 24 else None


def _is_in(half: str, words: set[str], ending: str) -> bool:
    """Say whether one of the words stands beside the hour, or before it without a space."""
    known = halves(half)
    return bool(words & known) or any(ending.endswith(one) for one in known if not one.isascii())
