"""Takedowns by week and platform with what is known of each week, and weeks at which a reader might look.

What stands out here was found by searching: it is a hint, and no test. The detector puts a count against the median of
nine weeks, as was tried on the weekly counts of WeChatscope; levels are cut where PELT cuts them (Killick, Fearnhead
and Eckley, JASA 107, 2012), found here by going through all cuts, of which a few hundred weeks have few.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.timeline.interrupted import Series

_DAYS: Final = 7
_KNOWN: Final = 4
"""A week of which fewer days are known has no rate: it is unknown, and not quiet."""
_SIDE: Final = 4
_HIGH: Final = 4.0
_SHORTEST: Final = 4
_PENALTY: Final = 4.0
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A week of a platform: `gone` of `watched` posts, on its `known` days; `rate` per thousand posts and day.

    None where fewer than four days are known. `hint` is "burst", "change" (another level begins here) or nothing.
    """

    first: date
    platform: str
    known: int
    watched: int
    gone: float | None
    rate: float | None
    score: float | None = None
    hint: str = ""

    @property
    def name(self) -> str:
        """Return the ISO name of the week."""
        year, number, _ = self.first.isocalendar()
        return f"{year}-W{number:02}"

    def to_json(self) -> dict[str, object]:
        """Return the row of a table."""
        row: dict[str, object] = {"week": self.name}
        names = ("platform", "known", "watched", "gone", "rate", "score", "hint")
        return row | {name: getattr(self, name) for name in names}


def weeks_of(first: date, platform: str, series: Series) -> list[Week]:
    """Return all weeks from the first day that anything is told of, each with what is known of it."""
    told = list(_weeks(first, platform, series))
    at = [number for number, one in enumerate(told) if one.rate is not None]
    went = np.array([told[number].gone or 0.0 for number in at])
    shown = np.array([(told[number].watched or 1) * told[number].known for number in at], dtype=np.float64)
    starts = _levels(went, shown)
    for place, number in enumerate(at):
        score = _score(went, shown, place)
        hint = "burst" if score >= _HIGH else "change" if place in starts else ""
        told[number] = replace(told[number], score=round(score, 3), hint=hint)
    return told


def _weeks(first: date, platform: str, series: Series) -> Iterator[Week]:
    before = first.weekday()
    for start in range(-before, len(series.went), _DAYS):
        days = slice(max(start, 0), start + _DAYS)
        known, watched = series.known[days], series.watched[days]
        count = int(known.sum())
        gone = float(series.went[days][known].sum()) if count >= _KNOWN else None
        exposed = float(watched[known].sum())
        yield Week(
            first=first + timedelta(days=start),
            platform=platform,
            known=count,
            watched=round(float(watched.mean())),
            gone=None if gone is None else round(gone, 4),
            rate=None if gone is None or not exposed else round(1000 * gone / exposed, 6),
        )


def _score(went: Numbers, shown: Numbers, at: int) -> float:
    """Return how far a week lies above the median of the nine around it, in rough standard deviations."""
    near = slice(max(at - _SIDE, 0), at + _SIDE + 1)
    usual = float(np.median(went[near] / np.maximum(shown[near], 1)) * shown[at])
    return float((went[at] - usual) / np.sqrt(usual + 1))


def _levels(went: Numbers, shown: Numbers) -> set[int]:
    """Return where another level of the rate begins."""
    size = len(went)
    if size < 2 * _SHORTEST:
        return set()
    counts, sizes = (np.concatenate([[0.0], np.cumsum(values)]) for values in (went, shown))
    penalty = _PENALTY * np.log(size) * _restless(went, shown)
    best, before = np.full(size + 1, np.inf), np.zeros(size + 1, dtype=np.intp)
    best[0] = -penalty
    for end in range(_SHORTEST, size + 1):
        starts = np.arange(0, end - _SHORTEST + 1)
        went_in, shown_in = counts[end] - counts[starts], np.maximum(sizes[end] - sizes[starts], 1)
        rate = np.maximum(went_in, 0.5) / shown_in
        costs = best[starts] + 2 * (rate * shown_in - went_in * np.log(rate)) + penalty
        before[end] = int(np.argmin(costs))
        best[end] = costs[before[end]]
    found, end = set(), size
    while end > 0:
        end = int(before[end])
        found.add(end)
    return found - {0}


def _restless(went: Numbers, shown: Numbers) -> float:
    """Return by how much neighbouring weeks differ more than chance has it, 1 at least."""
    rate = (went[1:] + went[:-1] + 1) / np.maximum(shown[1:] + shown[:-1], 1)
    off = went[1:] / np.maximum(shown[1:], 1) - went[:-1] / np.maximum(shown[:-1], 1)
    chance = rate * (1 / np.maximum(shown[1:], 1) + 1 / np.maximum(shown[:-1], 1))
    return max(1.0, float(np.mean(off**2 / chance)))


def hints(weeks: Sequence[Week], most: int = 12) -> list[Week]:
    """Return the weeks at which a reader might look, the most striking of them, by time."""
    marked = [one for one in weeks if one.hint]
    striking = sorted(marked, key=lambda one: (one.hint != "burst", -(one.score or 0.0)))[:most]
    return sorted(striking, key=lambda one: (one.first, one.platform))
