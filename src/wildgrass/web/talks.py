"""Conversations: the list, and the messages of one, by pages, by day, or around one of them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from starlette.responses import Response

from wildgrass.library import Conversation
from wildgrass.library.rows import storable
from wildgrass.library.shelves import FORWARD, TALK, Numbered
from wildgrass.targets.site.chrome import number
from wildgrass.targets.words import glimpse
from wildgrass.web.calendars import day_in
from wildgrass.web.entries import Entries
from wildgrass.web.entry_parts import Entry
from wildgrass.web.overview import TalkMonth
from wildgrass.web.view import View
from wildgrass.web.whole import number_in, paged, query_asked

PER_PAGE: Final = 100
AROUND: Final = 20
_NAMED: Final = 3
_LISTED: Final = 100
_PEOPLE_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class TalkRow:
    """A conversation in a list."""

    href: str
    title: str
    source: str
    count: str
    first: str
    last: str
    people: str


@dataclass(frozen=True, slots=True)
class Line:
    """A message; one that goes on what the same person said just before has no head of its own."""

    entry: Entry
    goes_on: bool
    is_same_time: bool
    is_here: bool


@dataclass(frozen=True, slots=True)
class DayOfLines:
    """The messages of one day."""

    day: str
    name: str
    weekday: str
    lines: tuple[Line, ...]


def talk_title(view: View, talk: Conversation) -> str:
    """Return a conversation's name, or who else is in it."""
    given = view.names.title(talk.id, glimpse(talk.title or "", 100))
    if given:
        return given
    others = [actor for actor in talk.participants if not view.is_own(actor)] or list(talk.participants)
    comma = view.words.site("list-comma")
    shown = comma.join(view.names.who(actor) for actor in others[:_NAMED])
    left = len(others) - _NAMED
    return (
        view.words.site("people", name=shown, count=number(left))
        if left > 0
        else shown or view.words("no-name")
    )


def talk_row(view: View, talk: Conversation) -> TalkRow:
    """Return a conversation as a list shows it."""
    first, last = view.when(talk.first), view.when(talk.last)
    return TalkRow(
        href=f"/chats/{view.overview.slug(talk.id)}",
        title=talk_title(view, talk),
        source=view.words.source(talk.id.partition(":")[0]),
        count=view.words.counted("messages", talk.count),
        first=first.day if first else "",
        last=last.day if last else view.words.site("undated"),
        people=view.words.counted("members", len(talk.participants)),
    )


def talks(view: View) -> Response:
    """Return the list of conversations, the one with the newest message first."""
    everything = [talk for talk in view.overview.talks.values() if FORWARD not in talk.id]
    page = paged(view, len(everything), size=_LISTED)
    shown = everything[page.start : page.start + page.size]
    return view.page("chats.html", rows=[talk_row(view, talk) for talk in shown], page=page)


def talk(view: View) -> Response:
    """Return messages of one conversation."""
    found = view.overview.talks.get(view.path["slug"])
    if found is None:
        return view.missing()
    numbers, here = _numbers(view, found)
    entries = Entries(view, *query_asked(view)).each(view.shelves.items(numbers))
    months = view.overview.talk_months.get(found.id, [])
    ends = _ends(view, found, numbers)
    return view.page(
        "chat.html",
        row=talk_row(view, found),
        people=[view.names.who(actor) for actor in found.participants[:_PEOPLE_SHOWN]],
        people_left=max(0, len(found.participants) - _PEOPLE_SHOWN),
        days=list(_days(view, entries, here)),
        here=view.here,
        earlier=ends[0],
        later=ends[1],
        first_day=found.first.iso()[:10] if found.first else "",
        last_day=found.last.iso()[:10] if found.last else "",
        years=_years(view, months),
        zone=_zone(view, entries),
        one_zone=len({_zone_of(entry) for entry in entries if entry.when}) <= 1,
        has_media=found.id in view.overview.talk_media,
        at=here,
        inside=_inside(view, found, numbers),
    )


def _inside(view: View, talk: Conversation, numbers: list[int]) -> str:
    """Return the way to the message that forwards a conversation; "" where it is an ordinary one."""
    item = view.shelves.item(numbers[0]) if FORWARD in talk.id and numbers else None
    outer = None if item is None else item.extra.get("forwarded_in")
    number = view.shelves.number(outer) if isinstance(outer, str) else None
    outside = None if number is None else view.shelves.item(number)
    if number is None or outside is None:
        return ""
    return Entries(view).way_to(Numbered(number, outside))


