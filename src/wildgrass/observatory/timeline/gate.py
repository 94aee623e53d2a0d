"""What may be published: only cells in which nobody stands out. Everything else is counted as withheld, never shown."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

CONTRIBUTORS: Final = 5
POSTS: Final = 20
_STEP: Final = 5
_ARCHIVES: Final = (CONTRIBUTORS, 10, 20, 50, 100)
"""What is told of how many archives a cell rests on: at least so many."""
_MONDAY: Final = date(1969, 12, 29)
_VOLUNTARY: Final = frozenset({"author", "window", "permission"})
"""Causes that are never in published counts: nobody knows whether an author deleted freely."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """How many posts of how many archives went in an ISO week, on a platform, for a cause: at least so many.

    Both are rounded down, so that neither who took part nor how much of it was hers can be reckoned from one number.
    """

    week: str
    platform: str
    cause: str
    posts: int
    archives: int

    @property
    def key(self) -> tuple[str, str, str]:
        """Return which cell it is."""
        return self.week, self.platform, self.cause

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "Cell":
        """Return the cell that a row of a release says.

        Raises:
            KeyError, TypeError, ValueError: it says none.
        """
        week, platform, cause = (str(row[name]) for name in ("week", "platform", "cause"))
        return cls(
            week=week, platform=platform, cause=cause, posts=int(row["posts"]), archives=int(row["archives"])
        )

    def to_json(self) -> dict[str, object]:
        """Return the row of a table."""
        return {name: getattr(self, name) for name in ("week", "platform", "cause", "posts", "archives")}


@dataclass(frozen=True, slots=True)
class Published:
    """Cells that pass, and how many did not; their posts are not told, for sums give away what was left out."""

    cells: tuple[Cell, ...]
    withheld: int

    @property
    def withheld_at_most(self) -> int:
        """Return what strangers are told of how many were withheld: one more or less would point at one archive."""
        return -(-max(self.withheld, 1) // _STEP) * _STEP

    def after(self, earlier: Iterable[Cell]) -> "Published":
        """Return what may be published where somebody holds an earlier release: a cell that changed is told no more.

        The difference of two releases is what one archive more, or one less, brought along.
        """
        before: dict[tuple[str, str, str], set[Cell]] = defaultdict(set)
        for cell in earlier:
            before[cell.key].add(cell)
        kept = tuple(cell for cell in self.cells if before[cell.key] <= {cell})
        return Published(kept, self.withheld + len(self.cells) - len(kept))


def publishable(rows: Iterable[Mapping[str, Any]]) -> Published:
    """Return the cells with five archives and twenty posts or more, none of whose archives holds more than half."""
    cells: dict[tuple[int, str, str], dict[str, int]] = defaultdict(dict)
    for row in rows:
        if row["cause"] not in _VOLUNTARY:
            cells[row["week"], row["platform"], row["cause"]][row["archive"]] = row["posts"]
    passed = [
        _cell(key, by_archive) for key, by_archive in sorted(cells.items()) if may_be_published(by_archive)
    ]
    return Published(tuple(passed), len(cells) - len(passed))


def may_be_published(by_archive: Mapping[str, int]) -> bool:
    """Say whether counts by contributor hide every single one."""
    posts = sum(by_archive.values())
    return len(by_archive) >= CONTRIBUTORS and posts >= POSTS and 2 * max(by_archive.values()) <= posts


def iso_week(week: int) -> str:
    """Return the ISO name of a week that is counted from that of 1969-12-29."""
    return iso_week_of(_MONDAY + timedelta(weeks=week))


def iso_week_of(day: date) -> str:
    """Return the ISO name of a day's week."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}"


def _cell(key: tuple[int, str, str], by_archive: Mapping[str, int]) -> Cell:
    week, platform, cause = key
    return Cell(
        week=iso_week(week),
        platform=platform,
        cause=cause,
        posts=sum(by_archive.values()) // _STEP * _STEP,
        archives=max(step for step in _ARCHIVES if step <= len(by_archive)),
    )
