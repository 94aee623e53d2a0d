"""Which number is the day and which the month: decided over a whole file, or left open where nothing decides it.

A file has one order, for an export is written by one phone at one time. What settles it, strongest first: the answer of
the person, a number that can be no month, the dates in the names of media files, days of the week, the order of the
messages, and, weaker, the time stamp of the file and the separator.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from wildgrass.sources.whatsapp import calendars
from wildgrass.sources.whatsapp.calendars import Year
from wildgrass.sources.whatsapp.headers import Header

ORDERS: Final = ("dmy", "mdy", "ymd")
_FIRST_YEAR: Final = 2009  # the first release of WhatsApp
_DAY: Final = timedelta(days=1)
_SPAN_DATES: Final = 3
_SPAN: Final = 20
_MEDIA_TIMES: Final = 3
_RETURN_TIMES: Final = 10
_MIXED_PART: Final = (
    20  # one in so many dates may contradict the others: a line of a text that looks like a header
)


class Readings(NamedTuple):
    """What a written date can mean: a day for each order that gives one, and the calendar's name if unusual."""

    days: Mapping[str, date]
    orders: tuple[str, ...]
    calendar: str

    def is_open(self) -> bool:
        """Say whether day first and month first give two days."""
        dmy, mdy = self.days.get("dmy"), self.days.get("mdy")
        return dmy is not None and mdy is not None and dmy != mdy


def readings(found: Header) -> Readings:
    """Return what the date of a header can mean."""
    first, second, last = found["a"], found["b"], found["c"]
    era = (found["era"] or "").casefold()
    word = (found["word"] or "").casefold()
    numbers = int(first), int(second), int(last)
    if len(first) > 2 or "年" in found["sep"] or calendars.is_era(word):
        year = Year(numbers[0], len(first), word if calendars.is_era(word) else "")
        return _of(year, {"ymd": (numbers[1], numbers[2]), "ydm": (numbers[2], numbers[1])})
    year = Year(numbers[2], len(last), era)
    days = {"dmy": (numbers[1], numbers[0]), "mdy": (numbers[0], numbers[1])}
    found_days = _of(year, days)
    if len(last) > 2 or era:
        return found_days
    year_first = calendars.day(Year(numbers[0], len(first)), numbers[1], numbers[2])
    more = {"ymd": year_first} if year_first and year_first.year >= _FIRST_YEAR else {}
    return Readings({**found_days.days, **more}, ORDERS, found_days.calendar)


def _of(year: Year, days: Mapping[str, tuple[int, int]]) -> Readings:
    found = {
        order: day
        for order, (month, number) in days.items()
        if (day := calendars.day(year, month, number)) is not None
    }
    if "ymd" in found:  # nobody writes the day in the middle if it can be the month
        found.pop("ydm", None)
    orders = ("ymd",) if "ymd" in days else ("dmy", "mdy")
    return Readings(found, orders, calendars.name(year))


@dataclass(slots=True)
class _Tally:
    """How one order has fared so far."""

    misfits: int = 0
    returns: int = 0  # how often the days went back by more than one
    media: int = 0
    weekdays: int = 0
    last: date | None = None
    earliest: date | None = None
    latest: date | None = None

    def see(self, day: date) -> None:
        if self.last is not None and day < self.last - _DAY:
            self.returns += 1
        self.last = day
        self.earliest = day if self.earliest is None else min(day, self.earliest)
        self.latest = day if self.latest is None else max(day, self.latest)

    def span(self) -> int:
        if self.earliest is None or self.latest is None:
            return 0
        return (self.latest - self.earliest).days


class Settled(NamedTuple):
    """The order of a file's dates, None where it is open, and what settled it, in plain words."""

    order: str | None
    why: str


