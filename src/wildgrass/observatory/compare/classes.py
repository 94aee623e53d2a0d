"""What became of each message: matched, only on one side, altered, or unclear, with the reasons for and against.

That a message is on one side only never says by itself that a platform withheld it. Every other explanation that the
exports allow is named beside it: an export that begins later or has a hole, a recall, an edit, no date.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.compare.alignment import Alignment, SameFile, nobody_looked
from wildgrass.observatory.compare.sides import NO_TIME, Side

_WINDOW: Final = 15
_MISSING_IN_WINDOW: Final = 14
"""So many of so many messages in a row missing is a hole in an export, and no loss of single messages."""
_RECALL_S: Final = 180
"""A notice of a recall stands at most so long after the message (WeChat and QQ allow two minutes)."""

_OTHER_REASONS: Final = frozenset({"outside", "hole", "undated", "recalled", "notice"})
"""Reasons that explain an absence as well as a filter would."""


class Class(StrEnum):
    """What became of a message."""

    MATCHED = "matched"
    ONLY_A = "only_a"
    ONLY_B = "only_b"
    ALTERED = "altered"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Result:
    """A message's class: its rows on both sides (None: not there), and why."""

    kind: Class
    row_a: int | None
    row_b: int | None
    why: tuple[str, ...]


def classify(a: Side, b: Side, alignment: Alignment, same_file: SameFile = nobody_looked) -> Iterator[Result]:
    """Yield the result of every message of both sides, pairs first, then A's, then B's."""
    pairs = zip(
        alignment.rows_a.tolist(), alignment.rows_b.tolist(), alignment.likeness.tolist(), strict=True
    )
    for row_a, row_b, likeness in pairs:
        yield _pair(a, b, row_a, row_b, likeness, same_file)
    times_b = alignment.clock.to_b(a.seconds)
    yield from _alone(a, times_b, alignment.rows_a, _Coverage.of(b, b.seconds), Class.ONLY_A)
    yield from _alone(b, b.seconds, alignment.rows_b, _Coverage.of(a, times_b), Class.ONLY_B)


def _pair(a: Side, b: Side, row_a: int, row_b: int, likeness: float, same_file: SameFile) -> Result:
    why: list[str] = []
    kind = Class.MATCHED
    is_wording = bool(a.texts[row_a] or b.texts[row_b]) or not a.media[row_a]
    if likeness < 100 and is_wording:
        kind = Class.ALTERED
        why.append("edited" if a.edited[row_a] or b.edited[row_b] else "text-differs")
    if a.recalled[row_a] != b.recalled[row_b]:
        kind = Class.UNCLEAR
        why.append("recalled")
    files_a, files_b = a.files[row_a], b.files[row_b]
    if a.media[row_a] and files_a != files_b:
        said = same_file(files_a[0], files_b[0]) if files_a and files_b else None
        why.append(f"file-{said}" if said else "file-not-compared")
        kind = {"other": Class.ALTERED, "like": Class.UNCLEAR}.get(said or "", kind)
    return Result(kind, row_a, row_b, tuple(why))


@dataclass(frozen=True, slots=True)
class _Coverage:
    """From when to when the other export has messages, and when it tells of recalls, in order."""

    first: int
    last: int
    recalls: NDArray[np.int64]

    @classmethod
    def of(cls, side: Side, times: NDArray[np.int64]) -> "_Coverage":
        dated = times[times != NO_TIME]
        first, last = (int(dated.min()), int(dated.max())) if len(dated) else (0, -1)
        return cls(first, last, np.sort(times[np.array(side.recalled, bool)]) if len(side) else dated)


def _alone(
    side: Side, times: NDArray[np.int64], paired: NDArray[np.int64], coverage: _Coverage, kind: Class
) -> Iterator[Result]:
    """Yield the messages of one side that have no partner on the other."""
    missing = np.ones(len(side), bool)
    missing[paired] = False
    holes = holes_of(missing)
    for row in np.flatnonzero(missing).tolist():
        why = _why(side, row, int(times[row]), coverage, is_in_hole=bool(holes[row]))
        decided = Class.UNCLEAR if _OTHER_REASONS & set(why) else kind
        yield Result(
            decided, row if kind is Class.ONLY_A else None, row if kind is Class.ONLY_B else None, why
        )


def _why(side: Side, row: int, time: int, coverage: _Coverage, *, is_in_hole: bool) -> tuple[str, ...]:
    if side.recalled[row]:
        return ("notice",)
    if time == NO_TIME:
        return ("undated",)
    why = []
    if not coverage.first <= time <= coverage.last:
        why.append("outside")
    elif is_in_hole:
        why.append("hole")
    near = int(np.searchsorted(coverage.recalls, time))
    if near < len(coverage.recalls) and int(coverage.recalls[near]) <= time + _RECALL_S:
        why.append("recalled")
    if side.edited[row]:
        why.append("edited")
    return tuple(why)


def holes_of(missing: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which messages lie where nearly everything around is missing: the other export has a hole there."""
    if len(missing) < _WINDOW:
        return np.full(len(missing), bool(len(missing) and missing.all()))
    sums = np.convolve(missing.astype(np.int64), np.ones(_WINDOW, np.int64), "valid")
    holes = np.zeros(len(missing) + 1, np.int64)
    starts = np.flatnonzero(sums >= _MISSING_IN_WINDOW)
    np.add.at(holes, starts, 1)
    np.add.at(holes, np.minimum(starts + _WINDOW, len(missing)), -1)
    return (np.cumsum(holes[:-1]) > 0) & missing
