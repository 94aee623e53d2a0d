"""Pairs of messages: equal ones first, by time, each once; then those that were altered, by likeness.

Within one text the pairing follows time: where a text was sent ten times and nine arrived, the one that is missing is
the one whose time has no partner. Pictures are told apart by what they show, where both sides have them.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from wildgrass.observatory.compare.clocks import Clock, anchors, clock_of
from wildgrass.observatory.compare.sides import NO_TIME, Side

_ALTERED_FROM: Final = 85.0
"""Likeness (Indel, 0 to 100) from which two texts at one time from one person are one message, altered."""
_ALTERED_LENGTH: Final = 6
_VOTES: Final = 3
_SURE: Final = 0.9
_CLUSTER: Final = 60
"""Clusters of one text that are larger than this on both sides are paired in order, without weighing."""
_UNDATED_AFTER_S: Final = 1 << 40
_LIKE: Final = 90.0
"""Likeness of two pictures that a person must look at: more than of two that are merely both pictures."""

SameFile: TypeAlias = Callable[[str, str], str | None]
"""Two SHA-256 -> "same" (re-encoded), "like" (a person must look), "other", or None where a file is not at hand."""


def nobody_looked(_a: str, _b: str) -> None:
    """Say nothing of any two files."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Pairs of rows of A and B; `likeness` is 100 for equal texts. The rest of the rows have no partner."""

    clock: Clock
    senders: dict[str, str]
    rows_a: NDArray[np.int64]
    rows_b: NDArray[np.int64]
    likeness: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Both:
    """The two sides, their times by B's clock, and who is who."""

    a: Side
    b: Side
    times_a: NDArray[np.int64]
    times_b: NDArray[np.int64]
    tolerance: int
    senders: dict[str, str]
    same_file: SameFile


def align(a: Side, b: Side, same_file: SameFile = nobody_looked) -> Alignment:
    """Pair two sides' messages. Names need not agree: who is who is learnt from texts that stand once on each side."""
    clock = clock_of(a, b)
    senders = same_senders(a, b)
    both = _Both(
        a, b, _dense(clock.to_b(a.seconds)), _dense(b.seconds), clock.tolerance_s, senders, same_file
    )
    pairs = list(_equal(_groups(a, both.times_a, senders), _groups(b, both.times_b, {}), both))
    pairs += _of_unknown_senders(both, pairs)
    pairs += _of_unknown_files(both, pairs)
    pairs += _of_unknown_files(both, pairs, is_swapped=True)
    altered = list(_altered(both, pairs))
    found = [(left, right, 100.0) for left, right in pairs] + altered
    found.sort()
    return Alignment(
        clock,
        senders,
        np.array([pair[0] for pair in found], np.int64),
        np.array([pair[1] for pair in found], np.int64),
        np.array([pair[2] for pair in found], np.float64),
    )


def same_senders(a: Side, b: Side) -> dict[str, str]:
    """Return who of A is who of B, where enough texts that stand once on each side agree."""
    rows_a, rows_b = anchors(a, b)
    votes: dict[str, Counter[str]] = {}
    for left, right in zip(rows_a.tolist(), rows_b.tolist(), strict=True):
        votes.setdefault(a.senders[left], Counter())[b.senders[right]] += 1
    found = {}
    for sender, counts in votes.items():
        other, most = counts.most_common(1)[0]
        if most >= _VOTES and most >= _SURE * counts.total():
            found[sender] = other
    return found


def _dense(seconds: NDArray[np.int64]) -> NDArray[np.int64]:
    """Put undated messages far behind all others, apart from each other by nothing: they pair in order."""
    return np.where(seconds == NO_TIME, _UNDATED_AFTER_S, seconds)


def _equal(groups_a: "_Groups", groups_b: "_Groups", both: _Both) -> Iterator[tuple[int, int]]:
    """Yield pairs that say the same, at times that may be one."""
    _, at_a, at_b = np.intersect1d(groups_a.keys, groups_b.keys, assume_unique=True, return_indices=True)
    single = (groups_a.sizes[at_a] == 1) & (groups_b.sizes[at_b] == 1)
    rows_a = groups_a.rows[groups_a.starts[at_a[single]]]
    rows_b = groups_b.rows[groups_b.starts[at_b[single]]]
    near = np.abs(both.times_a[rows_a] - both.times_b[rows_b]) <= both.tolerance
    yield from zip(rows_a[near].tolist(), rows_b[near].tolist(), strict=True)
    for place_a, place_b in zip(at_a[~single].tolist(), at_b[~single].tolist(), strict=True):
        yield from _pair_group(groups_a.of(place_a), groups_b.of(place_b), both)


