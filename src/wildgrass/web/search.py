"""Search: what is asked comes by POST and stays in memory; its address is a number, and says nothing to a history."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from starlette.responses import Response

from wildgrass.errors import WildgrassError
from wildgrass.flows.dates import day_or_time
from wildgrass.library.search import Filters
from wildgrass.library.shelves import APART, Numbered
from wildgrass.model import Item, Kind
from wildgrass.targets.site.chrome import number as decimal
from wildgrass.text import explain
from wildgrass.text.query import parse
from wildgrass.web.entries import Entries
from wildgrass.web.entry_parts import Entry
from wildgrass.web.narrow import Chip
from wildgrass.web.session import Search
from wildgrass.web.view import View, to
from wildgrass.web.whole import PER_PAGE, number_in

_LONGEST: Final = 500
_PAGES_MAX: Final = 200
_OFFERED: Final = (Kind.POST, Kind.QUOTE, Kind.SHARE, Kind.COMMENT, Kind.MESSAGE)
_COUNTED: Final = 10_000
_FIELDS: Final = tuple(Search.__dataclass_fields__)
_CHOSEN: Final = ("source", "kind", "person", "after", "before", "order", "gone", "pictures", "loose")
"""What a chip changes: never the words, which stand in no address."""


def ask(view: View) -> Response:
    """Keep what was asked and lead to its results; while somebody types, one search goes on under one number."""
    said = {name: view.form.get(name, "").strip()[:_LONGEST] for name in _FIELDS}
    search = Search(**said)
    if not search.words and not search.has_filters:
        return to("/search")
    goes_on = view.form.get("goes-on", "")
    instead = int(goes_on) if goes_on.isascii() and goes_on.isdigit() and len(goes_on) < 9 else 0
    return to(f"/search/{view.session.keep(search, instead)}")


def narrowed(view: View) -> Response:
    """Keep a search with one thing more or less, as its chips say, and lead to its results."""
    search = view.session.searches.get(int(view.path["number"]))
    if search is None:
        return to("/search")
    chosen = {name: value[:_LONGEST] for name, value in view.query.items() if name in _CHOSEN}
    changed = replace(search, **chosen)
    if not changed.words and not changed.has_filters:
        return to("/search")
    return to(f"/search/{view.session.keep(changed)}")


def form(view: View) -> Response:
    """Return the page to search on, without results."""
    return _page(view, Search(), None)


def results(view: View) -> Response:
    """Return what was found; nothing is known of a search that the session forgot."""
    number = int(view.path["number"])
    search = view.session.searches.get(number)
    if search is None:
        return to("/search")
    try:
        return _found(view, number, search)
    except WildgrassError as error:
        return _page(view, search, None, complaint=view.names.text(explain(error, view.language)[0]))


def _found(view: View, number: int, search: Search) -> Response:
    part = min(max(number_in(view, "page") or 1, 1), _PAGES_MAX)
    filters = Filters(
        source=search.source or None,
        kind=search.kind or None,
        person=search.person or None,
        after=day_or_time(search.after or None),
        before=day_or_time(search.before or None),
        spelling=search.spelling,
    )
    total = view.library.count(search.query, filters, limit=_COUNTED)
    is_best = search.order == "best"
    items = view.library.search(
        search.query,
        source=filters.source,
        kind=filters.kind,
        person=filters.person,
        after=filters.after,
        before=filters.before,
        limit=part * PER_PAGE + 1,
        skip=(part - 1) * PER_PAGE,
        best_first=is_best,
        spelling=filters.spelling,
    )
    shown = list(items)
    address = f"/search/{number}?page="
    return _page(
        view,
        search,
        list(_rows(view, number, search, shown[:PER_PAGE])),
        number=number,
        chips=list(_chips(view, number, search)),
        apart=[view.names.text("·".join(word)) for word in search.spelling.apart(parse(search.query))],
        is_unranked=is_best and not view.library.is_rankable(search.query, filters),
        total=view.words("found-many" if total >= _COUNTED else "found", count=decimal(total)),
        first=(part - 1) * PER_PAGE + 1,
        earlier=f"{address}{part - 1}" if part > 1 else "",
        later=f"{address}{part + 1}" if len(shown) > PER_PAGE and part < _PAGES_MAX else "",
    )


def _rows(view: View, number: int, search: Search, items: list[Item]) -> Iterator[tuple[Entry, str]]:
    """Yield what was found, each with the way to the place where it stands among others."""
    entries = Entries(view, search.words, search.spelling)
    for item in items:
        no = view.shelves.number(item.id)
        if no is not None:
            one = Numbered(no, item)
            yield entries.entry(one), with_search(entries.way_to(one), number)


def with_search(way: str, number: int) -> str:
    """Return an address that also says which search's words to mark."""
    page, mark, anchor = way.partition("#")
    return f"{page}{'&' if '?' in page else '?'}of={number}{mark}{anchor}"


