"""Turns views into pages. Every template escapes by itself; nothing here or there marks text as safe."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from itertools import groupby
from operator import attrgetter

from jinja2 import Environment, PackageLoader, StrictUndefined

from wildgrass.targets.base import Hides
from wildgrass.targets.site.chrome import Chrome
from wildgrass.targets.site.meadow import DayCell, YearRow, day_anchor
from wildgrass.targets.site.views import Day, Note, Post, Profile, Reminder

Entry = Post | Reminder


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What every page says of the site."""

    name: str
    is_private: bool
    has_conversations: bool
    hides: Hides = Hides.NOBODY


@dataclass(frozen=True, slots=True)
class Way:
    """A link from one page to another: `count` says how much is there."""

    href: str
    text: str
    count: str = ""


@dataclass(frozen=True, slots=True)
class PartLink:
    """A link to one part of something that fills several pages."""

    number: int
    href: str
    is_here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PostsPage:
    """A page of posts and its surroundings; `names` are all the parts it is one of."""

    name: str
    heading: str
    names: tuple[str, ...]
    count: str = ""
    note: str = ""
    weeks: tuple[tuple[DayCell | None, ...], ...] = ()
    earlier: Way | None = None
    later: Way | None = None
    first_note: Note | None = None


class Pages:
    """Renders a site's pages in one language."""

    def __init__(self, chrome: Chrome, facts: SiteFacts) -> None:
        """Speak with `chrome`; `facts` stand on every page."""
        self._chrome = chrome
        self._facts = facts

    def posts(self, page: PostsPage, entries: Iterable[Entry]) -> bytes:
        """Return a page of posts."""
        part = page.names.index(page.name) + 1
        return self.render(
            "posts.html",
            page=page,
            up="../",
            heading=page.heading,
            count=page.count,
            note=page.note,
            weeks=page.weeks,
            part=part,
            parts=len(page.names),
            part_links=[
                PartLink(number, f"../{name}", name == page.name) for number, name in enumerate(page.names, 1)
            ],
            earlier=page.earlier,
            later=page.later,
            first_note=page.first_note,
            days=list(self._days(entries)),
        )

    def index(
        self, profile: Profile, years: tuple[YearRow, ...], others: list[Way], count: str, span: str
    ) -> bytes:
        """Return the site's first page."""
        return self.render(
            "index.html", up="", profile=profile, years=years, others=others, count=count, span=span
        )

    def render(self, template: str, **values: object) -> bytes:
        """Return a page's bytes."""
        page = _templates().get_template(template)
        return page.render(values, t=self._chrome, site=self._facts).encode()

    def _days(self, entries: Iterable[Entry]) -> Iterator[Day]:
        """Gather entries by day, days in order; within a day the archive's order stays."""
        ordered = sorted(entries, key=lambda entry: (entry.day is None, entry.day or date.min))
        for day, group in groupby(ordered, key=attrgetter("day")):
            yield self._day(day, tuple(group))

    def _day(self, day: date | None, entries: tuple[Entry, ...]) -> Day:
        if day is None:
            return Day(anchor=None, datetime="", number=0, name="", weekday="", entries=entries)
        return Day(
            anchor=day_anchor((day.year, day.month), day.day),
            datetime=day.isoformat(),
            number=day.day,
            name=self._chrome.day(day),
            weekday=self._chrome.weekday(day),
            entries=entries,
        )


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("wildgrass.targets.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def style() -> bytes:
    """Return the style sheet."""
    return (resources.files("wildgrass.targets.site") / "style.css").read_bytes()
