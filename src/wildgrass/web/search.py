"""Search: what is asked comes by POST and stays in memory; its address is a number, and says nothing to a history."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from starlette.responses import Response

from wildgrass.errors import WildgrassError
from wildgrass.flows.dates import day_or_time
from wildgrass.library.search import Filters
from wildgrass.library.shelves import APART, Numbered
from wildgrass.model import Item, Kind
from wildgrass.targets.site.chrome import number as decimal
from wildgrass.text import explain
from wildgrass.web.entries import Entries, Entry
from wildgrass.web.session import Search
from wildgrass.web.view import View, to
from wildgrass.web.whole import PER_PAGE, number_in

_LONGEST: Final = 500
_PAGES_MAX: Final = 200
_COUNTED: Final = 10_000


def ask(view: View) -> Response:
    """Keep what was asked and lead to its results."""
    said = {name: view.form.get(name, "").strip()[:_LONGEST] for name in Search.__dataclass_fields__}
    search = Search(**said)
    if not search.words and not search.has_filters:
        return to("/search")
    return to(f"/search/{view.session.keep(search)}")


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
        return _page(view, search, None, complaint=explain(error, view.language)[0])


def _found(view: View, number: int, search: Search) -> Response:
    part = min(max(number_in(view, "page") or 1, 1), _PAGES_MAX)
    filters = Filters(
        source=search.source or None,
        kind=search.kind or None,
        person=search.person or None,
        after=day_or_time(search.after or None),
        before=day_or_time(search.before or None),
    )
    total = view.library.count(search.words, filters, limit=_COUNTED)
    items = view.library.search(
        search.words,
        source=filters.source,
        kind=filters.kind,
        person=filters.person,
        after=filters.after,
        before=filters.before,
        limit=part * PER_PAGE + 1,
        best_first=search.order == "best",
    )
    shown = list(islice(items, (part - 1) * PER_PAGE, None))
    address = f"/search/{number}?page="
    return _page(
        view,
        search,
        list(_rows(view, number, search, shown[:PER_PAGE])),
        total=view.words("found-many" if total >= _COUNTED else "found", count=decimal(total)),
        first=(part - 1) * PER_PAGE + 1,
        earlier=f"{address}{part - 1}" if part > 1 else "",
        later=f"{address}{part + 1}" if len(shown) > PER_PAGE and part < _PAGES_MAX else "",
    )


def _rows(view: View, number: int, search: Search, items: list[Item]) -> Iterator[tuple[Entry, str]]:
    """Yield what was found, each with the way to the place where it stands among others."""
    entries = Entries(view, search.words)
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
    values: dict[str, Any] = {"complaint": "", "total": "", "first": 1, "earlier": "", "later": ""}
    values |= {
        "search": search,
        "rows": rows,
        "sources": sorted(sources),
        "kinds": [(str(kind), words.kind(kind)) for kind in Kind if kind not in APART],
    }
    return view.page("search.html", **(values | more))
