"""Times that an export wrote by a local clock: the person may say which zone it showed, nobody else can."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final

from wildgrass.model import Moment, ZoneBasis

_OFFSET: Final = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?\Z")
LOCAL: Final = "local"


def offset(text: str) -> timezone | None:
    """Return the zone that "+08:00", "UTC+3" or "-0330" names, None where it is none."""
    found = _OFFSET.match(text)
    if found is None:
        return UTC if text in ("UTC", "GMT", "Z") else None
    sign, hours, minutes = found.groups()
    width = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if width >= timedelta(hours=24):
        return None
    return timezone(-width if sign == "-" else width)


def offset_name(zone: timezone) -> str:
    """Return "UTC" or "+08:00"."""
    minutes = int(zone.utcoffset(None).total_seconds()) // 60
    if minutes == 0:
        return "UTC"
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


class LocalClock:
    """Turns what a clock showed into moments: assumed to be in the zone that was answered, else of unknown zone."""

    def __init__(self, answer: str | None) -> None:
        """Take `Answers.zone`: an IANA name, an offset, or None; a name that nobody knows counts as none."""
        self._zone: tzinfo | None = _named(answer) if answer else None
        self._name = (answer or LOCAL) if self._zone is not None else LOCAL

    def moment(self, shown: datetime, precision_ms: int) -> Moment | None:
        """Return the moment of a naive time; None where it falls out of the calendar."""
        if self._zone is None:
            instant = shown.replace(tzinfo=UTC)
            return Moment(
                instant=instant, precision_ms=precision_ms, zone=LOCAL, zone_basis=ZoneBasis.UNKNOWN
            )
        try:
            instant = shown.replace(tzinfo=self._zone).astimezone(UTC)
        except OverflowError:
            return None
        return Moment(
            instant=instant, precision_ms=precision_ms, zone=self._name, zone_basis=ZoneBasis.ASSUMED
        )


def stated(shown: datetime, zone: timezone, precision_ms: int) -> Moment | None:
    """Return the moment of a naive time whose offset stands beside it."""
    try:
        instant = shown.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return None
    return Moment(instant=instant, precision_ms=precision_ms, zone=offset_name(zone))


def _named(answer: str) -> tzinfo | None:
    fixed = offset(answer)
    if fixed is not None:
        return fixed
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415 - few exports need it; saves 3 ms

    try:
        return ZoneInfo(answer)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def day_of_folder(text: str) -> Moment | None:
    """Return the day in a name such as "DataExport_2024-05-31" or "ChatExport_31_05_2024", None where none is."""
    found = _DAY.search(text)
    if found is None:
        return None
    year, month, day = found[1] or found[6], found[2] or found[5], found[3] or found[4]
    try:
        shown = datetime(int(year), int(month), int(day), tzinfo=UTC)
    except ValueError:
        return None
    whole_day = timedelta(days=1) // timedelta(milliseconds=1)
    return Moment(instant=shown, precision_ms=whole_day, zone=LOCAL, zone_basis=ZoneBasis.UNKNOWN)


_DAY: Final = re.compile(r"_(?:(20\d\d)-(\d\d)-(\d\d)|(\d\d)_(\d\d)_(20\d\d))(?!\d)")
