"""People: who wrote, who is named, what they are called."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from wildgrass.library.place import LibraryPlace
from wildgrass.library.shelves.base import Tables, marks
from wildgrass.model import Actor


class PeopleShelf(Tables):
    """Asks for people."""

    def __init__(self, place: Path | LibraryPlace) -> None:
        """Open the library at a place; raises as `Library.open`."""
        super().__init__(place)
        self.actor = lru_cache(maxsize=20_000)(self._actor)

    def authors(self) -> Iterator[tuple[str, int, str | None]]:
        """Yield (author, number, when) of every item that is shown, newest first; walks the table of items."""
        return self.stream(
            "SELECT author, no, published FROM items WHERE author IS NOT NULL AND withheld = 0"
            " ORDER BY published DESC, no DESC"
        )

    def naming(self, actor_keys: Sequence[str]) -> list[int]:
        """Return the numbers of the items that name any of some accounts besides their author, newest first."""
        sql = (
            "SELECT DISTINCT no FROM item_people JOIN items ON no = item_no"  # noqa: S608 - only marks
            f" WHERE actor IN ({marks(actor_keys)}) AND withheld = 0 ORDER BY published DESC, no DESC"
        )
        return [row[0] for row in self.rows(sql, *actor_keys)]

    def _actor(self, key: str) -> Actor | None:
        rows = self.rows("SELECT platform, id_kind, id, handle, name FROM actors WHERE key = ?", key)
        return _actor_of(rows[0]) if rows else None

    def actors(self) -> list[Actor]:
        """Return everybody that the library names."""
        return [_actor_of(row) for row in self.rows("SELECT platform, id_kind, id, handle, name FROM actors")]


def _actor_of(row: Sequence[Any]) -> Actor:
    platform, id_kind, actor_id, handle, name = row
    return Actor(platform=platform, id_kind=id_kind, id=actor_id, handle=handle, name=name)
