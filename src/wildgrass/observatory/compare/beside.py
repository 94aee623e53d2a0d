"""Both sides beside each other: results in order of time, and what of them a person is shown."""

from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np

from wildgrass.observatory.compare.alignment import Alignment
from wildgrass.observatory.compare.classes import Results
from wildgrass.observatory.compare.clocks import Rows
from wildgrass.observatory.compare.sides import NO_TIME, Side

_BEGIN: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST: Final = np.iinfo(np.int64).max


def in_time(a: Side, b: Side, alignment: Alignment, results: Results) -> Rows:
    """Return the places of results in order of time by B's clock, undated ones last."""
    times_a = alignment.clock.to_b(a.seconds)
    times = np.full(len(results), NO_TIME)
    has_a, has_b = results.rows_a >= 0, results.rows_b >= 0
    times[has_a] = times_a[results.rows_a[has_a]]
    times[has_b] = b.seconds[results.rows_b[has_b]]
    order: Rows = np.argsort(np.where(times == NO_TIME, _LATEST, times), kind="stable").astype(np.int64)
    return order


def said_time(seconds: int) -> str:
    """Return a time as the export's own clock shows it, "" where it is unknown."""
    if seconds == NO_TIME:
        return ""
    return (_BEGIN + timedelta(seconds=seconds)).isoformat(sep=" ")[:19]
