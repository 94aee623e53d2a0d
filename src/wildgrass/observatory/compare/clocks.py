"""How two exports' clocks differ: from texts that stand exactly once on each side, whatever the senders are called."""

from bisect import bisect_left
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.compare.sides import NO_TIME, Side

_MIN_LENGTHS: Final = (4, 2, 1)
"""A shorter text that stands once on each side may still be two messages; where there is no other, it must do."""
_FEW: Final = 3
_WINDOW: Final = 51
"""So many anchors make a running median: a clock's steps are followed, single wrong anchors are not."""
_MEDIANS: Final = 50_000
"""More medians than this tell no more of a clock; between them it is taken to run evenly."""
_JITTER_S: Final = 3

Rows: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Clock:
    """What to add to side A's seconds to get B's, at the times of anchors; `tolerance_s` is how far pairs lie apart.

    `rounded_s` is how much of that is due to one export cutting its times off to coarser ones than the other.
    """

    times: NDArray[np.int64]
    offsets: NDArray[np.float64]
    tolerance_s: int
    anchors: int
    rounded_s: float = 0.0

    @property
    def b_minus_a_s(self) -> float | None:
        """Return how far B's clock is ahead of A's, None where nothing tells."""
        return float(self.offsets.mean()) - self.rounded_s if len(self.offsets) else None

    def to_b(self, seconds: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return A's seconds by B's clock; what is undated stays so."""
        if not len(self.times):
            return seconds
        moved = seconds + np.rint(np.interp(seconds, self.times, self.offsets)).astype(np.int64)
        return np.where(seconds == NO_TIME, NO_TIME, moved)


def anchors(rows_a: Rows, rows_b: Rows) -> tuple[Rows, Rows]:
    """Return those of the texts that stand once on each side which are in an order that both sides share."""
    kept = longest_increasing(rows_b.tolist())
    return rows_a[kept], rows_b[kept]


def once_on_each(a: Side, b: Side) -> tuple[Rows, Rows]:
    """Return rows of dated texts, not too short, that stand exactly once on each side, in A's order."""
    rows_a, rows_b = _single(a), _single(b)
    _, at_a, at_b = np.intersect1d(a.keys[rows_a], b.keys[rows_b], assume_unique=True, return_indices=True)
    rows_a, rows_b = rows_a[at_a], rows_b[at_b]
    order = np.argsort(rows_a, kind="stable")
    rows_a, rows_b = rows_a[order], rows_b[order]
    for least in _MIN_LENGTHS:
        long_enough = a.lengths[rows_a] >= least
        if long_enough.sum() >= _FEW:
            break
    return rows_a[long_enough], rows_b[long_enough]


def _single(side: Side) -> Rows:
    _, first, counts = np.unique(side.keys, return_index=True, return_counts=True)
    first = first[counts == 1]
    rows: Rows = first[(side.lengths[first] > 0) & (side.seconds[first] != NO_TIME)].astype(np.int64)
    return rows


def longest_increasing(values: list[int]) -> list[int]:
    """Return the places of a longest increasing run of values (patience sorting, n log n)."""
    tails: list[int] = []
    tail_at: list[int] = []
    before = [-1] * len(values)
    for place, value in enumerate(values):
        if not tails or value > tails[-1]:  # nearly always: two exports of one chat have one order
            before[place] = tail_at[-1] if tail_at else -1
            tails.append(value)
            tail_at.append(place)
            continue
        pile = bisect_left(tails, value)
        before[place] = tail_at[pile - 1] if pile else -1
        tails[pile], tail_at[pile] = value, place
    found, place = [], tail_at[-1] if tail_at else -1
    while place >= 0:
        found.append(place)
        place = before[place]
    return found[::-1]


def clock_of(a: Side, b: Side, rows_a: Rows, rows_b: Rows) -> Clock:
    """Return how the clocks differ, by anchors; without any they are taken for equal, and the tolerance is wide."""
    coarse = int(max(a.coarse.max(initial=1), b.coarse.max(initial=1)))
    if not len(rows_a):
        return Clock(np.zeros(0, np.int64), np.zeros(0), 60 + coarse, 0)
    times = a.seconds[rows_a]
    offsets = (b.seconds[rows_b] - times).astype(np.float64)
    smooth = _running_median(offsets)
    apart = np.abs(offsets - smooth)
    spread = min(8 * float(np.median(apart)), 1.5 * float(np.quantile(apart, 0.99)))
    # A clock of minutes is off by anything up to one, and a burst moves the median to either end of it.
    tolerance = max(int(np.ceil(spread)), coarse - 1) + _JITTER_S
    good = apart <= tolerance
    times, smooth = times[good], smooth[good]
    _, first = np.unique(times, return_index=True)
    rounded = (
        float(a.coarse[rows_a].mean() - b.coarse[rows_b].mean()) / 2
    )  # a time cut off is half a step early
    return Clock(times[first], smooth[first], tolerance, int(good.sum()), rounded)


def _running_median(values: NDArray[np.float64]) -> NDArray[np.float64]:
    if len(values) <= _WINDOW:
        return np.full(len(values), np.median(values))
    half = _WINDOW // 2
    padded = np.concatenate([values[half:0:-1], values, values[-2 : -half - 2 : -1]])
    step = max(1, len(values) // _MEDIANS)
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::step]
    medians = np.concatenate(
        [np.median(windows[at : at + 5_000], axis=1) for at in range(0, len(windows), 5_000)]
    )
    places = np.arange(len(values))
    smooth: NDArray[np.float64] = np.interp(places, places[::step], medians)
    return smooth
