"""Rules that hold for a time only: lists change, and what is kept before or after a rule's time is no counter-example.

Such a rule is too impure over the whole time to be seen. So what nothing explains is searched again in halves and
quarters of the time, and the time in which a rule holds is the stretch of its posts that says most for it. Both ends
are paid for.
"""

from math import log
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.infer.corpus import Corpus
from wildgrass.observatory.infer.scores import inside

UNDATED: Final = np.iinfo(np.int64).min
_PARTS: Final = (2, 4)
_SLIPPING: Final = 0.02
_FEWEST_OUTSIDE: Final = 3
"""So many kept posts outside its time show that a rule had one; fewer may have slipped through, or be no rule's."""

Rows = NDArray[np.int64]


def seconds_of(corpus: Corpus) -> NDArray[np.int64]:
    """Return the posts' times, `UNDATED` where there is none."""
    times = (UNDATED if post.seconds is None else post.seconds for post in corpus.posts)
    return np.fromiter(times, np.int64, len(corpus))


def parts_of_time(seconds: NDArray[np.int64]) -> list[Rows]:
    """Return the rows of each half and each quarter of the time; none where most are not dated, or all on one day."""
    dated = np.flatnonzero(seconds != UNDATED)
    if 2 * len(dated) < len(seconds) or not len(dated) or np.ptp(seconds[dated]) < 86_400 * max(_PARTS):
        return []
    ordered = dated[np.argsort(seconds[dated], kind="stable")]
    return [np.sort(part) for count in _PARTS for part in np.array_split(ordered, count)]


def stretch(rows: Rows, seconds: NDArray[np.int64], removed: NDArray[np.bool_], rate: float) -> Rows:
    """Return those rows that lie in the stretch of time that says most for a rule (the largest sum; Kadane)."""
    dated = rows[seconds[rows] != UNDATED]
    dated = dated[np.argsort(seconds[dated], kind="stable")]
    for_it, against = -log(inside(rate)), log(_SLIPPING)
    best, now, begin, ends = 0.0, 0.0, 0, (0, 0)
    for at, is_gone in enumerate(removed[dated].tolist()):
        if now <= 0:
            now, begin = 0.0, at
        now += for_it if is_gone else against
        if now > best:
            best, ends = now, (begin, at + 1)
    return np.sort(dated[ends[0] : ends[1]])


def price(rows: Rows) -> float:
    """Return what the two ends of a stretch among these rows pay."""
    return 2 * log(len(rows) + 1)


def is_shown(rows: Rows, held: Rows, removed: NDArray[np.bool_]) -> bool:
    """Say whether enough kept posts lie outside the stretch to show that the rule had its time."""
    return int((~removed[rows]).sum()) - int((~removed[held]).sum()) >= _FEWEST_OUTSIDE
