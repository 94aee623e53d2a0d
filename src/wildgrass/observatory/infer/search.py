"""Look for rules: single items, and combinations grown from items that are removed more often than the rest.

For a seed, how often every other item stands beside it is counted at once, among removed and among kept texts; the
best few grow on. What could not reach the threshold even without a single kept text is not followed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.infer.items import IMAGE, LEAST, Items
from wildgrass.observatory.infer.scores import SINGLE_CHARACTER, SUPPORTED, TENTATIVE, Scale

_BEAM: Final = 8
_DEEPEST: Final = 5
_WRITTEN: Final = 12
"""So many combinations of each place in the search are kept as candidates."""
_ENRICHED: Final = 2.0
"""A seed is removed at least so many times more often than the rest."""
_ENOUGH_KEPT: Final = 20_000
"""Of a seed that stands in more kept texts, so many are counted at its first step."""


@dataclass(frozen=True, slots=True)
class Rule:
    """All of `items` must stand in a text: what it matches of removed and kept texts, and what it pays."""

    items: tuple[int, ...]
    costs: tuple[float, ...]
    removed: NDArray[np.int32]
    kept: NDArray[np.int32]

    @property
    def cost(self) -> float:
        """Return what the rule pays for having been looked for."""
        return sum(self.costs)

    def score(self, scale: Scale) -> float:
        """Return the rule's score."""
        return scale.gain(len(self.removed), len(self.kept)) - self.cost


