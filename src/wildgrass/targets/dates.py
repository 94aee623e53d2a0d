"""An item's moment as pages and files write it: days in UTC, no finer than the export wrote it."""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wildgrass.model import Moment

_DAY_MS: Final = 86_400_000
_MINUTE_MS: Final = 60_000
_OFFSET: Final = re.compile(r"([+-])([01]\d|2[0-3]):?([0-5]\d)")
_UTC_NAMES: Final = frozenset({"UTC", "Z", "+00:00", "Etc/UTC", "GMT"})


def day_of(moment: Moment) -> date:
    """Return the day a moment is filed under: in UTC, or the written day where the export wrote no more."""
    if moment.precision_ms < _DAY_MS:
        return moment.instant.date()
    local = _local(moment)
    return moment.instant.date() if local is None else local.date()


def has_time(moment: Moment) -> bool:
    """Say whether the export wrote more than a day."""
    return moment.precision_ms < _DAY_MS


def datetime_of(moment: Moment) -> str:
    """Return a moment for the `datetime` attribute."""
    if not has_time(moment):
        return day_of(moment).isoformat()
    instant = moment.instant.replace(tzinfo=None, microsecond=0)
    return instant.isoformat(timespec="minutes" if moment.precision_ms >= _MINUTE_MS else "seconds") + "Z"


def utc_time(moment: Moment) -> str:
    """Return "20:07"."""
    return f"{moment.instant.hour:02d}:{moment.instant.minute:02d}"


def stated_time(moment: Moment) -> str | None:
    """Return the time as the export wrote it, with its day where that differs; None for UTC or unclear."""
    if moment.zone in _UTC_NAMES:
        return None
    local = _local(moment)
    if local is None:
        return None
    time = f"{local.hour:02d}:{local.minute:02d}"
    return time if local.date() == moment.instant.date() else f"{local.date().isoformat()} {time}"


def _local(moment: Moment) -> datetime | None:
    zone = zone_of(moment.zone)
    try:
        return None if zone is None else moment.instant.astimezone(zone)
    except OverflowError:  # the first and last day of the calendar have no other zones
        return None


def zone_of(name: str) -> tzinfo | None:
    """Return the zone that an export's word for it means; None where it means none."""
    if name in _UTC_NAMES:
        return UTC
    offset = _OFFSET.fullmatch(name)
    if offset:
        span = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        return timezone(-span if offset[1] == "-" else span)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # an unknown name, or one that is a path
        return None
