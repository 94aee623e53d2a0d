"""Which post stands on which page: the first reading of the archive, before anything is written.

Holds ids, days and page numbers, never an item's text: about 400 bytes for each post.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final

from wildgrass.model import Item
from wildgrass.targets.base import Archive
from wildgrass.targets.dates import day_of
from wildgrass.targets.site.choose import Chooser, LeftOut, Part
from wildgrass.targets.words import slug

POSTS_PER_PAGE: Final = 150
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)
THREAD_IN_PLACE: Final = 40  # a longer thread gets pages of its own

Month = tuple[int, int]


@dataclass(slots=True)
class Page:
    """One page of posts: `entries` is how many stand on it, `part` counts from 1 through the whole."""

    name: str
    month: Month | None
    part: int
    entries: int = 0
    weight: int = 0


@dataclass(slots=True)
class MonthPlan:
    """A month: its pages, and for each day of the month how many posts and the page where it begins."""

    pages: list[int] = field(default_factory=list)
    counts: Counter[int] = field(default_factory=Counter)
    day_pages: dict[int, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many posts the month has."""
        return self.counts.total()


@dataclass(slots=True)
class Plan:
    """Where everything goes. Pages are known by their number in `pages`."""

    pages: list[Page] = field(default_factory=list)
    page_of: dict[str, int] = field(default_factory=dict)
    months: dict[Month, MonthPlan] = field(default_factory=dict)
    undated: MonthPlan = field(default_factory=MonthPlan)
    children: dict[str, list[str]] = field(default_factory=dict)
    roots: dict[str, str] = field(default_factory=dict)
    reminders: dict[str, int] = field(
        default_factory=dict
    )  # thread posts of a later day, to the page naming them
    older: dict[str, str] = field(default_factory=dict)  # an edited post's earlier versions, to the last one
    versions: dict[str, list[str]] = field(default_factory=dict)  # and back, in the order they were published
    parts: Counter[Part] = field(default_factory=Counter)
    left_out: Counter[LeftOut] = field(default_factory=Counter)
    profile: str | None = None  # the newest of the owner's profiles

    def months_in_order(self) -> list[Month]:
        """Return the months that have posts, oldest first."""
        return sorted(self.months)

    def name_of(self, item_id: str) -> str | None:
        """Return the page that holds a post: "posts/2022-10.html"."""
        number = self.page_of.get(item_id)
        return None if number is None else self.pages[number].name

    def target_of(self, item_id: str) -> str | None:
        """Return a post's page and anchor: "posts/2022-10.html#x.post.1"."""
        name = self.name_of(item_id)
        return None if name is None else f"{name}#{slug(item_id)}"


@dataclass(slots=True)
class _Seen:
    """What one reading leaves: the posts in order with their days, who answers whom, edit chains."""

    days: dict[str, date | None] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    last_versions: dict[str, str] = field(default_factory=dict)
    chains: dict[str, str] = field(default_factory=dict)
    profile_rank: tuple[datetime, bool, bool] | None = None


def make_plan(archive: Archive, chooser: Chooser) -> Plan:
    """Read the archive once and place every post of the timeline."""
    plan = Plan()
    seen = _Seen()
    for item in archive.items(include_withheld=True):
        place = chooser.place(item)
        if isinstance(place, LeftOut):
            plan.left_out[place] += 1
            continue
        plan.parts[place] += 1
        if place is Part.TIMELINE:
            _note(seen, item)
        elif place is Part.PROFILE:
            _note_profile(plan, seen, item)
    _fold_versions(plan, seen)
    _gather_threads(plan, seen)
    _place_posts(plan, seen)
    plan.page_of.update((item_id, plan.page_of[last]) for item_id, last in plan.older.items())
    return plan


def _note(seen: _Seen, item: Item) -> None:
    day = None if item.published is None else day_of(item.published)
    seen.days[item.id] = day
    if item.in_reply_to:
        seen.parents[item.id] = item.in_reply_to
    if item.version_of is not None:
        seen.chains[item.id] = item.version_of
        seen.last_versions[item.version_of] = item.id


def _note_profile(plan: Plan, seen: _Seen, item: Item) -> None:
    """Keep the profile of the newest export; an export has several where a platform keeps parts of it apart."""
    as_of = _LONG_AGO if item.as_of is None else item.as_of.instant
    rank = (as_of, bool(item.attachments), bool(item.text or item.title))
    plan.left_out[LeftOut.OLD_PROFILE] += plan.profile is not None
    if seen.profile_rank is None or rank > seen.profile_rank:
        plan.profile, seen.profile_rank = item.id, rank