def _numbers(view: View, talk: Conversation) -> tuple[list[int], int | None]:
    """Return the messages that the address asks for, and the one that it points at."""
    shelves = view.shelves
    at, before, after = (number_in(view, name) for name in ("at", "before", "after"))
    if at is not None and _is_in(view, talk, at):
        around = shelves.talk_before(talk.id, at, AROUND), shelves.talk_from(talk.id, at, AROUND)
        return [*around[0], at, *around[1]], at
    if before is not None:
        return shelves.talk_before(talk.id, before, PER_PAGE), None
    if after is not None:
        return shelves.talk_from(talk.id, after, PER_PAGE), None
    asked = day_in(view.query.get("day", ""))
    if asked is not None:
        return shelves.talk_from(talk.id, None, PER_PAGE, since=asked.isoformat()), None
    if view.query.get("from") == "start":
        return shelves.talk_from(talk.id, None, PER_PAGE), None
    return shelves.talk_before(talk.id, None, PER_PAGE), None


def _is_in(view: View, talk: Conversation, number: int) -> bool:
    """Say whether a number that an address gives is one of a message of the conversation."""
    item = view.shelves.item(number)
    return item is not None and item.kind in TALK and storable(item.thread) == talk.id


def _ends(view: View, talk: Conversation, numbers: list[int]) -> tuple[str, str]:
    """Return the ways to what was said before and after; "" where nothing was."""
    if not numbers:
        return "", ""
    earlier = view.shelves.talk_before(talk.id, numbers[0], 1)
    later = view.shelves.talk_from(talk.id, numbers[-1], 1)
    return (
        f"{view.here}?before={numbers[0]}#end" if earlier else "",
        f"{view.here}?after={numbers[-1]}" if later else "",
    )


def _days(view: View, entries: list[Entry], here: int | None) -> Iterator[DayOfLines]:
    for of_day, group in groupby(entries, key=lambda entry: entry.day):
        value = date.fromisoformat(of_day) if of_day else None
        yield DayOfLines(
            day=of_day,
            name=view.words.site("undated") if value is None else view.words.site.day(value),
            weekday="" if value is None else view.words.site.weekday(value),
            lines=tuple(_lines(list(group), here)),
        )


def _lines(entries: list[Entry], here: int | None) -> Iterator[Line]:
    before: Entry | None = None
    for entry in entries:
        goes_on = (
            before is not None
            and not before.is_event
            and not entry.is_event
            and (before.who, before.person, before.is_own) == (entry.who, entry.person, entry.is_own)
        )
        is_same_time = goes_on and before is not None and before.when == entry.when
        yield Line(entry, goes_on, is_same_time, entry.no == here)
        before = entry


def _zone_of(entry: Entry) -> str:
    """Return what is said of the zone of an entry's time, without the time itself."""
    if entry.when is None:
        return ""
    stated = entry.when.stated
    return entry.when.time.partition(" ")[2] + "|" + (stated if not stated[:1].isdigit() else "own")


def _zone(view: View, entries: list[Entry]) -> str:
    """Return what to say of the times of a page, once, where all of them are alike."""
    zones = Counter(_zone_of(entry) for entry in entries if entry.when and entry.when.time)
    if len(zones) != 1:
        return ""
    only = next(iter(zones))
    if only[:1] in "+-" and only.endswith("|"):
        return view.words("zone-shown", zone=only.removesuffix("|"))
    return {
        "UTC|": view.words("zone-utc"),
        "|" + view.words.site("zone-unknown"): view.words("zone-unknown"),
    }.get(only, "")


def _years(view: View, months: list[TalkMonth]) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Return years and their months, with the way to the first message of each month."""
    short = view.words.site.month_names_short
    years: dict[str, list[tuple[str, str, str]]] = {}
    for one in months:
        way = (f"{view.here}?day={one.first_day}", short[int(one.month[5:7]) - 1], number(one.count))
        years.setdefault(one.month[:4], []).append(way)
    return sorted(years.items(), reverse=True)
