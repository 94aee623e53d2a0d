"""Times in the zone that the reader chose: UTC, the one each export wrote, or a named one.

A clock of which nobody said the zone stays as it was written, and says so: nothing is made of it.
"""

from datetime import UTC, date, datetime, tzinfo
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from wildgrass.model import Moment, ZoneBasis
from wildgrass.targets.dates import has_time, zone_of
from wildgrass.targets.site.chrome import Chrome
from wildgrass.targets.site.posts import when
from wildgrass.targets.site.views import When

UTC_CLOCK: Final = "utc"
OWN_CLOCK: Final = "own"


@cache
def zones() -> tuple[str, ...]:
    """Return the zones that can be chosen by name."""
    named = (name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return tuple(sorted(named))


def is_clock(name: str) -> bool:
    """Say whether a setting names a way to show times."""
    return name in (UTC_CLOCK, OWN_CLOCK) or name in zones()


def shown(moment: Moment | None, site: Chrome, clock: str) -> When | None:
    """Return a moment as a page writes it under a clock."""
    plain = when(moment, site)
    if moment is None or plain is None or clock == UTC_CLOCK or not has_time(moment):
        return plain
    if moment.zone_basis is ZoneBasis.UNKNOWN:
        return plain
    local = local_time(moment, clock)
    if local is None or not local.utcoffset():
        return plain
    # In the export's own zone, UTC stands beside; in another, what the export wrote does.
    stated = plain.time if clock == OWN_CLOCK else plain.stated
    time = f"{local.hour:02d}:{local.minute:02d} {offset_text(local)}"
    return When(datetime=plain.datetime, day=site.day(local.date()), time=time, stated=stated)


def local_time(moment: Moment, clock: str) -> datetime | None:
    """Return the clock's time; None where there is none."""
    zone: tzinfo | None = zone_of(moment.zone) if clock == OWN_CLOCK else ZoneInfo(clock)
    try:
        return None if zone is None else moment.instant.astimezone(zone)
    except OverflowError:  # the first and last day of the calendar have no other zones
        return None


def local_day(moment: Moment | None, clock: str) -> date | None:
    """Return the day that is shown, where it differs from the day in UTC under which pages file; else None."""
    if moment is None or clock == UTC_CLOCK or not has_time(moment) or moment.zone_basis is ZoneBasis.UNKNOWN:
        return None
    local = local_time(moment, clock)
    filed = moment.instant.astimezone(UTC).date()
    return local.date() if local is not None and local.date() != filed else None


def offset_text(local: datetime) -> str:
    """Return "+08:00"."""
    text = local.strftime("%z")
    return f"{text[:3]}:{text[3:5]}"
