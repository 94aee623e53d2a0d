"""Times as RSS writes them: RFC 822, with a year of four digits or two, and with zones as they were in 1982."""

import re
from datetime import datetime, timedelta, timezone
from typing import Final

from wildgrass.model import Moment
from wildgrass.sources import localtime
from wildgrass.sources.localtime import LocalClock

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE: Final = re.compile(
    r"(?:[^\W\d]{2,12}\.?,?\s+)?(\d{1,2})\s+([A-Za-z]{3})[a-z]*\.?\s+(\d{4}|\d{2})\s+"
    r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([+-]\d{2}:?\d{2}|[A-Za-z]{1,4})?\s*\Z"
)
_ZONELESS: Final = LocalClock(None)
_NAMED: Final = {
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7,
}  # fmt: skip


def moment(text: str, clock: LocalClock = _ZONELESS) -> Moment | None:
    """Return the moment that a text states, None where it states none; without a zone it is the local clock's."""
    found = _DATE.match(text.strip())
    if found is None or found[2].lower() not in _MONTHS:
        return None
    day, month, year, hour, minute, second, zone = found.groups()
    number = int(year) + (0 if len(year) == 4 else 2000 if int(year) < 70 else 1900)
    try:
        shown = datetime(  # noqa: DTZ001 - the zone follows
            number, _MONTHS.index(month.lower()) + 1, int(day), int(hour), int(minute), int(second or 0)
        )
    except ValueError:
        return None
    precision = 60_000 if second is None else 1000
    offset = _zone(zone)
    return clock.moment(shown, precision) if offset is None else localtime.stated(shown, offset, precision)


def _zone(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text.lower() in _NAMED:
        return timezone(timedelta(hours=_NAMED[text.lower()]))
    return localtime.offset(text)
