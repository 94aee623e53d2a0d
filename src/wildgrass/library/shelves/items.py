"""Items by number, by kind and time."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from wildgrass.library.shelves.base import Numbered, Tables
from wildgrass.model import Item


class MediaPlace(NamedTuple):
    """An attachment that the library holds: the item's number and the attachment's place in it."""

    no: int
    place: int
    published: str | None
    thread: str | None


class ItemShelf(Tables):
    """Asks for items."""

    def item(self, number: int) -> Item | None:
        """Return an item by its number, of whatever kind."""
        rows = self.rows("SELECT json FROM items WHERE no = ?", number)
        return self.parsed(rows[0][0]) if rows else None

    def items(self, numbers: Iterable[int]) -> Iterator[Numbered]:
        """Yield items in the order of their numbers."""
        for number in numbers:
            item = self.item(number)
            if item is not None:
                yield Numbered(number, item)

    def number(self, item_id: str) -> int | None:
        """Return an item's number by its id."""
        rows = self.rows("SELECT no FROM items WHERE id = ?", item_id)
        return int(rows[0][0]) if rows else None

    def raw(self, number: int) -> str | None:
        """Return an item's canonical JSON."""
        rows = self.rows("SELECT json FROM items WHERE no = ?", number)
        return str(rows[0][0]) if rows else None

    def of_kind(self, kind: str, *, limit: int, offset: int = 0) -> list[int]:
        """Return the numbers of the items of one kind, newest first, those without a date last."""
        sql = "SELECT no FROM items WHERE kind = ? ORDER BY published DESC, no LIMIT ? OFFSET ?"
        return [row[0] for row in self.rows(sql, kind, limit, offset)]

    def media(self) -> list[MediaPlace]:
        """Return every shown item's attachments that the library holds, newest first; walks a table."""
        # CROSS JOIN keeps the table of attachments outside: most items have none.
        sql = (
            "SELECT item_no, place, published, thread FROM item_attachments CROSS JOIN items ON no = item_no"
            " WHERE sha256 IS NOT NULL AND withheld = 0 ORDER BY published DESC, no DESC, place"
        )
        return [MediaPlace(*row) for row in self.rows(sql)]

    def same_chain(self, item: Item) -> list[Numbered]:
        """Return the other versions of an edited post that exports give ids of their own, oldest first."""
        if item.version_of is None or item.published is None:
            return []
        # X lets a post be edited for an hour (help.x.com, "how to edit a post"), so its versions lie close.
        rows = self.rows(
            "SELECT no FROM items WHERE published BETWEEN strftime('%Y-%m-%dT%H:%M', ?, '-2 hours')"
            " AND strftime('%Y-%m-%dT%H:%M', ?, '+2 hours') AND id <> ? ORDER BY published",
            item.published.iso(),
            item.published.iso(),
            item.id,
        )
        found = self.items(row[0] for row in rows)
        return [one for one in found if one.item.version_of == item.version_of]
