"""What is removed around a rule's matches anyway: the check that a rule says more than its surroundings do.

A word may stand in removed posts only because they speak of a topic of which much is removed, or because it stands
beside a word that several rules share. So a rule is judged a second time, against how often the posts around it are
gone: those that hold the rest of the rule without one of its parts, and those that hold whatever else its posts hold.
Posts that other rules explain are no evidence against it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.infer.items import Items
from wildgrass.observatory.infer.scores import SUPPORTED, TENTATIVE, gain
from wildgrass.observatory.infer.statistics import log_tail, typical
from wildgrass.observatory.infer.strings import Rows, matching, substrings

_FEW: Final = 20.0
"""A string in so many posts is believed half."""
_FEW_WITH_REST: Final = 4.0
_CAREFUL: Final = 1.28
"""So many standard deviations less than what was counted: of the many strings of a post one is always often removed."""
_ITS_OWN: Final = 0.8
"""What stands in so many of a rule's removed posts is its other parts, or its phrase, and no surroundings: else one
rule in four or more was dropped where rules share parts."""
_ROUNDS: Final = 12
_DROPPED: Final = 0.34
"""The share of failing rules that a round drops: without the worst ones others may stand."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule to be judged: its strings, what it pays, the rows it matches, and its votes of removed and kept posts.

    Where it holds for a time only these are the rows of that time, and `outside` are kept votes of another.
    """

    terms: tuple[str, ...]
    cost: float
    rows: Rows
    removed: Rows
    kept: Rows
    outside: Rows | None = None


@dataclass(frozen=True, slots=True)
class _Rest:
    """A rule without one part: the removed posts that hold it, how many kept ones beside, and what the part pays."""

    removed: Rows
    kept: float
    price: float


class Context:
    """How often posts are removed that hold a string, or the rest of a rule, and that no rule explains."""

    def __init__(self, items: Items, rate: float, kept: NDArray[np.bool_], found: Mapping[str, Rows]) -> None:
        """Take the tables (with the corpus's row numbers), the rate of all, all kept posts, and where strings stand."""
        self._items, self._rate, self._found = items, rate, found
        self._heft = int(kept.sum()) / max(1, len(items.rows_kept))
        self._is_kept = np.zeros(len(kept), bool)
        self._is_kept[items.rows_kept] = True
        self._is_removed = np.zeros(len(kept), bool)
        self._is_removed[items.rows_removed] = True
        self._numbers = {string: number for number, string in enumerate(items.strings)}
        self._first_cost = float(np.log(max(2, len(items))))
        self._prices: dict[tuple[int, int], float] = {}

    def scores(self, rules: Sequence[Candidate]) -> list[float]:
        """Return each rule's score against what surrounds it; what fails does not excuse the others."""
        rests = [self._rests(rule) for rule in rules]
        scores = [0.0] * len(rules)
        alive = set(range(len(rules)))
        for _ in range(_ROUNDS):
            left = self._is_removed.copy()
            for at in alive:
                left[rules[at].removed] = False
            shares = self._shares(left)
            scores = [self._score(rule, rests[at], left, shares) for at, rule in enumerate(rules)]
            failing = sorted((at for at in alive if scores[at] <= TENTATIVE), key=lambda at: scores[at])
            if not failing:
                break
            alive -= set(failing[: max(1, round(_DROPPED * len(failing)))])
        return scores

    def _shares(self, left: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return for each string how often posts with it are gone for no reason found, carefully."""
        rows = np.flatnonzero(left[self._items.rows_removed]).astype(np.int32)
        gone = self._items.removed.beside(rows)
        total = gone + self._items.kept.counts * self._heft + _FEW
        share = (gone + _FEW * self._rate) / total
        return _careful(share, total, self._rate)

    def _score(
        self, rule: Candidate, rests: Sequence[_Rest], left: NDArray[np.bool_], shares: NDArray[np.float64]
    ) -> float:
        removed, kept = len(rule.removed), len(rule.kept)
        around, beside = self._around(rule, shares)
        cheaper = min(0.0, self._price(beside, removed) - self._first_cost)
        scores = [gain(removed, kept, typical(around)) - rule.cost - cheaper]
        for rest in rests:
            outside, beyond = self._beyond(rest, rule, left)
            scores.append(gain(removed, kept, outside) - rest.price)
            if beyond - rest.price <= TENTATIVE:
                scores.append(SUPPORTED)
        return min(scores)

    def _around(self, rule: Candidate, shares: NDArray[np.float64]) -> tuple[NDArray[np.float64], int]:
        """Return for each removed post the highest share of what else stands in it, and what that mostly is."""
        own = [self._numbers.get(piece) for term in rule.terms for piece in (*substrings(term), term)]
        others = shares.copy()
        others[[number for number in own if number is not None]] = self._rate
        table = self._items.removed
        found = np.full(len(rule.removed), self._rate)
        named: dict[int, int] = {}
        rows = np.searchsorted(self._items.rows_removed, rule.removed)
        rows = np.minimum(rows, len(self._items.rows_removed) - 1)
        # what stands in nearly all of its posts is its other parts, or its phrase: no surroundings
        beside = self._items.removed.beside(
            rows[self._items.rows_removed[rows] == rule.removed].astype(np.int32)
        )
        others[beside >= 0.8 * len(rule.removed)] = self._rate
        for at, (row, wanted) in enumerate(zip(rows.tolist(), rule.removed.tolist(), strict=True)):
            held = table.row_items[table.row_starts[row] : table.row_starts[row + 1]]
            if self._items.rows_removed[row] == wanted and len(held):
                best = int(held[np.argmax(others[held])])
                found[at] = others[best]
                named[best] = named.get(best, 0) + 1
        return found, max(named, key=lambda item: named[item], default=-1)

    def _price(self, item: int, removed: int) -> float:
        """Return what a string pays for having been looked for among those that stand beside an item as often."""
        if item < 0:
            return self._first_cost
        key = item, removed
        if key not in self._prices:
            counts = self._items.removed.beside(self._items.removed.rows_of(item))
            counts = counts + self._items.kept.beside(self._items.kept.rows_of(item))
            self._prices[key] = float(np.log(max(2, int(np.count_nonzero(counts >= removed)))))
        return self._prices[key]

    def _rests(self, rule: Candidate) -> list[_Rest]:
        """Return what is left of a rule without each of its parts."""
        if len(rule.terms) == 1:
            return []
        price = (rule.cost - self._first_cost) / (len(rule.terms) - 1)
        own = int(self._is_kept[rule.kept].sum())
        found = []
        for at in range(len(rule.terms)):
            rows = matching(rule.terms[:at] + rule.terms[at + 1 :], self._found)
            kept = max(0, int(self._is_kept[rows].sum()) - own) * self._heft
            found.append(_Rest(rows[self._is_removed[rows]], kept, price))
        return found

    def _beyond(self, rest: _Rest, rule: Candidate, left: NDArray[np.bool_]) -> tuple[float, float]:
        """Return how often posts with the rest alone are gone, and how unlikely the rule is if the rest is all.

        That is the chance that its posts hold so many of the removed ones among all with its rest, its own counted: a
        string that happens to stand in the removed half of a topic's posts leaves the kept half outside.
        """
        gone, kept = int(left[rest.removed].sum()), rest.kept
        total = gone + kept + _FEW_WITH_REST
        share = np.array([(gone + _FEW_WITH_REST * self._rate) / total])
        removed, all_kept = len(rule.removed), round(kept) + len(rule.kept)
        tail = log_tail(removed, removed + len(rule.kept), gone + removed, all_kept)
        return float(_careful(share, total, self._rate)[0]), -tail


def _careful(
    share: NDArray[np.float64], total: NDArray[np.float64] | float, rate: float
) -> NDArray[np.float64]:
    return np.maximum(share - _CAREFUL * np.sqrt(share * (1 - share) / total), rate)
