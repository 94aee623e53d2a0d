"""Drawings of a timeline as SVG: takedowns over time with what was looked at, and how long posts lived.

No script, no style, nothing from outside: colours are attributes, told apart on light and on dark.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol
from unicodedata import east_asian_width
from xml.etree.ElementTree import Element, SubElement, tostring

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.timeline.coincidence import Event
from wildgrass.observatory.timeline.days import Days
from wildgrass.observatory.timeline.survival import Curve

WIDTH: Final = 640
"""Narrow, so that letters can be read on a telephone and on paper."""
_FLOOR: Final = 250
"""Where the axis lies; below it stand its marks, and lines of the key and of notes as they need."""
_LEFT, _RIGHT, _TOP = 48, 10, 30
_LINE: Final = 19
_BARS: Final = 150
"""More days than so many are drawn as weeks, more weeks as months of four weeks."""
_LOOKED_HEIGHT: Final = 8
_DATES: Final = 6
_LETTER: Final = 13
AGES: Final = {
    "10m": 1 / 6,
    "1h": 1,
    "6h": 6,
    "1d": 24,
    "3d": 72,
    "1w": 168,
    "1mo": 730,
    "6mo": 4383,
    "1y": 8766,
    "5y": 43830,
}
"""Ages that the axis of lives names, in hours."""
Numbers = NDArray[np.float64]


class Words(Protocol):
    """Gives a phrase of the catalogue in the reader's language."""

    def __call__(self, name: str, /, **details: object) -> str:
        """Return a phrase."""


_COLOURS: Final = {
    "platform": "#c4453c",
    "state": "#8a5cc2",
    "account": "#c77d12",
    "window": "#1a8f84",
    "permission": "#4682c4",
    "author": "#8a8f98",
    "unknown": "#6b7280",
}
"""Each at 3 to 1 or more on white and on near-black."""
_LOOKS: Final[Mapping[str, Mapping[str, str]]] = {
    **{f"c-{cause}": {"fill": colour} for cause, colour in _COLOURS.items()},
    **{
        f"a-{cause}": {"fill": colour, "stroke": colour, "stroke-width": "2"}
        for cause, colour in _COLOURS.items()
    },
    **{f"b-{cause}": {"fill": colour, "opacity": "0.2"} for cause, colour in _COLOURS.items()},
    "looked": {"fill": "#1a8f84"},
    "unlooked": {"fill": "none", "stroke": "currentColor", "stroke-dasharray": "2 2"},
    "grid": {"stroke": "currentColor", "opacity": "0.25"},
    "event": {"stroke": "currentColor", "stroke-dasharray": "2 3", "opacity": "0.6"},
    "value": {"fill": "currentColor", "font-size": "13", "text-anchor": "end"},
    "tick": {"fill": "currentColor", "font-size": "13", "text-anchor": "middle"},
    "number": {"fill": "currentColor", "font-size": "13", "font-weight": "700", "text-anchor": "middle"},
    "key": {"fill": "currentColor", "font-size": "13"},
    "note": {"fill": "currentColor", "font-size": "13"},
}


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing under way, with the span of its axes: `x` in 0 to 1, `y` from 0 to `most`."""

    root: Element
    most: float

    def x(self, share: float) -> float:
        """Return where a share of the width lies."""
        return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 2)

    def y(self, value: float) -> float:
        """Return where a value lies."""
        return round(_FLOOR - (_FLOOR - _TOP) * value / self.most, 2)

    def box(self, kind: str, x: tuple[float, float], y: tuple[float, float]) -> Element:
        """Draw a box between shares of the width and values."""
        left, right, low, high = self.x(x[0]), self.x(x[1]), self.y(y[0]), self.y(y[1])
        size = {"width": f"{max(right - left, 0.5):.2f}", "height": f"{low - high:.2f}"}
        return SubElement(
            self.root, "rect", {"class": kind, **_LOOKS[kind], "x": f"{left}", "y": f"{high}", **size}
        )

    def text(self, kind: str, at: tuple[float, float], said: str) -> None:
        """Write at a point of the drawing."""
        SubElement(
            self.root, "text", {"class": kind, **_LOOKS[kind], "x": f"{at[0]}", "y": f"{at[1]}"}
        ).text = said

    def line(self, kind: str, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Draw a line between points of the drawing."""
        ends = {"x1": f"{start[0]}", "y1": f"{start[1]}", "x2": f"{end[0]}", "y2": f"{end[1]}"}
        SubElement(self.root, "line", {"class": kind, **_LOOKS[kind], **ends})


