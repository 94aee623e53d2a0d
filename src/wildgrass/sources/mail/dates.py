"""Dates as RFC 5322 and older programs write them."""

import re
from datetime import datetime, timedelta, timezone
from typing import Final

from wildgrass.model import Moment
from wildgrass.sources import localtime
from wildgrass.sources.localtime import LocalClock

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE: Final = re.compile(
    r"(?:[^\W\d]+\.?,?\s+)?(\d{1,2})[\s-]+([^\W\d]{3})[^\W\d]*\.?[\s-]+(\d{4}|\d{2}),?\s+"
    r"(\d{1,2})[:.](\d{1,2})(?:[:.](\d{1,2}))?(?:\.\d+)?\s*(AM|PM)?\s*([+-]\d{4}|[+-]\d\d:\d\d|[A-Za-z]{1,5})?"
)
_ASCTIME: Final = re.compile(
    r"(?:[^\W\d]+,?\s+)?([^\W\d]{3})\s+(\d{1,2})\s+(\d{1,2}):(\d\d)(?::(\d\d))?\s*([+-]\d{4}|[A-Z]{1,5})?\s+(\d{4})"
)
_NAMED: Final = {
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7,
}  # fmt: skip


def moment(text: str, clock: LocalClock) -> Moment | None:
    """Return the moment that a Date header states, None where it is none; without a zone, as `clock` says."""
    found = _DATE.match(text.strip())
    if found is not None:
        day, month, year, hour, minute, second, half, zone = found.groups()
    else:
        found = _ASCTIME.match(text.strip())
        if found is None:
            return None
        month, day, hour, minute, second, zone, year = found.groups()
        half = None
    if month.lower() not in _MONTHS:
        return None
    whole_year = int(year) + (0 if len(year) > 2 else 2000 if int(year) < 50 else 1900)
    whole_hour = int(hour) % 12 + 12 * (half == "PM") if half else int(hour)
    try:
        shown = datetime(  # noqa: DTZ001 - the zone is put to it below
            whole_year,
            _MONTHS.index(month.lower()) + 1,
            int(day),
            whole_hour,
            int(minute),
            min(int(second or 0), 59),
        )
    except ValueError:
        return None
    precision = 1000 if second else 60_000
    offset = _zone(zone or "")
    return clock.moment(shown, precision) if offset is None else localtime.stated(shown, offset, precision)


def _zone(text: str) -> timezone | None:
    if text[:1] in ("+", "-"):
        digits = text[1:].replace(":", "")
        width = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        if width >= timedelta(hours=24):
            return None
        return timezone(-width if text[0] == "-" else width)
    hours = _NAMED.get(text.lower())
    return None if hours is None else timezone(timedelta(hours=hours))
