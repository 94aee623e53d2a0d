"""Days and months as calendars: how much there is on each, in five steps of lightness, each with its number."""

import calendar
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Final

from wildgrass.model import Kind
from wildgrass.targets.site.chrome import number
from wildgrass.targets.site.meadow import blades
from wildgrass.web.narrow import Narrow
from wildgrass.web.overview import Month
from wildgrass.web.view import View

STEPS: Final = 5
_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MONTH: Final = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of a calendar; `step` from 1 to 5 says how much there is, 0 nothing, and then there is no way."""

    number: int
    step: int = 0
    count: str = ""
    href: str = ""
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class MonthTable:
    """A month's calendar."""

    name: str
    href: str
    weeks: tuple[tuple[Cell | None, ...], ...]
    count: str


@dataclass(frozen=True, slots=True)
class Tuft:
    """A month of the overview."""

    label: str
    spoken: str = ""
    count: str = ""
    href: str = ""
    blades: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Year:
    """A year of the overview."""

    year: int
    count: str
    tufts: tuple[Tuft, ...]


def day_in(text: str) -> date | None:
    """Return the day of "2022-10-19"."""
    found = _DAY.fullmatch(text)
    return _date(int(found[1]), int(found[2]), int(found[3])) if found else None


def month_in(text: str) -> Month | None:
    """Return the month of "2022-10"."""
    found = _MONTH.fullmatch(text)
    if found is None or _date(int(found[1]), int(found[2]), 1) is None:
        return None
    return int(found[1]), int(found[2])


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_text(month: Month) -> str:
    """Return "2022-10"."""
    return f"{month[0]:04d}-{month[1]:02d}"


def month_end(month: Month) -> str:
    """Return the first text after all times of a month."""
    return month_text(month) + "~"


def month_table(view: View, month: Month, narrow: Narrow, here: str = "", most: int = 0) -> MonthTable:
    """Return a month's calendar, Monday first; `here` is the day that the page shows.

    `most` is what the darkest step stands for; 0 takes the month's own.
    """
    name = month_text(month)
    counts = view.overview.days_of(narrow.wanted).counts(narrow.kinds, name)
    most = most or max(counts.values(), default=1)
    return MonthTable(
        name=view.words.site.month(*month),
        href=f"/timeline/{name}{narrow.query}",
        weeks=tuple(
            tuple(
                _cell(view, f"{month_text(month)}-{day:02d}", counts, narrow, here, most) if day else None
                for day in week
            )
            for week in calendar.Calendar().monthdayscalendar(*month)
        ),
        count=view.words.counted("items", counts.total()) if counts else "",
    )


def _cell(view: View, name: str, counts: Counter[str], narrow: Narrow, here: str, most: int) -> Cell:
    count, day = counts[name], int(name[8:])
    if not count:
        return Cell(day, is_here=name == here)
    step = 1 + int((STEPS - 1) * sqrt((count - 1) / max(most - 1, 1)))
    href = f"/day/{name}{narrow.query}"
    return Cell(day, step, view.words.counted("items", count), href, is_here=name == here)


def meadow(view: View, kinds: Sequence[Kind]) -> list[Year]:
    """Return the years that have anything, newest first, each month a tuft: the more there is, the taller."""
    months = view.overview.days.months(kinds)
    most = max(months.values(), default=1)
    return [_year(view, year, months, most) for year in sorted({year for year, _ in months}, reverse=True)]


def _year(view: View, year: int, months: Counter[Month], most: int) -> Year:
    total = sum(count for (of_year, _), count in months.items() if of_year == year)
    tufts = tuple(_tuft(view, (year, month), months, most) for month in range(1, 13))
    return Year(year, view.words.counted("items", total), tufts)


def _tuft(view: View, month: Month, months: Counter[Month], most: int) -> Tuft:
    label = view.words.site.month_names_short[month[1] - 1]
    count = months[month]
    if not count:
        return Tuft(label)
    spoken = f"{view.words.site.month(*month)}, {view.words.counted('items', count)}"
    return Tuft(label, spoken, number(count), f"/timeline/{month_text(month)}", blades(month, count, most))


def neighbours(names: Iterator[str] | list[str], here: str) -> tuple[str | None, str | None]:
    """Return the names just before and just after `here`, which need not be among them."""
    before = after = None
    for name in names:
        if name < here and (before is None or name > before):
            before = name
        if name > here and (after is None or name < after):
            after = name
    return before, after