def takedowns(days: Days, events: Sequence[Event], words: Words, told: str = "") -> str:
    """Draw what went over time, stacked by cause, numbered events, and below it whether anybody looked."""
    bins = _bins(days.size)
    stacks = {cause: np.add.reduceat(days.expected[cause], bins) for cause in days.causes if days.size}
    most = max(
        (float(value) for value in sum(stacks.values(), start=np.zeros(max(len(bins), 1)))), default=0.0
    )
    plot = _plot(most, words("timeline-takedowns"), told)
    _looked(plot, days, bins)
    base = np.zeros(len(bins))
    for cause, stack in stacks.items():
        for at, value in enumerate(stack):
            if value > 0:
                plot.box(f"c-{cause}", _span(bins, at, days.size), (float(base[at]), float(base[at] + value)))
        base += stack
    _axis(plot)
    _dates(plot, days, bins)
    _marks(plot, days, events)
    low = _legend(plot, [(f"c-{cause}", words(f"timeline-by-{cause}")) for cause in stacks], _FLOOR + 50)
    return _finished(plot, _note(plot, words("timeline-unlooked"), low) if days.size else low)


def lives(
    curves: Sequence[Curve], bands: Mapping[str, Numbers], ages: Sequence[float], words: Words, told: str = ""
) -> str:
    """Draw the share gone by age for each cause: what the data tell between two lines, how sure they are around it."""
    until = max((curve.known_until for curve in curves), default=1.0)
    known = [age for age in ages if age <= until] or list(ages[:1])
    upper = np.max([band[1][: len(known)] for band in bands.values()], axis=0)
    first = _begins(known, upper)
    shown, most = known[first:], max(0.05, float(upper.max()))
    plot = _plot(most, words("timeline-lives"), told)
    for curve in curves:
        least, top = zip(*(curve.share(age) for age in shown), strict=True)
        _area(plot, f"b-{curve.cause}", shown, *(bound[first:] for bound in bands[curve.cause]))
        _area(plot, f"a-{curve.cause}", shown, least, top)
    _axis(plot, percent=True)
    for name, age in AGES.items():
        if shown[0] <= age <= shown[-1]:
            plot.text("tick", (plot.x(_along(age, shown)), _FLOOR + 18), words(f"timeline-age-{name}"))
    key = [(f"a-{curve.cause}", words(f"timeline-by-{curve.cause}")) for curve in curves]
    return _finished(plot, _legend(plot, key, _FLOOR + 42))


def _begins(ages: Sequence[float], upper: Numbers) -> int:
    """Return where the drawing begins: at the last named age before anything to be seen has gone."""
    empty = int(np.argmax(upper > 0.03 * max(float(upper.max()), 0.05)))
    named = [age for age in AGES.values() if age <= ages[empty]]
    return max((at for at in range(empty + 1) if named and ages[at] <= named[-1]), default=0)


def _plot(most: float, name: str, told: str) -> Plot:
    root = Element("svg", {"role": "img", "xmlns": "http://www.w3.org/2000/svg"})
    SubElement(root, "title").text = name
    SubElement(root, "desc").text = told
    return Plot(root, _nice(most))


def _finished(plot: Plot, low: float) -> str:
    """Return the drawing, as high as its lowest line needs."""
    plot.root.set("viewBox", f"0 0 {WIDTH} {round(low)}")
    return tostring(plot.root, encoding="unicode")


def _nice(value: float) -> float:
    """Return a round number that is not smaller, whose half is round too; half a post is none."""
    if value <= 0:
        return 2.0
    ten = 10.0 ** np.floor(np.log10(value))
    whole = 2 if value > 0.5 else 0  # counts, and no shares
    steps = (step * ten for step in (1, 2, 3, 4, 6, 8, 10, 20))
    return float(next(one for one in steps if one >= value * (1 - 1e-9) and not (whole and one % whole)))


def _bins(size: int) -> NDArray[np.intp]:
    step = next((step for step in (1, 7, 28) if size <= _BARS * step), 28)
    return np.arange(0, size, step)


def _span(bins: NDArray[np.intp], at: int, size: int) -> tuple[float, float]:
    end = size if at + 1 == len(bins) else int(bins[at + 1])
    return float(bins[at]) / size, end / size - 0.12 * (end - float(bins[at])) / size