def _of_unknown_senders(both: _Both, pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pair what is left of people whom no text tells apart, by what was said and when."""
    a, b, known = both.a, both.b, set(both.senders.values())
    left = _without(len(a), [pair[0] for pair in pairs])
    right = _without(len(b), [pair[1] for pair in pairs])
    left = left[np.fromiter((a.senders[row] not in both.senders for row in left), bool, len(left))]
    right = right[np.fromiter((b.senders[row] not in known for row in right), bool, len(right))]
    groups_a = _grouped(a.keys[left], both.times_a[left], left)
    groups_b = _grouped(b.keys[right], both.times_b[right], right)
    return list(_equal(groups_a, groups_b, both))


def _of_unknown_files(
    both: _Both, pairs: list[tuple[int, int]], *, is_swapped: bool = False
) -> list[tuple[int, int]]:
    """Pair pictures that one side's export left out with any that the other has at that time."""
    left = _without(len(both.a), [pair[0] for pair in pairs])
    right = _without(len(both.b), [pair[1] for pair in pairs])
    if is_swapped:
        left, right = left[both.a.looks[left] > 0], right[both.b.looks[right] == 0]
    else:
        left = left[both.a.looks[left] == 0]
    names = [both.senders.get(one, one) for one in both.a.senders]
    groups_a = _grouped(both.a.keys[left] ^ _codes(names)[left], both.times_a[left], left)
    groups_b = _grouped(both.b.keys[right] ^ _codes(both.b.senders)[right], both.times_b[right], right)
    return list(_equal(groups_a, groups_b, both))


@dataclass(frozen=True, slots=True)
class _Groups:
    keys: NDArray[np.int64]
    starts: NDArray[np.int64]
    sizes: NDArray[np.int64]
    rows: NDArray[np.int64]

    def of(self, place: int) -> NDArray[np.int64]:
        start = int(self.starts[place])
        return self.rows[start : start + int(self.sizes[place])]


def _groups(side: Side, times: NDArray[np.int64], senders: dict[str, str]) -> _Groups:
    """Group rows by what they say and who said it, by B's name where it is known."""
    keys = side.keys ^ _codes([senders.get(name, name) for name in side.senders]) ^ _shown(side)
    return _grouped(keys, times, np.arange(len(side), dtype=np.int64))


def _codes(names: list[str]) -> NDArray[np.int64]:
    codes = {name: hash((name, "sender")) for name in set(names)}
    return np.fromiter((codes[name] for name in names), np.int64, len(names))


def _shown(side: Side) -> NDArray[np.int64]:
    """Return a code of what each picture shows, 0 where nobody could look."""
    return np.fromiter(
        (hash((look, "look")) if look else 0 for look in side.looks.tolist()), np.int64, len(side)
    )


def _grouped(keys: NDArray[np.int64], times: NDArray[np.int64], rows: NDArray[np.int64]) -> _Groups:
    """Group rows by their keys, each group in order of time."""
    order = np.lexsort((rows, times, keys))
    unique, starts, sizes = np.unique(keys[order], return_index=True, return_counts=True)
    return _Groups(unique, starts.astype(np.int64), sizes.astype(np.int64), rows[order])


def _pair_group(
    rows_a: NDArray[np.int64], rows_b: NDArray[np.int64], both: _Both
) -> Iterator[tuple[int, int]]:
    """Pair one text's messages: cut both into clusters that cannot reach each other, and weigh within each."""
    left, right = both.times_a[rows_a].tolist(), both.times_b[rows_b].tolist()
    tolerance = both.tolerance
    at_a = at_b = 0
    while at_a < len(left) and at_b < len(right):
        if left[at_a] < right[at_b] - tolerance:
            at_a += 1
        elif right[at_b] < left[at_a] - tolerance:
            at_b += 1
        else:
            end_a, end_b = _cluster(left, right, at_a, at_b, tolerance)
            for one, other in _weighed(left[at_a:end_a], right[at_b:end_b], tolerance):
                yield int(rows_a[at_a + one]), int(rows_b[at_b + other])
            at_a, at_b = end_a, end_b


def _cluster(left: list[int], right: list[int], at_a: int, at_b: int, tolerance: int) -> tuple[int, int]:
    """Return the ends of the runs from these places on in which each message may be one with another's."""
    end_a, end_b = at_a + 1, at_b + 1
    while True:
        grown_a, grown_b = end_a, end_b
        while grown_a < len(left) and left[grown_a] <= right[grown_b - 1] + tolerance:
            grown_a += 1
        while grown_b < len(right) and right[grown_b] <= left[grown_a - 1] + tolerance:
            grown_b += 1
        if (grown_a, grown_b) == (end_a, end_b):
            return end_a, end_b
        end_a, end_b = grown_a, grown_b


def _weighed(left: list[int], right: list[int], tolerance: int) -> Iterator[tuple[int, int]]:
    """Pair in order: as many as possible, and of those ways the one with the least difference of times."""
    if len(left) == len(right) or min(len(left), len(right)) > _CLUSTER:
        yield from _in_order(left, right, tolerance)
        return
    worst = tolerance * (len(left) + len(right)) + 1
    costs = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for one in range(len(left) - 1, -1, -1):
        for other in range(len(right) - 1, -1, -1):
            apart = abs(left[one] - right[other])
            paired = costs[one + 1][other + 1] + (apart - worst if apart <= tolerance else 0)
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


def _altered(both: _Both, pairs: list[tuple[int, int]]) -> Iterator[tuple[int, int, float]]:
    """Yield messages without an equal that are one message in two wordings, most alike first; each once."""
    used_a: set[int] = set()
    used_b: set[int] = set()
    for likeness, _, row, other in sorted(_alike(both, pairs)):
        if row not in used_a and other not in used_b:
            used_a.add(row)
            used_b.add(other)
            yield row, other, -likeness


def _alike(both: _Both, pairs: list[tuple[int, int]]) -> Iterator[tuple[float, int, int, int]]:
    """Yield -likeness, seconds apart and rows of messages that may be one."""
    left = _without(len(both.a), [pair[0] for pair in pairs])
    right = _without(len(both.b), [pair[1] for pair in pairs])
    right = right[np.argsort(both.times_b[right], kind="stable")]
    at, times = both.times_b[right], both.times_a[left]
    firsts = np.searchsorted(at, times - both.tolerance, "left").tolist()
    lasts = np.searchsorted(at, times + both.tolerance, "right").tolist()
    for row, first, last in zip(left.tolist(), firsts, lasts, strict=True):
        for other in right[first:last].tolist():
            likeness = _likeness(both, row, other)
            if likeness >= _ALTERED_FROM:
                yield -likeness, abs(int(both.times_a[row] - both.times_b[other])), row, other


def _without(count: int, taken: list[int]) -> NDArray[np.int64]:
    free = np.ones(count, bool)
    free[np.array(taken, np.int64)] = False
    return np.flatnonzero(free).astype(np.int64)


def _likeness(both: _Both, row: int, other: int) -> float:
    a, b = both.a, both.b
    known = both.senders.get(a.senders[row])
    if known is not None and known != b.senders[other]:
        return 0.0
    if a.media[row] != b.media[other]:
        return 0.0
    one, two = a.texts[row], b.texts[other]
    if not one and not two:
        return _likeness_of_files(both, row, other) if a.media[row] else 0.0
    if known is not None and (a.edited[row] or b.edited[other]):
        return max(_ALTERED_FROM, fuzz.ratio(one, two))
    if max(len(one), len(two)) < _ALTERED_LENGTH:
        return 0.0
    return float(fuzz.ratio(one, two, score_cutoff=_ALTERED_FROM))


def _likeness_of_files(both: _Both, row: int, other: int) -> float:
    one, two = both.a.files[row], both.b.files[other]
    said = both.same_file(one[0], two[0]) if one and two else None
    return _LIKE if said in {"same", "like"} else _ALTERED_FROM
