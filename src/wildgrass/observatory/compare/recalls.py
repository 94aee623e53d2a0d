"""Which absences a notice of a recall explains: each notice one, of its sender, soon before it."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.compare.clocks import Rows
from wildgrass.observatory.compare.people import NOBODY

_RECALL_S: Final = 180
"""A notice of a recall stands at most so long after the message (WeChat and QQ allow two minutes)."""


def recalled(
    times: NDArray[np.int64],
    senders: NDArray[np.int64],
    notices: tuple[NDArray[np.int64], NDArray[np.int64]],
    tolerance: int,
) -> NDArray[np.bool_]:
    """Return which missing messages, in order of time, one of the notices (times, senders) explains.

    A notice that names nobody may be of any message before it: none of them can be said to be missing.
    """
    found = np.zeros(len(times), bool)
    for at, who in sorted(zip(*(one.tolist() for one in notices), strict=True)):
        first = int(np.searchsorted(times, at - _RECALL_S))
        last = int(np.searchsorted(times, at + tolerance, "right"))
        near: Rows = np.arange(first, last)
        if who == NOBODY:
            found[near] = True
            continue
        near = near[(senders[near] == who) & ~found[near]]
        if len(near):
            found[near[np.abs(times[near] - at).argmin()]] = True
    return found
