"""What came up while a chat was read, and how its report and problems say it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from wildgrass.model import Problem
from wildgrass.sources.whatsapp.frames import Frame
from wildgrass.sources.whatsapp.survey import LIMITS, Survey

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@dataclass(slots=True)
class Counts:
    """Counts of one chat."""

    records: int = 0
    messages: int = 0
    impossible: int = 0  # dates or times that no calendar has
    unsettled: int = 0  # dates with two readings
    other_order: int = 0  # dates that fit only the order that the file has not
    bad_bytes: int = 0
    cut_texts: int = 0
    pasted: int = 0  # lines that look like headers of this chat inside a text

    def problems(self, member: str) -> Iterator[Problem]:
        """Yield what came up, once each."""
        for count, code, reason in (
            (
                self.impossible,
                "date-impossible",
                "dates or times that no calendar has; their messages carry none",
            ),
            (self.bad_bytes, "text-damaged", "lines hold bytes that are no text; U+FFFD stands for them"),
            (self.cut_texts, "text-too-long", "texts are longer than 4 MiB; their rest is sealed, not shown"),
        ):
            if count:
                yield Problem(code=code, reason=f"{count:,} {reason}", member=member, lost=False)

    def notes(self, seen: Survey, known: Sequence[Frame], *, has_zone: bool) -> Iterator[str]:
        """Yield what a person should know of the chat."""
        for frame in known:
            is_open = frame.settled.order is None
            yield f"dates: {'day and month cannot be told apart' if is_open else frame.settled.why}"
            if frame.seen.dates.calendars:
                yield f"calendar: {', '.join(sorted(frame.seen.dates.calendars))}"
        if known and not has_zone:
            yield "times are the phone's own, of a zone that nobody says"
        yield from self._texts(seen, known)
        for limit in LIMITS:
            if limit in (self.messages, self.records):
                yield f"exactly {limit:,} messages: WhatsApp leaves older ones out beyond that number"

    def _texts(self, seen: Survey, known: Sequence[Frame]) -> Iterator[str]:
        others = sum(one.records for one in seen.shapes.values()) - sum(one.seen.records for one in known)
        others += seen.untold
        if self.unsettled:
            yield f"{self.unsettled:,} messages wait for the order of day and month"
        if self.other_order:
            yield f"{self.other_order:,} dates fit the other order only and are read so"
        if self.pasted:
            yield f"{self.pasted:,} lines look like headers and stand inside a text"
        if others:
            yield f"{others:,} lines look like headers of another notation and are part of texts"


def told(known: Sequence[Frame], member: str) -> Iterator[Problem]:
    """Yield what the first way through a chat could not settle."""
    for frame in known:
        where = f"line {frame.seen.first_line}"
        if frame.settled.order is None:
            code, reason = "date-order-ambiguous", _open(frame)
            yield Problem(code=code, reason=reason, member=member, where=where, lost=False)
        if frame.seen.unknown_words and not frame.seen.is_24h:
            words = ", ".join(map(repr, sorted(frame.seen.unknown_words)))
            reason = f"{words} beside times: no table says which half of the day that is"
            yield Problem(code="clock-word-unknown", reason=reason, member=member, where=where, lost=False)


def _open(frame: Frame) -> str:
    example = frame.seen.dates.example
    days = [example.days[order] for order in ("dmy", "mdy")] if example else []
    shown = " or ".join(map(_written, days))
    why = frame.settled.why or "nothing tells the day from the month"
    return f"{why}: the first open date is {shown}; answer dmy for the day first, mdy for the month first"


def _written(day: date) -> str:
    """Return "9 December 2020", whatever language the machine speaks."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
