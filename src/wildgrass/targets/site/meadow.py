"""The overview: every month is a tuft of grass, the taller the more was written; and the days of one month.

The blades come from the year and the month alone, so the same archive always grows the same meadow.
"""

import calendar
from dataclasses import dataclass
from hashlib import sha256
from math import log2, sqrt
from typing import Final

from wildgrass.targets.site.chrome import Chrome, number
from wildgrass.targets.site.plan import Month, MonthPlan, Plan

WIDTH: Final = 48
HEIGHT: Final = 60
_STEPS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthTuft:
    """A month of the overview; `href` is None and `blades` empty where nothing was written."""

    label: str
    count: str
    spoken: str
    href: str | None
    blades: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearRow:
    """A year of the overview with its twelve months."""

    year: int
    count: str
    months: tuple[MonthTuft, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCell:
    """A day of a month's calendar; `step` from 1 to 5 says how much was written, 0 nothing."""

    number: int
    count: str
    step: int
    href: str | None


def meadow(plan: Plan, chrome: Chrome) -> tuple[YearRow, ...]:
    """Return the years from the newest to the oldest; years without posts between them stay, empty."""
    if not plan.months:
        return ()
    most = max(month.count for month in plan.months.values())
    years = {year for year, _ in plan.months}
    span = range(max(years), min(years) - 1, -1)
    # A wrong clock in an export must not make the overview a thousand empty years long.
    shown = span if len(span) <= 60 else sorted(years, reverse=True)
    return tuple(_year(plan, chrome, year, most) for year in shown)


def _year(plan: Plan, chrome: Chrome, year: int, most: int) -> YearRow:
    months = tuple(_tuft(plan, chrome, (year, month), most) for month in range(1, 13))
    total = sum(month.count for (of_year, _), month in plan.months.items() if of_year == year)
    return YearRow(year=year, count=chrome.counted("count", total), months=months)


def _tuft(plan: Plan, chrome: Chrome, key: Month, most: int) -> MonthTuft:
    label = chrome.month_names_short[key[1] - 1]
    month = plan.months.get(key)
    if month is None:
        return MonthTuft(label=label, count="", spoken="", href=None, blades=())
    return MonthTuft(
        label=label,
        count=number(month.count),
        spoken=f"{chrome.month(*key)}, {chrome.counted('count', month.count)}",
        href=plan.pages[month.pages[0]].name,
        blades=blades(key, month.count, most),
    )


def blades(key: Month, count: int, most: int) -> tuple[str, ...]:
    """Return the outlines of a tuft's blades as SVG path data, in a box of 48 by 60."""
    how_many = 2 + min(7, int(log2(count)))
    tallest = 8 + (HEIGHT - 10) * sqrt(count / most)
    chance = sha256(f"{key[0]}-{key[1]}".encode()).digest()
    return tuple(_blade(chance, place, how_many, tallest) for place in range(how_many))


def _blade(chance: bytes, place: int, how_many: int, tallest: float) -> str:
    """Draw one blade: two curves from a narrow foot to a tip that leans outwards; the middle one is tallest."""
    lean, height, foot = (chance[(3 * place + part) % len(chance)] / 255 for part in range(3))
    side = (place + 0.5) / how_many * 2 - 1
    root = WIDTH / 2 + side * (6 + how_many) + (foot - 0.5) * 3
    middle_one = place == how_many // 2
    tall = tallest * (1 if middle_one else (1 - 0.4 * side * side) * (0.55 + 0.4 * height))
    tip = root + side * tall * 0.34 + (lean - 0.5) * tall * 0.3
    tip = min(max(tip, 0), WIDTH)
    bend = root + (tip - root) * 0.12
    half = 0.9 + tall / 50
    top, middle = HEIGHT - tall, HEIGHT - tall * 0.62
    return (
        f"M{root - half:.1f} {HEIGHT}Q{bend - half:.1f} {middle:.1f} {tip:.1f} {top:.1f}"
        f"Q{bend + half:.1f} {middle:.1f} {root + half:.1f} {HEIGHT}Z"
    )


def weeks(plan: Plan, key: Month, chrome: Chrome, here: str) -> tuple[tuple[DayCell | None, ...], ...]:
    """Return a month's calendar, Monday first, with the way from page `here` to each day that has posts."""
    month = plan.months[key]
    pages = {day: plan.pages[page].name for day, page in month.day_pages.items()}
    hrefs = {
        day: f"{'' if name == here else '../' + name}#{day_anchor(key, day)}" for day, name in pages.items()
    }
    return tuple(
        tuple(_day(month, day, hrefs.get(day), chrome) if day else None for day in week)
        for week in calendar.Calendar().monthdayscalendar(*key)
    )


def _day(month: MonthPlan, day: int, href: str | None, chrome: Chrome) -> DayCell:
    count = month.counts[day]
    if not count or href is None:
        return DayCell(number=day, count="", step=0, href=None)
    most = max(month.counts.values())
    step = 1 + int((_STEPS - 1) * sqrt((count - 1) / max(most - 1, 1)))
    return DayCell(number=day, count=chrome.counted("count", count), step=step, href=href)


def day_anchor(key: Month, day: int) -> str:
    """Return the anchor of a day: "d2022-10-19"."""
    return f"d{key[0]:04d}-{key[1]:02d}-{day:02d}"
