"""How much there is, by year, platform and hour: bars that the server draws, each with its table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from wildgrass.library.shelves import POSTS, TALK
from wildgrass.model import Kind
from wildgrass.targets.site.chrome import number
from wildgrass.web.view import View

_WIDE, _HIGH, _GAP = 720, 160, 2


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: `path` draws it."""

    label: str
    count: str
    path: str
    is_named: bool
    at: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart and its table; `name` is the sentence that heads it."""

    name: str
    bars: tuple[Bar, ...]
    most: str


def numbers(view: View) -> Response:
    """Return the statistics page."""
    days = view.overview.days
    posts, talk = days.years(POSTS), days.years(TALK)
    years = _all_years([*posts, *talk])
    platforms: Mapping[str, int] = {
        view.words.source(source): days.only(source, is_own=False).total((*POSTS, *TALK))
        for source in view.overview.sources
    }
    charts = [
        _chart("numbers-posts", {str(year): posts[year] for year in years}),
        _chart("numbers-messages", {str(year): talk[year] for year in years}),
        _chart("numbers-platforms", {name: count for name, count in platforms.items() if count}),
        _chart("numbers-hours-posts", _hours(view, POSTS)),
        _chart("numbers-hours-messages", _hours(view, TALK)),
    ]
    return view.page("numbers.html", charts=[chart for chart in charts if chart.bars])


def _all_years(found: Sequence[int]) -> range:
    return range(min(found), max(found) + 1) if found else range(0)


def _hours(view: View, kinds: Sequence[Kind]) -> Mapping[str, int]:
    counts = view.overview.hours
    hours = {f"{hour:02d}": sum(counts.get((str(kind), hour), 0) for kind in kinds) for hour in range(24)}
    return hours if any(hours.values()) else {}


def _chart(name: str, counts: Mapping[str, int]) -> Chart:
    """Return a chart of upright bars as wide as their number lets them be."""
    most = max(counts.values(), default=0)
    if not most:
        return Chart(name, (), "")
    step = min(_WIDE / len(counts), 80)
    bars = []
    for place, (label, count) in enumerate(counts.items()):
        high = _HIGH * count / most
        path = f"M{place * step + _GAP / 2:.1f} {_HIGH - high:.1f}h{step - _GAP:.1f}v{high:.1f}h{_GAP - step:.1f}z"
        bars.append(
            Bar(
                label, number(count), path, len(counts) <= 12 or place % 3 == 0, f"{(place + 0.5) * step:.0f}"
            )
        )
    return Chart(name, tuple(bars), number(most))