@dataclass(slots=True)
class DateEvidence:
    """What the dates of one file say about their order; each date is seen once in a run of equal ones."""

    tallies: dict[str, _Tally] = field(default_factory=lambda: {order: _Tally() for order in ORDERS})
    dates: int = 0
    open: int = 0
    is_year_first_language: bool = False
    calendars: set[str] = field(default_factory=set)
    example: Readings | None = None  # the first date with two readings
    _is_two_digit: bool = False

    def see(self, found: Readings) -> None:
        """Take a date into account."""
        self.dates += 1
        if found.calendar:
            self.calendars.add(found.calendar)
        if found.is_open():
            self.open += 1
            self.example = self.example or found
        self._is_two_digit |= len(found.orders) == 3
        for order in found.orders if found.days else ():  # what no order can read tells of none
            day = found.days.get(order)
            if day is None:
                self.tallies[order].misfits += 1
            else:
                self.tallies[order].see(day)

    def see_media(self, found: Readings, taken: date) -> None:
        """Take into account that a file sent on a date was made on another, as its name says."""
        if found.is_open():
            for order in found.orders:
                self.tallies[order].media += found.days.get(order) == taken

    def see_weekday(self, found: Readings, weekday: int) -> None:
        """Take into account which day of the week a date is said to be."""
        for order in found.orders:
            day = found.days.get(order)
            self.tallies[order].weekdays += day is not None and day.weekday() != weekday

    def settle(self, answer: str | None, modified: datetime | None, separator: str) -> Settled:
        """Return the order of the dates and what settled it."""
        if not self._is_two_digit and self.tallies["ymd"].earliest is not None:
            return Settled("ymd", "the year stands first")
        if answer in ORDERS and (answer != "ymd" or self._is_two_digit):
            return Settled(answer, f"{answer}, as answered")
        if self._is_two_digit and (why := self._year_first(modified)):
            return Settled("ymd", why)
        return self._between(modified, separator)

    def _year_first(self, modified: datetime | None) -> str:
        """Say why the first of three numbers of two digits is the year, "" where it is not."""
        ymd = self.tallies["ymd"]
        if ymd.misfits or ymd.returns or ymd.latest is None:
            return ""
        possible = [one for one in (self.tallies["dmy"], self.tallies["mdy"]) if not one.misfits]
        reasons = (
            (not possible, "every date fits the order year, month, day only"),
            (self.is_year_first_language, "the language of the time's words writes the year first"),
            (all(one.returns for one in possible), "only with the year first do the messages stand in order"),
            (
                modified is not None
                and not _is_after(ymd, modified)
                and all(_is_after(one, modified) for one in possible),
                "with the year last, messages would be younger than the file (weak evidence)",
            ),
            (
                self.dates >= _SPAN_DATES and all(ymd.span() * _SPAN < one.span() for one in possible),
                "with the year last, a few days would be many years (weak evidence)",
            ),
        )
        return next((why for is_so, why in reasons if is_so), "")

    def _between(self, modified: datetime | None, separator: str) -> Settled:
        """Decide between day first and month first."""
        dmy, mdy = self.tallies["dmy"], self.tallies["mdy"]
        for one, other, order in ((dmy, mdy, "dmy"), (mdy, dmy, "mdy")):
            if other.misfits and one.misfits * _MIXED_PART <= other.misfits:
                return Settled(
                    order, f"{order}: {other.misfits:,} of {self.dates:,} dates have a number above 12"
                )
        if dmy.misfits and mdy.misfits:
            return Settled(None, "both day first and month first occur in the file")
        if not self.open:
            return Settled("dmy", "every date reads the same either way")
        for one, other, order in ((dmy, mdy, "dmy"), (mdy, dmy, "mdy")):
            if why := _preferred(one, other):
                return Settled(order, f"{order}: {why}")
        return self._weakly(modified, separator)

    def _weakly(self, modified: datetime | None, separator: str) -> Settled:
        dmy, mdy = self.tallies["dmy"], self.tallies["mdy"]
        if modified is not None and modified.year >= _FIRST_YEAR:
            for one, other, order in ((dmy, mdy, "dmy"), (mdy, dmy, "mdy")):
                if _is_after(other, modified) and not _is_after(one, modified):
                    return Settled(
                        order, f"{order}: otherwise messages would be younger than the file (weak evidence)"
                    )
        if separator in (".", "-"):
            return Settled(
                "dmy", f"dmy: nobody is known to write month first with {separator!r} (weak evidence)"
            )
        return Settled(None, "")


def _preferred(one: _Tally, other: _Tally) -> str:
    """Say why the order that one tally is of holds and the other does not, "" where nothing tells."""
    if one.media > _MEDIA_TIMES * other.media:
        return f"the names of {one.media:,} media files hold the same days"
    if other.weekdays and not one.weekdays:
        return "the days of the week fit"
    if other.returns > _RETURN_TIMES * one.returns:
        return "only so do the messages stand in order"
    return ""


def _is_after(tally: _Tally, modified: datetime) -> bool:
    return tally.latest is not None and tally.latest > modified.date() + _DAY
