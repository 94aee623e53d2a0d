"""Look into a library: search it, and show one item with its thread."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wildgrass.errors import EXIT_DECIDE, WildgrassError
from wildgrass.flows.dates import day_or_time
from wildgrass.library import Library
from wildgrass.library.place import LibraryPlace
from wildgrass.library.search import BEST_MAX
from wildgrass.library.search import Filters as LibraryFilters
from wildgrass.model import Actor, Item
from wildgrass.text.query import parse
from wildgrass.text.spellings import Spelling, Synonyms


class ItemNotFoundError(WildgrassError):
    """The library holds no item with the id."""

    code = "item-not-found"
    exit_code = EXIT_DECIDE
    message = "the library holds no item {item}"
    hint = "`wildgrass search` prints the ids"


class NotRankedError(WildgrassError):
    """What was found stays newest first: a notice, no failure."""

    code = "search-not-ranked"
    message = "shown newest first: only words found in at most {limit} items can be put in order of the best"
    hint = "add a word or a field such as since: or kind:"


class SearchWidenedError(WildgrassError):
    """A list of words gave more to look for than was typed: a notice, no failure."""

    code = "search-widened"
    message = "also looked for, from the list of words: {words}"
    hint = "leave out --synonyms to search only for what was typed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What narrows a search: dates as a person wrote them, `after` inclusive, `before` exclusive.

    And what widens it: with `loose`, words whose characters stand apart; `synonyms`, a file of words that stand for
    one another (see `text.spellings`).
    """

    source: str | None = None
    kind: str | None = None
    person: str | None = None
    after: str | None = None
    before: str | None = None
    limit: int | None = None
    loose: bool = False
    synonyms: Path | None = None


_NO_FILTERS = Filters()


def search(
    place: Path | LibraryPlace,
    query: str,
    filters: Filters = _NO_FILTERS,
    *,
    best_first: bool = False,
    notice: Callable[[WildgrassError], None] = lambda _: None,
) -> Iterator[dict[str, object]]:
    """Yield a row for each item found, newest first, or best first.

    `notice` is told where that cannot be, and what was looked for besides what was typed.

    Raises:
        DateError: a filter's date is not one. SynonymsWrongError: the list of words cannot be read.
        QueryError, QueryTooLongError, QueryTooLargeError: the query cannot be meant.
        LibraryNotFoundError, NotALibraryError, LibraryNewerError, LibraryOutdatedError,
        LibraryDamagedError: as `Library.open`.
    """
    asked = _for_library(filters)
    if others := asked.spelling.also(parse(query)):
        notice(SearchWidenedError(words=" ".join(others)))
    with Library.open(place) as library:
        if best_first and not library.is_rankable(query, asked):
            notice(NotRankedError(limit=BEST_MAX))
            best_first = False
        found = library.search(
            query,
            source=asked.source,
            kind=asked.kind,
            person=asked.person,
            after=asked.after,
            before=asked.before,
            limit=filters.limit,
            best_first=best_first,
            spelling=asked.spelling,
        )
        for item in found:
            marks = Library.marks(query, item.text, asked.spelling)
            yield _row(item) | {"marks": [list(mark) for mark in marks]}


def count(
    place: Path | LibraryPlace, query: str, filters: Filters = _NO_FILTERS, *, limit: int | None = None
) -> int:
    """Return how many items a search finds, counting no further than `limit`.

    Raises:
        As `search`.
    """
    with Library.open(place) as library:
        return library.count(query, _for_library(filters), limit=limit)


def _for_library(filters: Filters) -> LibraryFilters:
    return LibraryFilters(
        source=filters.source,
        kind=filters.kind,
        person=filters.person,
        after=day_or_time(filters.after),
        before=day_or_time(filters.before),
        spelling=spelling(loose=filters.loose, synonyms=filters.synonyms),
    )


def spelling(*, loose: bool, synonyms: Path | None) -> Spelling:
    """Return what a search takes for a word besides the word itself.

    Raises:
        SynonymsWrongError: the list of words cannot be read.
    """
    return Spelling(is_loose=loose, synonyms=Synonyms() if synonyms is None else Synonyms.read(synonyms))


def show(place: Path | LibraryPlace, item_id: str) -> dict[str, object]:
    """Return an item's JSON object with its thread as `thread_items`.

    Raises:
        ItemNotFoundError: the library holds no such id.
        LibraryNotFoundError, NotALibraryError, LibraryNewerError, LibraryOutdatedError,
        LibraryDamagedError: as `Library.open`.
    """
    with Library.open(place) as library:
        shown = library.item_json(item_id)
    if shown is None:
        raise ItemNotFoundError(item=item_id)
    return shown


def _row(item: Item) -> dict[str, object]:
    return {
        "id": item.id,
        "source": item.source,
        "kind": str(item.kind),
        "author": None if item.author is None else _label(item.author),
        "published": None if item.published is None else item.published.iso(),
        "text": item.text,
        "url": item.url,
    }


def _label(actor: Actor) -> str:
    """Return what people know an account by: its handle, else its name, else its id."""
    return actor.handle or actor.name or actor.id