def _page(view: View, search: Search, rows: list[tuple[Entry, str]] | None, **more: object) -> Response:
    words = view.words
    sources = {(facts.about.source, words.source(facts.about.source)) for facts in view.overview.exports}
    shown = _sayable(view, search)
    values: dict[str, Any] = {
        "complaint": "",
        "number": 0,
        "chips": [],
        "apart": [],
        "is_unranked": False,
        "total": "",
        "first": 1,
        "earlier": "",
        "later": "",
    }
    values |= {
        "search": shown,
        "is_unsaid": shown is not search,
        "rows": rows,
        "sources": sorted(sources),
        "kinds": [(str(kind), words.kind(kind)) for kind in Kind if kind not in APART],
    }
    return view.page("search.html", **(values | more))


def _said(view: View, name: str, value: str) -> str:
    return "•••" if name == "person" and view.names.is_hiding else value


def _sayable(view: View, search: Search) -> Search:
    """Return the search as its page may repeat it: while names are hidden, without words, which may be part of one."""
    is_told = bool(search.words or search.person)
    return replace(search, words="", person="") if view.names.is_hiding and is_told else search


def _chips(view: View, number: int, search: Search) -> Iterator[tuple[str, list[Chip]]]:
    """Yield rows of ways to change the search by one thing."""

    def chip(text: str, name: str, value: str, *, is_on: bool) -> Chip:
        return Chip(f"/search/{number}/narrow?{name}={value}", text, is_on)

    words = view.words
    best = search.order == "best"
    yield (
        "search-order",
        [
            chip(words("order-newest"), "order", "", is_on=not best),
            chip(words("order-best"), "order", "best", is_on=best),
        ],
    )
    if len(view.overview.sources) > 1:
        sources = [(one, search.source == one) for one in view.overview.sources]
        yield (
            "narrow-source",
            [chip(words.source(one), "source", "" if on else one, is_on=on) for one, on in sources],
        )
    kinds = [(kind, search.kind == kind) for kind in map(str, _OFFERED) if view.overview.days.total((kind,))]  # type: ignore[arg-type]
    yield (
        "narrow-kind",
        [chip(words.kind(kind), "kind", "" if on else kind, is_on=on) for kind, on in kinds],
    )
    only = [
        chip(words("only-removed"), "gone", "" if search.gone else "1", is_on=bool(search.gone)),
        chip(words("only-pictures"), "pictures", "" if search.pictures else "1", is_on=bool(search.pictures)),
        chip(words("search-loose"), "loose", "" if search.loose else "1", is_on=bool(search.loose)),
    ]
    typed = (("person", search.person), ("after", search.after), ("before", search.before))
    only += [
        Chip(
            f"/search/{number}/narrow?{name}=",
            words(f"without-{name}", value=_said(view, name, value)),
            is_on=True,
        )
        for name, value in typed
        if value
    ]
    yield "narrow-only", only
