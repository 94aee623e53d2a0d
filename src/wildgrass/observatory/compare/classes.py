"""What became of each message: matched, only on one side, altered, or unclear, with the reasons for and against.

That a message is on one side only never says by itself that a platform withheld it. Every other explanation that the
exports allow is named beside it: an export that begins later or has a hole, a recall, an edit, no date.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.compare.alignment import Alignment
from wildgrass.observatory.compare.both import SameFile, nobody_looked
from wildgrass.observatory.compare.clocks import Rows
from wildgrass.observatory.compare.people import NOBODY
from wildgrass.observatory.compare.recalls import recalled
from wildgrass.observatory.compare.sides import NO_TIME, Side

_WINDOW: Final = 15
_MISSING_IN_WINDOW: Final = 14
"""So many of so many messages in a row missing is a hole in an export, and no loss of single messages."""
_RUN: Final = 3
"""So many in a row that only one side has are told as a run: a device that was offline loses messages so."""
_SENDER_RUN: Final = 5
"""So many in a row of one person's, while others' came, are told as such: so it looks when somebody is blocked."""

REASONS: Final = (
    "outside",
    "hole",
    "recalled",
    "notice",
    "undated",
    "edited",
    "text-differs",
    "file-same",
    "file-like",
    "file-other",
    "file-not-compared",
    "time-differs",
    "run",
    "sender-run",
    "third-has",
    "third-lacks",
    "text-not-compared",
)
"""Every reason that a message's class can have; `Results.why` has a bit for each, in this order."""
BITS: Final = {name: 1 << place for place, name in enumerate(REASONS)}
"""The bit of each reason."""
_OTHER_REASONS: Final = sum(BITS[one] for one in ("outside", "hole", "undated", "recalled", "notice"))
"""Reasons that explain an absence as well as a filter would."""
_NO_ROW: Final = -1


class Class(StrEnum):
    """What became of a message."""

    MATCHED = "matched"
    ONLY_A = "only_a"
    ONLY_B = "only_b"
    ALTERED = "altered"
    UNCLEAR = "unclear"


CLASSES: Final = tuple(Class)
_CODE: Final = {one: code for code, one in enumerate(CLASSES)}


@dataclass(frozen=True, slots=True)
class Result:
    """A message's class: its rows on both sides (None: not there), and why."""

    kind: Class
    row_a: int | None
    row_b: int | None
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Results(Sequence[Result]):
    """Every message of both sides once: pairs, then A's, then B's. Class codes, rows (-1: none), reasons as bits."""

    kinds: NDArray[np.int8]
    rows_a: Rows
    rows_b: Rows
    why: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.kinds)

    def __getitem__(self, place: int) -> Result:  # type: ignore[override] # nobody takes a part
        """Return one result."""
        row_a, row_b = int(self.rows_a[place]), int(self.rows_b[place])
        return Result(
            CLASSES[int(self.kinds[place])],
            None if row_a < 0 else row_a,
            None if row_b < 0 else row_b,
            reasons(int(self.why[place])),
        )

    def __iter__(self) -> Iterator[Result]:
        return (self[place] for place in range(len(self)))

    def of(self, kind: Class) -> NDArray[np.bool_]:
        """Return which results are of a class."""
        found: NDArray[np.bool_] = self.kinds == _CODE[kind]
        return found

    def because(self, reason: str) -> NDArray[np.bool_]:
        """Return which results have a reason."""
        found: NDArray[np.bool_] = (self.why & BITS[reason]) > 0
        return found

    def counts(self) -> Counter[str]:
        """Return how many there are of each class."""
        return Counter({str(one): n for one in CLASSES if (n := int(self.of(one).sum()))})

    def reason_counts(self) -> Counter[str]:
        """Return how many have each reason."""
        return Counter({one: n for one in REASONS if (n := int(self.because(one).sum()))})


def reasons(bits: int) -> tuple[str, ...]:
    """Return the reasons that bits stand for."""
    return tuple(name for name, bit in BITS.items() if bits & bit)


