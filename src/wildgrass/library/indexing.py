"""Keep the index of tokens: every searched item has a place in it, in the order of time within a run.

An export's items get their places when all of them are filed: they are sorted once, and a search reads the newest
first from the index's end without sorting. A later export's items make a run of their own behind, which takes in
runs before it that are not much longer, so that runs stay few however many exports a library has.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from wildgrass.text.tokens import MARK, cut

_AT_ONCE: Final = 200  # items whose tokens are cut together
_TAKEN_IN: Final = 2  # a run goes into a following one that has at least half as many items
_MERGING: Final = {"hashsize": 16 << 20, "automerge": 8}
"""Bytes of tokens in memory before FTS5 writes a part, and parts before it makes one of them. SQLite's own 1 MiB and 4
write what a million posts have four times over: half as many posts a second."""

_PLACE_ALL: Final = """INSERT INTO places SELECT ? + row_number() OVER (ORDER BY published, id DESC), no
    FROM items INDEXED BY items_published WHERE EXISTS (SELECT 1 FROM searched WHERE item_no = no)"""
_PLACE_UNPLACED: Final = """INSERT INTO places SELECT ? + row_number() OVER (ORDER BY published, id DESC), no
    FROM temp.unplaced CROSS JOIN items ON no = number"""
_PLACED: Final = "SELECT place, folded, facts FROM places CROSS JOIN searched USING (item_no) WHERE {which}"

_Row: TypeAlias = tuple[int, str, str]
"""A place, its item's folded text and facts."""


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
        for setting in _MERGING.items() if is_first else ():
            connection.execute("INSERT INTO tokens (tokens, rank) VALUES (?, ?)", setting)
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
            self._take_out("item_no = ?", (number,))

    def finish(self) -> None:
        """Give every item without a place one."""
        self._take_in_runs()
        (last,) = self._db.execute("SELECT coalesce(max(last), 0) FROM runs").fetchone()
        placed = self._db.execute(_PLACE_ALL if self._is_first else _PLACE_UNPLACED, (last,)).rowcount
        if placed:
            places = (last + 1, last + placed)
            self._db.execute("INSERT INTO runs VALUES (?, ?)", places)
            for rows in self._rows("place BETWEEN ? AND ?", places):
                values = ((row[0], tokens) for row, tokens in zip(rows, self._tokens(rows), strict=True))
                self._db.executemany("INSERT INTO tokens (rowid, cut) VALUES (?, ?)", values)
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
            self._take_out("place BETWEEN ? AND ?", places)
            self._db.execute("DELETE FROM runs WHERE first = ?", (first,))

    def _take_out(self, which: str, values: tuple[int, ...]) -> None:
        """Tell FTS5 the tokens that it is to forget, as a table without content needs, and free the places."""
        for rows in self._rows(which, values):
            forgotten = ((row[0], tokens) for row, tokens in zip(rows, self._tokens(rows), strict=True))
            self._db.executemany("INSERT INTO tokens (tokens, rowid, cut) VALUES ('delete', ?, ?)", forgotten)
        self._db.execute(f"DELETE FROM places WHERE {which}", values)  # noqa: S608 - our words

    def _rows(self, which: str, values: tuple[int, ...]) -> Iterator[list[_Row]]:
        found = self._db.execute(_PLACED.format(which=which), values)
        while rows := found.fetchmany(_AT_ONCE):
            yield rows

    def _tokens(self, rows: Sequence[_Row]) -> Iterator[str]:
        """Yield each row's tokens: what is known of it, then its text."""
        for row, text in zip(rows, cut([row[1] for row in rows]), strict=True):
            yield self._facts(row[2]) + text

    def _facts(self, facts: str) -> str:
        known = self._fact_tokens.get(facts)
        if known is None:
            known = "".join(f"{fact_token(fact)} " for fact in facts.split())
            self._fact_tokens[facts] = known
        return known
