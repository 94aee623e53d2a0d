"""Messages without an equal that are one in two wordings, or with another file: by likeness, time and sender."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from wildgrass.observatory.compare.both import Both
from wildgrass.observatory.compare.clocks import Rows
from wildgrass.observatory.compare.equals import Pairs

_ALTERED_FROM: Final = 85.0
"""Likeness (Indel, 0 to 100) from which two texts at one time from one person are one message, altered."""
_ALTERED_LENGTH: Final = 6
_LIKE: Final = 90.0
"""Likeness of two pictures that a person must look at: more than of two that are merely both pictures."""
_NEIGHBOURS: Final = 400
"""A message is held against at most so many of the other side that have no equal, the nearest in time."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Pairs of rows with how alike they are, 0 to 100."""

    a: Rows
    b: Rows
    likeness: NDArray[np.float64]


def alike_pairs(both: Both, pairs: Pairs) -> Alike:
    """Return messages without an equal that are one message in two wordings, most alike first; each once."""
    used_a: set[int] = set()
    used_b: set[int] = set()
    found = []
    for likeness, _, row, other in sorted(_candidates(both, pairs)):
        if row not in used_a and other not in used_b:
            used_a.add(row)
            used_b.add(other)
            found.append((row, other, -likeness))
    rows = np.array([(row, other) for row, other, _ in found], np.int64).reshape(-1, 2)
    return Alike(rows[:, 0], rows[:, 1], np.array([likeness for *_, likeness in found], np.float64))


def _candidates(both: Both, pairs: Pairs) -> Iterator[tuple[float, int, int, int]]:
    """Yield -likeness, seconds apart and rows of messages that may be one."""
    left, right = both.left(pairs)
    right = right[np.argsort(both.times_b[right], kind="stable")]
    at, times = both.times_b[right], both.times_a[left]
    firsts = np.searchsorted(at, times - both.tolerance, "left").tolist()
    lasts = np.searchsorted(at, times + both.tolerance, "right").tolist()
    for row, first, last in zip(left.tolist(), firsts, lasts, strict=True):
        for other in right[first : min(last, first + _NEIGHBOURS)].tolist():
            likeness = _likeness(both, row, other)
            if likeness >= _ALTERED_FROM:
                yield -likeness, abs(int(both.times_a[row] - both.times_b[other])), row, other


def _likeness(both: Both, row: int, other: int) -> float:
    a, b = both.a, both.b
    is_known = bool(both.known_a[row])
    if is_known and both.codes_a[row] != both.codes_b[other]:
        return 0.0
    if a.media[row] != b.media[other]:
        return 0.0
    lengths = int(a.lengths[row]), int(b.lengths[other])
    if not any(lengths):
        return _likeness_of_files(both, row, other) if a.media[row] else 0.0
    if is_known and (a.edited[row] or b.edited[other]):
        return max(_ALTERED_FROM, fuzz.ratio(a.compared(row), b.compared(other)))
    if max(lengths) < _ALTERED_LENGTH or 2 * min(lengths) < sum(lengths) * _ALTERED_FROM / 100:
        return 0.0
    return float(fuzz.ratio(a.compared(row), b.compared(other), score_cutoff=_ALTERED_FROM))


def _likeness_of_files(both: Both, row: int, other: int) -> float:
    one, two = both.a.files[row], both.b.files[other]
    said = both.same_file(one[0], two[0]) if one and two else None
    return _LIKE if said in {"same", "like"} else _ALTERED_FROM
