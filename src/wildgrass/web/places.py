"""Places: the names that texts hold, with how many items in each year, and the items that name one."""

from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from wildgrass.library.likeness import Likeness, Named, NotPreparedError
from wildgrass.targets.site.chrome import number
from wildgrass.text.places import gazetteer
from wildgrass.web.entries import Entries
from wildgrass.web.view import View, to
from wildgrass.web.whole import paged

_LISTED: Final = 60
_STEPS: Final = 5
LEVELS: Final = ("territory", "province", "prefecture", "county", "city")


@dataclass(frozen=True, slots=True)
class YearCell:
    """A year in a strip: `step` from 0 (nothing) to 5 (as many as in the fullest)."""

    year: str
    count: int
    step: int


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A name in the list: what it may mean, each with what it lies in."""

    href: str
    name: str
    meant: tuple[str, ...]
    count: str
    years: tuple[YearCell, ...]

    @property
    def is_ambiguous(self) -> bool:
        """Say whether several places have the name."""
        return len(self.meant) > 1


def places(view: View) -> Response:
    """Return the names, those that most items hold first."""
    level = view.query.get("level", "")
    try:
        with Likeness(view.reading.place) as likeness:
            everything, years = likeness.named(), likeness.named_years()
    except NotPreparedError:
        return to("/alike")
    found = [one for one in everything if level not in LEVELS or level in _levels(one)]
    span = sorted({year for counts in years.values() for year in counts})
    page = paged(view, len(found), size=_LISTED, keep=f"level={level}" if level in LEVELS else "")
    rows = [
        _row(view, one, years.get(one.key, {}), span) for one in found[page.start : page.start + page.size]
    ]
    return view.page(
        "places.html", rows=rows, page=page, level=level if level in LEVELS else "", levels=LEVELS, span=span
    )


def _levels(one: Named) -> set[str]:
    known = gazetteer().places
    return {known[place].level for place in one.places if place in known}


def _row(view: View, one: Named, counts: dict[str, int], span: list[str]) -> PlaceRow:
    most = max(counts.values(), default=0)
    cells = tuple(
        YearCell(year, counts.get(year, 0), -(-counts.get(year, 0) * _STEPS // most) if most else 0)
        for year in _whole(span)
    )
    return PlaceRow(
        f"/places/{view.overview.slug(one.key)}",
        _name(view, one),
        meant_by(view, one),
        number(one.count),
        cells,
    )


def _whole(span: list[str]) -> list[str]:
    """Return every year from the first to the last; a clock that was set wrong makes no strip of centuries."""
    if not span or int(span[-1]) - int(span[0]) > 40:
        return span[-40:]
    return [str(year) for year in range(int(span[0]), int(span[-1]) + 1)]


def _name(view: View, one: Named) -> str:
    """Return the place's name in the reader's language; one that may mean several, as it is written."""
    known = gazetteer().places
    return (
        known[one.places[0]].label(view.language)
        if len(one.places) == 1 and one.places[0] in known
        else one.name
    )


def meant_by(view: View, one: Named) -> tuple[str, ...]:
    """Return what a name may mean: "Chaoyang, Beijing"."""
    known = gazetteer().places
    comma = ", " if view.language == "en" else "，"  # noqa: RUF001 - Chinese punctuation
    return tuple(
        comma.join(
            part.label(view.language)
            for part in (known[place], *gazetteer().way_up(known[place]))
            if part.id != "CN"
        )
        for place in one.places
        if place in known
    )


def place(view: View) -> Response:
    """Return the items that hold a name, newest first."""
    try:
        with Likeness(view.reading.place) as likeness:
            named = {view.overview.slug(one.key): one for one in likeness.named()}
            found = named.get(view.path["slug"])
            numbers = [] if found is None else likeness.naming(found.key)
            years = {} if found is None else likeness.named_years().get(found.key, {})
    except NotPreparedError:
        return to("/alike")
    if found is None:
        return view.missing()
    page = paged(view, len(numbers))
    shown = view.shelves.items(numbers[page.start : page.start + page.size])
    return view.page(
        "place.html",
        row=_row(view, found, years, sorted(years)),
        entries=Entries(view).each(shown),
        page=page,
    )
