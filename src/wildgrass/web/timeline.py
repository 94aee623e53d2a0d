"""The timeline: a month or a day, newest first; posts in full, conversations by how much was said that day."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from starlette.responses import Response

from wildgrass.library.shelves import Wanted
from wildgrass.targets.site.chrome import number
from wildgrass.web.calendars import (
    day_in,
    month_end,
    month_in,
    month_table,
    month_text,
    neighbours,
)
from wildgrass.web.entries import Entries
from wildgrass.web.entry_parts import Entry
from wildgrass.web.narrow import Narrow, chips, narrow_of
from wildgrass.web.overview import Month
from wildgrass.web.talks import talk_title
from wildgrass.web.view import View, to
from wildgrass.web.whole import Part, paged

_PER_PAGE = 60


@dataclass(frozen=True, slots=True)
class TalkOfDay:
    """What was said in one conversation on one day."""

    title: str
    count: str
    href: str


@dataclass(frozen=True, slots=True)
class DayView:
    """A day of the timeline."""

    day: str
    number: int
    name: str
    weekday: str
    entries: tuple[Entry, ...]
    talks: tuple[TalkOfDay, ...]


def timeline(view: View) -> Response:
    """Lead to the newest month that has anything; without any, to what has no date."""
    narrow = narrow_of(view)
    months = _months(view, narrow)
    if months or narrow.removed or narrow.files:
        newest = max(months) if months else max(_months(view, Narrow()), default=(1970, 1))
        return to(f"/timeline/{month_text(newest)}{narrow.query}")
    return to(f"/undated{narrow.query}")


def _months(view: View, narrow: Narrow) -> Counter[Month]:
    return view.overview.days_of(narrow.wanted).months(narrow.kinds)


def month(view: View) -> Response:
    """Return a month's page."""
    asked = month_in(view.path["month"])
    if asked is None:
        return view.missing()
    narrow = narrow_of(view)
    text, wanted = month_text(asked), narrow.in_full
    total = view.overview.days_of(wanted).counts(wanted.kinds, text).total()
    part = paged(view, total, size=_PER_PAGE, keep=narrow.keep)
    numbers = view.shelves.numbers_between(wanted, text, month_end(asked), limit=part.size, offset=part.start)
    entries = Entries(view).each(view.shelves.items(numbers))
    talks = _talks(view, narrow.in_talks, *_span(view, asked, part, wanted, entries))
    before, after = neighbours([month_text(one) for one in _months(view, narrow)], text)
    return _page(
        view,
        narrow,
        asked,
        heading=view.words.site.month(*asked),
        days=list(_days(view, entries, talks)),
        table=month_table(view, asked, narrow),
        part=part,
        earlier=_month_way(view, before, narrow),
        later=_month_way(view, after, narrow),
    )


def day(view: View) -> Response:
    """Return a day's page; the form that asks for a day leads here too."""
    text = view.path.get("day") or view.query.get("day", "")
    if not text:
        return to("/timeline")
    asked = day_in(text)
    if asked is None:
        return view.missing()
    narrow = narrow_of(view)
    if "day" not in view.path:
        return to(f"/day/{asked.isoformat()}{narrow.query}")
    wanted, end = narrow.in_full, text + "~"
    total = view.overview.days_of(wanted).counts(wanted.kinds, text).total()
    part = paged(view, total, size=_PER_PAGE, keep=narrow.keep)
    numbers = view.shelves.numbers_between(wanted, text, end, limit=part.size, offset=part.start)
    entries = Entries(view).each(view.shelves.items(numbers))
    before, after = neighbours(list(view.overview.days_of(narrow.wanted).counts(narrow.kinds)), text)
    of_month = (asked.year, asked.month)
    return _page(
        view,
        narrow,
        of_month,
        heading=view.words.site.day(asked),
        days=list(_days(view, entries, _talks(view, narrow.in_talks, text, end), only=text)),
        table=month_table(view, of_month, narrow, text),
        part=part,
        earlier=_day_way(view, before, narrow),
        later=_day_way(view, after, narrow),
    )


def _page(view: View, narrow: Narrow, month: Month, **values: object) -> Response:
    around: dict[str, Any] = {
        "chips": chips(view, narrow),
        "narrow": narrow,
        "months": _month_list(view, month, narrow),
    }
    return view.page("timeline.html", **(around | values))


def undated(view: View) -> Response:
    """Return what has no date."""
    narrow = narrow_of(view)
    wanted = narrow.wanted
    part = paged(view, view.overview.days_of(wanted).undated(wanted.kinds), keep=narrow.keep)
    numbers = view.shelves.undated(wanted, limit=part.size, offset=part.start)
    return view.page(
        "list.html",
        heading=view.words.site("undated"),
        note=view.words("undated-note"),
        entries=Entries(view).each(view.shelves.items(numbers)),
        page=part,
    )


