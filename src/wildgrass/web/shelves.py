"""What pages ask of a library's tables beyond `Library`: counts, days, neighbours, people. Never writes.

The tables are those of `docs/spec/library.md`; every query here walks an index, but for the two that say so.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from wildgrass.library.database import DATABASE, LibraryDamagedError, damage_named, open_to_read
from wildgrass.library.rows import storable
from wildgrass.model import Actor, Item, Kind, item_from_json
from wildgrass.model.item import WITHHELD_KINDS

POSTS: Final = (Kind.POST, Kind.QUOTE, Kind.SHARE, Kind.COMMENT, Kind.SPACE)
TALK: Final = (Kind.MESSAGE, Kind.EVENT)
LIKES: Final = (Kind.LIKE, Kind.BOOKMARK)
APART: Final = tuple(sorted(WITHHELD_KINDS))
OTHER: Final = tuple(kind for kind in Kind if kind not in {*POSTS, *TALK, *LIKES, *APART})

_LATER: Final = "9"  # stands after every RFC 3339 time
_COUNTED: Final = {
    "chats": "SELECT count(*) FROM conversations",
    "people": "SELECT count(*) FROM actors",
    "media": "SELECT count(*) FROM item_attachments WHERE sha256 IS NOT NULL",
}
_TALK_SQL: Final = "thread = ? AND withheld = 0 AND kind IN ('message', 'event')"


@dataclass(frozen=True, slots=True)
class Numbered:
    """An item with its number in this library: what addresses name it by, since ids can tell who it is about."""

    no: int
    item: Item


@dataclass(frozen=True, slots=True)
class MediaPlace:
    """An attachment that the library holds: the item's number and the attachment's place in it."""

    no: int
    place: int
    published: str | None
    thread: str | None


class Shelves:
    """Reads the tables of one library; belongs to the thread that made it."""

    def __init__(self, folder: Path) -> None:
        """Open the library in `folder`; raises as `Library.open`."""
        self._file = folder / DATABASE
        self._db = open_to_read(folder)
        self.actor = lru_cache(maxsize=20_000)(self._actor)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def version(self) -> int:
        """Return a number that changes when another program wrote to the library."""
        return int(self._rows("PRAGMA data_version")[0][0])

    def item(self, number: int) -> Item | None:
        """Return an item by its number, of whatever kind."""
        rows = self._rows("SELECT json FROM items WHERE no = ?", number)
        return self._parsed(rows[0][0]) if rows else None

    def items(self, numbers: Iterable[int]) -> Iterator[Numbered]:
        """Yield items in the order of their numbers."""
        for number in numbers:
            item = self.item(number)
            if item is not None:
                yield Numbered(number, item)

    def number(self, item_id: str) -> int | None:
        """Return an item's number by its id."""
        rows = self._rows("SELECT no FROM items WHERE id = ?", item_id)
        return int(rows[0][0]) if rows else None

    def raw(self, number: int) -> str | None:
        """Return an item's canonical JSON."""
        rows = self._rows("SELECT json FROM items WHERE no = ?", number)
        return str(rows[0][0]) if rows else None

    def day_counts(self) -> list[tuple[str, str | None, int]]:
        """Return (kind, day in UTC or None, count); walks all of an index."""
        return self._rows("SELECT kind, substr(published, 1, 10), count(*) FROM items GROUP BY 1, 2")

    def numbers_between(
        self, kinds: Sequence[Kind], start: str, end: str, *, limit: int, offset: int = 0
    ) -> list[int]:
        """Return the numbers of items from `start` (inclusive) to `end` (exclusive), newest first."""
        sql = (
            f"SELECT no FROM items WHERE kind IN ({_marks(kinds)}) AND published >= ? AND published < ?"  # noqa: S608
            " ORDER BY published DESC, no DESC LIMIT ? OFFSET ?"
        )
        return [row[0] for row in self._rows(sql, *map(str, kinds), start, end, limit, offset)]

    def undated(self, kinds: Sequence[Kind], *, limit: int, offset: int = 0) -> list[int]:
        """Return the numbers of items without a date."""
        sql = (
            f"SELECT no FROM items WHERE kind IN ({_marks(kinds)}) AND published IS NULL"  # noqa: S608
            " ORDER BY no LIMIT ? OFFSET ?"
        )
        return [row[0] for row in self._rows(sql, *map(str, kinds), limit, offset)]

    def of_kind(self, kind: str, *, limit: int, offset: int = 0) -> list[int]:
        """Return the numbers of the items of one kind, newest first, those without a date last."""
        sql = "SELECT no FROM items WHERE kind = ? ORDER BY published DESC, no LIMIT ? OFFSET ?"
        return [row[0] for row in self._rows(sql, kind, limit, offset)]

    def talks_between(self, start: str, end: str) -> list[tuple[str, str, int, int]]:
        """Return (day, conversation, messages, number of the first) from `start` to before `end`, newest day first."""
        return self._rows(
            "SELECT substr(published, 1, 10) AS day, thread, count(*), min(no) FROM items"
            " WHERE kind IN ('message', 'event') AND thread IS NOT NULL AND published >= ? AND published < ?"
            " GROUP BY 1, 2 ORDER BY 1 DESC, 3 DESC",
            start,
            end,
        )

    def talk_months(self) -> Iterator[tuple[str, str | None, int, str | None]]:
        """Yield (conversation, month, messages, first time) of every conversation; walks all of an index."""
        return self._stream(
            "SELECT thread, substr(published, 1, 7), count(*), min(published) FROM items"
            " WHERE thread IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2"
        )

    def talk_before(self, thread: str, number: int | None, limit: int) -> list[int]:
        """Return the numbers of the messages before one, or of the last ones for None, oldest first."""
        published, item_id = self._place(number) if number is not None else (None, _LATER * 9)
        found = []
        if published is None:
            above = "AND id < ?" if number is not None else "AND ? IS NOT NULL"
            sql = f"SELECT no FROM items WHERE {_TALK_SQL} AND published IS NULL {above} ORDER BY id DESC LIMIT ?"  # noqa: S608
            found = [row[0] for row in self._rows(sql, thread, item_id, limit)]
            published, item_id = _LATER, ""
        sql = (
            f"SELECT no FROM items WHERE {_TALK_SQL} AND published <= ? AND (published, id) < (?, ?)"  # noqa: S608
            " ORDER BY published DESC, id DESC LIMIT ?"
        )
        place = (thread, published, published, item_id, limit - len(found))
        found += [row[0] for row in self._rows(sql, *place)]
        return found[::-1]

    def talk_from(self, thread: str, number: int | None, limit: int, *, since: str = "") -> list[int]:
        """Return the numbers of the messages after one; for None, of the first ones at or after `since`."""
        published, item_id = self._place(number) if number is not None else (since, "")
        found = []
        if published is not None:
            sql = (
                f"SELECT no FROM items WHERE {_TALK_SQL} AND published >= ? AND (published, id) > (?, ?)"  # noqa: S608
                " ORDER BY published, id LIMIT ?"
            )
            found = [row[0] for row in self._rows(sql, thread, published, published, item_id, limit)]
            item_id = ""
        if len(found) < limit:
            sql = (
                f"SELECT no FROM items WHERE {_TALK_SQL} AND published IS NULL AND id > ? ORDER BY id LIMIT ?"  # noqa: S608
            )
            found += [row[0] for row in self._rows(sql, thread, item_id, limit - len(found))]
        return found

    def media(self) -> list[MediaPlace]:
        """Return every shown item's attachments that the library holds, newest first; walks a table."""
        # CROSS JOIN keeps the table of attachments outside: most items have none.
        sql = (
            "SELECT item_no, place, published, thread FROM item_attachments CROSS JOIN items ON no = item_no"
            " WHERE sha256 IS NOT NULL AND withheld = 0 ORDER BY published DESC, no DESC, place"
        )
        return [MediaPlace(*row) for row in self._rows(sql)]

    def count_of(self, table: str) -> int:
        """Return how many conversations, actors or held attachments there are."""
        return int(self._rows(_COUNTED[table])[0][0])

    def authors(self) -> Iterator[tuple[str, int, str | None]]:
        """Yield (author, number, when) of every item that is shown, newest first; walks the table of items."""
        return self._stream(
            "SELECT author, no, published FROM items WHERE author IS NOT NULL AND withheld = 0"
            " ORDER BY published DESC, no DESC"
        )

    def naming(self, actor_key: str) -> list[int]:
        """Return the numbers of the items that name somebody besides their author, newest first."""
        return [
            row[0]
            for row in self._rows(
                "SELECT DISTINCT no FROM item_people JOIN items ON no = item_no WHERE actor = ? AND withheld = 0"
                " ORDER BY published DESC, no DESC",
                actor_key,
            )
        ]

    def count_naming(self, actor_key: str) -> int:
        """Return how many items name somebody besides their author."""
        sql = """SELECT count(DISTINCT item_no) FROM item_people JOIN items ON no = item_no
            WHERE actor = ? AND withheld = 0"""
        return int(self._rows(sql, actor_key)[0][0])

    def talks_of(self, actor_key: str) -> list[str]:
        """Return the conversations that somebody takes part in."""
        sql = "SELECT conversation FROM conversation_people WHERE actor = ?"
        return [row[0] for row in self._rows(sql, actor_key)]

    def _actor(self, key: str) -> Actor | None:
        rows = self._rows("SELECT platform, id_kind, id, handle, name FROM actors WHERE key = ?", key)
        return _actor_of(rows[0]) if rows else None

    def actors(self) -> list[Actor]:
        """Return everybody that the library names."""
        return [
            _actor_of(row) for row in self._rows("SELECT platform, id_kind, id, handle, name FROM actors")
        ]

    def same_chain(self, item: Item) -> list[Numbered]:
        """Return the other versions of an edited post that exports give ids of their own, oldest first."""
        if item.version_of is None or item.published is None:
            return []
        # X lets a post be edited for an hour (help.x.com, "how to edit a post"), so its versions lie close.
        rows = self._rows(
            "SELECT no FROM items WHERE published BETWEEN strftime('%Y-%m-%dT%H:%M', ?, '-2 hours')"
            " AND strftime('%Y-%m-%dT%H:%M', ?, '+2 hours') AND id <> ? ORDER BY published",
            item.published.iso(),
            item.published.iso(),
            item.id,
        )
        found = self.items(row[0] for row in rows)
        return [one for one in found if one.item.version_of == item.version_of]

    def export_keys(self) -> list[tuple[int, str]]:
        """Return (number, key) of the exports, in the order they were added."""
        return self._rows("SELECT no, key FROM exports ORDER BY no")

    def members(self, export_no: int) -> list[tuple[str, str, int | None, int | None, int | None, str]]:
        """Return (name, status, records, items, expected, note) of an export's members."""
        sql = "SELECT name, status, records, items, expected, note FROM members WHERE export_no = ? ORDER BY rowid"
        return self._rows(sql, export_no)

    def problems(self, export_no: int) -> list[tuple[str, int, int]]:
        """Return (code, how many, how many records were lost) of an export."""
        sql = "SELECT code, count(*), sum(lost) FROM problems WHERE export_no = ? GROUP BY code ORDER BY 2 DESC, 1"
        return self._rows(sql, export_no)

    def problem_lines(self, export_no: int, limit: int) -> list[tuple[str, str, str, str]]:
        """Return (code, reason, member, place) of an export's first problems."""
        sql = "SELECT code, reason, member, place FROM problems WHERE export_no = ? ORDER BY rowid LIMIT ?"
        return self._rows(sql, export_no, limit)

    def files_of(self, export_no: int) -> tuple[int, int]:
        """Return how many attachments an export's items name, and how many of them no export holds."""
        rows = self._rows(
            "SELECT count(*), sum(sha256 IS NULL) FROM sightings JOIN item_attachments USING (item_no)"
            " WHERE export_no = ?",
            export_no,
        )
        return int(rows[0][0]), int(rows[0][1] or 0)

    def _place(self, number: int) -> tuple[str | None, str]:
        rows = self._rows("SELECT published, id FROM items WHERE no = ?", number)
        return (rows[0][0], rows[0][1]) if rows else (None, "")

    def _rows(self, sql: str, *values: object) -> list[Any]:
        with damage_named(self._file):
            return self._db.execute(sql, tuple(map(storable, values))).fetchall()

    def _stream(self, sql: str) -> Iterator[Any]:
        with damage_named(self._file):
            yield from self._db.execute(sql)

    def _parsed(self, text: str) -> Item:
        try:
            return item_from_json(json.loads(text))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise LibraryDamagedError(
                file=self._file, reason=f"an item is not as it was written: {error}"
            ) from error


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))


def _actor_of(row: Sequence[Any]) -> Actor:
    platform, id_kind, actor_id, handle, name = row
    return Actor(platform=platform, id_kind=id_kind, id=actor_id, handle=handle, name=name)
