"""The timeline: a month or a day, newest first; posts in full, conversations by how much was said that day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from starlette.responses import Response

from wildgrass.library.shelves import TALK
from wildgrass.model import Kind
from wildgrass.targets.site.chrome import number
from wildgrass.web.calendars import (
    SHOWS,
    day_in,
    month_end,
    month_in,
    month_table,
    month_text,
    neighbours,
    query_of,
    show_of,
)
from wildgrass.web.entries import Entries, Entry
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
    show = show_of(view)
    months = view.overview.days.months(SHOWS[show])
    if months:
        return to(f"/timeline/{month_text(max(months))}{query_of(show)}")
    return to(f"/undated{query_of(show)}")


def month(view: View) -> Response:
    """Return a month's page."""
    asked = month_in(view.path["month"])
    if asked is None:
        return view.missing()
    show = show_of(view)
    kinds = _in_full(show)
    total = sum(view.overview.days.counts(kinds, month_text(asked)).values())
    part = paged(view, total, size=_PER_PAGE, keep=query_of(show).removeprefix("?"))
    numbers = view.shelves.numbers_between(
        kinds, month_text(asked), month_end(asked), limit=part.size, offset=part.start
    )
    entries = Entries(view).each(view.shelves.items(numbers))
    talks = _talks(view, show, *_span(view, asked, part, kinds, entries))
    before, after = neighbours(
        [month_text(one) for one in view.overview.days.months(SHOWS[show])], month_text(asked)
    )
    return view.page(
        "timeline.html",
        heading=view.words.site.month(*asked),
        days=list(_days(view, entries, talks)),
        table=month_table(view, asked, show),
        part=part,
        show=show,
        query=query_of(show),
        earlier=_month_way(view, before, show),
        later=_month_way(view, after, show),
        months=_month_list(view, asked, show),
    )


def day(view: View) -> Response:
    """Return a day's page; the form that asks for a day leads here too."""
    text = view.path.get("day") or view.query.get("day", "")
    if not text:
        return to("/timeline")
    asked = day_in(text)
    if asked is None:
        return view.missing()
    if "day" not in view.path:
        return to(f"/day/{asked.isoformat()}{query_of(show_of(view))}")
    show = show_of(view)
    kinds = _in_full(show)
    counts = view.overview.days.counts(SHOWS[show])
    total = sum(view.overview.days.counts(kinds, text).values())
    part = paged(view, total, size=_PER_PAGE, keep=query_of(show).removeprefix("?"))
    numbers = view.shelves.numbers_between(kinds, text, text + "~", limit=part.size, offset=part.start)
    entries = Entries(view).each(view.shelves.items(numbers))
    before, after = neighbours(list(counts), text)
    return view.page(
        "timeline.html",
        heading=view.words.site.day(asked),
        days=list(_days(view, entries, _talks(view, show, text, text + "~"), only=text)),
        table=month_table(view, (asked.year, asked.month), show, text),
        part=part,
        show=show,
        query=query_of(show),
        earlier=_day_way(view, before, show),
        later=_day_way(view, after, show),
        months=_month_list(view, (asked.year, asked.month), show),
    )


def undated(view: View) -> Response:
    """Return what has no date."""
    show = show_of(view)
    kinds = SHOWS[show]
    part = paged(view, view.overview.days.undated(kinds), keep=query_of(show).removeprefix("?"))
    numbers = view.shelves.undated(kinds, limit=part.size, offset=part.start)
    return view.page(
        "list.html",
        heading=view.words.site("undated"),
        note=view.words("undated-note"),
        entries=Entries(view).each(view.shelves.items(numbers)),
        page=part,
    )


def _in_full(show: str) -> tuple[Kind, ...]:
    """Return the kinds that stand in full; messages do not, they are read in their conversations."""
    return tuple(kind for kind in SHOWS[show] if kind not in TALK)


def _span(
    view: View, asked: Month, part: Part, kinds: tuple[Kind, ...], entries: list[Entry]
) -> tuple[str, str]:
    """Return from when to when conversations stand on this part, so that each day has them on one part only."""
    start, end = month_text(asked), month_end(asked)
    if part.number > 1:
        above = view.shelves.numbers_between(kinds, start, end, limit=1, offset=part.start - 1)
        last = next(view.shelves.items(above)).item.published
        end = last.iso()[:10] if last else end
    if part.number < part.parts and entries:
        start = entries[-1].day
    return start, end


def _talks(view: View, show: str, start: str, end: str) -> dict[str, list[TalkOfDay]]:
    found: dict[str, list[TalkOfDay]] = {}
    if not set(TALK) <= set(SHOWS[show]):
        return found
    for of_day, thread, count, _first in view.shelves.talks_between(start, end):
        slug = view.overview.slug(thread)
        talk = view.overview.talks.get(slug)
        if talk is not None:
            line = TalkOfDay(
                talk_title(view, talk), view.words.counted("messages", count), f"/chats/{slug}?day={of_day}"
            )
            found.setdefault(of_day, []).append(line)
    return found


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


def _month_way(view: View, name: str | None, show: str) -> tuple[str, str] | None:
    found = month_in(name or "")
    if found is None:
        return None
    return f"/timeline/{name}{query_of(show)}", view.words.site.month(*found)


def _day_way(view: View, name: str | None, show: str) -> tuple[str, str] | None:
    found = day_in(name or "")
    return None if found is None else (f"/day/{name}{query_of(show)}", view.words.site.day(found))


def _month_list(
    view: View, here: Month, show: str
) -> list[tuple[int, bool, list[tuple[str, str, str, bool]]]]:
    """Return the years, and the months of the one that the page is in."""
    months = view.overview.days.months(SHOWS[show])
    years = sorted({year for year, _ in months} | {here[0]}, reverse=True)
    short = view.words.site.month_names_short
    listed = []
    for year in years:
        inside = [
            (
                f"/timeline/{year:04d}-{of:02d}{query_of(show)}",
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
    show = show_of(view)
    months = view.overview.days.months(SHOWS[show])
    return to(f"/calendar/{max(months)[0]}{query_of(show)}" if months else f"/undated{query_of(show)}")


def calendar_year(view: View) -> Response:
    """Return a year's heat-map: twelve tables, each day with its number and its step of lightness."""
    year, show = int(view.path["year"]), show_of(view)
    if not 1 <= year <= 9999:
        return view.missing()
    months = view.overview.days.months(SHOWS[show])
    most = max(view.overview.days.counts(SHOWS[show], f"{year:04d}").values(), default=1)
    before, after = neighbours([f"{of:04d}" for of, _ in months], f"{year:04d}")
    return view.page(
        "calendar.html",
        year=year,
        tables=[month_table(view, (year, of), show, most=most) for of in range(1, 13)],
        count=view.words.counted("items", sum(count for (of, _), count in months.items() if of == year)),
        show=show,
        earlier=None if before is None else (f"/calendar/{int(before)}{query_of(show)}", str(int(before))),
        later=None if after is None else (f"/calendar/{int(after)}{query_of(show)}", str(int(after))),
    )
