"""What coincides with a dated event: more takedowns around it than around other days. Never "caused by"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.timeline.days import Days

REMOVALS: Final = frozenset({"platform", "state", "account"})
"""What counts here: not what a platform says its author deleted, not what nobody explained."""
AROUND: Final = 3
"""Days before and after an event: fixed before any data was seen, as a window chosen afterwards proves anything."""
YOUNG: Final = 28
"""The first days are compared with nothing: all posts are young then, and young posts go soonest."""
_FEWEST_PLACEBOS: Final = 20
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something with a date: a law in force, a case, what a user names.

    `is_unchecked` is a case whose outcome nobody looked up: it is shown, and no test is made of it.
    """

    day: date
    name: str
    title: str
    kind: str
    is_unchecked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Coincidence:
    """How the days around an event compare with all other days that were watched as well.

    `rate` and `usual` are takedowns per thousand posts watched and day. `p` is the share of other days with as many
    around them, `q` its false discovery rate among all events tested (Benjamini and Hochberg). All None where too few
    of the days were looked at or the event itself was not checked, which `why` says.
    """

    event: Event
    rate: float | None = None
    usual: float | None = None
    p: float | None = None
    q: float | None = None
    why: str = ""

    def to_json(self) -> dict[str, object]:
        """Return the row of a table."""
        row: dict[str, object] = {
            "day": self.event.day.isoformat(),
            "event": self.event.name,
            "kind": self.event.kind,
            "title": self.event.title,
        }
        return row | {name: getattr(self, name) for name in ("rate", "usual", "p", "q", "why")}


def coincidences(days: Days, events: Iterable[Event]) -> list[Coincidence]:
    """Return how events compare, by date; events outside of what was watched are left out."""
    rates, is_known = _rates(days)
    found = [
        _compared(event, at, rates, is_known)
        for event in sorted(events, key=lambda one: (one.day, one.name))
        if (at := days.place(event.day)) is not None
    ]
    return _with_discovery_rates(found)


def _rates(days: Days) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return each day's rate over its window, and whether most days of the window were looked at."""
    went = sum(
        (days.expected[cause] for cause in days.causes if cause in REMOVALS), start=np.zeros(days.size)
    )
    window = np.ones(2 * AROUND + 1)
    watched, looked = _around(days.watched, window), _around((days.looks > 0).astype(np.float64), window)
    rates = np.divide(1000 * _around(went, window), watched, out=np.zeros(days.size), where=watched > 0)
    return rates, (looked > AROUND) & (watched > 0) & (np.arange(days.size) >= YOUNG)


def _around(values: Numbers, window: Numbers) -> Numbers:
    return np.convolve(values, window)[AROUND : AROUND + len(values)]


def _compared(event: Event, at: int, rates: Numbers, is_known: NDArray[np.bool_]) -> Coincidence:
    if event.is_unchecked:
        return Coincidence(event=event, why="unchecked")
    if at < YOUNG:
        return Coincidence(event=event, why="too-early")
    if not is_known[at]:
        return Coincidence(event=event, why="not-looked")
    others = is_known.copy()
    others[max(at - 2 * AROUND, 0) : at + 2 * AROUND + 1] = False
    placebos = rates[others]
    if len(placebos) < _FEWEST_PLACEBOS:
        return Coincidence(event=event, rate=float(rates[at]), why="too-few-other-days")
    as_many = int((placebos >= rates[at] - 1e-12).sum())
    return Coincidence(
        event=event,
        rate=float(rates[at]),
        usual=float(np.median(placebos)),
        p=(1 + as_many) / (1 + len(placebos)),
    )


def _with_discovery_rates(found: Sequence[Coincidence]) -> list[Coincidence]:
    ordered = sorted((one.p for one in found if one.p is not None), reverse=True)
    count, least, rates = len(ordered), 1.0, {}
    for place, p in enumerate(ordered):
        least = min(least, p * count / (count - place))
        rates[p] = least
    return [
        one
        if one.p is None
        else Coincidence(event=one.event, rate=one.rate, usual=one.usual, p=one.p, q=rates[one.p])
        for one in found
    ]