def classify(a: Side, b: Side, alignment: Alignment, same_file: SameFile = nobody_looked) -> Results:
    """Return what became of every message of both sides."""
    times_a, people = alignment.clock.to_b(a.seconds), alignment.people
    codes_a = np.where(people.known_a, people.codes_a, NOBODY)
    codes_b = np.where(people.known_b, people.codes_b, NOBODY)
    end_a = _End(a, times_a, codes_a[a.senders], _unpaired(a, alignment.rows_a))
    end_b = _End(b, b.seconds, codes_b[b.senders], _unpaired(b, alignment.rows_b))
    parts = (
        _pairs(a, b, alignment, same_file),
        _alone(end_a, end_b, Class.ONLY_A, alignment.clock.tolerance_s),
        _alone(end_b, end_a, Class.ONLY_B, alignment.clock.tolerance_s),
    )
    return Results(
        np.concatenate([one.kinds for one in parts]),
        np.concatenate([one.rows_a for one in parts]),
        np.concatenate([one.rows_b for one in parts]),
        np.concatenate([one.why for one in parts]),
    )


def _unpaired(side: Side, paired: Rows) -> NDArray[np.bool_]:
    missing = np.ones(len(side), bool)
    missing[paired] = False
    return missing


def _pairs(a: Side, b: Side, alignment: Alignment, same_file: SameFile) -> Results:
    rows_a, rows_b = alignment.rows_a, alignment.rows_b
    kinds = np.full(len(rows_a), _CODE[Class.MATCHED], np.int8)
    why = np.where(alignment.late, BITS["time-differs"], 0).astype(np.int32)
    has_words = (a.lengths[rows_a] > 0) | (b.lengths[rows_b] > 0) | (a.media[rows_a] == 0)
    is_reworded = (alignment.likeness < 100) & has_words
    is_edited = a.edited[rows_a] | b.edited[rows_b]
    kinds[is_reworded] = _CODE[Class.ALTERED]
    why[is_reworded & is_edited] |= BITS["edited"]
    why[is_reworded & ~is_edited & ~alignment.unread] |= BITS["text-differs"]
    kinds[alignment.unread & ~is_edited] = _CODE[Class.UNCLEAR]
    why[alignment.unread & ~is_edited] |= BITS["text-not-compared"]
    is_recalled = a.recalled[rows_a] != b.recalled[rows_b]
    kinds[is_recalled] = _CODE[Class.UNCLEAR]
    why[is_recalled] |= BITS["recalled"]
    for place in np.flatnonzero(a.media[rows_a] > 0).tolist():
        files_a, files_b = a.files[int(rows_a[place])], b.files[int(rows_b[place])]
        if files_a != files_b:
            said = same_file(files_a[0], files_b[0]) if files_a and files_b else None
            why[place] |= BITS[f"file-{said}" if said else "file-not-compared"]
            kind = {"other": Class.ALTERED, "like": Class.UNCLEAR}.get(said or "")
            kinds[place] = kinds[place] if kind is None else _CODE[kind]
    return Results(kinds, rows_a, rows_b, why)


