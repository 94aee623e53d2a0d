"""Both sides of a conversation on one clock, with one code for each person."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.compare.clocks import Clock, Rows
from wildgrass.observatory.compare.equals import Column, Pairs
from wildgrass.observatory.compare.people import People
from wildgrass.observatory.compare.sides import NO_TIME, Side

_UNDATED_AFTER_S: Final = 1 << 40

SameFile: TypeAlias = Callable[[str, str], str | None]
"""Two SHA-256 -> "same" (re-encoded), "like" (a person must look), "other", or None where a file is not at hand."""


def nobody_looked(_a: str, _b: str) -> None:
    """Say nothing of any two files."""


@dataclass(frozen=True, slots=True)
class Both:
    """The two sides, their times by one clock, and who is who: codes of senders, and whether a text told whose."""

    a: Side
    b: Side
    times_a: NDArray[np.int64]
    times_b: NDArray[np.int64]
    tolerance: int
    codes_a: NDArray[np.int64]
    codes_b: NDArray[np.int64]
    known_a: NDArray[np.bool_]
    known_b: NDArray[np.bool_]
    same_file: SameFile

    def left(self, pairs: Pairs) -> tuple[Rows, Rows]:
        """Return the rows of both sides that have no partner."""
        return _without(len(self.a), pairs.a), _without(len(self.b), pairs.b)

    def column_a(self, rows: Rows, keys: NDArray[np.int64]) -> Column:
        """Return rows of A to be paired by keys."""
        return Column(rows, keys[rows], self.times_a[rows])

    def column_b(self, rows: Rows, keys: NDArray[np.int64]) -> Column:
        """Return rows of B to be paired by keys."""
        return Column(rows, keys[rows], self.times_b[rows])


def both_of(a: Side, b: Side, clock: Clock, people: People, same_file: SameFile) -> Both:
    """Put both sides on B's clock, with one code for each person."""
    return Both(
        a,
        b,
        _dense(clock.to_b(a.seconds)),
        _dense(b.seconds),
        clock.tolerance_s,
        people.codes_a[a.senders],
        people.codes_b[b.senders],
        people.known_a[a.senders],
        people.known_b[b.senders],
        same_file,
    )


def _dense(seconds: NDArray[np.int64]) -> NDArray[np.int64]:
    """Put undated messages far behind all others, apart from each other by nothing: they pair in order."""
    return np.where(seconds == NO_TIME, _UNDATED_AFTER_S, seconds)


def _without(count: int, taken: Rows) -> Rows:
    free = np.ones(count, bool)
    free[taken] = False
    return np.flatnonzero(free).astype(np.int64)
