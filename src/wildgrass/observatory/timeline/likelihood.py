"""The likelihood of interval-censored removals of several causes, and the masses that make it greatest."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]
_ROUNDS: Final = 2_000
_TINY: Final = 1e-12


class _Range(NamedTuple):
    """Intervals: where among all they are, and which masses each covers, from `first` to before `last`."""

    among: Places
    first: Places
    last: Places


class Likelihood:
    """Kinds of interval (`low`, `high`, cause; cause "" and an infinite `high` for what is there), counted later.

    Masses are one array: those of each cause's `steps` in turn, at its `place`, and at the end what never went as far
    as anybody looked.
    """

    def __init__(self, kinds: Sequence[tuple[float, float, str]], causes: Sequence[str]) -> None:
        """Find where mass can lie, and which steps each interval covers."""
        self.steps = {cause: _innermost(kinds, cause) for cause in causes}
        ends = np.cumsum([0, *(len(self.steps[cause]) for cause in causes)])
        self.place = {
            cause: slice(*pair)
            for cause, pair in zip(causes, np.stack([ends[:-1], ends[1:]], 1), strict=True)
        }
        self.size = int(ends[-1]) + 1
        self._ranges = [self._covered(kinds, why, cause) for cause in causes for why in (cause, "")]
        self._there = np.array([why == "" for _, _, why in kinds])

    def greatest(self, counts: Numbers, start: Numbers | None = None, close: float = 1e-6) -> Numbers:
        """Return the masses of greatest likelihood: expectation and maximisation, sped up by extrapolation.

        Ends when no mass moves by `close` in a round. The extrapolation is SQUAREM's (Varadhan and Roland,
        Scand. J. Stat. 35, 2008), always followed by a plain round.
        """
        even = np.full(self.size, 1 / self.size)
        masses = even if start is None else 0.9 * start + 0.1 * even  # what is zero once stays so
        if not counts.sum():
            return masses
        for _ in range(_ROUNDS):
            once = self._round(masses, counts)
            twice = self._round(once, counts)
            if np.abs(twice - once).max() < close:
                return twice
            masses = self._round(_further(masses, once, twice), counts)
        return masses

    def _covered(self, kinds: Sequence[tuple[float, float, str]], why: str, cause: str) -> _Range:
        among = np.array([n for n, kind in enumerate(kinds) if kind[2] == why], dtype=np.intp)
        steps, base = self.steps[cause], self.place[cause].start
        lows = np.array([kinds[n][0] for n in among], dtype=np.float64)
        highs = np.array([kinds[n][1] for n in among], dtype=np.float64)
        first = base + np.searchsorted(steps[:, 0], lows, side="left")
        return _Range(among, first, base + np.searchsorted(steps[:, 1], highs, side="right"))

    def _round(self, masses: Numbers, counts: Numbers) -> Numbers:
        sums = np.concatenate([[0.0], np.cumsum(masses)])
        likely = np.where(self._there, masses[-1], 0.0)
        for one in self._ranges:
            likely[one.among] += sums[one.last] - sums[one.first]
        weight = np.divide(counts, likely, out=np.zeros_like(counts), where=likely > 0)
        added = np.zeros(self.size + 1)
        for one in self._ranges:
            added += np.bincount(one.first, weight[one.among], self.size + 1)
            added -= np.bincount(one.last, weight[one.among], self.size + 1)
        share = np.cumsum(added)[:-1]
        share[-1] = weight[self._there].sum()
        found: Numbers = np.maximum(masses * share / counts.sum(), 0.0)
        return found


def _further(masses: Numbers, once: Numbers, twice: Numbers) -> Numbers:
    """Return masses further along the way that two rounds went; sums to 1, nothing below zero."""
    step = once - masses
    bend = twice - once - step
    length = np.sqrt((step @ step) / max(float(bend @ bend), _TINY**2))
    if length <= 1:
        return twice
    further = np.maximum(masses + 2 * length * step + length**2 * bend, twice * 1e-3)
    found: Numbers = further / further.sum()
    return found


def _innermost(kinds: Sequence[tuple[float, float, str]], cause: str) -> Numbers:
    """Return the intervals (n, 2) in which alone a cause's mass can lie: from a left end to the next right end.

    The ages of what is there, or went for another cause, are left ends too: mass may lie just after.
    """
    rights = {high for _, high, why in kinds if why == cause}
    lowest = min((low for low, _, why in kinds if why == cause), default=0.0)
    lefts = {low for low, _, _ in kinds if low >= lowest}
    found, left = [], None
    for at, is_left in sorted([(low, True) for low in lefts] + [(high, False) for high in rights]):
        if is_left:
            left = at
        elif left is not None:
            found.append((left, at))
            left = None
    return np.array(found, dtype=np.float64).reshape(-1, 2)
