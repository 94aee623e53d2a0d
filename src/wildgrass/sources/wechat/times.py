"""Every way in which exporters write when a message was sent."""

import re
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Final

from wildgrass.model import JSON, Moment, ZoneBasis
from wildgrass.model.moment import utc_moment
from wildgrass.sources.localtime import LocalClock, offset, stated

_SHOWN: Final = re.compile(
    r"(\d{4})[-/年.](\d{1,2})[-/月.](\d{1,2})日?"
    r"(?:[T ]\s*(上午|下午|凌晨|中午|晚上)?\s*(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?"
    r"\s*(Z|[+-]\d\d:?\d\d)?\Z"
)
_NUMBER: Final = re.compile(r"\d{9,10}(?:\.\d{1,9})?\Z|\d{12,13}\Z")
_LATEST: Final = 253_402_300_800  # the year 10000, in seconds
_DAY_MS: Final = 86_400_000
_AFTERNOON: Final = frozenset({"下午", "晚上", "中午"})


def epoch(value: JSON) -> Moment | None:
    """Read seconds or milliseconds since 1970, whole or not; None for 0 and for what is no time."""
    if type(value) is int:
        if 0 < value < _LATEST:
            return utc_moment(datetime.fromtimestamp(value, UTC), 1000)
        if _LATEST <= value < _LATEST * 1000:
            return utc_moment(_of_ms(value), 1)
        return None
    if type(value) is float:
        return utc_moment(_of_ms(round(value * 1000)), 1) if 0 < value < _LATEST else None
    if isinstance(value, str) and _NUMBER.match(value.strip()):
        text = value.strip()
        return epoch(float(text)) if "." in text else epoch(int(text))
    return None


def _of_ms(value: int) -> datetime:
    return datetime.fromtimestamp(value // 1000, UTC).replace(microsecond=value % 1000 * 1000)


def any_time(value: JSON, clock: LocalClock) -> Moment | None:
    """Read a number since 1970 or a written time."""
    return written(value, clock) if isinstance(value, str) and not value.isdecimal() else epoch(value)


def _quickly(text: str, clock: LocalClock) -> Moment | None:
    """Read "2024-10-04 11:43:05" and "2024-01-01T08:00:00+08:00", which stand in most records; None for others."""
    if text[10] not in "T " or (len(text) == 25 and text[19] not in "+-"):
        return None
    try:
        shown = datetime.fromisoformat(text)
        if len(text) == 19:
            return clock.moment(shown, 1000)
        zone = "UTC" if text.endswith("00:00") else text[19:]
        return Moment(instant=shown.astimezone(UTC), precision_ms=1000, zone=zone)
    except (ValueError, OverflowError):
        return None


def identity(moment: Moment) -> str:
    """Return what a message's digest takes of its time: what the clock showed, where nobody knows its zone for sure.

    So the id stays the same when the person later says which zone it was, or an exporter writes another offset.
    """
    if moment.zone_basis is ZoneBasis.STATED:
        return moment.iso()
    if moment.zone_basis is ZoneBasis.UNKNOWN:
        return moment.iso()[:-1]
    return (
        moment.instant.astimezone(_zone(moment.zone))
        .replace(tzinfo=UTC)
        .isoformat(timespec="milliseconds")[:23]
    )


@lru_cache(maxsize=16)
def _zone(name: str) -> tzinfo:
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - few exports need it

    return offset(name) or ZoneInfo(name)


def written(text: str, clock: LocalClock) -> Moment | None:
    """Read "2024-10-04 11:43:05", "2024/10/4 11:43", "2024-01-01T08:00:00+08:00" and their like.

    Without an offset it is what the exporter's clock showed: nobody said in which zone.
    """
    if len(text) in (19, 25) and (quick := _quickly(text, clock)) is not None:
        return quick
    found = _SHOWN.match(text.strip())
    if found is None:
        return epoch(text)
    year, month, day, half, hour, minute, second, fraction, zone = found.groups()
    hours = int(hour or 0)
    if half in _AFTERNOON and hours < 12 and not (half == "中午" and hours > 9):
        hours += 12
    micro = int((fraction or "0")[:3].ljust(3, "0")) * 1000  # an item keeps whole milliseconds
    try:
        shown = datetime(int(year), int(month), int(day), hours, int(minute or 0), int(second or 0), micro)  # noqa: DTZ001 - the zone is what comes next
    except ValueError:
        return None
    precision = _DAY_MS if hour is None else 60_000 if second is None else 1 if fraction else 1000
    if zone is None:
        return clock.moment(shown, precision)
    fixed = offset(zone)
    return None if fixed is None else stated(shown, fixed, precision)
