"""What coincides with a dated event: more takedowns around it than around other days. Never "caused by"."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from wildgrass.observatory.timeline.days import Days
from wildgrass.observatory.timeline.interrupted import AROUND, Excess, excess

YOUNG: Final = 28
"""The first days are compared with nothing: all posts are young then, and young posts go soonest."""
PLACEBOS: Final = 999
"""So many other days are drawn where there are more; 500 at least were asked for, and fewer days are all taken."""
_FEWEST_PLACEBOS: Final = 100
_SIDE_95: Final = 1.96


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
    """How the days around an event compare with what the weeks before and after lead to expect.

    `rate` and `usual` are takedowns per thousand posts watched and day, `low` and `high` hold 95 of 100 such windows if
    nothing is unusual. `p` is the share of the `placebos`, other days, whose windows stand out as much; `q` its false
    discovery rate among the events of its kind that were tested (Benjamini and Hochberg). All None where too little is
    known of those days or the event itself was not checked, which `why` says.
    """

    event: Event
    rate: float | None = None
    usual: float | None = None
    low: float | None = None
    high: float | None = None
    watched: int | None = None
    placebos: int | None = None
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
        names = ("rate", "usual", "low", "high", "watched", "placebos", "p", "q", "why")
        return row | {name: getattr(self, name) for name in names}


def coincidences(days: Days, events: Iterable[Event], seed: int = 0) -> list[Coincidence]:
    """Return how events compare, by date; events outside of what was watched are left out."""
    found = excess(days.series())
    placebos = _placebos(found, np.random.default_rng(seed))
    told = [
        _compared(event, at, found, placebos)
        for event in sorted(events, key=lambda one: (one.day, one.name))
        if (at := days.place(event.day)) is not None
    ]
    return _with_discovery_rates(told)


def _placebos(found: Excess, random: np.random.Generator) -> "np.typing.NDArray[np.float64]":
    """Return how much the windows of other days stand out.

    The event's own neighbours are among them: without these a burst that it happens to touch would have no rival.
    """
    places = np.flatnonzero(found.known & (np.arange(len(found.known)) >= YOUNG))
    drawn = random.choice(places, PLACEBOS, replace=False) if len(places) > PLACEBOS else places
    scores: np.typing.NDArray[np.float64] = found.score[drawn]
    return scores


def _compared(event: Event, at: int, found: Excess, placebos: "np.typing.NDArray[np.float64]") -> Coincidence:
    if event.is_unchecked:
        return Coincidence(event=event, why="unchecked")
    if at < YOUNG:
        return Coincidence(event=event, why="too-early")
    if not found.known[at]:
        return Coincidence(event=event, why="not-looked")
    per = 1000 / float(found.watched[at])
    seen = Coincidence(
        event=event, rate=float(found.went[at]) * per, watched=round(found.watched[at] / (2 * AROUND + 1))
    )
    if len(placebos) < _FEWEST_PLACEBOS:
        return replace(seen, why="too-few-other-days")
    expected, spread = float(found.expected[at]), math.sqrt(found.variance[at])
    as_many = int((placebos >= found.score[at] - 1e-12).sum())
    return replace(
        seen,
        usual=expected * per,
        low=max(expected - _SIDE_95 * spread, 0) * per,
        high=(expected + _SIDE_95 * spread) * per,
        placebos=len(placebos),
        p=(1 + as_many) / (1 + len(placebos)),
    )


def _with_discovery_rates(found: Sequence[Coincidence]) -> list[Coincidence]:
    """Return them with q among the events of each kind: laws and cases that are always there dilute no own event."""
    rates: dict[tuple[str, float], float] = {}
    for kind in {one.event.kind for one in found}:
        ordered = sorted(
            (one.p for one in found if one.p is not None and one.event.kind == kind), reverse=True
        )
        least = 1.0
        for place, p in enumerate(ordered):
            least = min(least, p * len(ordered) / (len(ordered) - place))
            rates[kind, p] = least
    return [one if one.p is None else replace(one, q=rates[one.event.kind, one.p]) for one in found]
