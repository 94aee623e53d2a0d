"""Note each text's form and the places it names, and pair the texts that are near."""

import sqlite3
from collections.abc import Callable, Iterator
from hashlib import blake2b
from typing import Final, TypeAlias

from wildgrass.library.likeness import tables
from wildgrass.text.nearness import NEAR_LEAST, Form, bands, candidates, form, nearness
from wildgrass.text.places import gazetteer

AT_ONCE: Final = 500

# Those whose text is not the one that was noted; a digest tells.
_TEXTS: Final = """SELECT items.no, items.text, likeness_texts.digest FROM items
    LEFT JOIN likeness_texts ON item_no = items.no
    WHERE items.no > ? AND withheld = 0 AND text <> '' ORDER BY items.no LIMIT ?"""
_WAITING: Final = """SELECT count(*) FROM items
    WHERE withheld = 0 AND text <> '' AND no NOT IN (SELECT item_no FROM likeness_texts)"""
_GONE: Final = "(SELECT no FROM items WHERE withheld = 0 AND text <> '')"
_IN_USE: Final = "(SELECT form FROM likeness_texts WHERE form IS NOT NULL)"
_FORMS: Final = "SELECT no, form, bands FROM likeness_forms ORDER BY no"
_TEXT_OF: Final = "SELECT text FROM likeness_texts JOIN items ON no = item_no WHERE form = ? LIMIT 1"

_Row: TypeAlias = tuple[int, str, bytes | None]


def note(connection: sqlite3.Connection) -> Iterator[int]:
    """Note new and changed texts; yield how many, now and then: what is done may be kept there."""
    last = 0
    while rows := connection.execute(_TEXTS, (last, AT_ONCE)).fetchall():
        last = rows[-1][0]
        noted = sum(_note(connection, row) for row in rows)
        if noted:
            yield noted
    for table in ("likeness_texts", "likeness_places"):
        connection.execute(f"DELETE FROM {table} WHERE item_no NOT IN {_GONE}")  # noqa: S608 - our words
    connection.execute(f"DELETE FROM likeness_forms WHERE form NOT IN {_IN_USE}")  # noqa: S608
    for side in ("one", "other"):
        connection.execute(f"DELETE FROM likeness_text_pairs WHERE {side} NOT IN {_IN_USE}")  # noqa: S608


def waiting(connection: sqlite3.Connection) -> int:
    """Return how many texts nobody looked at yet."""
    return int(connection.execute(_WAITING).fetchone()[0])


def _note(connection: sqlite3.Connection, row: _Row) -> bool:
    """Note one text; say whether it was new or another."""
    number, text, noted = row
    digest = blake2b(text.encode(), digest_size=8).digest()
    if digest == noted:
        return False
    told = form(text)
    key = told.digest if told.is_long_enough else None
    connection.execute("INSERT OR REPLACE INTO likeness_texts VALUES (?, ?, ?)", (number, digest, key))
    if key is not None:
        is_known = connection.execute("SELECT 1 FROM likeness_forms WHERE form = ?", (key,)).fetchone()
        if not is_known:
            connection.execute("INSERT INTO likeness_forms (form, bands) VALUES (?, ?)", (key, bands(told)))
    connection.execute("DELETE FROM likeness_places WHERE item_no = ?", (number,))
    found = {(" ".join(one.places), text[one.start : one.end]) for one in gazetteer().find(text)}
    connection.executemany(
        "INSERT INTO likeness_places VALUES (?, ?, ?)", ((number, *one) for one in sorted(found))
    )
    return True


def pair(connection: sqlite3.Connection, tick: Callable[[int, int], None]) -> int:
    """Compare the texts that are new with all; return how many are near. `tick` hears how far it is."""
    rows = connection.execute(_FORMS).fetchall()
    paired = int(tables.told(connection, tables.TEXTS_PAIRED) or 0)
    fresh = next((at for at, row in enumerate(rows) if row[0] > paired), len(rows))
    if fresh == len(rows):
        return 0
    known: dict[int, Form] = {}
    found = 0
    for looked, (first, second) in enumerate(candidates([row[2] for row in rows], fresh)):
        if looked % AT_ONCE == 0:
            tick(looked, 0)
        forms = [_form(connection, known, place, rows[place][1]) for place in (first, second)]
        near = nearness(*forms)
        if near >= NEAR_LEAST:
            one, other = sorted((rows[first][1], rows[second][1]))
            connection.execute(
                "INSERT OR REPLACE INTO likeness_text_pairs VALUES (?, ?, ?)", (one, other, near)
            )
            found += 1
    tables.tell(connection, tables.TEXTS_PAIRED, str(rows[-1][0]))
    return found


def _form(connection: sqlite3.Connection, known: dict[int, Form], place: int, key: bytes) -> Form:
    if place not in known:
        (text,) = connection.execute(_TEXT_OF, (key,)).fetchone()
        known[place] = form(text)
    return known[place]
