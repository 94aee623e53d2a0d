"""Days and times as a person writes them."""

from datetime import UTC, date, datetime, time

from wildgrass.errors import EXIT_USAGE, WildgrassError


class DateError(WildgrassError):
    """A filter's date is not one."""

    code = "filter-date-wrong"
    exit_code = EXIT_USAGE
    message = "{text} is not a date"
    hint = "write a day as 2022-11-26, or a time as 2022-11-26T20:00+08:00"


def day_or_time(text: str | None) -> date | datetime | None:
    """Read a day, or a point in time with a zone."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return _time(text)


def _time(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise DateError(text=text) from error
    if moment.utcoffset() is None:
        raise DateError(text=text)
    return moment


def as_time(when: date | datetime | None) -> datetime | None:
    """Return a day's first moment in UTC; a time as it is."""
    if when is None or isinstance(when, datetime):
        return when
    return datetime.combine(when, time(), UTC)
