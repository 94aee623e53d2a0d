"""Takedowns by day and cause: how many certainly, how many possibly, and out of how many that were watched."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.timeline.interrupted import AROUND, Series, windows
from wildgrass.observatory.timeline.weeks import Week, weeks_of

REMOVALS: Final = frozenset({"platform", "state", "account"})
"""What counts as a takedown: not what a platform says its author deleted, not what nobody explained."""
WIDE: Final = 2 * AROUND + 1
"""A removal known to no fewer days than so many says little about any one of them."""
_EPOCH = date(1970, 1, 1)
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What is known of a day and a cause.

    `certain` went that day; `possible` may have; `expected` spreads each over the days between which it went. `watched`
    posts were there or went that day. `looks` is 0 where nobody looked: then none of it says that nothing went.
    """

    day: date
    cause: str
    certain: int
    possible: int
    expected: float
    watched: int
    looks: int

    def to_json(self) -> dict[str, object]:
        """Return the row of a table."""
        return {
            "day": self.day.isoformat(),
            "cause": self.cause,
            "certain": self.certain,
            "possible": self.possible,
            "expected": round(self.expected, 4),
            "watched": self.watched,
            "looks": self.looks,
        }


class Days:
    """All days from the first to the last that is known, with arrays of one number a day."""

    def __init__(
        self,
        gone: Iterable[Mapping[str, Any]],
        there: Iterable[Mapping[str, Any]],
        looked: Iterable[Mapping[str, Any]],
    ) -> None:
        """Take the counts of `counting`: gone between days, there between days, looks by day."""
        gone, there, looked = list(gone), list(there), list(looked)
        marks = [row[name] for row in gone for name in ("since", "missing")] + [row["day"] for row in looked]
        self.first = min(marks, default=0)
        self.size = max(marks, default=-1) + 1 - self.first
        self.causes = sorted({row["cause"] for row in gone})
        self.looks = self._filled((row["day"], row["day"], row["records"]) for row in looked)
        self.watched = self._filled((row["since"], row["until"], row["posts"]) for row in there)
        self._gone, self._there = gone, there
        self._told_from = min((row["day"] for row in looked), default=self.first)
        self.certain, self.possible, self.expected = {}, {}, {}
        for cause in self.causes:
            spans = [(row["since"], row["missing"], row["posts"]) for row in gone if row["cause"] == cause]
            self.certain[cause] = self._filled(span for span in spans if span[0] == span[1])
            self.possible[cause] = self._filled(spans)
            self.expected[cause] = self._spread(row for row in gone if row["cause"] == cause)

    def day(self, at: int) -> date:
        """Return the date of a place in the arrays."""
        return _EPOCH + timedelta(days=self.first + at)

    def place(self, day: date) -> int | None:
        """Return a date's place in the arrays, None outside."""
        at = (day - _EPOCH).days - self.first
        return at if 0 <= at < self.size else None

    def rows(self) -> list[Day]:
        """Return each day and cause of which something may have gone."""
        return [
            Day(
                day=self.day(at),
                cause=cause,
                certain=round(self.certain[cause][at]),
                possible=round(self.possible[cause][at]),
                expected=float(self.expected[cause][at]),
                watched=round(self.watched[at]),
                looks=round(self.looks[at]),
            )
            for at in range(self.size)
            for cause in self.causes
            if self.possible[cause][at] > 0.5
        ]

    def weeks(self) -> list[Week]:
        """Return each week of each platform, with what is known of it."""
        pairs = zip(self.platforms, self.series(), strict=True)
        return [week for platform, one in pairs for week in weeks_of(self.day(0), platform, one)]

    @property
    def platforms(self) -> list[str]:
        """Return the platforms of which anything was watched, by name."""
        return sorted({row.get("platform", "") for row in self._there})

    def known(self) -> NDArray[np.bool_]:
        """Return of which days it is known what went, of any platform."""
        each = [one.known for one in self.series()]
        return np.any(each, axis=0) if each else np.zeros(self.size, dtype=np.bool_)

    def series(self, causes: Set[str] = REMOVALS) -> list[Series]:
        """Return each platform's days, with removals for these causes alone.

        A day is not known before the first look of all; nor where most of what may have gone around it lies in
        intervals so wide that they say little: an outage of the looks widens them, and so is never quiet.
        """
        found = []
        for platform in self.platforms:
            gone = [
                row for row in self._gone if row["cause"] in causes and row.get("platform", "") == platform
            ]
            there = [row for row in self._there if row.get("platform", "") == platform]
            watched = self._filled((row["since"], row["until"], row["posts"]) for row in there)
            narrow, wide = (
                self._spread(row for row in gone if (row["missing"] - row["since"] > WIDE) is is_wide)
                for is_wide in (False, True)
            )
            doubt, sure = windows(wide), windows(narrow)
            usual = float((wide + narrow).sum()) / max(self.size, 1) * (2 * AROUND + 1)
            known = (watched > 0) & (np.arange(self.size) >= self._told_from - self.first)
            found.append(Series(wide + narrow, watched, known & (doubt <= np.maximum(sure, 0.5 * usual))))
        return found

    def _spread(self, rows: Iterable[Mapping[str, Any]]) -> Numbers:
        spans = ((row["since"], row["missing"], row["posts"]) for row in rows)
        return self._filled((low, high, n / (high - low + 1)) for low, high, n in spans)

    def _filled(self, spans: Iterable[tuple[int, int, float]]) -> Numbers:
        """Add up spans of days, both ends included; what lies outside is cut."""
        steps = np.zeros(self.size + 1)
        for low, high, count in spans:
            if high >= self.first and low < self.first + self.size:
                steps[max(low - self.first, 0)] += count
                steps[min(high - self.first + 1, self.size)] -= count
        found: Numbers = np.cumsum(steps)[:-1]
        return np.where(np.abs(found) < 1e-9, 0.0, found)
