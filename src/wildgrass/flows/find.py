"""Look into a library: search it, and show one item with its thread."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wildgrass.errors import EXIT_DECIDE, WildgrassError
from wildgrass.flows.dates import day_or_time
from wildgrass.library import Library
from wildgrass.model import Actor, Item


class ItemNotFoundError(WildgrassError):
    """The library holds no item with the id."""

    code = "item-not-found"
    exit_code = EXIT_DECIDE
    message = "the library holds no item {item}"
    hint = "`wildgrass search` prints the ids"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What narrows a search: dates as a person wrote them, `after` inclusive, `before` exclusive."""

    source: str | None = None
    kind: str | None = None
    person: str | None = None
    after: str | None = None
    before: str | None = None
    limit: int | None = None


_NO_FILTERS = Filters()


def search(folder: Path, query: str, filters: Filters = _NO_FILTERS) -> Iterator[dict[str, object]]:
    """Yield a row for each item found, newest first.

    Raises:
        DateError: a filter's date is not one.
        LibraryNotFoundError, NotALibraryError, LibraryNewerError, LibraryOutdatedError,
        LibraryDamagedError: as `Library.open`.
    """
    after, before = day_or_time(filters.after), day_or_time(filters.before)
    with Library.open(folder) as library:
        found = library.search(
            query,
            source=filters.source,
            kind=filters.kind,
            person=filters.person,
            after=after,
            before=before,
            limit=filters.limit,
        )
        yield from map(_row, found)


def show(folder: Path, item_id: str) -> dict[str, object]:
    """Return an item's JSON object with its thread as `thread_items`.

    Raises:
        ItemNotFoundError: the library holds no such id.
        LibraryNotFoundError, NotALibraryError, LibraryNewerError, LibraryOutdatedError,
        LibraryDamagedError: as `Library.open`.
    """
    with Library.open(folder) as library:
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
