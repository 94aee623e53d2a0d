"""The dates in QQ's exports: what a clock showed, and numbers since 1970 in seconds or milliseconds."""

import re
from datetime import UTC, datetime
from typing import Final

from wildgrass.model import JSON, Moment
from wildgrass.model.moment import utc_moment
from wildgrass.sources import localtime
from wildgrass.sources.localtime import LocalClock

_DATE: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\Z")
_CLOCK: Final = re.compile(r"(上午|下午|[AP]M)? ?(\d{1,2}):(\d{2}):(\d{2})(?: ([AP]M))?\Z")
_ISO: Final = re.compile(
    r"(\d{4}[-/]\d{1,2}[-/]\d{1,2})[T, ]+(\d{1,2}:\d{2}:\d{2})(\.\d{1,9})?\s*(Z|[+-]\d\d:?\d\d)?\Z"
)
_LATEST: Final = 253_402_300_799
_MS_FROM: Final = 100_000_000_000  # as seconds the year 5138, as milliseconds March 1973


def shown(day: str, clock_text: str, clock: LocalClock, precision_ms: int = 1000) -> Moment | None:
    """Return the moment of a day and a time as QQ writes them: "2024-01-02", "3:04:05"."""
    date, time = _DATE.match(day), _CLOCK.match(clock_text)
    if date is None or time is None:
        return None
    half = time[1] or time[5]
    hour = int(time[2])
    if half in ("下午", "PM") and hour < 12:
        hour += 12
    elif half in ("上午", "AM") and hour == 12:
        hour = 0
    try:
        when = datetime(  # noqa: DTZ001 - the zone is put to it below
            int(date[1]), int(date[2]), int(date[3]), hour, int(time[3]), int(time[4])
        )
    except ValueError:
        return None
    return clock.moment(when, precision_ms)


def stamp(value: JSON) -> Moment | None:
    """Return the moment of seconds or milliseconds since 1970, a number or digits; None for 0."""
    if type(value) is str:
        if not value.isdecimal() or not value.isascii() or len(value) > 16:
            return None
        value = int(value)
    if type(value) is not int or value <= 0:
        return None
    seconds, milliseconds = divmod(value, 1000) if value >= _MS_FROM else (value, 0)
    if seconds > _LATEST:
        return None
    instant = datetime.fromtimestamp(seconds, UTC)
    if milliseconds:
        return utc_moment(instant.replace(microsecond=milliseconds * 1000), 1)
    return utc_moment(instant, 1000)


def any_form(value: JSON, clock: LocalClock) -> Moment | None:
    """Return the moment of a stamp or of a date as text."""
    found = stamp(value)
    if found is not None or not isinstance(value, str):
        return found
    text = _ISO.match(value.strip())
    if text is None:
        return None
    date = _DATE.match(text[1])
    assert date is not None
    hour, minute, second = map(int, text[2].split(":"))
    micro = int((text[3] or ".0")[1:7].ljust(6, "0"))
    try:
        when = datetime(  # noqa: DTZ001 - the zone is put to it below
            int(date[1]), int(date[2]), int(date[3]), hour, minute, second, micro
        )
    except ValueError:
        return None
    precision = 1 if text[3] else 1000
    zone = localtime.offset(text[4]) if text[4] else None
    return clock.moment(when, precision) if zone is None else localtime.stated(when, zone, precision)
