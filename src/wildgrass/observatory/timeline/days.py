"""Takedowns by day and cause: how many certainly, how many possibly, and out of how many that were watched."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
        self.certain, self.possible, self.expected = {}, {}, {}
        for cause in self.causes:
            spans = [(row["since"], row["missing"], row["posts"]) for row in gone if row["cause"] == cause]
            self.certain[cause] = self._filled(span for span in spans if span[0] == span[1])
            self.possible[cause] = self._filled(spans)
            self.expected[cause] = self._filled((low, high, n / (high - low + 1)) for low, high, n in spans)

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

    def _filled(self, spans: Iterable[tuple[int, int, float]]) -> Numbers:
        """Add up spans of days, both ends included; what lies outside is cut."""
        steps = np.zeros(self.size + 1)
        for low, high, count in spans:
            if high >= self.first and low < self.first + self.size:
                steps[max(low - self.first, 0)] += count
                steps[min(high - self.first + 1, self.size)] -= count
        found: Numbers = np.cumsum(steps)[:-1]
        return np.where(np.abs(found) < 1e-9, 0.0, found)
