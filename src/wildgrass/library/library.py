"""Read a library: items, threads, conversations, people, attachments and search. Never writes."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from wildgrass.files.content import Content
from wildgrass.library.attachments import AttachmentStore, attachment_store
from wildgrass.library.candidates import OWN_KINDS, PROFILE_KINDS, Proposal, proposals
from wildgrass.library.cipher import database_errors
from wildgrass.library.contacts import Contact, Somebody, alone, contacts, everybody
from wildgrass.library.database import LibraryDamagedError, damage_named, open_to_read
from wildgrass.library.decisions import Decision, People
from wildgrass.library.exports import ExportRead, Sighting
from wildgrass.library.marks import places_of
from wildgrass.library.people import person_name
from wildgrass.library.persons import read_decisions, read_people
from wildgrass.library.place import LibraryPlace, place_of
from wildgrass.library.rows import CONVERSATION_KINDS, storable
from wildgrass.library.search import Filters, counted, found_words, is_rankable, matching, ranked, wanted
from wildgrass.library.stored import Standing, stored_item
from wildgrass.library.threads import around
from wildgrass.library.windows import WINDOW_MARGIN, WINDOWED
from wildgrass.model import Actor, Item, Kind, Moment, ZoneBasis, item_to_json
from wildgrass.text.spellings import STRICT, Spelling

_MESSAGE_KINDS = ", ".join(f"'{kind.value}'" for kind in sorted(CONVERSATION_KINDS))
_CONVERSATIONS = f"""SELECT thread, conversations.title, count(*), min(published), max(published)
    FROM items JOIN conversations ON conversations.id = thread
    WHERE kind IN ({_MESSAGE_KINDS}) AND withheld = 0 GROUP BY thread ORDER BY max(published) DESC, thread"""  # noqa: S608
_NO_FILTERS = Filters()
_WINDOWED_SQL = ", ".join(f"'{source}'" for source in sorted(WINDOWED))
# Absent counts only where the later export is of the same account and holds the kind at all, and where one that holds
# only the latest goes back that far.
_SIGHTINGS = f"""SELECT name, exports.as_of, seen.export_no IS NOT NULL FROM exports
    LEFT JOIN sightings AS seen ON seen.export_no = exports.no AND seen.item_no = ?1
    WHERE seen.export_no IS NOT NULL OR EXISTS (
        SELECT 1 FROM sightings JOIN exports AS earlier ON earlier.no = sightings.export_no
        WHERE sightings.item_no = ?1 AND earlier.source = exports.source AND earlier.owner = exports.owner
        AND earlier.as_of < exports.as_of)
    AND EXISTS (
        SELECT 1 FROM items JOIN sightings ON sightings.item_no = items.no
        WHERE kind = (SELECT kind FROM items WHERE no = ?1) AND sightings.export_no = exports.no)
    AND (exports.source NOT IN ({_WINDOWED_SQL}) OR {WINDOW_MARGIN} < (
        SELECT count(*) FROM items JOIN sightings ON sightings.item_no = items.no
        WHERE sightings.export_no = exports.no AND withheld = 0
        AND published < (SELECT published FROM items WHERE no = ?1)))
    ORDER BY exports.as_of, exports.no"""  # noqa: S608 - names and a number of ours


@dataclass(frozen=True, slots=True)
class Kept:
    """In exports of which days an item is, as far as they are dated; whether another content of it is kept, too."""

    as_of: tuple[str, ...]
    has_versions: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A chat: `participants` are those seen to take part, `count` its messages and events.

    `first` and `last` are the times of its first and last message, None where none has one.
    """

    id: str
    title: str | None
    participants: tuple[Actor, ...]
    count: int
    first: Moment | None
    last: Moment | None


