"""Messages of a side whose words nobody here may read, at the place of another's: perhaps one, in two wordings."""

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.compare.both import Both
from wildgrass.observatory.compare.clocks import Rows
from wildgrass.observatory.compare.equals import Pairs, in_one_order


def unread_pairs(both: Both, found: Pairs, sure: Pairs) -> Pairs:
    """Return what has no partner on either side and stands between the same messages, of one person, in order.

    Nobody can say that one of them is missing. Only where a side is blind: else likeness of words tells.
    """
    if not (both.a.is_blind or both.b.is_blind):
        return Pairs.none()
    left, right = both.left(found)
    left = left[both.known_a[left] & (both.a.lengths[left] > 0)]
    right = right[both.known_b[right] & (both.b.lengths[right] > 0)]
    order = in_one_order(sure)
    gaps = np.searchsorted(order.a, left), np.searchsorted(order.b, right)
    ends = (
        _Places(left, gaps[0], both.codes_a[left], both.a.media[left]),
        _Places(right, gaps[1], both.codes_b[right], both.b.media[right]),
    )
    pairs = _met(*ends)
    near = np.abs(both.times_a[pairs.a] - both.times_b[pairs.b]) <= both.tolerance
    return Pairs(pairs.a[near], pairs.b[near])


class _Places:
    """Rows with the gap between sure pairs that each stands in, who sent it and what kind it is."""

    def __init__(self, rows: Rows, gaps: Rows, codes: Rows, media: Rows) -> None:
        order = np.lexsort((rows, media, codes, gaps))
        self.rows = rows[order]
        columns = [gaps[order], codes[order], media[order]]
        self.keys = np.stack([*columns, _nth(columns)], axis=1)


def _nth(columns: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return of each row how many equal ones stand before it."""
    count = len(columns[0])
    starts = np.ones(count, bool)
    starts[1:] = np.any([one[1:] != one[:-1] for one in columns], axis=0)
    at = np.arange(count)
    first: NDArray[np.int64] = at - np.maximum.accumulate(np.where(starts, at, 0))
    return first


def _met(a: _Places, b: _Places) -> Pairs:
    places = {tuple(key): row for key, row in zip(b.keys.tolist(), b.rows.tolist(), strict=True)}
    met = [
        (row, places[tuple(key)])
        for key, row in zip(a.keys.tolist(), a.rows.tolist(), strict=True)
        if tuple(key) in places
    ]
    rows = np.array(met, np.int64).reshape(-1, 2)
    return Pairs(rows[:, 0], rows[:, 1])
