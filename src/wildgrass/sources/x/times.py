"""The ways in which X has written dates since 2012, each with the member that shows it."""

import re
from datetime import UTC, datetime

from wildgrass.model import JSON, Moment, ZoneBasis
from wildgrass.model.moment import utc_moment

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {name: f"{number:02}" for number, name in enumerate(MONTHS, start=1)}
_DAY_MS = 86_400_000
# Until 4 November 2010 the monthly archive states the day only and writes midnight for the time.
_TIMES_START = datetime(2010, 11, 5, tzinfo=UTC)
_ISO = re.compile(
    r"(\d{4})[-.](\d\d)[-.](\d\d)(?:[T ](\d\d):(\d\d):(\d\d)(\.\d{1,9})?)?\s*(Z|[+-]\d\d:?\d\d)?\Z"
)
_NUMBER = re.compile(r"\d{10}\Z|\d{13}\Z")


def tweet_moment(text: str) -> Moment | None:
    """Read "Wed Oct 19 20:07:25 +0000 2022" (tweets since 2019) or any other form."""
    if len(text) == 30 and text[19:26] == " +0000 ":
        try:
            clock = f"{text[26:]}-{_MONTHS[text[4:7]]}-{text[8:10]}T{text[11:19]}+00:00"
            instant = datetime.fromisoformat(clock)
        except (ValueError, KeyError):
            return None
        return utc_moment(instant, 1000)
    return moment(text)


def moment(value: JSON) -> Moment | None:
    """Read any form of date that X writes; None where it is none.

    ISO 8601 ("2022-10-19T20:37:25.000Z": messages, account), "2016-05-03 05:21:50 +0000" (monthly archive),
    "2021-04-15 19:51:50" without a zone (advertising, taken as UTC), "2021.10.20" (ni-devices), and seconds or
    milliseconds since 1970 (articles).
    """
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return None
    try:
        if len(value) == 24 and value[10] == "T" and value[23] == "Z" and _is_dated(value):
            return utc_moment(datetime.fromisoformat(value), 1)
        if len(value) == 30 and value[3] == " ":
            return _with_offset(value)
        if _NUMBER.match(value):
            return _since_1970(value)
        found = _ISO.match(value)
        return _iso(found) if found else None
    except (ValueError, KeyError, OverflowError):
        return None


def _is_dated(text: str) -> bool:
    """Say whether a text of 24 characters has the marks of "2022-10-19T20:37:25.000Z", which nearly all have."""
    return text[4] == "-" and text[7] == "-" and text[19] == "." and text[13] == ":" and text[16] == ":"


def _with_offset(text: str) -> Moment:
    instant = datetime.strptime(text[4:], "%b %d %H:%M:%S %z %Y").astimezone(UTC)
    return Moment(instant=instant, precision_ms=1000)


def _since_1970(digits: str) -> Moment:
    seconds = int(digits[:10])
    instant = datetime.fromtimestamp(seconds, UTC)
    if len(digits) == 10:
        return Moment(instant=instant, precision_ms=1000)
    return Moment(instant=instant.replace(microsecond=int(digits[10:]) * 1000), precision_ms=1)


def _iso(found: re.Match[str]) -> Moment:
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    offset = "+00:00" if zone in (None, "Z") else zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    micro = (fraction or ".0")[1:7].ljust(6, "0")
    clock = f"{hour or '00'}:{minute or '00'}:{second or '00'}.{micro}"
    instant = datetime.fromisoformat(f"{year}-{month}-{day}T{clock}{offset}").astimezone(UTC)
    is_day = hour is None or (zone == "+0000" and clock == "00:00:00.000000" and instant < _TIMES_START)
    return Moment(
        instant=instant,
        precision_ms=_DAY_MS if is_day else 1 if fraction else 1000,
        zone="UTC" if offset == "+00:00" else offset,
        zone_basis=ZoneBasis.STATED if zone else ZoneBasis.ASSUMED,
    )
