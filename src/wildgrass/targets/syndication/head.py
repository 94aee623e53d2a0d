"""What a feed says of itself, and the names of its pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

PAGE: Final = 250  # entries in a page that does not change any more; the newest page has up to twice as many


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A feed's title, whose it is, what it says of itself. `base` is "" or the address it stands under, with "/"."""

    title: str
    author: str
    about: str
    base: str
    avatar: str | None = None
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a feed: its number from 1 for the oldest, 0 for the newest; the first of its entries, how many."""

    number: int
    first: int
    count: int
    of: int  # how many pages never change any more

    def name(self, ending: str) -> str:
        """Return "feed.xml" for the newest page, "feed-3.xml" for another."""
        return named(self.number, ending)

    def older(self, ending: str) -> str | None:
        """Return the name of the page before it in time."""
        before = (self.number or self.of + 1) - 1
        return named(before, ending) if before else None

    def newer(self, ending: str) -> str | None:
        """Return the name of the page after it in time."""
        if not self.number:
            return None
        return named(self.number + 1 if self.number < self.of else 0, ending)


def named(number: int, ending: str) -> str:
    """Return the name of a page."""
    return f"feed-{number}.{ending}" if number else f"feed.{ending}"


def pages_of(count: int) -> Iterator[Page]:
    """Yield the pages of so many entries, oldest first; all but the last stay as they are when entries are added."""
    fixed = max(0, count // PAGE - 1)
    for number in range(1, fixed + 1):
        yield Page(number, (number - 1) * PAGE, PAGE, fixed)
    yield Page(0, fixed * PAGE, count - fixed * PAGE, fixed)
