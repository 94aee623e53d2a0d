"""The dates in an export: seconds since 1970 since 2021, before only what the exporting computer's clock showed."""

import re
from datetime import UTC, datetime
from typing import Final

from wildgrass.model import JSON, Moment
from wildgrass.model.moment import utc_moment
from wildgrass.sources import localtime
from wildgrass.sources.localtime import LocalClock

_MONTHS: Final = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_ISO: Final = re.compile(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(\.\d{1,6})?\d*(Z|[+-]\d\d:?\d\d)?\Z")
_SHOWN: Final = re.compile(
    r"(?:(\d\d?)\.(\d\d?)\.(\d{4})|(\d\d?) ([A-Za-z]+) (\d{4}),?)\s+(\d\d?):(\d\d)(?::(\d\d))?"
    r"(?:\s+(UTC(?:[+-]\d\d?:?\d\d)?))?\s*\Z"
)
_LATEST: Final = 253_402_300_799  # the last second of the year 9999


def moment(seconds: JSON, shown: JSON, clock: LocalClock) -> Moment | None:
    """Return the moment that "date_unixtime" or, where that is missing, "date" states."""
    if type(seconds) is str and seconds.isdecimal() and seconds.isascii() and len(seconds) < 13:
        return utc_moment(datetime.fromtimestamp(min(int(seconds), _LATEST), UTC), 1000)
    if type(seconds) is int and 0 <= seconds <= _LATEST:
        return utc_moment(datetime.fromtimestamp(seconds, UTC), 1000)
    if type(shown) is int and 0 <= shown <= _LATEST:  # bots' and other tools' exports
        return utc_moment(datetime.fromtimestamp(shown, UTC), 1000)
    return local(shown, clock) if isinstance(shown, str) else None


def local(text: str, clock: LocalClock) -> Moment | None:
    """Read "2020-08-01T22:01:49", with a zone where a tool wrote one."""
    found = _ISO.match(text)
    if found is None:
        return None
    try:
        shown = datetime.fromisoformat(found[1] + (found[2] or "").ljust(7, "0") if found[2] else found[1])
    except ValueError:
        return None
    precision = 1 if found[2] else 1000
    zone = localtime.offset(found[3]) if found[3] else None
    return clock.moment(shown, precision) if zone is None else localtime.stated(shown, zone, precision)


def on_page(text: str, clock: LocalClock) -> Moment | None:
    """Read what stands over a time on a page: "21.06.2020 12:34:56 UTC+03:00", in 2018 to 2021 without the zone."""
    found = _SHOWN.match(text.strip())
    if found is None:
        return None
    day, month, year = found[1] or found[4], found[2], found[3] or found[6]
    if month is None:
        name = found[5].lower()
        month = next((str(at) for at, one in enumerate(_MONTHS, 1) if one.startswith(name[:3])), "0")
    try:
        shown = datetime(  # noqa: DTZ001 - the zone is put to it below
            int(year), int(month), int(day), int(found[7]), int(found[8]), int(found[9] or 0)
        )
    except ValueError:
        return None
    precision = 1000 if found[9] else 60_000
    zone = localtime.offset(found[10]) if found[10] else None
    return clock.moment(shown, precision) if zone is None else localtime.stated(shown, zone, precision)
