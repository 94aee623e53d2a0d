"""How well a rule explains what was removed: log odds that it is a rule and no accident.

A rule that matches n1 removed and n0 kept texts gains log B(n1+24, n0+1/2) / B(24, 1/2), what a filter that nearly
always removes gives, against n1 log q + n0 log(1-q), what the rate q of removals that nothing explains gives; and pays
for having been looked for: the logarithm of how many strings could have stood in its place.
"""

from dataclasses import dataclass, replace
from math import lgamma, log
from typing import Final

import numpy as np
from numpy.typing import NDArray

_REMOVING, _KEEPING = 24.0, 0.5
PUREST: Final = 0.85
"""A rule of whose matches a smaller share was removed explains nothing; one kept match is forgiven."""
SUPPORTED: Final = 6.0
TENTATIVE: Final = 3.0
SINGLE_CHARACTER: Final = 4.0
"""What a string of one character pays more: it stands in too many words."""
NEVER: Final = -1e9


@dataclass(frozen=True, slots=True)
class Scale:
    """Scores at one rate of unexplained removals, with tables of the Beta function's parts."""

    rate: float
    removing: NDArray[np.float64]
    keeping: NDArray[np.float64]
    both: NDArray[np.float64]

    @classmethod
    def of(cls, rate: float, most: int) -> "Scale":
        """Prepare for up to `most` texts of either kind."""
        counts = np.arange(most + 1)
        both = np.arange(2 * most + 1)
        return cls(
            inside(rate),
            np.array([lgamma(n + _REMOVING) for n in counts.tolist()]),
            np.array([lgamma(n + _KEEPING) for n in counts.tolist()]),
            np.array([lgamma(n + _REMOVING + _KEEPING) for n in both.tolist()]),
        )

    def at(self, rate: float) -> "Scale":
        """Return the same tables at another rate."""
        return replace(self, rate=inside(rate))

    def gains(self, removed: NDArray[np.int64], kept: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return what rules with these counts gain, before what they pay; NEVER where they keep too much."""
        gained = self.removing[removed] + self.keeping[kept] - self.both[removed + kept] - _START
        gained = gained - removed * log(self.rate) - kept * log(1 - self.rate)
        return np.where(removed + 1 >= PUREST * (removed + kept), gained, NEVER)

    def gain(self, removed: int, kept: int) -> float:
        """Return what one rule gains."""
        return gain(removed, kept, self.rate)

    def enrichment(self, removed: NDArray[np.int64], kept: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return how much more is removed than the rate says: half of the G statistic, 0 where less is."""
        total = np.maximum(removed + kept, 1)
        share = removed / total
        with np.errstate(divide="ignore", invalid="ignore"):
            first = np.where(removed > 0, removed * np.log(share / self.rate), 0)
            second = np.where(kept > 0, kept * np.log((1 - share) / (1 - self.rate)), 0)
        return np.where(share > self.rate, first + second, 0)


def inside(rate: float) -> float:
    """Return a rate that is neither 0 nor 1."""
    return min(max(rate, 1e-6), 1 - 1e-6)


def gain(removed: float, kept: float, rate: float) -> float:
    """Return what a rule with these counts gains at a rate of unexplained removals."""
    if removed + 1 < PUREST * (removed + kept) or not removed:
        return NEVER
    rate = inside(rate)
    weighed = (
        lgamma(removed + _REMOVING) + lgamma(kept + _KEEPING) - lgamma(removed + kept + _REMOVING + _KEEPING)
    )
    return weighed - _START - removed * log(rate) - kept * log(1 - rate)


_START: Final = lgamma(_REMOVING) + lgamma(_KEEPING) - lgamma(_REMOVING + _KEEPING)
