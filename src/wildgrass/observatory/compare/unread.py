"""Messages of a side whose words nobody here may read, at the place of another's: perhaps one, in two wordings."""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.compare.both import Both
from wildgrass.observatory.compare.clocks import Rows
from wildgrass.observatory.compare.equals import Pairs, in_one_order

_PASSED: Final = 8
"""Messages that follow each other at once are written in one order by one tool and in another by the next."""
_NEIGHBOURS: Final = 400


def unread_pairs(both: Both, found: Pairs, sure: Pairs) -> Pairs:
    """Return what has no partner on either side and stands at one place, of one person: each once, nearest first.

    Nobody can say that one of them is missing. Only where a side is blind: else likeness of words tells.
    """
    if not (both.a.is_blind or both.b.is_blind):
        return Pairs.none()
    left, right = both.left(found)
    left = left[both.known_a[left] & (both.a.lengths[left] > 0)]
    right = right[both.known_b[right] & (both.b.lengths[right] > 0)]
    used_a: set[int] = set()
    used_b: set[int] = set()
    kept = []
    for _, _, row, other in sorted(_candidates(both, left, right, in_one_order(sure))):
        if row not in used_a and other not in used_b:
            used_a.add(row)
            used_b.add(other)
            kept.append((row, other))
    rows = np.array(kept, np.int64).reshape(-1, 2)
    return Pairs(rows[:, 0], rows[:, 1])


def _candidates(both: Both, left: Rows, right: Rows, order: Pairs) -> Iterator[tuple[int, int, int, int]]:
    """Yield how many sure pairs lie between, seconds apart, and the rows of two messages that may be one."""
    right = right[np.argsort(both.times_b[right], kind="stable")]
    places_a, places_b = np.searchsorted(order.a, left), np.searchsorted(order.b, right)
    times = both.times_b[right]
    firsts = np.searchsorted(times, both.times_a[left] - both.tolerance, "left")
    lasts = np.searchsorted(times, both.times_a[left] + both.tolerance, "right")
    for at, row in enumerate(left.tolist()):
        near: NDArray[np.int64] = np.arange(firsts[at], min(lasts[at], firsts[at] + _NEIGHBOURS))
        others = right[near]
        passed = np.abs(places_b[near] - places_a[at])
        fits = (both.codes_b[others] == both.codes_a[row]) & (both.b.media[others] == both.a.media[row])
        for one in np.flatnonzero(fits & (passed <= _PASSED)).tolist():
            other = int(others[one])
            yield int(passed[one]), abs(int(both.times_a[row] - both.times_b[other])), row, other
