"""File the people and conversations that items name."""

import sqlite3
from typing import Final

from wildgrass.library.rows import CONVERSATION_KINDS, people, storable
from wildgrass.model import Actor, Item, Kind
from wildgrass.text.fold import fold

_REMEMBERED: Final = 50_000  # actors and memberships; forgetting one costs a repeated row, nothing else
_NEWER_NAMES: Final = """INSERT INTO actors VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE
    SET handle = coalesce(excluded.handle, handle), name = coalesce(excluded.name, name)"""
_OLDER_NAMES: Final = """INSERT INTO actors VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE
    SET handle = coalesce(handle, excluded.handle), name = coalesce(name, excluded.name)"""


def person_name(text: str) -> str:
    """Return the form that people are looked up by: folded, without the "@" of a handle."""
    return fold(text.strip()).removeprefix("@")


class PeopleFiling:
    """Queues actors, their names, and who takes part in what; `write` empties the queues."""

    def __init__(self, connection: sqlite3.Connection, labels_win: bool) -> None:  # noqa: FBT001
        """Start empty; `labels_win` says whether this export's names are newer than those held."""
        self._db = connection
        self._upsert = _NEWER_NAMES if labels_win else _OLDER_NAMES
        self._known: dict[Actor, str] = {}  # its key, as the columns hold it
        self._author: Actor | None = None  # the last one: most items of an export have the same
        self._joined: set[tuple[str, str]] = set()
        self._clear()

    def _clear(self) -> None:
        self._actors: list[tuple[object, ...]] = []
        self._names: list[tuple[object, object]] = []
        self._roles: list[tuple[int, object, str]] = []
        self._titles: list[tuple[object, object]] = []
        self._members: list[tuple[object, object]] = []

    def item(self, number: int, item: Item) -> None:
        """Queue everybody an item names."""
        if item.author is not None and item.author is not self._author:
            self.actor(item.author)
            self._author = item.author
        if item.mentions or item.target or item.in_reply_to_author:
            for role, actor in people(item):
                self._roles.append((number, self.actor(actor), role))
        if item.thread is not None and item.kind in CONVERSATION_KINDS:
            self._conversation(item, item.thread)

    def actor(self, actor: Actor) -> str:
        """Queue an actor and every name it can be found by; return its key, as the columns hold it."""
        known = self._known.get(actor)
        if known is not None:
            return known
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        key = self._known[actor] = str(storable(actor.key))
        row = (actor.platform, actor.id_kind, actor.id, actor.handle, actor.name)
        self._actors.append((key, *map(storable, row)))
        for name in {actor.key, actor.id, actor.handle, actor.name} - {None, ""}:
            self._names.append((person_name(str(name)), key))
        return key

    def _conversation(self, item: Item, thread: str) -> None:
        if item.title is not None or (thread, "") not in self._joined:
            self._titles.append((storable(thread), storable(item.title)))
            self._remember(thread, "")
        # Who an event names joins, leaves or is there; who a message names need not be.
        named = item.mentions if item.kind is Kind.EVENT else ()
        for actor in (item.author, item.target, *named):
            if actor and (thread, actor.key) not in self._joined:
                self._members.append((storable(thread), storable(actor.key)))
                self._remember(thread, actor.key)

    def _remember(self, thread: str, key: str) -> None:
        if len(self._joined) >= _REMEMBERED:
            self._joined.clear()
        self._joined.add((thread, key))

    def write(self) -> None:
        """Write the queued rows."""
        self._db.executemany(self._upsert, self._actors)
        self._db.executemany("INSERT OR IGNORE INTO actor_names VALUES (?, ?)", self._names)
        self._db.executemany("INSERT INTO item_people VALUES (?, ?, ?)", self._roles)
        self._db.executemany(
            "INSERT INTO conversations VALUES (?, ?)"
            " ON CONFLICT (id) DO UPDATE SET title = coalesce(excluded.title, title)",
            self._titles,
        )
        self._db.executemany("INSERT OR IGNORE INTO conversation_people VALUES (?, ?)", self._members)
        self._clear()
