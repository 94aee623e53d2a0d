"""Pairs of messages that say the same: of all texts at once, by time, and by place where times tell nothing.

Messages of one text from one person that lie within reach of each other are a cluster. Where both sides have as many,
they pair in order. Where one is missing, the one is that whose place in the conversation has no partner: an export
keeps the order of messages even where its clock shows minutes alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.compare.clocks import Rows

_CLUSTER: Final = 60
"""Clusters of one text that are larger than this on both sides are paired in order, without weighing."""


@dataclass(frozen=True, slots=True)
class Column:
    """Rows of one side that look for partners: what says the same has one key; `times` are by B's clock."""

    rows: Rows
    keys: NDArray[np.int64]
    times: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Rows of A and of B that are one message."""

    a: Rows
    b: Rows

    @classmethod
    def none(cls) -> "Pairs":
        """Return no pairs."""
        return cls(np.zeros(0, np.int64), np.zeros(0, np.int64))

    def __add__(self, other: "Pairs") -> "Pairs":
        return Pairs(np.concatenate([self.a, other.a]), np.concatenate([self.b, other.b]))

    def __len__(self) -> int:
        return len(self.a)


def equal_pairs(a: Column, b: Column, tolerance: int, known: Pairs) -> Pairs:
    """Return pairs with equal keys at times that may be one; each row once. `known` pairs tell rows' places."""
    mixed = _mixed(a, b, tolerance)
    even = (mixed.count_a == mixed.count_b)[mixed.cluster]
    left, right = mixed.rows[even & mixed.is_a], mixed.rows[even & ~mixed.is_a]
    at_left, at_right = mixed.times[even & mixed.is_a], mixed.times[even & ~mixed.is_a]
    far = np.abs(at_left - at_right) > tolerance
    # A cluster of equals in which some lie too far apart is weighed as the uneven ones are.
    weighed = (mixed.count_a != mixed.count_b) & (mixed.count_a > 0) & (mixed.count_b > 0)
    weighed[mixed.cluster[even & mixed.is_a][far]] = True
    sure = ~weighed[mixed.cluster[even & mixed.is_a]]
    found = Pairs(left[sure], right[sure])
    return found + _weighed_clusters(mixed, weighed, tolerance, known + found)


@dataclass(frozen=True, slots=True)
class _Mixed:
    """Both sides' rows together by key and time, with the number of the cluster of each, and each cluster's counts."""

    rows: Rows
    times: NDArray[np.int64]
    is_a: NDArray[np.bool_]
    cluster: NDArray[np.int64]
    count_a: NDArray[np.int64]
    count_b: NDArray[np.int64]


def _mixed(a: Column, b: Column, tolerance: int) -> _Mixed:
    keys, times = np.concatenate([a.keys, b.keys]), np.concatenate([a.times, b.times])
    rows = np.concatenate([a.rows, b.rows])
    is_a = np.arange(len(rows)) < len(a.rows)
    order = np.lexsort((rows, times, keys))
    keys, times, rows, is_a = keys[order], times[order], rows[order], is_a[order]
    starts = np.ones(len(rows), bool)
    starts[1:] = (keys[1:] != keys[:-1]) | (times[1:] - times[:-1] > tolerance)
    cluster = np.cumsum(starts) - 1
    count = int(cluster[-1]) + 1 if len(rows) else 0
    return _Mixed(
        rows,
        times,
        is_a,
        cluster,
        np.bincount(cluster[is_a], minlength=count),
        np.bincount(cluster[~is_a], minlength=count),
    )


def _weighed_clusters(mixed: _Mixed, chosen: NDArray[np.bool_], tolerance: int, known: Pairs) -> Pairs:
    sure = in_one_order(known)
    found: list[tuple[int, int]] = []
    starts = np.searchsorted(mixed.cluster, np.flatnonzero(chosen), "left").tolist()
    ends = np.searchsorted(mixed.cluster, np.flatnonzero(chosen), "right").tolist()
    for start, end in zip(starts, ends, strict=True):
        is_a = mixed.is_a[start:end]
        rows, times = mixed.rows[start:end], mixed.times[start:end]
        left, right = rows[is_a], rows[~is_a]
        pairs = _weighed(times[is_a].tolist(), times[~is_a].tolist(), _between(sure, left, right), tolerance)
        found += [(int(left[one]), int(right[other])) for one, other in pairs]
    if not found:
        return Pairs.none()
    both = np.array(found, np.int64)
    return Pairs(both[:, 0], both[:, 1])


def in_one_order(pairs: Pairs) -> Pairs:
    """Return those pairs, in order, that stand in one order on both sides: what came late is no measure for others."""
    order = np.argsort(pairs.a, kind="stable")
    a, b = pairs.a[order], pairs.b[order]
    kept = (np.maximum.accumulate(b) == b) & (np.minimum.accumulate(b[::-1])[::-1] == b)
    return Pairs(a[kept], b[kept])


def _between(sure: Pairs, left: Rows, right: Rows) -> NDArray[np.int64]:
    """Return for each row of A and each of B how many sure pairs lie between their places."""
    places_a, places_b = np.searchsorted(sure.a, left), np.searchsorted(sure.b, right)
    passed: NDArray[np.int64] = np.abs(places_a[:, None] - places_b[None, :])
    return passed


def _weighed(
    left: list[int], right: list[int], between: NDArray[np.int64], tolerance: int
) -> Iterator[tuple[int, int]]:
    """Pair in order: as many as possible, of those ways the one that passes fewest others, then the nearest in time."""
    if min(len(left), len(right)) > _CLUSTER:
        yield from _in_order(left, right, tolerance)
        return
    much = (tolerance + 1) * (len(left) + len(right)) + 1
    worst = much * (int(between.max()) + 1) * (len(left) + len(right)) + 1
    passed = between.tolist()
    costs = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for one in range(len(left) - 1, -1, -1):
        for other in range(len(right) - 1, -1, -1):
            apart = abs(left[one] - right[other])
            paired = costs[one + 1][other + 1]
            if apart <= tolerance:
                paired += apart + much * passed[one][other] - worst
            costs[one][other] = min(paired, costs[one + 1][other], costs[one][other + 1])
    one = other = 0
    while one < len(left) and other < len(right):
        if costs[one][other] == costs[one + 1][other]:
            one += 1
        elif costs[one][other] == costs[one][other + 1]:
            other += 1
        else:
            yield one, other
            one, other = one + 1, other + 1


def _in_order(left: list[int], right: list[int], tolerance: int) -> Iterator[tuple[int, int]]:
    one = other = 0
    while one < len(left) and other < len(right):
        if abs(left[one] - right[other]) <= tolerance:
            yield one, other
            one, other = one + 1, other + 1
        elif left[one] < right[other]:
            one += 1
        else:
            other += 1