def _looked(plot: Plot, days: Days, bins: NDArray[np.intp]) -> None:
    """Draw below the axis where too little is known: there, no bar does not mean that nothing went."""
    if not days.size:
        return
    for at, known in enumerate(np.add.reduceat(days.known().astype(np.float64), bins)):
        left, _ = _span(bins, at, days.size)
        end = days.size if at + 1 == len(bins) else int(bins[at + 1])
        is_known = 2 * known >= end - int(bins[at])
        box = plot.box("looked" if is_known else "unlooked", (left, end / days.size), (0, 0))
        box.set("y", f"{_FLOOR + 4}")
        box.set("height", f"{_LOOKED_HEIGHT}")


def _axis(plot: Plot, *, percent: bool = False) -> None:
    for share in (0, 0.5, 1):
        value = plot.most * share
        plot.line("grid", (plot.x(0), plot.y(value)), (plot.x(1), plot.y(value)))
        said = f"{100 * value:g}%" if percent else f"{value:g}"
        plot.text("value", (_LEFT - 6, plot.y(value) + 4), said)


def _dates(plot: Plot, days: Days, bins: NDArray[np.intp]) -> None:
    for at in bins[:: max(1, -(-len(bins) // _DATES))]:
        said = _short(days.day(int(at)), days.size)
        half = _wide(said) / 2  # a date is written whole, also at the end
        x = min(max(plot.x(float(at) / days.size), _LEFT - 8), WIDTH - half)
        plot.text("tick", (round(x, 2), _FLOOR + 28), said)


def _short(day: date, size: int) -> str:
    return day.isoformat()[:7] if size > 7 * _BARS else day.isoformat()


def _marks(plot: Plot, days: Days, events: Iterable[Event]) -> None:
    last = -100.0
    for number, event in enumerate(events, 1):
        at = days.place(event.day)
        if at is not None:
            x = plot.x((at + 0.5) / days.size)
            plot.line("event", (x, _TOP - 4), (x, plot.y(0)))
            if x - last > 16:  # numbers that would cover each other are left to the list below
                plot.text("number", (x, _TOP - 8), str(number))
                last = x


def _legend(plot: Plot, entries: Sequence[tuple[str, str]], top: float) -> float:
    """Write what each colour means, in as many lines as that needs; return where the next line would stand."""
    x = float(_LEFT)
    for kind, said in entries:
        room = 17 + _wide(said) + 18
        if x > _LEFT and x + room > WIDTH:
            x, top = _LEFT, top + _LINE
        place = {"x": f"{x:.1f}", "y": f"{top - 11}", "width": "12", "height": "12"}
        SubElement(plot.root, "rect", {"class": kind, **_LOOKS[kind], **place})
        plot.text("key", (round(x + 17, 1), top), said)
        x += room
    return top + _LINE


def _note(plot: Plot, said: str, top: float) -> float:
    """Write a sentence in lines; return where the next line would stand."""
    parts = said.split(" ") if " " in said else list(said)
    gap = " " if " " in said else ""
    line = ""
    for part in [*parts, ""]:
        longer = f"{line}{gap}{part}" if line else part
        if line and (part == "" or _LEFT + _wide(longer) > WIDTH - _RIGHT):
            plot.text("note", (_LEFT, top), line)
            line, top = part, top + _LINE
        else:
            line = longer
    return top


def _wide(said: str) -> float:
    """Return about how wide a text stands: Chinese as wide as high, other letters little more than half."""
    return sum(_LETTER * (1.0 if east_asian_width(char) in "WF" else 0.56) for char in said)


def _area(plot: Plot, kind: str, ages: Sequence[float], low: Sequence[float], high: Sequence[float]) -> None:
    upper = [
        (plot.x(_along(age, ages)), plot.y(float(value))) for age, value in zip(ages, high, strict=False)
    ]
    lower = [(plot.x(_along(age, ages)), plot.y(float(value))) for age, value in zip(ages, low, strict=False)]
    points = " ".join(f"{x},{y}" for x, y in [*upper, *reversed(lower)])
    SubElement(plot.root, "polygon", {"class": kind, **_LOOKS[kind], "points": points})


def _along(age: float, ages: Sequence[float]) -> float:
    """Return where an age lies on a logarithmic axis, 0 to 1."""
    span = np.log(ages[-1]) - np.log(ages[0])
    return 0.0 if not span else float((np.log(age) - np.log(ages[0])) / span)