class Library:
    """An opened archive, read only. Withheld kinds come out only where a method says so."""

    def __init__(self, file: Path, connection: sqlite3.Connection, attachments: AttachmentStore) -> None:
        """Use `open` instead."""
        self._file = file
        self._db = connection
        self._attachments = attachments

    @classmethod
    def open(cls, place: Path | LibraryPlace) -> Self:
        """Open the library at a place; a folder alone is enough for a plain one.

        Raises:
            LibraryNotFoundError, NotALibraryError: nothing there, or something else.
            LibraryNewerError, LibraryOutdatedError: another Wildgrass made it.
            LibraryDamagedError: SQLite found it damaged.
            LibraryLockedError and the others of `LibraryPlace.keys`: it is locked and does not open.
        """
        place = place_of(place)
        connection = open_to_read(place)
        return cls(place.database, connection, attachment_store(place.folder, place.keys()))

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def interrupt(self) -> None:
        """Make a query that runs in another thread end with an error; nothing else may be asked after it."""
        with suppress(*database_errors()):  # it may have been closed meanwhile
            self._db.interrupt()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def about(self) -> list[ExportRead]:
        """Return the exports the library was built from, in the order they were added."""
        rows = self._all("SELECT no, key, name, source, vintage, as_of, owner FROM exports ORDER BY no")
        return [
            ExportRead(
                key=key,
                name=name,
                source=source,
                vintage=vintage,
                as_of=as_of,
                owner=None if owner is None else self._actor(owner),
                items=dict(
                    self._all(
                        "SELECT kind, count(*) FROM sightings JOIN items ON no = item_no"
                        " WHERE export_no = ? GROUP BY kind ORDER BY kind",
                        number,
                    )
                ),
                problems=self._all("SELECT count(*) FROM problems WHERE export_no = ?", number)[0][0],
            )
            for number, key, name, source, vintage, as_of, owner in rows
        ]

    def owners(self) -> list[Actor]:
        """Return the accounts that the exports were made of, where that is known."""
        keys = self._all("SELECT owner FROM exports WHERE owner IS NOT NULL GROUP BY owner ORDER BY min(no)")
        return [self._actor(key) for (key,) in keys]

    def decisions(self) -> list[Decision]:
        """Return what the reader decided about people, oldest first."""
        return read_decisions(self._db, self._file)

    def people(self) -> People:
        """Return who is joined, as the reader decided."""
        return read_people(self._db, self._file)

    def contacts(self) -> dict[str, Contact]:
        """Return what there is of each account; reads every item once."""
        with damage_named(self._file):
            return contacts(self._db)

    def actors(self) -> list[Actor]:
        """Return every account that the library names."""
        return [
            Actor(platform=platform, id_kind=id_kind, id=actor_id, handle=handle, name=name)
            for platform, id_kind, actor_id, handle, name in self._all(
                "SELECT platform, id_kind, id, handle, name FROM actors ORDER BY key"
            )
        ]

    def past_names(self) -> dict[str, list[str]]:
        """Return, for each account's key, every name, handle and id that it ever had here, folded."""
        names: dict[str, list[str]] = {}
        for folded, key in self._all("SELECT folded, actor FROM actor_names ORDER BY folded, actor"):
            names.setdefault(key, []).append(folded)
        return names

    def everybody(self) -> list[Somebody]:
        """Return everybody, who wrote most first: persons as the reader joined them; reads every item once."""
        return everybody(alone(self.actors(), self.contacts()), self.people())

    def proposals(self) -> list[Proposal]:
        """Return accounts of which exports say that they belong together; only the reader joins them."""
        own = self.items(OWN_KINDS, include_withheld=True)
        return proposals(self.items(PROFILE_KINDS), own, self.actors(), self.people())

    def named(self, name: str) -> list[str]:
        """Return the keys of the accounts that ever had a name, handle or id."""
        sql = "SELECT actor FROM actor_names WHERE folded = ? ORDER BY actor"
        return [key for (key,) in self._all(sql, storable(person_name(name)))]

    def items(
        self,
        kinds: Collection[Kind] | None = None,
        *,
        newest_first: bool = False,
        include_withheld: bool = False,
    ) -> Iterator[Item]:
        """Yield items by time, then by id; those without a date last. Constant memory.

        A withheld kind comes only with `include_withheld`, even when `kinds` names it.
        """
        values = [str(kind) for kind in kinds or ()]
        conditions = ["withheld <= ?"]
        if kinds is not None:
            conditions.append(f"kind IN ({', '.join('?' * len(values))})")
        where = " AND ".join(conditions)
        order = "published DESC, id" if newest_first else "published, id"
        for dated in ("published IS NOT NULL", "published IS NULL"):
            sql = f"SELECT json FROM items WHERE {where} AND {dated} ORDER BY {order}"  # noqa: S608 - our words
            yield from self._items(sql, include_withheld, *values)

    def standings(self, kinds: Collection[Kind]) -> Iterator[Standing]:
        """Yield what stands outside of items, in the order of `items`: a sixth of its time. None that is withheld."""
        columns = f"id, source, author, published, audience FROM items WHERE kind IN ({', '.join('?' * len(kinds))})"
        with damage_named(self._file):
            for dated in ("NOT NULL", "NULL"):
                sql = f"SELECT {columns} AND withheld <= 0 AND published IS {dated} ORDER BY published, id"
                yield from map(Standing._make, self._db.execute(sql, [str(kind) for kind in kinds]))

    def item_texts(self) -> Iterator[bytes]:
        """Yield the canonical JSON of every item in UTF-8, withheld kinds too, as they were added. Constant memory."""
        rows = "SELECT CAST(json AS BLOB) FROM items ORDER BY no"  # half the time that text takes
        with damage_named(self._file):
            yield from (text for (text,) in self._db.execute(rows))

    def item(self, item_id: str) -> Item | None:
        """Return an item by its id, of whatever kind, or None."""
        return next(self._items("SELECT json FROM items WHERE id = ?", storable(item_id)), None)

    def versions(self, item_id: str) -> list[Item]:
        """Return the other contents that exports gave for an id, oldest export first; usually none."""
        sql = (
            "SELECT versions.json FROM versions JOIN items ON no = item_no WHERE id = ?"
            " ORDER BY versions.as_of, versions.rowid"
        )
        return list(self._items(sql, storable(item_id)))

    def dated_versions(self, item_id: str) -> list[tuple[str | None, Item]]:
        """Return all contents of an id, the present one too, each with its export's day; oldest first."""
        sql = """SELECT as_of, json FROM items WHERE id = ?1 UNION ALL
            SELECT versions.as_of, versions.json FROM versions JOIN items ON no = item_no WHERE id = ?1 ORDER BY 1"""
        return [(as_of, self._parsed(text)) for as_of, text in self._all(sql, storable(item_id))]

    def sightings(self, item_id: str) -> list[Sighting]:
        """Return the exports that hold an item, and later ones of the account that do not, by their date."""
        number = self._number(item_id)
        rows = [] if number is None else self._all(_SIGHTINGS, number)
        return [Sighting(export=name, as_of=as_of, present=bool(present)) for name, as_of, present in rows]

    def kept_in(self, item_id: str) -> Kept:
        """Return what exports hold an item, without asking which lack it: for going through a million items."""
        number = self._number(item_id)
        sql = "SELECT DISTINCT as_of FROM sightings JOIN exports ON no = export_no WHERE item_no = ? AND as_of > ''"
        days = self._all(sql, number)
        others = self._all("SELECT 1 FROM versions WHERE item_no = ? LIMIT 1", number)
        return Kept(tuple(as_of for (as_of,) in days), bool(others))

    def replies(self, item_id: str) -> list[Item]:
        """Return the direct replies to an id, which need not be in the archive itself, oldest first."""
        sql = """SELECT json FROM items WHERE in_reply_to = ? AND withheld = 0
            ORDER BY published IS NULL, published, id"""
        return list(self._items(sql, storable(item_id)))

    def thread(self, item_id: str) -> list[Item]:
        """Return an item among what belongs around it, in reading order; see `threads.around`."""
        number = self._number(item_id)
        if number is None:
            return []
        with damage_named(self._file):
            numbers = around(self._db, number)
        return list(self._numbered(numbers))

    def item_json(self, item_id: str) -> dict[str, object] | None:
        """Return an item's JSON object with its thread as `thread_items`, or None."""
        item = self.item(item_id)
        if item is None:
            return None
        return item_to_json(item) | {"thread_items": [item_to_json(part) for part in self.thread(item_id)]}

    def conversations(self) -> list[Conversation]:
        """Return the conversations, the one with the newest message first."""
        return [
            Conversation(
                id=thread,
                title=title,
                participants=self._participants(thread),
                count=count,
                first=self._moment(first),
                last=self._moment(last),
            )
            for thread, title, count, first, last in self._all(_CONVERSATIONS)
        ]

    def messages(self, conversation_id: str) -> Iterator[Item]:
        """Yield a conversation's messages and events, oldest first; those without a date last."""
        where = f"thread = ? AND kind IN ({_MESSAGE_KINDS}) AND withheld = 0"
        for dated in ("published IS NOT NULL", "published IS NULL"):
            sql = f"SELECT json FROM items WHERE {where} AND {dated} ORDER BY published, id"  # noqa: S608
            yield from self._items(sql, storable(conversation_id))

    def attachment_path(self, sha256: str) -> Content | None:
        """Return the file with a content, None where the library lacks it. Its bytes are untrusted.

        A locked library's files open in memory.
        """
        return self._attachments.path(sha256)

    def search(  # noqa: PLR0913 - the filters people combine, by name
        self,
        query: str,
        *,
        source: str | None = None,
        kind: str | None = None,
        person: str | None = None,
        after: date | datetime | None = None,
        before: date | datetime | None = None,
        limit: int | None = None,
        skip: int = 0,
        best_first: bool = False,
        spelling: Spelling = STRICT,
    ) -> Iterator[Item]:
        """Yield the items of which every part of a query is so, newest first; see `text.query` and `search.Filters`.

        Best first where asked for, unless `is_rankable` says no: then newest first. `skip` leaves out so many of the
        first `limit`, as a later page does.

        Raises:
            QueryError, QueryTooLongError: the query cannot be meant.
        """
        filters = Filters(
            source=source, kind=kind, person=person, after=after, before=before, spelling=spelling
        )
        parts = wanted(query, filters)
        with damage_named(self._file):
            find = ranked if best_first and is_rankable(self._db, parts) else matching
            for text in islice(find(self._db, parts, limit, what="json"), skip, None):
                yield self._parsed(text)

    def is_rankable(self, query: str, filters: Filters = _NO_FILTERS) -> bool:
        """Say whether a search can give the best first: it has a word to rank by, and not too many items are found.

        Raises:
            QueryError, QueryTooLongError: the query cannot be meant.
        """
        parts = wanted(query, filters)
        with damage_named(self._file):
            return is_rankable(self._db, parts)

    def count(self, query: str, filters: Filters = _NO_FILTERS, *, limit: int | None = None) -> int:
        """Return how many items a search finds, counting no further than `limit`.

        Raises:
            QueryError, QueryTooLongError: the query cannot be meant.
        """
        parts = wanted(query, filters)
        with damage_named(self._file):
            return counted(self._db, parts, limit)

    @staticmethod
    def marks(query: str, text: str, spelling: Spelling = STRICT) -> list[tuple[int, int]]:
        """Return where in an item's text the words of a query stand: start and end in code points, in order."""
        return places_of(found_words(query, spelling), text)

    def _number(self, item_id: str) -> int | None:
        rows = self._all("SELECT no FROM items WHERE id = ?", storable(item_id))
        return int(rows[0][0]) if rows else None

    def _numbered(self, numbers: Iterable[int]) -> Iterator[Item]:
        for number in numbers:
            yield from self._items("SELECT json FROM items WHERE no = ?", number)

    def _all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with damage_named(self._file):
            return self._db.execute(sql, values).fetchall()

    def _items(self, sql: str, *values: object) -> Iterator[Item]:
        with damage_named(self._file):
            rows = self._db.execute(sql, values)
            for (text,) in rows:
                yield self._parsed(text)

    def _parsed(self, text: str) -> Item:
        try:
            return stored_item(text)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise LibraryDamagedError(
                file=self._file, reason=f"an item is not as it was written: {error}"
            ) from error

    def _participants(self, thread: str) -> tuple[Actor, ...]:
        sql = "SELECT actor FROM conversation_people WHERE conversation = ? ORDER BY actor"
        return tuple(self._actor(key) for (key,) in self._all(sql, thread))

    def _actor(self, key: object) -> Actor:
        rows = self._all("SELECT platform, id_kind, id, handle, name FROM actors WHERE key = ?", key)
        if not rows:
            raise LibraryDamagedError(file=self._file, reason="an actor is missing from its table")
        platform, id_kind, actor_id, handle, name = rows[0]
        return Actor(platform=platform, id_kind=id_kind, id=actor_id, handle=handle, name=name)

    @staticmethod
    def _moment(column: str | None) -> Moment | None:
        if column is None:
            return None
        return Moment(instant=datetime.fromisoformat(column), precision_ms=1, zone_basis=ZoneBasis.STATED)
