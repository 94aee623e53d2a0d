"""What rules others would learn: pure singles and pairs among strings that log-odds or L1 point at, or among all."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.infer.items import Items

PURE = 0.85
LEAST = 3
TOP = 400
_ROUNDS = 150
_PENALTY = 1.0


def log_odds(items: Items) -> NDArray[np.int64]:
    """Return the 400 strings with the highest log-odds z, Dirichlet prior (Monroe et al. 2008)."""
    one, two = items.removed.counts.astype(float), items.kept.counts.astype(float)
    prior = 0.01 * (one + two) + 0.01
    total_one, total_two, all_prior = one.sum(), two.sum(), prior.sum()
    first = np.log((one + prior) / (total_one + all_prior - one - prior))
    second = np.log((two + prior) / (total_two + all_prior - two - prior))
    z = (first - second) / np.sqrt(1 / (one + prior) + 1 / (two + prior))
    return np.argsort(-z, kind="stable")[:TOP]


def l1(items: Items) -> NDArray[np.int64]:
    """Return the strings with a positive weight in a logistic regression with L1."""
    return np.flatnonzero(l1_weights(items) > 1e-6)


def l1_weights(items: Items) -> NDArray[np.float64]:
    """Return each string's weight, none below zero, in a logistic regression with L1.

    By proximal gradient with momentum.
    """
    cells = [
        (table.row_items, np.repeat(np.arange(len(table.row_starts) - 1), np.diff(table.row_starts)) + offset)
        for table, offset in ((items.removed, 0), (items.kept, len(items.rows_removed)))
    ]
    columns = np.concatenate([pair[0] for pair in cells])
    rows = np.concatenate([pair[1] for pair in cells])
    count = len(items.rows_removed) + len(items.rows_kept)
    labels = (np.arange(count) < len(items.rows_removed)).astype(float)
    weights = moved = np.zeros(len(items))
    bias = float(np.log(labels.mean() / (1 - labels.mean())))
    step = 4.0 / max(1.0, float(np.bincount(rows, minlength=count).max())) / 8
    for number in range(_ROUNDS):
        guess = 1 / (1 + np.exp(-(np.bincount(rows, moved[columns], minlength=count) + bias)))
        slope = np.bincount(columns, (guess - labels)[rows], minlength=len(items))
        fresh = np.maximum(moved - step * (slope + _PENALTY), 0)
        moved = fresh + number / (number + 3) * (fresh - weights)
        weights = fresh
        bias -= float((guess - labels).sum()) / (0.25 * count)
    return weights


def every(items: Items) -> NDArray[np.int64]:
    """Return all strings: then the pairs are all contrast patterns of at most two."""
    return np.arange(len(items))


BASELINES: Mapping[str, Callable[[Items], NDArray[np.int64]]] = {
    "log-odds, pairs": log_odds,
    "L1, pairs, cover": l1,
    "contrast <= 2, cover": every,
}


def rules_of(items: Items, chosen: NDArray[np.int64]) -> list[tuple[str, ...]]:
    """Return pure singles and pairs among the chosen strings, by greedy cover of the removed texts."""
    found: list[tuple[tuple[int, ...], NDArray[np.int32]]] = []
    is_chosen = np.zeros(len(items), bool)
    is_chosen[chosen] = True
    gone, left = items.removed.counts, items.kept.counts
    is_pure = (gone >= LEAST) & (gone >= PURE * (gone + left))
    for item in np.flatnonzero(is_chosen).tolist():
        rows = items.removed.rows_of(item)
        if is_pure[item]:
            found.append(((item,), rows))
            continue
        beside = items.removed.beside(rows)
        kept = items.kept.beside(items.kept.rows_of(item))
        pure = is_chosen & ~is_pure & (beside >= LEAST) & (beside >= PURE * (beside + kept))
        best = np.flatnonzero(pure)
        best = best[np.argsort(-beside[best], kind="stable")][:20]
        found += [
            ((item, other), np.intersect1d(rows, items.removed.rows_of(other)))
            for other in best.tolist()
            if other > item
        ]
    return _cover(items, found)


def _cover(items: Items, found: list[tuple[tuple[int, ...], NDArray[np.int32]]]) -> list[tuple[str, ...]]:
    explained = np.zeros(len(items.rows_removed), bool)
    rules = []
    waiting = sorted(
        found, key=lambda one: (-len(one[1]), len(one[0]), -sum(len(items.strings[at]) for at in one[0]))
    )
    while waiting:
        gains = [int(np.count_nonzero(~explained[rows])) for _, rows in waiting]
        best = int(np.argmax(gains))
        if gains[best] < LEAST:
            break
        parts, rows = waiting.pop(best)
        gains.pop(best)
        explained[rows] = True
        rules.append(tuple(items.strings[at] for at in parts))
        waiting = [one for one, gain in zip(waiting, gains, strict=True) if gain >= LEAST]
    return rules
