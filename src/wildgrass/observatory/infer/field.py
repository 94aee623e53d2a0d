"""The texts of one rule as dense tables, in which what could be added to it is counted for all strings at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.infer.items import IMAGE, LEAST, Items
from wildgrass.observatory.infer.rule import Rule
from wildgrass.observatory.infer.scores import NEVER, PUREST, SINGLE_CHARACTER, TENTATIVE, Scale

_BEAM: Final = 8
_WRITTEN: Final = 12
"""So many combinations of each step are kept as candidates."""
ENOUGH_KEPT, ENOUGH_REMOVED = 2_000, 3_000
"""Of a rule that stands in more texts, so many are counted at its next step."""
_CHILDREN: Final = 6
_BESIDE, _BESIDE_EACH = 0.3, 0.15
"""In so many of a word's texts others may stand that are merely said with it: in all, and any one of them."""
_COMMON: Final = 0.05
"""What stands in a larger share of all texts stands beside anything."""


@dataclass(frozen=True, slots=True)
class Grown:
    """Columns added to a rule, what each pays, and the score."""

    columns: tuple[int, ...]
    costs: tuple[float, ...]
    score: float


class Ground:
    """Items to build rules of, at one rate of unexplained removals: what each pays, and how rare each is."""

    def __init__(self, items: Items, scale: Scale) -> None:
        """Take the items and the scale."""
        self.items = items
        self.scale = scale
        short = [len(string) == 1 and string != IMAGE for string in items.strings]
        self.extra = np.where(short, SINGLE_CHARACTER, 0.0)
        total = items.removed.counts + items.kept.counts
        everything = max(1, len(items.rows_removed) + len(items.rows_kept))
        self.surprise = -np.log(np.minimum(1.0, total / everything) + 1e-12)


class Field:
    """The texts of one rule as two dense tables: a row a text, a column each item that could be added."""

    def __init__(
        self,
        ground: Ground,
        rule: Rule,
        columns: NDArray[np.int64],
        removed: tuple[NDArray[np.float32], float],
        kept: tuple[NDArray[np.float32], float],
        totals: NDArray[np.int64],
    ) -> None:
        """Take tables with how many texts each of their rows stands for."""
        self.items = columns
        self._scale, self._cost = ground.scale, rule.cost
        self._extra, self._surprise = ground.extra[columns], ground.surprise[columns]
        self._removed, self._kept, self._totals = removed, kept, totals
        self._kept_rows = len(rule.kept)

    @classmethod
    def of(cls, ground: Ground, rule: Rule, rows: NDArray[np.int32], *, is_paid: bool = False) -> "Field":
        """Look at what stands beside a rule in these removed texts, and in its kept ones; `is_paid`: it was."""
        items = ground.items
        some, weight = some_of(rows, ENOUGH_REMOVED)
        others, heft = some_of(rule.kept, ENOUGH_KEPT)
        beside = items.removed.beside(some)
        totals = np.sort(beside * weight + items.kept.beside(others) * heft)
        columns = np.flatnonzero(beside * weight >= LEAST)
        best = ground.scale.gains(
            (beside * weight)[columns].astype(np.int64), np.zeros(len(columns), np.int64)
        )
        columns = columns[best - (0 if is_paid else rule.cost) - ground.extra[columns] > TENTATIVE]
        columns = columns[~np.isin(columns, rule.items)]
        return cls(
            ground,
            rule,
            columns,
            (items.removed.table(some, columns), weight),
            (items.kept.table(others, columns), heft),
            totals[np.searchsorted(totals, 1) :],
        )

    def children(self) -> tuple[list[tuple[int, float]], float]:
        """Return a few items of which one or another stands in nearly all of the rule's texts, and what that is worth.

        A word of a filter stands beside whatever people write; a part that several rules share stands beside the rest
        of one of them each time. So it is evidence against the rule that few others go with all of its texts, as far
        as they would not do so anyway.
        """
        if not len(self.items):
            return [], 0.0
        table, left = self._removed[0], np.ones(len(self._removed[0]), np.float32)
        removed = np.rint(table.sum(0) * self._removed[1]).astype(np.int64)
        kept = np.rint(self._kept[0].sum(0) * self._kept[1]).astype(np.int64)
        costs = (
            np.log(np.maximum(len(self._totals) - np.searchsorted(self._totals, removed), 2)) + self._extra
        )
        share = np.exp(-self._surprise)
        is_open = (removed + 1 >= PUREST * (removed + kept)) & (share < _COMMON)
        is_open &= removed + kept < len(table) * self._removed[1] + self._kept_rows
        chosen: list[tuple[int, float]] = []
        gained, missed, best = 0.0, 1.0, (0, 0.0)
        everything = self._scale.gain(len(table), self._kept_rows)
        for _ in range(_CHILDREN):
            fresh = np.rint(left @ table * self._removed[1]).astype(np.int64)
            rest = np.rint(kept * fresh / np.maximum(removed, 1)).astype(np.int64)
            worth = self._scale.gains(fresh, rest) - costs
            worth = np.where(is_open & (fresh >= LEAST), worth, NEVER)
            at = int(np.argmax(worth + 0.1 * fresh * self._surprise))
            if worth[at] <= 0:
                break
            chosen.append((at, float(costs[at])))
            gained += float(worth[at])
            missed *= 1 - max(_BESIDE_EACH, float(share[at]))
            left = left * (1 - table[:, at])
            covered = len(table) - float(left.sum())
            total = gained - everything - covered * np.log(max(_BESIDE, 1 - missed))
            if total > best[1]:
                best = len(chosen), total
        return chosen[: best[0]], best[1]

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


def some_of(rows: NDArray[np.int32], most: int) -> tuple[NDArray[np.int32], float]:
    """Return at most so many rows, evenly chosen, and for how many each stands."""
    if len(rows) <= most:
        return rows, 1.0
    step = len(rows) / most
    return rows[(np.arange(most) * step).astype(np.int64)], step
