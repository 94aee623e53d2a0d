"""Look for rules: single items, and combinations grown from items that are removed more often than the rest.

For a seed, how often every other item stands beside it is counted at once, among removed and among kept texts; the
best few grow on. What could not reach the threshold even without a single kept text is not followed.
"""

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.infer.field import ENOUGH_KEPT, ENOUGH_REMOVED, Field, Ground, Grown, some_of
from wildgrass.observatory.infer.items import LEAST, Items, both
from wildgrass.observatory.infer.rule import Rule
from wildgrass.observatory.infer.scores import PUREST, SUPPORTED, TENTATIVE, Scale

_DEEPEST: Final = 5
_ENRICHED: Final = 2.0
"""A seed is removed at least so many times more often than the rest."""
_FEWEST_TOGETHER, _LIFT, _PAIRS = 5, 3.0, 12


class Search(Ground):
    """A search through one set of items, at one rate of unexplained removals."""

    def __init__(self, items: Items, scale: Scale, starts: NDArray[np.bool_]) -> None:
        """Take the items (one of each set that the removed texts cannot tell apart), and from which to start."""
        super().__init__(items, scale)
        self._starts = starts
        self._first_cost = float(np.log(max(2, len(items))))
        self._removed_counts, self._kept_counts = items.removed.counts, items.kept.counts
        self._is_here = np.zeros(len(items.rows_kept), bool)

    def singles(self) -> list[Rule]:
        """Return every item that alone explains what it matches."""
        removed, kept = self._removed_counts, self._kept_counts
        scores = self.scale.gains(removed, kept) - self.extra - self._first_cost
        return [self._single(item) for item in np.flatnonzero(self._starts & (scores > TENTATIVE)).tolist()]

    def _single(self, item: int) -> Rule:
        cost = self._first_cost + float(self.extra[item])
        return Rule((item,), (cost,), self.items.removed.rows_of(item), self.items.kept.rows_of(item))

    def seeds(self, fresh: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the items to grow from, the most enriched among what is not explained first."""
        kept = self._kept_counts
        best = self.scale.gains(fresh, np.zeros_like(kept)) - self.extra - self._first_cost
        chosen = np.flatnonzero(self._starts & (kept > 0) & (fresh >= LEAST) & (best > TENTATIVE))
        return chosen[np.argsort(-self.scale.enrichment(fresh, kept)[chosen], kind="stable")]

    def combinations(self, explained: NDArray[np.bool_]) -> Iterator[Rule]:
        """Yield combinations from each seed that still stands in enough removed texts that nothing explains.

        `explained` is marked on the way, by every combination that is well supported.
        """
        left = np.flatnonzero(~explained).astype(np.int32)
        fresh, kept = self.items.removed.beside(left), self._kept_counts
        enriched = fresh >= _ENRICHED * self.scale.rate * (fresh + kept)
        for seed in self.seeds(fresh).tolist():
            rows = self.items.removed.rows_of(seed)
            rows = rows[~explained[rows]]
            if not self._can_explain(len(rows)):
                continue
            for rule in self._grown(self._single(seed), rows) if enriched[seed] else self._pairs(seed, rows):
                if rule.score(self.scale) > SUPPORTED:
                    explained[rule.removed] = True
                yield rule

    def _can_explain(self, removed: int) -> bool:
        return self.scale.gain(removed, 0) - self._first_cost > TENTATIVE

    def _pairs(self, seed: int, rows: NDArray[np.int32]) -> Iterator[Rule]:
        """Yield pairs of an item that is not enriched with what it is removed with more often than chance has it."""
        together = self.items.removed.beside(some_of(rows, ENOUGH_REMOVED)[0])
        totals = self._removed_counts
        found = np.flatnonzero(together >= max(LEAST, _FEWEST_TOGETHER))
        expected = len(rows) * totals[found] / max(1, len(self.items.rows_removed))
        found = found[
            (together[found] > _LIFT * expected) & (totals[found] >= totals[seed]) & (found != seed)
        ]
        found = found[np.argsort(-together[found], kind="stable")][: 8 * _PAIRS]
        start = self._single(seed)
        cost = float(np.log(max(2, int(np.count_nonzero(together)))))
        self._is_here[start.kept] = True
        pure = [other for other in found.tolist() if self._is_pure(seed, other, int(together[other]))]
        self._is_here[start.kept] = False
        for other in pure[:_PAIRS]:
            child = self._child(start, other, cost + float(self.extra[other]))
            if child.score(self.scale) > TENTATIVE:
                yield child

    def _is_pure(self, seed: int, other: int, together: int) -> bool:
        """Say whether two strings that share no character stand together in hardly any kept text."""
        if set(self.items.strings[seed]) & set(self.items.strings[other]):
            return False
        kept = int(np.count_nonzero(self._is_here[self.items.kept.rows_of(other)]))
        return together + 1 >= PUREST * (together + kept)

    def _grown(self, start: Rule, rows: NDArray[np.int32]) -> Iterator[Rule]:
        """Yield the best combinations around a rule, judged by removed texts that nothing explains."""
        if len(start.kept) > ENOUGH_KEPT and len(start.items) < _DEEPEST:
            field = Field.of(self, start, rows)
            for chosen in field.beam(1):
                child = self._with(start, field, chosen)
                if child.score(self.scale) > TENTATIVE:
                    yield child
                fresh = both(rows, child.removed)
                if len(child.kept) and self._can_explain(len(fresh)):
                    yield from self._grown(child, fresh)
            return
        field = Field.of(self, start, rows)
        for chosen in field.beam(_DEEPEST - len(start.items)):
            if chosen.score > TENTATIVE:
                yield self._with(start, field, chosen)

    def _with(self, start: Rule, field: Field, chosen: Grown) -> Rule:
        rule = start
        for at, cost in zip(chosen.columns, chosen.costs, strict=True):
            rule = self._child(rule, int(field.items[at]), cost)
        return rule

    def children(self, rule: Rule) -> list[Rule]:
        """Return rules with one item more that together say more than the rule; none where it stands."""
        if len(rule.items) >= _DEEPEST:
            return []
        field = Field.of(self, rule, rule.removed, is_paid=True)
        chosen, _ = field.children()
        return [self._child(rule, int(field.items[at]), cost) for at, cost in chosen]

    def _child(self, rule: Rule, item: int, cost: float) -> Rule:
        removed = both(rule.removed, self.items.removed.rows_of(item))
        kept = both(rule.kept, self.items.kept.rows_of(item))
        return Rule((*rule.items, item), (*rule.costs, cost), removed, kept)

    def simpler(self, rule: Rule) -> Rule:
        """Return the rule without the items that it does not need for its score."""
        return self._shortened(
            rule, lambda shorter, longer: shorter.score(self.scale) >= longer.score(self.scale)
        )

    def needed(self, rule: Rule) -> Rule:
        """Return the rule without the items without which it matches the very same texts."""
        return self._shortened(
            rule,
            lambda shorter, longer: (
                len(shorter.removed) == len(longer.removed) and len(shorter.kept) == len(longer.kept)
            ),
        )

    def _shortened(self, rule: Rule, is_better: Callable[[Rule, Rule], bool]) -> Rule:
        at = 0
        while len(rule.items) > 1 and at < len(rule.items):
            shorter = self._without(rule, at)
            if self._starts[list(shorter.items)].any() and is_better(shorter, rule):
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
            removed = both(removed, self.items.removed.rows_of(item))
            kept = both(kept, self.items.kept.rows_of(item))
        return Rule(items, costs, removed, kept)
