"""Look for rules: single items, and combinations grown from items that are removed more often than the rest.

For a seed, how often every other item stands beside it is counted at once, among removed and among kept texts; the
best few grow on. What could not reach the threshold even without a single kept text is not followed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.infer.items import IMAGE, LEAST, Items, both
from wildgrass.observatory.infer.scores import NEVER, PUREST, SINGLE_CHARACTER, SUPPORTED, TENTATIVE, Scale

_BEAM: Final = 8
_DEEPEST: Final = 5
_WRITTEN: Final = 12
"""So many combinations of each step are kept as candidates."""
_ENRICHED: Final = 2.0
"""A seed is removed at least so many times more often than the rest."""
_ENOUGH_KEPT, _ENOUGH_REMOVED = 2_000, 3_000
"""Of a rule that stands in more texts, so many are counted at its next step."""
_FEWEST_TOGETHER, _LIFT, _PAIRS = 5, 3.0, 12


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
        self.extra = np.where(short, SINGLE_CHARACTER, 0.0)
        self._first_cost = float(np.log(max(2, len(items))))
        total = items.removed.counts + items.kept.counts
        self._removed_counts, self._kept_counts = items.removed.counts, items.kept.counts
        self._is_here = np.zeros(len(items.rows_kept), bool)
        everything = max(1, len(items.rows_removed) + len(items.rows_kept))
        self.surprise = -np.log(np.minimum(1.0, total / everything) + 1e-12)

    def singles(self) -> list[Rule]:
        """Return every item that alone explains what it matches."""
        removed, kept = self._removed_counts, self._kept_counts
        scores = self.scale.gains(removed, kept) - self.extra - self._first_cost
        return [self._single(item) for item in np.flatnonzero(scores > TENTATIVE).tolist()]

    def _single(self, item: int) -> Rule:
        cost = self._first_cost + float(self.extra[item])
        return Rule((item,), (cost,), self.items.removed.rows_of(item), self.items.kept.rows_of(item))

    def seeds(self, fresh: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the items to grow from, the most enriched among what is not explained first."""
        kept = self._kept_counts
        best = self.scale.gains(fresh, np.zeros_like(kept)) - self.extra - self._first_cost
        chosen = np.flatnonzero((kept > 0) & (fresh >= LEAST) & (best > TENTATIVE))
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
        together = self.items.removed.beside(_some(rows, _ENOUGH_REMOVED)[0])
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
        return together >= PUREST * (together + kept)

    def _grown(self, start: Rule, rows: NDArray[np.int32]) -> Iterator[Rule]:
        """Yield the best combinations around a rule, judged by removed texts that nothing explains."""
        if len(start.kept) > _ENOUGH_KEPT and len(start.items) < _DEEPEST:
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

    def _with(self, start: Rule, field: "Field", chosen: "Grown") -> Rule:
        rule = start
        for at, cost in zip(chosen.columns, chosen.costs, strict=True):
            rule = self._child(rule, int(field.items[at]), cost)
        return rule

    def around(self, rule: Rule) -> list[Rule]:
        """Return purer rules with one item more."""
        field = Field.of(self, rule, rule.removed)
        return [self._with(rule, field, one) for one in field.beam(1) if one.score > TENTATIVE]

    def _child(self, rule: Rule, item: int, cost: float) -> Rule:
        removed = both(rule.removed, self.items.removed.rows_of(item))
        kept = both(rule.kept, self.items.kept.rows_of(item))
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
            removed = both(removed, self.items.removed.rows_of(item))
            kept = both(kept, self.items.kept.rows_of(item))
        return Rule(items, costs, removed, kept)


@dataclass(frozen=True, slots=True)
class Grown:
    """Columns added to a rule, what each pays, and the score."""

    columns: tuple[int, ...]
    costs: tuple[float, ...]
    score: float


