"""When a message was sent: its header's time on the day that was settled, in the zone of the answer or in none."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Final, NamedTuple, cast

from wildgrass.model import JSON, Moment, ZoneBasis
from wildgrass.model.quick import draft_of
from wildgrass.sources.localtime import LOCAL, LocalClock
from wildgrass.sources.whatsapp import clock
from wildgrass.sources.whatsapp.frames import Day, Head
from wildgrass.sources.whatsapp.identity import clock_key

_SECOND_MS: Final = 1000
_MINUTE_MS: Final = 60_000
_HALF_DAY_MS: Final = 43_200_000
_MomentDraft = draft_of(Moment)


class When(NamedTuple):
    """One header's time. `key` is what ids hold of it, `extra` what a person should know of it."""

    key: str
    published: Moment | None
    extra: Mapping[str, JSON]
    is_open: bool = False  # it has two readings
    is_impossible: bool = False  # no calendar or no clock has it


class Times:
    """The times of one chat."""

    def __init__(self, zone: str | None) -> None:
        """Take the zone that the person says the phone's clock showed."""
        self.is_24h = True  # a word beside a time that nobody knows tells nothing
        self._clock = LocalClock(zone) if zone is not None else None
        self._stamp = ""
        self._last = When("", None, {})

    def when(self, head: Head) -> When:
        """Return when a message was sent; many share a minute."""
        stamp = head.found["stamp"]
        if stamp != self._stamp:
            self._stamp, self._last = stamp, self._when(head, stamp)
        return self._last

    def _when(self, head: Head, stamp: str) -> When:
        day = head.day
        hours, minute, second, before, after = head.found.group("h", "m", "s", "before", "after")
        part = clock.daypart(before, after)
        hour = clock.hour24(int(hours), part)
        key = clock_key(day.key, hour, minute, second)
        extra: dict[str, JSON] = {"date_text": stamp}
        if day.meaning.calendar:
            extra["calendar"] = day.meaning.calendar
        try:
            shown = time(hour, int(minute), int(second or 0))
        except ValueError:
            return When(key, None, extra, is_impossible=True)
        if day.day is None:
            means = _means(day, shown, "seconds" if second else "minutes")
            return When(key, None, {**extra, **means}, bool(means), not means)
        precision = _SECOND_MS if second else _MINUTE_MS
        if part == clock.UNKNOWN and not self.is_24h:
            precision = _HALF_DAY_MS
        return When(key, self._moment(day.day, shown, precision), extra)

    def _moment(self, day: date, shown: time, precision_ms: int) -> Moment | None:
        if self._clock is not None:
            return self._clock.moment(datetime.combine(day, shown), precision_ms)
        instant = datetime.combine(day, shown, UTC)
        draft = _MomentDraft(
            instant=instant, precision_ms=precision_ms, zone=LOCAL, zone_basis=ZoneBasis.UNKNOWN
        )
        draft.__class__ = Moment
        return cast("Moment", draft)


def _means(day: Day, shown: time, width: str) -> Mapping[str, JSON]:
    """Return what an open date can mean; a date that no calendar has means nothing."""
    found: list[JSON] = [
        datetime.combine(day.meaning.days[order], shown).isoformat(timespec=width)
        for order in ("dmy", "mdy")
        if order in day.meaning.days
    ]
    return {"date_readings": found} if found else {}
