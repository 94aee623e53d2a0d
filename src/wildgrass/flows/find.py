"""Look into a library: search it, and show one item with its thread."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from wildgrass.errors import EXIT_DECIDE, EXIT_USAGE, WildgrassError
from wildgrass.library import Library
from wildgrass.model import Actor, Item


class DateError(WildgrassError):
    """A filter's date is not one."""

    code = "filter-date-wrong"
    exit_code = EXIT_USAGE
    message = "{text} is not a date"
    hint = "write a day as 2022-11-26, or a time as 2022-11-26T20:00+08:00"


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
    after, before = _day_or_time(filters.after), _day_or_time(filters.before)
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


def _day_or_time(text: str | None) -> date | datetime | None:
    """Read a day, or a point in time with a zone."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return _time(text)


def _time(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise DateError(text=text) from error
    if moment.utcoffset() is None:
        raise DateError(text=text)
    return moment
