"""Keep the index of tokens: every searched item has a place in it, in the order of time within a run.

An export's items get their places when all of them are filed: they are sorted once, and a search reads the newest
first from the index's end without sorting. A later export's items make a run of their own behind, which takes in
runs before it that are not much longer, so that runs stay few however many exports a library has.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from wildgrass.text.tokens import MARK, cut

_AT_ONCE: Final = 200  # items whose tokens are cut together
_TAKEN_IN: Final = 2  # a run goes into a following one that has at least half as many items

_ALL: Final = """SELECT no, folded, facts FROM items INDEXED BY items_published CROSS JOIN searched ON item_no = no
    ORDER BY published, id DESC"""
# Numbers are sorted without their texts; without a LIMIT, SQLite may leave out the order of an inner SELECT.
_UNPLACED: Final = """SELECT no, folded, facts
    FROM (SELECT no FROM temp.unplaced CROSS JOIN items ON no = number ORDER BY published, id DESC LIMIT -1)
    CROSS JOIN searched ON item_no = no"""
_PLACED: Final = "SELECT place, folded, facts FROM places CROSS JOIN searched USING (item_no) WHERE {which}"


def fact_token(fact: str) -> str:
    """Return the one word by which the index knows a fact, such as `kind:post`."""
    return MARK + re.sub(r"[\0-/:-@\[-`{-\x7f]", MARK, fact.lower())


class Indexing:
    """The index while one export is filed; the caller owns the transaction."""

    def __init__(self, connection: sqlite3.Connection, *, is_first: bool) -> None:
        """Prepare: `is_first` says that the library holds nothing yet."""
        self._db = connection
        self._is_first = is_first
        self._fact_tokens: dict[str, str] = {}
        connection.execute("DROP TABLE IF EXISTS temp.unplaced")
        connection.execute("CREATE TEMP TABLE unplaced (number INTEGER PRIMARY KEY)")

    def entered(self, numbers: Iterable[int]) -> None:
        """Note items that have a searched text and no place yet."""
        if not self._is_first:  # whose items are all without a place
            rows = ((number,) for number in numbers)
            self._db.executemany("INSERT OR IGNORE INTO temp.unplaced VALUES (?)", rows)

    def removed(self, numbers: Iterable[int]) -> None:
        """Take items out whose searched text is about to change or go; their rows in `searched` are still there."""
        if self._is_first:
            return
        for number in numbers:
            self._take_out(self._db.execute(_PLACED.format(which="item_no = ?"), (number,)).fetchall())

    def finish(self) -> None:
        """Give every item without a place one."""
        self._take_in_runs()
        (last,) = self._db.execute("SELECT coalesce(max(last), 0) FROM runs").fetchone()
        rows = self._db.execute(_ALL if self._is_first else _UNPLACED)
        end = last
        while batch := rows.fetchmany(_AT_ONCE):
            places = range(end + 1, end + 1 + len(batch))
            self._db.executemany(
                "INSERT INTO places VALUES (?, ?)", zip(places, (row[0] for row in batch), strict=True)
            )
            self._db.executemany(
                "INSERT INTO tokens (rowid, cut) VALUES (?, ?)",
                zip(places, self._tokens(batch), strict=True),
            )
            end += len(batch)
        if end > last:
            self._db.execute("INSERT INTO runs VALUES (?, ?)", (last + 1, end))
        self._db.execute("DROP TABLE temp.unplaced")

    def _take_in_runs(self) -> None:
        """Put the items of the last runs with those to be placed, while these are at least half as many."""
        if self._is_first:
            return
        runs = self._db.execute("SELECT first, last FROM runs ORDER BY first DESC").fetchall()
        for first, last in runs:
            (waiting,) = self._db.execute("SELECT count(*) FROM temp.unplaced").fetchone()
            if not waiting or last - first >= waiting * _TAKEN_IN:
                break
            places = (first, last)
            self._db.execute(
                "INSERT OR IGNORE INTO temp.unplaced SELECT item_no FROM places WHERE place BETWEEN ? AND ?",
                places,
            )
            rows = self._db.execute(_PLACED.format(which="place BETWEEN ? AND ?"), places)
            while batch := rows.fetchmany(_AT_ONCE):
                self._unindex(batch)
            self._db.execute("DELETE FROM places WHERE place BETWEEN ? AND ?", places)
            self._db.execute("DELETE FROM runs WHERE first = ?", (first,))

    def _take_out(self, rows: Sequence[tuple[int, str, str]]) -> None:
        self._unindex(rows)
        self._db.executemany("DELETE FROM places WHERE place = ?", ((row[0],) for row in rows))

    def _unindex(self, rows: Sequence[tuple[int, str, str]]) -> None:
        """Tell FTS5 the tokens that it is to forget: a table without content has to be told."""
        values = ((row[0], tokens) for row, tokens in zip(rows, self._tokens(rows), strict=True))
        self._db.executemany("INSERT INTO tokens (tokens, rowid, cut) VALUES ('delete', ?, ?)", values)

    def _tokens(self, rows: Sequence[tuple[int, str, str]]) -> Iterator[str]:
        """Yield each row's tokens: what is known of it, then its text."""
        for row, text in zip(rows, cut([row[1] for row in rows]), strict=True):
            yield self._facts(row[2]) + text

    def _facts(self, facts: str) -> str:
        known = self._fact_tokens.get(facts)
        if known is None:
            known = "".join(f"{fact_token(fact)} " for fact in facts.split())
            self._fact_tokens[facts] = known
        return known
