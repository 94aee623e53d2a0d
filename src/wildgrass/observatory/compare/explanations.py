"""What else may have happened, beside censorship: how many messages bear the mark of each, and how many are control.

Plain texts are the control: offline devices, blocks, recalls and clumsy exports hit them as they hit links and media.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.compare.classes import Class, Results
from wildgrass.observatory.compare.sides import Side

MARKS: Final = {
    "third-lacks": ("third-lacks",),
    "offline": ("run",),
    "blocked": ("sender-run",),
    "recalled": ("recalled", "notice"),
    "limit": ("outside", "hole", "undated"),
    "edited": ("edited", "text-differs", "text-not-compared"),
    "clock": ("time-differs",),
    "files": ("file-same", "file-like", "file-other", "file-not-compared"),
}
"""Explanations by the reasons that speak for each."""
_OF_A_THIRD: Final = frozenset({"third-has", "third-lacks"})
"""Nothing is said of these where no third member's export was given."""


@dataclass(frozen=True, slots=True)
class Explained:
    """An explanation: how many messages bear its mark, of them plain texts, and links and media."""

    name: str
    count: int
    plain: int
    others: int


def explanations(a: Side, b: Side, results: Results) -> list[Explained]:
    """Count the marks of each explanation; first what bears none: withheld, deleted by hand there, or never sent."""
    is_plain = _plain(a, b, results)
    alone = results.of(Class.ONLY_A) | results.of(Class.ONLY_B)
    for mark in ("run", "sender-run", "third-lacks"):
        alone &= ~results.because(mark)
    unmarked = alone & ~results.because("third-has")
    found = [
        _explained("none", unmarked, is_plain),
        _explained("third-has", alone & results.because("third-has"), is_plain),
        *_marked(results, is_plain),
    ]
    has_third = any(results.because(one).any() for one in _OF_A_THIRD)
    return [one for one in found if has_third or one.name not in _OF_A_THIRD]


def _marked(results: Results, is_plain: NDArray[np.bool_]) -> Iterator[Explained]:
    for name, reasons in MARKS.items():
        found = np.zeros(len(results), bool)
        for reason in reasons:
            found |= results.because(reason)
        yield _explained(name, found, is_plain)


def _explained(name: str, found: NDArray[np.bool_], is_plain: NDArray[np.bool_]) -> Explained:
    count, plain = int(found.sum()), int((found & is_plain).sum())
    return Explained(name, count, plain, count - plain)


def _plain(a: Side, b: Side, results: Results) -> NDArray[np.bool_]:
    """Return which results are plain texts: no media and no link, on the side that has them."""
    found = np.zeros(len(results), bool)
    for side, rows in ((b, results.rows_b), (a, results.rows_a)):
        there = rows >= 0
        found[there] = (side.media[rows[there]] == 0) & ~side.linked[rows[there]]
    return found
