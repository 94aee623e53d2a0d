"""The connection that all shelves ask, and how rows become items."""

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from wildgrass.library.cipher import database_errors
from wildgrass.library.database import LibraryDamagedError, damage_named, open_to_read
from wildgrass.library.place import LibraryPlace, place_of
from wildgrass.library.rows import storable
from wildgrass.library.stored import stored_item
from wildgrass.model import Item, Kind
from wildgrass.model.item import WITHHELD_KINDS

POSTS: Final = (Kind.POST, Kind.QUOTE, Kind.SHARE, Kind.COMMENT, Kind.SPACE)
TALK: Final = (Kind.MESSAGE, Kind.EVENT)
LIKES: Final = (Kind.LIKE, Kind.BOOKMARK)
APART: Final = tuple(sorted(WITHHELD_KINDS))
OTHER: Final = tuple(kind for kind in Kind if kind not in {*POSTS, *TALK, *LIKES, *APART})

FORWARD: Final = ":forward:"
"""Stands in the id of a conversation that is the inside of a merged forward, as `sources` make it."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """An item with its number in this library: what addresses name it by, since ids can tell who it is about."""

    no: int
    item: Item


class Tables:
    """One library's tables; belongs to the thread that made it. Never writes."""

    def __init__(self, place: Path | LibraryPlace) -> None:
        """Open the library at a place; raises as `Library.open`."""
        self._file = place_of(place).database
        self._db = open_to_read(place)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def interrupt(self) -> None:
        """Make a query that runs in another thread end with an error; nothing else may be asked after it."""
        with suppress(*database_errors()):  # it may have been closed meanwhile
            self._db.interrupt()

    def version(self) -> int:
        """Return a number that changes when another program wrote to the library."""
        return int(self.rows("PRAGMA data_version")[0][0])

    def rows(self, sql: str, *values: object) -> list[Any]:
        """Return all rows."""
        with damage_named(self._file):
            return self._db.execute(sql, tuple(map(storable, values))).fetchall()

    def stream(self, sql: str) -> Iterator[Any]:
        """Yield rows as they come."""
        with damage_named(self._file):
            yield from self._db.execute(sql)

    def parsed(self, text: str) -> Item:
        """Return the item of a row; raises `LibraryDamagedError`."""
        try:
            return stored_item(text)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise LibraryDamagedError(
                file=self._file, reason=f"an item is not as it was written: {error}"
            ) from error


def marks(values: Collection[object]) -> str:
    """Return "?, ?, ?"."""
    return ", ".join("?" * len(values))
