"""The tables of `library.sqlite`, as `docs/spec/library.md` describes them."""

from typing import Final

APPLICATION_ID: Final = 0x5747_4C31  # "WGL1", in the file's header, so that `file` and SQLite tell what it is
SCHEMA_VERSION: Final = 4
PAGE_BYTES: Final = 8192
"""An item takes one or two kilobytes: on SQLite's own 4096 bytes half a page often stays empty."""

TABLES: Final = {
    "about": "CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "exports": """CREATE TABLE exports (
        no INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL, source TEXT NOT NULL,
        vintage TEXT NOT NULL, as_of TEXT, owner TEXT REFERENCES actors (key))""",
    "members": """CREATE TABLE members (
        export_no INTEGER NOT NULL REFERENCES exports (no), name TEXT NOT NULL, status TEXT NOT NULL,
        records INTEGER, items INTEGER, expected INTEGER, note TEXT NOT NULL)""",
    "problems": """CREATE TABLE problems (
        export_no INTEGER NOT NULL REFERENCES exports (no), code TEXT NOT NULL, reason TEXT NOT NULL,
        member TEXT NOT NULL, place TEXT NOT NULL, lost INTEGER NOT NULL)""",
    "items": """CREATE TABLE items (
        no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, source TEXT NOT NULL,
        author TEXT REFERENCES actors (key), published TEXT, as_of TEXT, audience TEXT NOT NULL, thread TEXT,
        in_reply_to TEXT, is_deleted INTEGER NOT NULL, withheld INTEGER NOT NULL, url TEXT,
        text TEXT NOT NULL, json TEXT NOT NULL)""",
    "versions": """CREATE TABLE versions (
        item_no INTEGER NOT NULL REFERENCES items (no), as_of TEXT, json TEXT NOT NULL)""",
    "sightings": """CREATE TABLE sightings (
        item_no INTEGER NOT NULL REFERENCES items (no), export_no INTEGER NOT NULL REFERENCES exports (no),
        PRIMARY KEY (item_no, export_no)) WITHOUT ROWID""",
    "searched": """CREATE TABLE searched (
        item_no INTEGER PRIMARY KEY REFERENCES items (no), folded TEXT NOT NULL, facts TEXT NOT NULL)""",
    "places": """CREATE TABLE places (
        place INTEGER PRIMARY KEY, item_no INTEGER NOT NULL REFERENCES items (no))""",
    "runs": "CREATE TABLE runs (first INTEGER PRIMARY KEY, last INTEGER NOT NULL)",
    "tokens": "CREATE VIRTUAL TABLE tokens USING fts5 (cut, content='', tokenize='ascii')",
    "attachments": """CREATE TABLE attachments (
        sha256 TEXT PRIMARY KEY, size_bytes INTEGER NOT NULL, media_type TEXT) WITHOUT ROWID""",
    "item_attachments": """CREATE TABLE item_attachments (
        item_no INTEGER NOT NULL REFERENCES items (no), place INTEGER NOT NULL, name TEXT NOT NULL, role TEXT,
        media_type TEXT, sha256 TEXT REFERENCES attachments (sha256), warnings TEXT NOT NULL,
        PRIMARY KEY (item_no, place)) WITHOUT ROWID""",
    "export_files": """CREATE TABLE export_files (
        export_no INTEGER NOT NULL REFERENCES exports (no), member TEXT NOT NULL,
        sha256 TEXT NOT NULL REFERENCES attachments (sha256),
        PRIMARY KEY (export_no, member)) WITHOUT ROWID""",
    "actors": """CREATE TABLE actors (
        key TEXT PRIMARY KEY, platform TEXT NOT NULL, id_kind TEXT NOT NULL, id TEXT NOT NULL, handle TEXT,
        name TEXT) WITHOUT ROWID""",
    "actor_names": """CREATE TABLE actor_names (
        folded TEXT NOT NULL, actor TEXT NOT NULL REFERENCES actors (key), PRIMARY KEY (folded, actor))
        WITHOUT ROWID""",
    "item_people": """CREATE TABLE item_people (
        item_no INTEGER NOT NULL REFERENCES items (no), actor TEXT NOT NULL REFERENCES actors (key),
        role TEXT NOT NULL)""",
    "conversations": "CREATE TABLE conversations (id TEXT PRIMARY KEY, title TEXT) WITHOUT ROWID",
    "conversation_people": """CREATE TABLE conversation_people (
        conversation TEXT NOT NULL REFERENCES conversations (id), actor TEXT NOT NULL REFERENCES actors (key),
        PRIMARY KEY (conversation, actor)) WITHOUT ROWID""",
    # The reader may have decided about accounts of exports that are not added yet: these refer to no `actors`.
    "people_decisions": """CREATE TABLE people_decisions (
        no INTEGER PRIMARY KEY, at TEXT NOT NULL, act TEXT NOT NULL, accounts TEXT NOT NULL, name TEXT)""",
    "persons": "CREATE TABLE persons (id TEXT PRIMARY KEY, name TEXT, folded TEXT) WITHOUT ROWID",
    "person_accounts": """CREATE TABLE person_accounts (
        account TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES persons (id)) WITHOUT ROWID""",
}

INDEXES: Final = {
    "items_published": "CREATE INDEX items_published ON items (published, id DESC)",
    "items_thread": "CREATE INDEX items_thread ON items (thread, published) WHERE thread IS NOT NULL",
    "items_replies": "CREATE INDEX items_replies ON items (in_reply_to) WHERE in_reply_to IS NOT NULL",
    "items_kind": "CREATE INDEX items_kind ON items (kind, published, source, author)",
    "places_item": "CREATE UNIQUE INDEX places_item ON places (item_no)",
    "versions_item": "CREATE INDEX versions_item ON versions (item_no)",
    "people_actor": "CREATE INDEX people_actor ON item_people (actor)",
    "people_item": "CREATE INDEX people_item ON item_people (item_no)",
    "person_accounts_person": "CREATE INDEX person_accounts_person ON person_accounts (person)",
    "problems_export": "CREATE INDEX problems_export ON problems (export_no)",
    "members_export": "CREATE INDEX members_export ON members (export_no)",
}

BULK_INDEXES: Final = ("items_published", "items_thread", "items_replies", "items_kind", "people_actor")
"""Indexes that filing an export does not ask: for a library's first export they are made after its items."""
PLACES_INDEX: Final = "places_item"
"""The same, made when items have got their places."""

SHADOWS: Final = ("tokens_data", "tokens_idx", "tokens_docsize", "tokens_config")
"""Tables in which SQLite's FTS5 keeps the virtual table `tokens`."""
