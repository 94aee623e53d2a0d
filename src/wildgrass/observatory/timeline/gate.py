"""What may be published: only cells in which nobody stands out. Everything else is counted as withheld, never shown."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

CONTRIBUTORS: Final = 5
POSTS: Final = 20
_MONDAY: Final = date(1969, 12, 29)
_VOLUNTARY: Final = frozenset({"author", "window", "permission"})
"""Causes that are never in published counts: nobody knows whether an author deleted freely."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """How many posts of how many archives went in an ISO week, on a platform, for a cause."""

    week: str
    platform: str
    cause: str
    posts: int
    archives: int

    def to_json(self) -> dict[str, object]:
        """Return the row of a table."""
        return {name: getattr(self, name) for name in ("week", "platform", "cause", "posts", "archives")}


@dataclass(frozen=True, slots=True)
class Published:
    """Cells that pass, and how many did not; their posts are not told, for sums give away what was left out."""

    cells: tuple[Cell, ...]
    withheld: int


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
    year, number, _ = (_MONDAY + timedelta(weeks=week)).isocalendar()
    return f"{year}-W{number:02}"


def _cell(key: tuple[int, str, str], by_archive: Mapping[str, int]) -> Cell:
    week, platform, cause = key
    return Cell(
        week=iso_week(week),
        platform=platform,
        cause=cause,
        posts=sum(by_archive.values()),
        archives=len(by_archive),
    )