def _span(view: View, asked: Month, part: Part, wanted: Wanted, entries: list[Entry]) -> tuple[str, str]:
    """Return from when to when conversations stand on this part, so that each day has them on one part only."""
    start, end = month_text(asked), month_end(asked)
    if part.number > 1:
        above = view.shelves.numbers_between(wanted, start, end, limit=1, offset=part.start - 1)
        last = next(view.shelves.items(above)).item.published
        end = last.iso()[:10] if last else end
    if part.number < part.parts and entries:
        start = entries[-1].day
    return start, end


def _talks(view: View, wanted: Wanted, start: str, end: str) -> dict[str, list[TalkOfDay]]:
    found: dict[str, list[TalkOfDay]] = {}
    named: dict[str, tuple[str, str] | None] = {}  # a chat stands on many days of a month: named once
    counted: dict[int, str] = {}
    between = view.shelves.talks_between(wanted, start, end) if wanted.kinds else ()
    for of_day, thread, count, _first in between:
        if thread not in named:
            named[thread] = _named(view, thread)
        if count not in counted:
            counted[count] = view.words.counted("messages", count)
        if (known := named[thread]) is not None:
            title, way = known
            found.setdefault(of_day, []).append(TalkOfDay(title, counted[count], f"{way}?day={of_day}"))
    return found


def _named(view: View, thread: str) -> tuple[str, str] | None:
    """Return a conversation's name and its address."""
    slug = view.overview.slug(thread)
    talk = view.overview.talks.get(slug)
    return None if talk is None else (talk_title(view, talk), f"/chats/{slug}")


def _days(
    view: View, entries: list[Entry], talks: dict[str, list[TalkOfDay]], only: str = ""
) -> Iterator[DayView]:
    by_day = {of_day: tuple(group) for of_day, group in groupby(entries, key=lambda entry: entry.day)}
    for of_day in sorted({*by_day, *talks} - {""}, reverse=True):
        if only and of_day != only:
            continue
        value = date.fromisoformat(of_day)
        yield DayView(
            day=of_day,
            number=value.day,
            name=view.words.site.day(value),
            weekday=view.words.site.weekday(value),
            entries=by_day.get(of_day, ()),
            talks=tuple(talks.get(of_day, ())),
        )


def _month_way(view: View, name: str | None, narrow: Narrow) -> tuple[str, str] | None:
    found = month_in(name or "")
    if found is None:
        return None
    return f"/timeline/{name}{narrow.query}", view.words.site.month(*found)


def _day_way(view: View, name: str | None, narrow: Narrow) -> tuple[str, str] | None:
    found = day_in(name or "")
    return None if found is None else (f"/day/{name}{narrow.query}", view.words.site.day(found))


def _month_list(
    view: View, here: Month, narrow: Narrow
) -> list[tuple[int, bool, list[tuple[str, str, str, bool]]]]:
    """Return the years, and the months of the one that the page is in."""
    months = _months(view, narrow)
    years = sorted({year for year, _ in months} | {here[0]}, reverse=True)
    short = view.words.site.month_names_short
    listed = []
    for year in years:
        inside = [
            (
                f"/timeline/{year:04d}-{of:02d}{narrow.query}",
                short[of - 1],
                number(months[year, of]),
                (year, of) == here,
            )
            for of in range(1, 13)
            if months[year, of]
        ]
        listed.append((year, year == here[0], inside))
    return listed


def calendar(view: View) -> Response:
    """Lead to the newest year's calendar."""
    narrow = narrow_of(view)
    months = _months(view, narrow)
    return to(f"/calendar/{max(months)[0]}{narrow.query}" if months else f"/undated{narrow.query}")


def calendar_year(view: View) -> Response:
    """Return a year's heat-map: twelve tables, each day with its number and its step of lightness."""
    year, narrow = int(view.path["year"]), narrow_of(view)
    if not 1 <= year <= 9999:
        return view.missing()
    months = _months(view, narrow)
    most = max(view.overview.days_of(narrow.wanted).counts(narrow.kinds, f"{year:04d}").values(), default=1)
    before, after = neighbours([f"{of:04d}" for of, _ in months], f"{year:04d}")
    return view.page(
        "calendar.html",
        year=year,
        tables=[month_table(view, (year, of), narrow, most=most) for of in range(1, 13)],
        count=view.words.counted("items", sum(count for (of, _), count in months.items() if of == year)),
        chips=chips(view, narrow),
        earlier=None if before is None else (f"/calendar/{int(before)}{narrow.query}", str(int(before))),
        later=None if after is None else (f"/calendar/{int(after)}{narrow.query}", str(int(after))),
    )