@dataclass(frozen=True, slots=True)
class _End:
    """A side with its times by B's clock, who of both sides sent each message, and which have no partner."""

    side: Side
    times: NDArray[np.int64]
    senders: NDArray[np.int64]
    missing: NDArray[np.bool_]

    def has_times(self) -> bool:
        """Return whether any message is dated; where none is, only their order says what lies between what."""
        return bool((self.times != NO_TIME).any())

    def covers(self, times: NDArray[np.int64], inside_s: int) -> NDArray[np.bool_]:
        """Return which times lie between this export's first message and its last, so far inside."""
        dated = self.times[self.times != NO_TIME]
        if not len(dated):
            return np.zeros(len(times), bool)
        covered: NDArray[np.bool_] = (times >= dated.min() + inside_s) & (times <= dated.max() - inside_s)
        return covered

    def notices(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return times and senders of notices of recalls that the other side has no message for."""
        chosen = self.side.recalled & self.missing & (self.times != NO_TIME)
        return self.times[chosen], self.senders[chosen]


def _alone(end: _End, other: _End, kind: Class, tolerance: int) -> Results:
    """Return the messages of one end that have no partner on the other."""
    side, missing = end.side, end.missing
    rows = np.flatnonzero(missing).astype(np.int64)
    at = end.times[rows]
    why = np.zeros(len(rows), np.int32)
    has_times = end.has_times() and other.has_times()
    between = _between_pairs(missing)[rows]
    # Within a clock's reach of the other's ends only the order tells whether it had begun, or still went on.
    is_covered = other.covers(at, tolerance) | (between & other.covers(at, 0)) if has_times else between
    why[~is_covered] |= BITS["outside"]
    why[is_covered & holes_of(missing)[rows]] |= BITS["hole"]
    why[_recalled(end, rows, other, tolerance)] |= BITS["recalled"]
    why[side.edited[rows]] |= BITS["edited"]
    why[(at == NO_TIME) & (has_times | ~is_covered)] = BITS["undated"]
    why[side.recalled[rows]] = BITS["notice"]
    is_loss = (why & _OTHER_REASONS) == 0
    in_run = in_runs(missing, _RUN)[rows]
    why[is_loss & in_run] |= BITS["run"]
    why[is_loss & ~in_run & _sender_runs(side, missing)[rows]] |= BITS["sender-run"]
    kinds = np.where(is_loss, _CODE[kind], _CODE[Class.UNCLEAR]).astype(np.int8)
    none = np.full(len(rows), _NO_ROW, np.int64)
    return Results(kinds, *((rows, none) if kind is Class.ONLY_A else (none, rows)), why)


def _between_pairs(missing: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which messages stand between the first and the last that both sides have."""
    paired = np.flatnonzero(~missing)
    at = np.arange(len(missing))
    if not len(paired):
        return np.zeros(len(missing), bool)
    between: NDArray[np.bool_] = (at > paired[0]) & (at < paired[-1])
    return between


def _recalled(end: _End, rows: Rows, other: _End, tolerance: int) -> NDArray[np.bool_]:
    at = end.times[rows]
    order = np.argsort(at, kind="stable")
    explained = np.zeros(len(rows), bool)
    explained[order] = recalled(at[order], end.senders[rows][order], other.notices(), tolerance)
    return explained


def holes_of(missing: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which messages lie where nearly everything around is missing: the other export has a hole there."""
    if len(missing) < _WINDOW:
        return np.full(len(missing), bool(len(missing) and missing.all()))
    total = np.concatenate([[0], np.cumsum(missing)])
    sums = total[_WINDOW:] - total[:-_WINDOW]
    holes = np.zeros(len(missing) + 1, np.int64)
    starts = np.flatnonzero(sums >= _MISSING_IN_WINDOW)
    np.add.at(holes, starts, 1)
    np.add.at(holes, np.minimum(starts + _WINDOW, len(missing)), -1)
    return (np.cumsum(holes[:-1]) > 0) & missing


def in_runs(missing: NDArray[np.bool_], least: int) -> NDArray[np.bool_]:
    """Return which missing messages stand in a row of at least so many."""
    edges = np.flatnonzero(np.diff(missing.astype(np.int8), prepend=0, append=0))
    found = np.zeros(len(missing), bool)
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if end - start >= least:
            found[start:end] = True
    return found


def _sender_runs(side: Side, missing: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which missing messages stand in a row of one person's."""
    order = np.argsort(side.senders, kind="stable")
    found = np.zeros(len(missing), bool)
    for start, end in _spans(side.senders[order]):
        rows = order[start:end]
        found[rows] = in_runs(missing[rows], _SENDER_RUN)
    return found


def _spans(values: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Yield the ends of each run of equal values."""
    cuts = np.flatnonzero(np.diff(values)) + 1
    yield from zip([0, *cuts.tolist()], [*cuts.tolist(), len(values)], strict=True)
