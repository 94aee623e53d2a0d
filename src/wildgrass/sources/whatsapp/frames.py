"""The headers that count in one chat: their shapes, and what was settled of their dates."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, NamedTuple

from wildgrass.sources.whatsapp.dates import Readings, Settled, readings
from wildgrass.sources.whatsapp.headers import Header, Shape, shape_of
from wildgrass.sources.whatsapp.identity import date_key
from wildgrass.sources.whatsapp.survey import ShapeSurvey, Survey

_CACHED: Final = 20_000


class Day(NamedTuple):
    """What a date means here: the day where that is settled, else what it can mean."""

    day: date | None
    meaning: Readings
    key: str  # the date as ids hold it
    is_other_order: bool = False


class Frame(NamedTuple):
    """One shape of headers."""

    shape: Shape
    seen: ShapeSurvey
    settled: Settled
    needs_crlf: bool
    days: dict[str, Day | None]

    def day(self, found: Header) -> Day | None:
        """Return what a header's date means; None where the header is of another shape."""
        written = found["date"]
        if written not in self.days:
            if len(self.days) >= _CACHED:
                self.days.clear()
            self.days[written] = self._day(found)
        return self.days[written]

    def _day(self, found: Header) -> Day | None:
        shape = shape_of(self.shape.style, found, is_time_first=self.shape.is_time_first)
        if shape != self.shape:
            return None
        meaning, order = readings(found), self.settled.order
        if order is not None and order in meaning.days:
            return Day(meaning.days[order], meaning, date_key(found))
        others = {day for one, day in meaning.days.items() if one != "ymd"}
        day = others.pop() if len(others) == 1 else None
        return Day(day, meaning, date_key(found), order is not None)


class Head(NamedTuple):
    """The first line of a record."""

    number: int  # of the line, from 1
    group: int  # of the line, as the vault numbers records
    found: Header
    day: Day


def frames(seen: Survey, answer: str | None, modified: datetime | None) -> list[Frame]:
    """Return the shapes that are headers in a chat, the usual one first."""
    return [
        Frame(one.shape, one, one.settled(answer, modified), seen.needs_crlf(one), {})
        for one in seen.accepted()
    ]


def matched(known: Sequence[Frame], text: str) -> tuple[Frame, Header, Day] | None:
    """Return a line's header and what its date means; None where the line is part of a text."""
    for frame in known:
        found = frame.shape.pattern().match(text)
        if found is not None and (day := frame.day(found)) is not None:
            return frame, found, day
    return None
