"""How many takedowns seven days had beside what the weeks around them lead to expect: an interrupted time series.

Of each platform apart, log-linear in time with posts watched as offset and negative-binomial counts, fitted for every
day as the middle of the window at once. The window is never part of its own fit. Lindsey, Modelling Frequency and Count
Data (1995), for the fit by reweighted least squares; the dispersion by moments, which needs no search.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

AROUND: Final = 3
"""Days before and after a day that belong to its window: fixed before any data was seen."""
SIDE: Final = 26
"""So many windows on each side are compared with: half a year."""
_FEWEST: Final = 8
"""With fewer windows to compare with nothing is expected."""
_ROUNDS, _FITS = 6, 4
_STEADY: Final = 0.5
"""How far a trend is held to none: it may double in half a year, which prior and data decide together."""
_LEAST: Final = 1e-9
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Series:
    """A platform's days: posts that went (spread over their intervals), posts watched, and which days are known."""

    went: Numbers
    watched: Numbers
    known: Flags


class Excess(NamedTuple):
    """For each day as the middle of a window: what went, what was expected, its variance, and posts watched."""

    went: Numbers
    expected: Numbers
    variance: Numbers
    watched: Numbers
    known: Flags

    @property
    def score(self) -> Numbers:
        """Return by how many standard deviations more went than expected; not a number where that is unknown."""
        spread = np.sqrt(np.maximum(self.variance, _LEAST))
        return np.where(self.known, (self.went - self.expected) / spread, np.nan)


def excess(series: Iterable[Series]) -> Excess:
    """Return the excess over all platforms: each is compared with itself, so that one more of them is no burst."""
    each = [_excess(one) for one in series]
    if not each:
        none = np.zeros(0)
        return Excess(none, none, none, none, np.zeros(0, dtype=np.bool_))
    known: Flags = np.any([one.known for one in each], axis=0)
    went, expected, variance, watched = (
        np.sum([np.where(one.known, one[n], 0.0) for one in each], axis=0) for n in range(4)
    )
    return Excess(went, expected, variance, watched, known)


def windows(values: Numbers) -> Numbers:
    """Return the sum of each day's window; beyond the ends there is nothing."""
    return np.convolve(values, np.ones(2 * AROUND + 1))[AROUND : AROUND + len(values)]


def _excess(one: Series) -> Excess:
    went, watched = windows(one.went), windows(one.watched)
    known = (windows(one.known.astype(np.float64)) > 2 * AROUND + 0.5) & (watched > 0)
    steps = np.array([step for step in range(-SIDE, SIDE + 1) if step])
    at = np.arange(len(went))[:, None] + (2 * AROUND + 1) * steps
    inside = (at >= 0) & (at < len(went))
    at = np.clip(at, 0, max(len(went) - 1, 0))
    counted = (inside & known[at]).astype(np.float64)
    expected, variance = _fitted(went[at], watched[at], counted, steps / SIDE, watched)
    enough = (counted.sum(axis=1) >= _FEWEST) & (one.known.size > 0)
    return Excess(went, expected, variance, watched, known & enough)


def _fitted(
    went: Numbers, watched: Numbers, counted: Numbers, time: Numbers, here: Numbers
) -> tuple[Numbers, Numbers]:
    """Return what each window's fit expects in it, and the variance of that; rows are fits, columns windows."""
    offset = np.maximum(watched, _LEAST)
    level = np.log((_of(counted, went) + 0.5) / np.maximum(_of(counted, watched), _LEAST))
    slope, more = np.zeros_like(level), np.zeros_like(level)
    spread = np.zeros_like(level)
    for _ in range(_FITS):
        for _ in range(_ROUNDS):
            mean = offset * np.exp(np.clip(level[:, None] + slope[:, None] * time, -30, 30))
            weight = counted * mean / (1 + more[:, None] * mean)
            off = counted * (went - mean) / (1 + more[:, None] * mean)
            a, b, c = weight.sum(axis=1), weight @ time, weight @ time**2 + 1 / _STEADY**2
            first, second = off.sum(axis=1), off @ time - slope / _STEADY**2
            below = np.maximum(a * c - b * b, _LEAST)
            level = level + np.clip((c * first - b * second) / below, -2, 2)
            slope = slope + np.clip((a * second - b * first) / below, -2, 2)
            spread = c / below
        mean = offset * np.exp(np.clip(level[:, None] + slope[:, None] * time, -30, 30))
        free = np.maximum(counted.sum(axis=1) - 2, 1) / np.maximum(counted.sum(axis=1), 1)
        beyond = _of(counted, (went - mean) ** 2) / free - _of(counted, mean)
        more = np.clip(beyond / np.maximum(_of(counted, mean**2), _LEAST), 0, 100)
    expected = here * np.exp(np.clip(level, -30, 30))
    return expected, expected + (more + np.minimum(spread, 4)) * expected**2


def _of(counted: Numbers, values: Numbers) -> Numbers:
    found: Numbers = (counted * values).sum(axis=1)
    return found