class Search:
    """A search through one set of items, at one rate of unexplained removals."""

    def __init__(self, items: Items, scale: Scale) -> None:
        """Take the items (one of each set that the removed texts cannot tell apart)."""
        self.items = items
        self.scale = scale
        short = [len(string) == 1 and string != IMAGE for string in items.strings]
        self._extra = np.where(short, SINGLE_CHARACTER, 0.0)
        self._first_cost = float(np.log(max(2, len(items))))
        total = items.removed.counts + items.kept.counts
        everything = max(1, len(items.rows_removed) + len(items.rows_kept))
        self._surprise = -np.log(np.minimum(1.0, total / everything) + 1e-12)

    def singles(self) -> list[Rule]:
        """Return every item that alone explains what it matches."""
        removed, kept = self.items.removed.counts, self.items.kept.counts
        scores = self.scale.gains(removed, kept) - self._extra - self._first_cost
        return [self._single(item) for item in np.flatnonzero(scores > TENTATIVE).tolist()]

    def _single(self, item: int) -> Rule:
        cost = self._first_cost + float(self._extra[item])
        return Rule((item,), (cost,), self.items.removed.rows_of(item), self.items.kept.rows_of(item))

    def seeds(self) -> tuple[list[int], list[int]]:
        """Return the items worth growing from, the most enriched first, and those of which only pairs are tried."""
        removed, kept = self.items.removed.counts, self.items.kept.counts
        enriched = removed >= _ENRICHED * self.scale.rate * (removed + kept)
        enriched |= removed >= 0.5 * (removed + kept)
        best = self.scale.gains(removed, np.zeros_like(kept)) - self._extra - self._first_cost
        chosen = np.flatnonzero(enriched & (kept > 0) & (best > TENTATIVE))
        order = np.argsort(-self.scale.enrichment(removed, kept)[chosen], kind="stable")
        others = np.flatnonzero(~enriched & (best > TENTATIVE))
        return chosen[order].tolist(), others[np.argsort(removed[others], kind="stable")].tolist()

    def combinations(self, explained: NDArray[np.bool_]) -> Iterator[Rule]:
        """Yield combinations from each seed that still stands in enough removed texts that nothing explains.

        `explained` is marked on the way, by every combination that is well supported.
        """
        enriched, others = self.seeds()
        for seeds, grow in ((enriched, self._grown), (others, self._pairs)):
            for seed in seeds:
                if not self._can_explain(int(np.count_nonzero(~explained[self.items.removed.rows_of(seed)]))):
                    continue
                for rule in grow(self._single(seed)):
                    if rule.score(self.scale) > SUPPORTED:
                        explained[rule.removed] = True
                    yield rule

    def _can_explain(self, removed: int) -> bool:
        return self.scale.gain(removed, 0) - self._first_cost > TENTATIVE

    def _pairs(self, start: Rule) -> Iterator[Rule]:
        return (child for _, child, is_rule in self.children(start) if is_rule)

    def _grown(self, start: Rule) -> Iterator[Rule]:
        layer, seen = [start], {start.items}
        for _ in range(_DEEPEST - 1):
            grown: list[tuple[float, Rule]] = []
            for rule in layer:
                for worth, child, is_rule in self.children(rule):
                    key = tuple(sorted(child.items))
                    if key in seen:
                        continue
                    seen.add(key)
                    if is_rule:
                        yield child
                    if len(child.kept):
                        grown.append((worth, child))
            grown.sort(key=lambda pair: -pair[0])
            layer = [rule for _, rule in grown[:_BEAM]]

    def children(self, rule: Rule) -> list[tuple[float, Rule, bool]]:
        """Return the best rules with one item more: worth for growing on, the rule, whether it is a candidate."""
        removed = self.items.removed.beside(rule.removed)
        candidates = np.flatnonzero(removed >= LEAST)
        candidates = candidates[~np.isin(candidates, rule.items)]
        kept = self._kept_beside(rule.kept)[candidates]
        removed = removed[candidates]
        fewer = kept < len(rule.kept)
        candidates, removed, kept = candidates[fewer], removed[fewer], kept[fewer]
        totals = np.sort(removed + kept)
        standing = len(totals) - np.searchsorted(totals, removed)
        costs = np.log(np.maximum(standing, 2)) + self._extra[candidates]
        best = self.scale.gains(removed, np.zeros_like(removed)) - rule.cost - costs
        scores = self.scale.gains(removed, kept) - rule.cost - costs
        ties = 0.02 * removed * self._surprise[candidates]
        worth = self.scale.enrichment(removed, kept) - costs + ties
        chosen = self._chosen(scores + ties, worth, best)
        return [
            (
                float(worth[at]),
                self._child(rule, int(candidates[at]), float(costs[at])),
                bool(scores[at] > TENTATIVE),
            )
            for at in chosen
        ]

    def _kept_beside(self, rows: NDArray[np.int32]) -> NDArray[np.int64]:
        if len(rows) <= _ENOUGH_KEPT:
            return self.items.kept.beside(rows)
        step = len(rows) / _ENOUGH_KEPT
        sample = rows[(np.arange(_ENOUGH_KEPT) * step).astype(np.int64)]
        return (self.items.kept.beside(sample) * step).astype(np.int64)

    @staticmethod
    def _chosen(
        scores: NDArray[np.float64], worth: NDArray[np.float64], best: NDArray[np.float64]
    ) -> list[int]:
        by_score = np.argsort(-scores, kind="stable")[:_WRITTEN]
        by_worth = np.argsort(-worth, kind="stable")[:_BEAM]
        both = dict.fromkeys([*by_score[scores[by_score] > TENTATIVE].tolist(), *by_worth.tolist()])
        return [at for at in both if best[at] > TENTATIVE]

    def _child(self, rule: Rule, item: int, cost: float) -> Rule:
        removed = np.intersect1d(rule.removed, self.items.removed.rows_of(item), assume_unique=True)
        kept = np.intersect1d(rule.kept, self.items.kept.rows_of(item), assume_unique=True)
        return Rule((*rule.items, item), (*rule.costs, cost), removed, kept)

    def simpler(self, rule: Rule) -> Rule:
        """Return the rule without the items that it does not need."""
        at = 0
        while len(rule.items) > 1 and at < len(rule.items):
            shorter = self._without(rule, at)
            if shorter.score(self.scale) >= rule.score(self.scale):
                rule, at = shorter, 0
            else:
                at += 1
        return rule

    def _without(self, rule: Rule, at: int) -> Rule:
        items = rule.items[:at] + rule.items[at + 1 :]
        paid = max(at, 1)
        costs = rule.costs[:paid] + rule.costs[paid + 1 :]
        removed = self.items.removed.rows_of(items[0])
        kept = self.items.kept.rows_of(items[0])
        for item in items[1:]:
            removed = np.intersect1d(removed, self.items.removed.rows_of(item), assume_unique=True)
            kept = np.intersect1d(kept, self.items.kept.rows_of(item), assume_unique=True)
        return Rule(items, costs, removed, kept)
