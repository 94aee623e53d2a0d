"""Both sides beside each other: results in order of time, and what of them a person is shown."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.compare.alignment import Alignment
from wildgrass.observatory.compare.classes import CLASSES, Class, Results
from wildgrass.observatory.compare.clocks import Rows
from wildgrass.observatory.compare.equals import Pairs, in_one_order
from wildgrass.observatory.compare.sides import NO_TIME

_BEGIN: Final = datetime(1970, 1, 1, tzinfo=UTC)
MOST_ROWS: Final = 3_000
"""A report shows at most so many messages: a page of some megabytes, which a telephone still opens."""
_AROUND: Final = 2
_FOLDED: Final = 4
_RANK: Final = {Class.ONLY_A: 0, Class.ONLY_B: 0, Class.ALTERED: 1, Class.UNCLEAR: 2, Class.MATCHED: 3}


def in_time(alignment: Alignment, results: Results) -> Rows:
    """Return the places of results in B's order; what only A has stands behind what it follows in A."""
    sure = in_one_order(Pairs(alignment.rows_a[~alignment.late], alignment.rows_b[~alignment.late]))
    only_a = results.rows_b < 0
    place = results.rows_b.copy()
    before = np.searchsorted(sure.a, results.rows_a[only_a], "right") - 1
    place[only_a] = np.append(sure.b, -1)[before]  # -1: before the first of both
    order: Rows = np.lexsort((results.rows_a, only_a, place)).astype(np.int64)
    return order


def said_time(seconds: int) -> str:
    """Return a time as the export's own clock shows it, "" where it is unknown."""
    if seconds == NO_TIME:
        return ""
    return (_BEGIN + timedelta(seconds=seconds)).isoformat(sep=" ")[:19]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Results in a row: to be shown one by one, or, where `is_folded`, as one line that may be opened.

    `is_left_out`: they are counted, and not in the report.
    """

    places: Rows
    is_folded: bool = False
    is_left_out: bool = False


def stretches(results: Results, order: Rows, most: int = MOST_ROWS) -> list[Stretch]:
    """Cut results in order of time into what is shown, folded and left out, so that at most `most` rows are written.

    A small chat is whole. Of a large one what differs is shown with its neighbours, what only one side has first.
    """
    is_dull = dull(results)[order]
    shown = np.ones(len(order), bool) if len(order) <= most else _nearest(results, order, is_dull, most)
    folded = ~_near(~is_dull, _AROUND)
    codes = np.where(shown, 2 * folded, 1) + 4 * np.where(folded | ~shown, _sameness(results)[order], 0)
    cuts = [0, *(np.flatnonzero(np.diff(codes)) + 1).tolist(), len(order)]
    found = []
    for start, end in pairwise(cuts):
        places = order[start:end]
        is_left_out = not shown[start]
        is_folded = bool(folded[start]) and not is_left_out and len(places) >= _FOLDED
        found.append(Stretch(places, is_folded, is_left_out))
    return found if len(order) else []


def dull(results: Results) -> NDArray[np.bool_]:
    """Return which results a person need not look at: what matches, and what lies outside the other export."""
    found: NDArray[np.bool_] = results.of(Class.MATCHED) & ~results.because("time-differs")
    return found | results.because("outside") | results.because("hole")


def _sameness(results: Results) -> NDArray[np.int64]:
    """Return a code of class and reason, so that only what is alike is folded into one line."""
    kinds = results.kinds.astype(np.int64)
    sameness: NDArray[np.int64] = kinds * 4 + results.because("outside") * 1 + results.because("hole") * 2
    return sameness


def _near(chosen: NDArray[np.bool_], reach: int) -> NDArray[np.bool_]:
    """Return which places are chosen, or lie so near to a chosen one."""
    total = np.concatenate([[0], np.cumsum(chosen)])
    at = np.arange(len(chosen))
    near: NDArray[np.bool_] = (
        total[np.minimum(at + reach + 1, len(chosen))] - total[np.maximum(at - reach, 0)] > 0
    )
    return near


def _nearest(results: Results, order: Rows, is_dull: NDArray[np.bool_], most: int) -> NDArray[np.bool_]:
    """Return which places are shown of a large chat: what only one side has first, then the rest of what differs."""
    kinds = results.kinds[order]
    rank = np.where(is_dull, len(_RANK), np.array([_RANK[one] for one in CLASSES])[kinds])
    chosen = np.argsort(rank, kind="stable")[: most // (2 * _AROUND + 1)]
    shown = np.zeros(len(order), bool)
    shown[chosen[~is_dull[chosen]]] = True
    return _near(shown, _AROUND)
