"""How long posts lived, by cause: the curve that interval-censored removals support, and how sure it is.

Removals are known as intervals of age, never points, so this is Turnbull's estimate (JRSS B 38, 1976), for several
causes as Hudgens, Satten and Longini put it (Biometrics 57, 2001). Never Kaplan-Meier on midpoints.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.timeline.likelihood import Likelihood

Numbers = NDArray[np.float64]
REPLICATES: Final = 200
_CLOSE: Final = 1e-7
_CLOSE_DRAWN: Final = 1e-5  # a drawn curve need not be truer than the spread of all of them
_SEEN: Final = 1e-6
_BAND: Final = (2.5, 97.5)
_Z: Final = 1.96
_GROUPS: Final = 5
_FINE: Final = 1.02
"""Ages go to steps of 2 %, which keeps a million posts to some thousand kinds of interval."""
_SHORT_H: Final = 1 / 60


class Lived(NamedTuple):
    """Between which ages a post went, in hours, and why; `high` is infinite and `cause` "" while it is there.

    `group` tells archives apart.
    """

    low: float
    high: float
    cause: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Mass that lies somewhere in (`low`, `high`] hours; where in it, the data cannot tell."""

    low: float
    high: float
    mass: float


@dataclass(frozen=True, slots=True)
class Curve:
    """The share that had gone for a cause by an age; beyond `known_until` hours nothing is known."""

    cause: str
    gone: int
    steps: tuple[Step, ...]
    known_until: float

    def share(self, age: float) -> tuple[float, float]:
        """Return the least and the most share that had gone by an age in hours; they differ within a step."""
        least = sum(step.mass for step in self.steps if step.high <= age)
        return least, sum(step.mass for step in self.steps if step.low < age)


class Survival:
    """What many posts' intervals say together."""

    def __init__(self, lived: Mapping[Lived, int], until: float | None = None) -> None:
        """Take how many posts lived so; ages go to the nearest of steps of 2 %. `until`: the greatest age known."""
        cells: Counter[Lived] = Counter()
        for one, count in lived.items():
            cells[_kind(one)] += count
        self.causes = sorted({cause for _, _, cause, _ in cells} - {""})
        self.gone = Counter(dict.fromkeys(self.causes, 0))
        self.until = max((one.low for one in lived), default=0.0) if until is None else until
        keys = sorted({key[:3] for key in cells})
        self._groups = sorted({key[3] for key in cells})
        at, of = {key: n for n, key in enumerate(keys)}, {name: n for n, name in enumerate(self._groups)}
        self._counts = np.zeros((len(self._groups) if len(of) >= _GROUPS else 1, len(keys)))
        for (low, high, cause, group), count in cells.items():
            self._counts[of[group] if len(of) >= _GROUPS else 0, at[low, high, cause]] += count
            self.gone[cause] += count if cause else 0
        self._likelihood = Likelihood(keys, self.causes)
        self._masses = self._likelihood.greatest(self._counts.sum(axis=0), close=_CLOSE)

    def curves(self) -> list[Curve]:
        """Return a curve of each cause that occurs, by name."""
        steps = self._likelihood.steps
        return [
            Curve(
                cause,
                self.gone[cause],
                tuple(
                    Step(float(low), float(high), float(mass))
                    for (low, high), mass in zip(
                        steps[cause], self._masses[self._likelihood.place[cause]], strict=True
                    )
                    if mass > _SEEN
                ),
                self.until,
            )
            for cause in self.causes
        ]

    def bands(
        self, ages: Sequence[float], random: np.random.Generator, replicates: int = REPLICATES
    ) -> dict[str, Numbers]:
        """Return for each cause the bounds (2, ages) that hold 95 of 100 curves of posts drawn again.

        Whole archives are drawn where there are five or more, for the posts of one person share her fate; else posts.
        The lower bound is of the least share, the upper one of the most; neither is nearer than Wilson's.
        """
        drawn = np.stack(
            [
                self._likelihood.greatest(self._drawn(random), self._masses, _CLOSE_DRAWN)
                for _ in range(replicates)
            ]
        )
        return {cause: self._band(cause, drawn, np.asarray(ages, dtype=np.float64)) for cause in self.causes}

    def _band(self, cause: str, drawn: Numbers, ages: Numbers) -> Numbers:
        steps, place = self._likelihood.steps[cause], self._likelihood.place[cause]
        by, from_ = steps[:, 1][:, None] <= ages[None, :], steps[:, 0][:, None] < ages[None, :]
        least, most = drawn[:, place] @ by, drawn[:, place] @ from_
        told_by, told_from = self._masses[place] @ by, self._masses[place] @ from_
        wider = few_groups(len(self._counts))
        low = told_by - wider * (told_by - np.percentile(least, _BAND[0], axis=0))
        high = told_from + wider * (np.percentile(most, _BAND[1], axis=0) - told_from)
        fewest, _ = wilson(told_by, float(self._counts.sum()))
        _, greatest = wilson(told_from, float(self._counts.sum()))
        return np.stack([np.maximum(np.minimum(low, fewest), 0), np.minimum(np.maximum(high, greatest), 1)])

    def _drawn(self, random: np.random.Generator) -> Numbers:
        groups = len(self._counts)
        if groups > 1:
            return random.multinomial(groups, np.full(groups, 1 / groups)).astype(np.float64) @ self._counts
        counts = self._counts[0]
        return random.multinomial(int(counts.sum()), counts / counts.sum()).astype(np.float64)


def few_groups(count: int) -> float:
    """Return by how much bounds widen where whole archives are drawn: a few of them know little of their own spread.

    Student's quantile beside the normal one (Abramowitz and Stegun, 26.7.5), and the bootstrap's missing one of n - 1.
    """
    if count < _GROUPS:
        return 1.0
    free = count - 1
    student = _Z + (_Z**3 + _Z) / (4 * free) + (5 * _Z**5 + 16 * _Z**3 + 3 * _Z) / (96 * free**2)
    return student / _Z * math.sqrt(count / free)


def wilson(share: Numbers, count: float) -> tuple[Numbers, Numbers]:
    """Return Wilson's bounds of 95 of 100 of a share: of one or two posts drawing again knows too little."""
    z = _Z / math.sqrt(count)
    middle = share + z * z / 2
    off = z * np.sqrt(np.maximum(share * (1 - share), 0) + z * z / 4)
    return np.maximum((middle - off) / (1 + z * z), 0), np.minimum((middle + off) / (1 + z * z), 1)


def _kind(one: Lived) -> Lived:
    """Return an interval between steps of age, one step long at least.

    Both ends go to the nearest step: widening them instead made lives shorter by 5 % in simulations, since mass then
    gathers where neighbours overlap.
    """
    low = step_of(one.low)
    if not one.cause:
        return Lived(age_of(low), math.inf, "", one.group)
    return Lived(age_of(low), age_of(max(step_of(one.high), low + 1)), one.cause, one.group)


def step_of(age: float) -> int:
    """Return the number of the nearest step: 0 for the first half minute, then steps of 2 %."""
    return 0 if age < _SHORT_H / 2 else 1 + max(0, round(math.log(age / _SHORT_H) / math.log(_FINE)))


def age_of(step: int) -> float:
    """Return the age in hours at which a step lies."""
    return 0.0 if step == 0 else float(_SHORT_H * _FINE ** (step - 1))