class Field:
    """The texts of one rule as two dense tables: a row a text, a column each item that could be added."""

    def __init__(
        self,
        search: Search,
        rule: Rule,
        columns: NDArray[np.int64],
        removed: tuple[NDArray[np.float32], float],
        kept: tuple[NDArray[np.float32], float],
        totals: NDArray[np.int64],
    ) -> None:
        """Take tables with how many texts each of their rows stands for."""
        self.items = columns
        self._scale, self._cost = search.scale, rule.cost
        self._extra, self._surprise = search.extra[columns], search.surprise[columns]
        self._removed, self._kept, self._totals = removed, kept, totals

    @classmethod
    def of(cls, search: Search, rule: Rule, rows: NDArray[np.int32]) -> "Field":
        """Look at what stands beside a rule in these removed texts, and in its kept ones."""
        items = search.items
        some, weight = _some(rows, _ENOUGH_REMOVED)
        others, heft = _some(rule.kept, _ENOUGH_KEPT)
        beside = items.removed.beside(some)
        totals = np.sort(beside * weight + items.kept.beside(others) * heft)
        columns = np.flatnonzero(beside * weight >= LEAST)
        best = search.scale.gains(
            (beside * weight)[columns].astype(np.int64), np.zeros(len(columns), np.int64)
        )
        columns = columns[best - rule.cost - search.extra[columns] > TENTATIVE]
        columns = columns[~np.isin(columns, rule.items)]
        return cls(
            search,
            rule,
            columns,
            (items.removed.table(some, columns), weight),
            (items.kept.table(others, columns), heft),
            totals[np.searchsorted(totals, 1) :],
        )

    def beam(self, depth: int) -> Iterator[Grown]:
        """Yield the best additions of up to so many items."""
        if not len(self.items):
            return
        layer = [Grown((), (), 0.0)]
        in_removed = np.ones((1, len(self._removed[0])), np.float32)
        in_kept = np.ones((1, len(self._kept[0])), np.float32)
        seen: set[tuple[int, ...]] = set()
        for _ in range(depth):
            written, grown = self._step(layer, in_removed, in_kept, seen)
            yield from written
            if not grown:
                return
            layer = [one for _, one in grown]
            parents, columns = [at for at, _ in grown], [one.columns[-1] for _, one in grown]
            in_removed = in_removed[parents] * self._removed[0][:, columns].T
            in_kept = in_kept[parents] * self._kept[0][:, columns].T

    def _step(
        self,
        layer: list[Grown],
        in_removed: NDArray[np.float32],
        in_kept: NDArray[np.float32],
        seen: set[tuple[int, ...]],
    ) -> tuple[list[Grown], list[tuple[int, Grown]]]:
        """Return the combinations one item longer that are candidates, and those to grow on with their parents."""
        removed = np.rint(in_removed @ self._removed[0] * self._removed[1]).astype(np.int64)
        kept = np.rint(in_kept @ self._kept[0] * self._kept[1]).astype(np.int64)
        standing = len(self._totals) - np.searchsorted(self._totals, removed)
        costs = np.log(np.maximum(standing, 2)) + self._extra
        paid = costs + np.array([[sum(one.costs) + self._cost] for one in layer])
        before = in_kept.sum(1, keepdims=True) * self._kept[1]
        possible = (removed >= LEAST) & (kept < before)
        possible &= self._scale.gains(removed, np.zeros_like(removed)) - paid > TENTATIVE
        scores = np.where(possible, self._scale.gains(removed, kept) - paid, -np.inf)
        ties = 0.02 * removed * self._surprise
        worth = np.where(possible, self._scale.enrichment(removed, kept) - costs + ties, -np.inf)
        written = [
            Grown(
                (*layer[at].columns, column),
                (*layer[at].costs, float(costs[at, column])),
                float(scores[at, column]),
            )
            for at, column in _best(scores + ties, _WRITTEN * len(layer), TENTATIVE)
            if self._is_new(layer[at], column, seen)
        ]
        is_open = np.where(kept > 0, worth, -np.inf)
        grown: list[tuple[int, Grown]] = []
        sets: set[tuple[int, ...]] = set()
        for at, column in _best(is_open, 3 * _BEAM, -np.inf):
            key = tuple(sorted((*layer[at].columns, column)))
            if key not in sets and len(grown) < _BEAM:
                sets.add(key)
                one = Grown((*layer[at].columns, column), (*layer[at].costs, float(costs[at, column])), NEVER)
                grown.append((at, one))
        return written, grown

    @staticmethod
    def _is_new(parent: Grown, column: int, seen: set[tuple[int, ...]]) -> bool:
        key = tuple(sorted((*parent.columns, column)))
        is_new = key not in seen
        seen.add(key)
        return is_new


def _best(values: NDArray[np.float64], count: int, above: float) -> list[tuple[int, int]]:
    """Return the places of the highest values above a limit, highest first."""
    flat = values.ravel()
    chosen = np.flatnonzero(flat > above)
    if len(chosen) > count:
        chosen = chosen[np.argpartition(-flat[chosen], count)[:count]]
    chosen = chosen[np.argsort(-flat[chosen], kind="stable")]
    return [divmod(at, values.shape[1]) for at in chosen.tolist()]


def _some(rows: NDArray[np.int32], most: int) -> tuple[NDArray[np.int32], float]:
    """Return at most so many rows, evenly chosen, and for how many each stands."""
    if len(rows) <= most:
        return rows, 1.0
    step = len(rows) / most
    return rows[(np.arange(most) * step).astype(np.int64)], step
