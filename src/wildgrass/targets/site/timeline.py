"""Writes the pages of posts while it reads the archive a second time, each page as soon as it is full."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from wildgrass.model import Item
from wildgrass.targets.base import Outcome, Status
from wildgrass.targets.site.chrome import Chrome
from wildgrass.targets.site.folder import SiteFolder
from wildgrass.targets.site.meadow import weeks
from wildgrass.targets.site.pages import Entry, Pages, PostsPage, Way
from wildgrass.targets.site.plan import THREAD_IN_PLACE, Page, Plan, pages_of_thread
from wildgrass.targets.site.posts import Posts
from wildgrass.targets.site.views import Note
from wildgrass.targets.words import glimpse

MISSING: Final = "attachment-not-shown"


@dataclass(slots=True)
class _Buffer:
    """A page that is being gathered, and the outcomes that are true once it is written."""

    entries: list[Entry] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)


@dataclass(slots=True)
class Timeline:
    """Writes month pages, pages of posts without a date, and pages of long threads."""

    plan: Plan
    posts: Posts
    pages: Pages
    chrome: Chrome
    folder: SiteFolder
    _buffers: dict[int, _Buffer] = field(default_factory=dict)
    _written: set[int] = field(default_factory=set)
    _order: list[int] = field(default_factory=list)
    _places: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Put the month pages in order, so that each knows its neighbours."""
        self._order = [
            page for month in self.plan.months_in_order() for page in self.plan.months[month].pages
        ]
        self._places = {page: place for place, page in enumerate(self._order)}

    def take(self, item: Item) -> Iterator[Outcome]:
        """Take the archive's next post; yield what has become true with it."""
        number = self.plan.page_of[item.id]
        standing = self.plan.reminders.get(item.id, number)
        has_place = item.id not in self.plan.older and (
            item.id not in self.plan.roots or item.id in self.plan.reminders
        )
        if has_place:
            entry = self.posts.entry(item, self.plan.pages[standing].name)
            self._buffer(standing).entries.append(entry)
            yield from self._write_thread(item)
        yield from self._settle(item, number)
        if has_place and len(self._buffer(standing).entries) == self.plan.pages[standing].entries:
            yield from self._write(standing)

    def finish(self) -> Iterator[Outcome]:
        """Write what is still open: nothing, unless the archive changed between the two readings."""
        for number in sorted(self._buffers):
            yield from self._write(number)

    def _buffer(self, number: int) -> _Buffer:
        return self._buffers.setdefault(number, _Buffer())

    def _settle(self, item: Item, number: int) -> Iterator[Outcome]:
        """Say that a post is done, now or when its page is written."""
        reason = MISSING if item.id in self.posts.incomplete else None
        done = Outcome(id=item.id, status=Status.DONE, target_id=self.plan.target_of(item.id), reason=reason)
        if number in self._written:
            yield done
        else:
            self._buffer(number).outcomes.append(done)

    def _write(self, number: int) -> Iterator[Outcome]:
        buffer = self._buffers.pop(number)
        page = self.plan.pages[number]
        if buffer.entries:
            self.folder.write(page.name, self.pages.posts(self._surroundings(number, page), buffer.entries))
        self._written.add(number)
        yield from buffer.outcomes

    def _write_thread(self, root: Item) -> Iterator[Outcome]:
        """Write the pages of a long thread, when its first post takes its place."""
        if root.id in self.plan.roots or len(self.plan.children.get(root.id, ())) <= THREAD_IN_PLACE:
            return
        parts = list(pages_of_thread(self.plan, root.id))
        names = tuple(page.name for page, _ in parts)
        before = root.id
        for page, ids in parts:
            entries = list(self.posts.thread(ids, before, page.name))
            before = ids[-1]
            self.folder.write(page.name, self.pages.posts(self._thread_page(root, page, names), entries))
            number = self.plan.page_of[ids[0]]
            self._written.add(number)
            yield from self._buffers.pop(number, _Buffer()).outcomes

    def _thread_page(self, root: Item, page: Page, names: tuple[str, ...]) -> PostsPage:
        day = self.chrome.moment_day(root.published)
        place = names.index(page.name)
        return PostsPage(
            name=page.name,
            heading=self.chrome("thread-from", date=day),
            names=names,
            earlier=self._part_way(names, place - 1) if place else None,
            later=self._part_way(names, place + 1) if place + 1 < len(names) else None,
            first_note=Note(
                tone="more",
                text=self.chrome("thread-start"),
                href=self.posts.href(root.id, page.name),
                glimpse=glimpse(root.text),
            ),
        )

    def _surroundings(self, number: int, page: Page) -> PostsPage:
        if page.month is None:
            names = tuple(self.plan.pages[part].name for part in self.plan.undated.pages)
            place = page.part - 1
            return PostsPage(
                name=page.name,
                heading=self.chrome("undated"),
                names=names,
                earlier=self._part_way(names, place - 1) if place else None,
                later=self._part_way(names, place + 1) if page.part < len(names) else None,
            )
        month = self.plan.months[page.month]
        place = self._places[number]
        return PostsPage(
            name=page.name,
            heading=self.chrome.month(*page.month),
            names=tuple(self.plan.pages[part].name for part in month.pages),
            count=self.chrome.counted("count", month.count),
            weeks=weeks(self.plan, page.month, self.chrome, page.name),
            earlier=self._month_way(place - 1) if place else None,
            later=self._month_way(place + 1) if place + 1 < len(self._order) else None,
        )

    def _month_way(self, place: int) -> Way | None:
        page = self.plan.pages[self._order[place]]
        if page.month is None:
            return None
        parts = len(self.plan.months[page.month].pages)
        text = self.chrome.month(*page.month)
        if parts > 1:
            text = f"{text} ({page.part}/{parts})"
        return Way(f"../{page.name}", text)

    def _part_way(self, names: tuple[str, ...], place: int) -> Way:
        return Way(f"../{names[place]}", self.chrome("part", part=place + 1, parts=len(names)))
