"""Conversations by day, by month, and the messages beside a message."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from wildgrass.library.shelves.base import Tables
from wildgrass.library.shelves.facets import Wanted, conditions_of

_LATER: Final = "9"  # stands after every RFC 3339 time
_TALK_SQL: Final = "thread = ? AND withheld = 0 AND kind IN ('message', 'event')"


class TalkDay(NamedTuple):
    """How much was said in one conversation on one day; `first` is the number of a message of it."""

    day: str
    thread: str
    total: int
    first: int


class TalkSpan(NamedTuple):
    """How much was said in one conversation in one month, and from when."""

    thread: str
    month: str | None
    total: int
    first: str | None


class TalkShelf(Tables):
    """Asks for conversations."""

    def talks_between(self, wanted: Wanted, start: str, end: str) -> list[TalkDay]:
        """Return what was said on each day in each conversation from `start` to before `end`, newest day first."""
        where, values = conditions_of(wanted)
        sql = f"""SELECT substr(published, 1, 10) AS day, thread, count(*), min(no) FROM items
            WHERE {where} AND thread IS NOT NULL AND published >= ? AND published < ?
            GROUP BY 1, 2 ORDER BY 1 DESC, 3 DESC"""  # noqa: S608 - our words
        rows = self.rows(sql, *values, start, end)
        return [TalkDay(*row) for row in rows]

    def talk_months(self) -> Iterator[TalkSpan]:
        """Yield (conversation, month, messages, first time) of every conversation; walks all of an index."""
        rows = self.stream(
            "SELECT thread, substr(published, 1, 7), count(*), min(published) FROM items"
            " WHERE thread IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2"
        )
        return (TalkSpan(*row) for row in rows)

    def talk_before(self, thread: str, number: int | None, limit: int) -> list[int]:
        """Return the numbers of the messages before one, or of the last ones for None, oldest first."""
        published, item_id = self._place(number) if number is not None else (None, _LATER * 9)
        found = []
        if published is None:
            above = "AND id < ?" if number is not None else "AND ? IS NOT NULL"
            sql = f"SELECT no FROM items WHERE {_TALK_SQL} AND published IS NULL {above} ORDER BY id DESC LIMIT ?"  # noqa: S608
            found = [row[0] for row in self.rows(sql, thread, item_id, limit)]
            published, item_id = _LATER, ""
        sql = (
            f"SELECT no FROM items WHERE {_TALK_SQL} AND published <= ? AND (published, id) < (?, ?)"  # noqa: S608
            " ORDER BY published DESC, id DESC LIMIT ?"
        )
        place = (thread, published, published, item_id, limit - len(found))
        found += [row[0] for row in self.rows(sql, *place)]
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
            found = [row[0] for row in self.rows(sql, thread, published, published, item_id, limit)]
            item_id = ""
        if len(found) < limit:
            sql = (
                f"SELECT no FROM items WHERE {_TALK_SQL} AND published IS NULL AND id > ? ORDER BY id LIMIT ?"  # noqa: S608
            )
            found += [row[0] for row in self.rows(sql, thread, item_id, limit - len(found))]
        return found

    def talks_of(self, actor_key: str) -> list[str]:
        """Return the conversations that somebody takes part in."""
        sql = "SELECT conversation FROM conversation_people WHERE actor = ?"
        return [row[0] for row in self.rows(sql, actor_key)]

    def _place(self, number: int) -> tuple[str | None, str]:
        rows = self.rows("SELECT published, id FROM items WHERE no = ?", number)
        return (rows[0][0], rows[0][1]) if rows else (None, "")
