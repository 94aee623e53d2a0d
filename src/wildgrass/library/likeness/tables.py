"""The tables of likeness, as `docs/spec/library.md` describes them: no part of the library's schema."""

import sqlite3
from typing import Final

from wildgrass.files.perceptual import PRINT_VERSION
from wildgrass.text.fold import FOLD_VERSION
from wildgrass.text.nearness import NEARNESS_VERSION
from wildgrass.text.places import PLACES_VERSION

VERSION: Final = f"1 {FOLD_VERSION} {PRINT_VERSION} {NEARNESS_VERSION} {PLACES_VERSION}"
"""Of these tables and of what fills them; tables of another are thrown away."""

TABLES: Final = {
    "likeness": "CREATE TABLE likeness (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "likeness_texts": """CREATE TABLE likeness_texts (
        item_no INTEGER PRIMARY KEY, digest BLOB NOT NULL, form BLOB)""",
    "likeness_forms": """CREATE TABLE likeness_forms (
        no INTEGER PRIMARY KEY AUTOINCREMENT, form BLOB NOT NULL UNIQUE, bands BLOB NOT NULL)""",
    "likeness_text_pairs": """CREATE TABLE likeness_text_pairs (
        one BLOB NOT NULL, other BLOB NOT NULL, nearness REAL NOT NULL, PRIMARY KEY (one, other)) WITHOUT ROWID""",
    "likeness_places": """CREATE TABLE likeness_places (
        item_no INTEGER NOT NULL, places TEXT NOT NULL, name TEXT NOT NULL,
        PRIMARY KEY (item_no, places, name)) WITHOUT ROWID""",
    "likeness_images": """CREATE TABLE likeness_images (
        no INTEGER PRIMARY KEY AUTOINCREMENT, sha256 TEXT NOT NULL UNIQUE, quality INTEGER, pdq BLOB, dhash BLOB,
        variants BLOB, reason TEXT)""",
    "likeness_image_pairs": """CREATE TABLE likeness_image_pairs (
        one TEXT NOT NULL, other TEXT NOT NULL, is_same INTEGER NOT NULL, basis TEXT NOT NULL, bits INTEGER NOT NULL,
        PRIMARY KEY (one, other)) WITHOUT ROWID""",
}
INDEXES: Final = {
    "likeness_texts_form": "CREATE INDEX likeness_texts_form ON likeness_texts (form) WHERE form IS NOT NULL",
    "likeness_text_pairs_other": "CREATE INDEX likeness_text_pairs_other ON likeness_text_pairs (other)",
    "likeness_places_places": "CREATE INDEX likeness_places_places ON likeness_places (places, item_no)",
    "likeness_image_pairs_other": "CREATE INDEX likeness_image_pairs_other ON likeness_image_pairs (other)",
}

TEXTS_PAIRED: Final = "texts-paired"
"""The last form that was compared with those before it."""
IMAGES_PAIRED: Final = "images-paired"

_FOUND: Final = "SELECT name, sql FROM sqlite_master WHERE name LIKE 'likeness%' AND sql IS NOT NULL"


def are_there(connection: sqlite3.Connection) -> bool:
    """Say whether the tables are there, exactly as this version makes them."""
    found = dict(connection.execute(_FOUND).fetchall())
    if any(found.get(name) != statement for name, statement in (TABLES | INDEXES).items()):
        return False
    return told(connection, "version") == VERSION


def make(connection: sqlite3.Connection) -> None:
    """Make the tables; those of another version are thrown away. The caller owns the transaction."""
    throw_away(connection)
    for statement in (*TABLES.values(), *INDEXES.values()):
        connection.execute(statement)
    tell(connection, "version", VERSION)


def throw_away(connection: sqlite3.Connection) -> None:
    """Remove the tables and all that is in them."""
    for name, kind in connection.execute(
        "SELECT name, type FROM sqlite_master WHERE name LIKE 'likeness%' AND sql IS NOT NULL ORDER BY type"
    ).fetchall():
        if name in TABLES or name in INDEXES:
            connection.execute(f"DROP {'INDEX' if kind == 'index' else 'TABLE'} IF EXISTS {name}")


def told(connection: sqlite3.Connection, key: str) -> str:
    """Return what is noted, "" for nothing."""
    row = connection.execute("SELECT value FROM likeness WHERE key = ?", (key,)).fetchone()
    return "" if row is None else str(row[0])


def tell(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Note something."""
    connection.execute("INSERT OR REPLACE INTO likeness VALUES (?, ?)", (key, value))
