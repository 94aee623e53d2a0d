"""Choose among rules: the fewest that explain most, each judged by what the others leave unexplained."""

from collections.abc import Callable, Sequence
from heapq import heapify, heappop, heappush
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.infer.items import Items, only, representatives
from wildgrass.observatory.infer.rule import Rule
from wildgrass.observatory.infer.scores import SUPPORTED, TENTATIVE, Scale
from wildgrass.observatory.infer.search import Search

_PASSES: Final = 4
_SETTLED: Final = 0.8
"""The rate has settled when a pass leaves so much of it."""


def cover(rules: Sequence[Rule], scale: Scale, explained: NDArray[np.bool_]) -> list[Rule]:
    """Return rules in the order of what each adds; `explained` is marked."""
    return [rule for rule, _ in _covered(rules, scale, explained)]


def _covered(rules: Sequence[Rule], scale: Scale, explained: NDArray[np.bool_]) -> list[tuple[Rule, float]]:
    """Return rules in the order of what each adds, with that."""
    heap = [(-rule.score(scale), -_length(rule), at) for at, rule in enumerate(rules)]
    heapify(heap)
    chosen: list[tuple[Rule, float]] = []
    while heap:
        promised, length, at = heappop(heap)
        rule = rules[at]
        now = _adds(rule, scale, explained)
        if now < -promised - 1e-9:
            if now > TENTATIVE:
                heappush(heap, (-now, length, at))
            continue
        if now <= TENTATIVE:
            break
        chosen.append((rule, now))
        explained[rule.removed] = True
    return chosen


def _length(rule: Rule) -> float:
    return -float(len(rule.items))


def _adds(rule: Rule, scale: Scale, explained: NDArray[np.bool_]) -> float:
    """Return the score of a rule with only those removed texts that nothing explains yet."""
    if rule.score(scale) <= TENTATIVE:
        return rule.score(scale)
    fresh = int(np.count_nonzero(~explained[rule.removed]))
    if fresh == len(rule.removed):
        return rule.score(scale)
    kept = round(len(rule.kept) * fresh / len(rule.removed))
    return scale.gain(fresh, kept) - rule.cost


def mine(
    items: Items, kept: int | None = None, is_whole: Callable[[str], bool] | None = None
) -> tuple[Items, list[Rule], Scale]:
    """Find the rules that explain the removed texts; return the items that they are made of, and the rate left over.

    `kept` is how many texts the kept ones were chosen from, where not by chance: then a rule has at least one of the
    strings all of whose kept texts are there (`is_whole`).

    What rules explain lowers the rate of removals that nothing explains, and a lower rate lets weaker rules be seen:
    so the search goes on in what is left until the rate stays.
    """
    few = only(items, representatives(items))
    total, kept = len(items.rows_removed), len(items.rows_kept) if kept is None else kept
    scale = Scale.of(_rate(kept, np.zeros(total, bool)), max(total, len(items.rows_kept)))
    starts = np.array([is_whole is None or is_whole(string) for string in few.strings], bool)
    pool: list[Rule] = []
    chosen: list[Rule] = []
    for _ in range(_PASSES):
        search = Search(few, scale, starts)
        marked = np.zeros(total, bool)
        singles = search.singles()
        for rule in (*singles, *chosen):
            if rule.score(scale) > SUPPORTED:
                marked[rule.removed] = True
        pool = _distinct([*pool, *singles, *(search.simpler(rule) for rule in search.combinations(marked))])
        chosen = _purer(cover(pool, scale, np.zeros(total, bool)), search)
        explained = np.zeros(total, bool)
        chosen = cover(chosen, scale, explained)
        rate = _rate(kept, explained)
        if rate > _SETTLED * scale.rate:
            break
        scale = scale.at(rate)
    return few, chosen, scale


def _rate(kept: int, explained: NDArray[np.bool_]) -> float:
    """Return the share of removed texts among those that no rule explains."""
    left = int(np.count_nonzero(~explained)) + 1
    return left / (left + kept + 1)


def _distinct(rules: Sequence[Rule]) -> list[Rule]:
    """Return one rule of each that match the same texts: the one that pays least."""
    best: dict[tuple[bytes, bytes], Rule] = {}
    for rule in rules:
        key = rule.removed.tobytes(), rule.kept.tobytes()
        if key not in best or rule.cost < best[key].cost:
            best[key] = rule
    return list(best.values())


def _purer(rules: Sequence[Rule], search: Search) -> list[Rule]:
    """Replace a rule by longer ones where those say more together."""
    found: list[Rule] = []
    for rule in rules:
        children = [search.needed(child) for child in search.children(rule)]
        is_narrower = all(_texts(child) < _texts(rule) for child in children)
        found += _purer(children, search) if children and is_narrower else [rule]
    return found


def _texts(rule: Rule) -> int:
    return len(rule.removed) + len(rule.kept)