def _fold_versions(plan: Plan, seen: _Seen) -> None:
    """Leave only the last version of an edited post in the timeline."""
    for item_id, chain in seen.chains.items():
        last = seen.last_versions[chain]
        if item_id != last:
            plan.older[item_id] = last
            plan.versions.setdefault(last, []).append(item_id)
            del seen.days[item_id]


def _gather_threads(plan: Plan, seen: _Seen) -> None:
    """Put each post that answers one of the owner's own under the thread's first post."""
    parents = {
        child: plan.older.get(parent, parent)
        for child, parent in seen.parents.items()
        if child in seen.days and plan.older.get(parent, parent) in seen.days
    }
    seen.parents = {}
    for child in parents:
        _climb(child, parents, plan.roots)
    for item_id in seen.days:
        root = plan.roots.get(item_id, item_id)
        if root != item_id:
            plan.children.setdefault(root, []).append(item_id)
    plan.roots = {child: root for child, root in plan.roots.items() if child != root}


def _climb(child: str, parents: dict[str, str], roots: dict[str, str]) -> None:
    """Find the root for a post and all on the way to it; in a circle of replies the first is the root."""
    path: list[str] = []
    on_path: set[str] = set()
    here = child
    while here not in roots and here in parents and here not in on_path:
        path.append(here)
        on_path.add(here)
        here = parents[here]
    root = roots.get(here, here)
    for item_id in path:
        roots[item_id] = root


def _place_posts(plan: Plan, seen: _Seen) -> None:
    for item_id, day in seen.days.items():
        month = _month(plan, day)
        if day is not None:
            month.counts[day.day] += 1
        else:
            month.counts[0] += 1
        root = plan.roots.get(item_id)
        if root is None:
            _place_root(plan, item_id, day, month)
        elif seen.days[root] != day:
            plan.reminders[item_id] = _entry(plan, month, day, 1)


def _month(plan: Plan, day: date | None) -> MonthPlan:
    return plan.undated if day is None else plan.months.setdefault((day.year, day.month), MonthPlan())


def _place_root(plan: Plan, item_id: str, day: date | None, month: MonthPlan) -> None:
    children = plan.children.get(item_id, [])
    in_place = len(children) <= THREAD_IN_PLACE
    number = _entry(plan, month, day, 1 + len(children) if in_place else 1)
    plan.page_of[item_id] = number
    if in_place:
        plan.page_of.update(dict.fromkeys(children, number))
        return
    for part, child in enumerate(children):
        if part % POSTS_PER_PAGE == 0:
            name = paged(f"threads/{slug(item_id)}", part // POSTS_PER_PAGE + 1)
            plan.pages.append(Page(name, None, part // POSTS_PER_PAGE + 1))
        plan.page_of[child] = len(plan.pages) - 1
        plan.pages[-1].entries += 1


def _entry(plan: Plan, month: MonthPlan, day: date | None, weight: int) -> int:
    """Take a place on the month's last page, or on a new one where that is full; return the page's number."""
    page = plan.pages[month.pages[-1]] if month.pages else None
    if page is None or (page.entries and page.weight + weight > POSTS_PER_PAGE):
        part = len(month.pages) + 1
        name = paged("posts/undated" if day is None else f"posts/{day.year:04d}-{day.month:02d}", part)
        page = Page(name, None if day is None else (day.year, day.month), part)
        plan.pages.append(page)
        month.pages.append(len(plan.pages) - 1)
    page.entries += 1
    page.weight += weight
    if day is not None:
        month.day_pages.setdefault(day.day, month.pages[-1])
    return month.pages[-1]


def paged(stem: str, part: int) -> str:
    """Return the name of a page's part: "posts/2022-10.html", then "posts/2022-10_2.html"."""
    return f"{stem}.html" if part == 1 else f"{stem}_{part}.html"


def pages_of_thread(plan: Plan, root: str) -> Iterator[tuple[Page, list[str]]]:
    """Yield the own pages of a long thread with the posts on each."""
    waiting: list[str] = []
    for child in plan.children.get(root, []):
        if waiting and plan.page_of[child] != plan.page_of[waiting[0]]:
            yield plan.pages[plan.page_of[waiting[0]]], waiting
            waiting = []
        waiting.append(child)
    if waiting:
        yield plan.pages[plan.page_of[waiting[0]]], waiting
