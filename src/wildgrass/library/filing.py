"""File one export's items into the tables, inside one transaction."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final

from wildgrass.errors import WildgrassError
from wildgrass.files import findings
from wildgrass.library.attachments import AttachmentStore, Stored
from wildgrass.library.exports import Added, ExportAbout, MemberLine, Reading
from wildgrass.library.indexing import Indexing
from wildgrass.library.merge import content, found_before, lacks_only_files, only_marks
from wildgrass.library.people import PeopleFiling
from wildgrass.library.rows import Prepared, searched_facts, searched_text, storable
from wildgrass.library.schema import BULK_INDEXES, INDEXES, PLACES_INDEX
from wildgrass.model import Actor, Attachment, Item, Kind, Problem, item_from_json

_OWNER_KINDS: Final = frozenset({Kind.PROFILE, Kind.ACCOUNT})
_AUTHORS: Final = (
    "SELECT DISTINCT author FROM sightings JOIN items ON no = item_no"
    " WHERE export_no = ? AND author IS NOT NULL"
)
_OWNERS: Final = (
    f"{_AUTHORS} AND kind IN ('profile', 'account') LIMIT 2",
    f"{_AUTHORS} AND kind NOT IN ('message', 'event') LIMIT 2",
)
_DEPENDENT: Final = ("searched", "item_people", "item_attachments")
_INSERT_ITEM: Final = "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS TEXT))"
_INSERT_NEW_ITEM: Final = f"{_INSERT_ITEM} ON CONFLICT (id) DO NOTHING"


@dataclass(frozen=True, slots=True)
class _Held:
    """What the library holds for an id."""

    number: int
    as_of: str | None
    json: str


class Filing:
    """One export on its way into the tables; the caller owns the transaction."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        about: ExportAbout,
        store: AttachmentStore,
        fetch: Callable[[str], Path | BinaryIO | None] | None,
        *,
        may_move: bool,
    ) -> None:
        """Enter the export; lines of an earlier reading of the same export are replaced."""
        self._db = connection
        self._store = store
        self._fetch = fetch
        self._may_move = may_move
        self._added = Added()
        self._owner = about.owner
        self._as_of: str | None = None  # what the items say, for an export that nobody dated
        self._next = int(connection.execute("SELECT coalesce(max(no), 0) + 1 FROM items").fetchone()[0])
        self._is_first = self._next == 1
        if self._is_first:
            self._without_indexes()
        self._export, self._is_reread = self._entered(about)
        self._people = PeopleFiling(connection, self._is_latest(about))
        self._indexing = Indexing(connection, is_first=self._is_first)
        self._clear()

    def _entered(self, about: ExportAbout) -> tuple[int, bool]:
        """Return the export's number and whether it was read before."""
        known = self._db.execute("SELECT no FROM exports WHERE key = ?", (about.key,)).fetchone()
        if known:
            for table in ("problems", "members"):
                self._db.execute(f"DELETE FROM {table} WHERE export_no = ?", known)  # noqa: S608 - our names
            return int(known[0]), True
        as_of = about.as_of.iso() if about.as_of else None
        row = (about.key, about.name, about.source, about.vintage, as_of)
        cursor = self._db.execute(
            "INSERT INTO exports (key, name, source, vintage, as_of) VALUES (?, ?, ?, ?, ?)",
            tuple(map(storable, row)),
        )
        return int(cursor.lastrowid or 0), False

    def _without_indexes(self) -> None:
        """Drop the indexes that `finish` makes: sorting once costs a third of keeping them in order.

        All inside the caller's transaction, so that a cut leaves the library with them.
        """
        for name in (*BULK_INDEXES, PLACES_INDEX):
            self._db.execute(f"DROP INDEX {name}")

    def _is_latest(self, about: ExportAbout) -> bool:
        (latest,) = self._db.execute("SELECT max(as_of) FROM exports").fetchone()
        return latest is None or (about.as_of is not None and about.as_of.iso() >= latest)

    def _clear(self) -> None:
        self._rows: list[tuple[object, ...]] = []
        self._searched: list[tuple[int, str, str]] = []
        self._files: list[tuple[object, ...]] = []
        self._sightings: list[tuple[int, int]] = []
        self._versions: list[tuple[int, str | None, str]] = []
        self._replaced: list[tuple[int]] = []

    def _problem(self, problem: Problem) -> None:
        self._added.problems += 1
        row = (problem.code, problem.reason, problem.member, problem.where)
        self._db.execute(
            "INSERT INTO problems VALUES (?, ?, ?, ?, ?, ?)",
            (self._export, *map(storable, row), problem.lost),
        )

    def _member(self, line: MemberLine) -> None:
        self._added.ignored += line.status == "ignored"
        row = (line.name, line.status, line.records, line.items, line.expected, line.note)
        self._db.execute(
            "INSERT INTO members VALUES (?, ?, ?, ?, ?, ?, ?)", (self._export, *map(storable, row))
        )

    def readings(self, batch: Sequence[Reading]) -> None:
        """File a batch of readings; the ids of its items differ."""
        items: list[Prepared] = []
        for reading in batch:
            if isinstance(reading, Item):
                if (prepared := self._prepared(reading)) is not None:
                    items.append(prepared)
            elif isinstance(reading, Problem):
                self._problem(reading)
            else:
                self._member(reading)
        held = self._insert(items)
        for number, prepared in enumerate(items, self._next):
            before = held.get(str(storable(prepared.item.id))) if held else None
            if before is None:
                self._enter(number, prepared)
            else:
                self._sightings.append((before.number, self._export))
                if before.json != prepared.json.decode():
                    self._merge(before, prepared)
        self._added.new_items += len(items) - len(held)
        self._next += len(items)
        self._write()

    def _insert(self, items: Sequence[Prepared]) -> dict[str, _Held]:
        """Insert the items whose ids the library lacks, and return what it holds for the others.

        SQLite looks for the id anyway: asking before, too, would take as long as all the rest of inserting.
        """
        changes = self._db.total_changes
        rows = [prepared.columns(number) for number, prepared in enumerate(items, self._next)]
        self._db.executemany(_INSERT_NEW_ITEM, rows)
        row = (self._export, self._next)
        self._db.execute("INSERT INTO sightings SELECT no, ? FROM items WHERE no >= ?", row)
        if self._db.total_changes == changes + 2 * len(items):
            return {}
        return self._held([prepared.item.id for prepared in items])

    def finish(self) -> Added:
        """Name the export's owner and date and return the counts."""
        if self._is_first:
            for name in BULK_INDEXES:
                self._db.execute(INDEXES[name])
        self._indexing.finish()
        if self._is_first:
            self._db.execute(INDEXES[PLACES_INDEX])
        owner = self._owner or self._only_author()
        if isinstance(owner, Actor):
            self._people.actor(owner)
            owner = owner.key
        self._people.write()
        values = (storable(owner), self._as_of, self._export)
        self._db.execute(
            "UPDATE exports SET owner = coalesce(?, owner), as_of = coalesce(as_of, ?) WHERE no = ?", values
        )
        return self._added

    def _held(self, batch: Sequence[str]) -> dict[str, _Held]:
        """Return what the library held for the ids of a batch before the batch."""
        marks = ", ".join("?" * len(batch))
        rows = self._db.execute(
            f"SELECT id, no, as_of, json FROM items WHERE no < ? AND id IN ({marks})",  # noqa: S608
            (self._next, *map(storable, batch)),
        )
        return {item_id: _Held(number, as_of, text) for item_id, number, as_of, text in rows}

    def _prepared(self, item: Item) -> Prepared | None:
        """Return the item ready to be filed; None, and a problem, where it has no form in JSON."""
        try:
            attachments = tuple(map(self._with_bytes, item.attachments)) if item.attachments else ()
            prepared = Prepared.of(item, attachments)
        except (ValueError, TypeError, RecursionError) as error:
            self._problem(
                Problem(
                    code="item-not-json",
                    reason=f"a value of the record has no form in JSON: {error}",
                    member=item.origin.member,
                    where=f"record {item.origin.record}",
                )
            )
            return None
        self._added.items[item.kind._value_] += 1
        if self._as_of is None:
            self._as_of = prepared.as_of
        if self._owner is None and item.kind in _OWNER_KINDS:
            self._owner = item.author
        return prepared

    def _enter(self, number: int, prepared: Prepared) -> None:
        """Queue the rows that stand beside an item's shown version."""
        item = prepared.item
        if not item.is_withheld:
            facts = str(storable(searched_facts(item, prepared.attachments)))
            self._searched.append((number, searched_text(item), facts))
        for place, attachment in enumerate(prepared.attachments) if prepared.attachments else ():
            row = (attachment.name, attachment.role, attachment.media_type, attachment.sha256)
            warnings = " ".join(code for code, _ in attachment.warnings)
            self._files.append((number, place, *map(storable, row), warnings))
        self._people.item(number, item)

    def _merge(self, before: _Held, prepared: Prepared) -> None:
        """Keep both contents of an id; the one of the later export is shown."""
        old, new = json.loads(before.json), prepared.data()
        older = [json.loads(text) for text in self._version_texts(before.number)]
        is_later = (prepared.as_of or "") > (before.as_of or "")
        if only_marks(new, old) or only_marks(old, new):
            self._mark(before, prepared, [old, *older])
            return
        if content(old) == content(new):
            if is_later or found_before(old, [new]):
                self._show(before.number, prepared, [old, *older])
            return
        if lacks_only_files(new, old) or (
            any(content(version) == content(new) for version in older) and not is_later
        ):
            return
        if lacks_only_files(old, new):
            self._show(before.number, prepared, [old, *older])
            return
        if self._is_reread and before.as_of == prepared.as_of and self._was_sighted(before.number):
            self._show(before.number, prepared, [old, *older])  # a better reader read the same record
            return
        self._added.changed += 1
        if not is_later:
            self._versions.append((before.number, prepared.as_of, prepared.json.decode()))
            return
        if all(content(version) != content(old) for version in older):
            self._versions.append((before.number, before.as_of, before.json))
        self._show(before.number, prepared, [old, *older])

    def _mark(self, before: _Held, prepared: Prepared, others: Sequence[Mapping[str, object]]) -> None:
        """Show the reading that has words, marked with what the other says of its deletion."""
        held = item_from_json(json.loads(before.json))
        words, mark = (
            (prepared.item, held) if only_marks(others[0], prepared.data()) else (held, prepared.item)
        )
        if words.is_deleted:
            return
        marked = replace(words, is_deleted=True, deleted=mark.deleted, removed=mark.removed)
        files = prepared.attachments if words is prepared.item else held.attachments
        self._added.changed += 1
        self._show(before.number, Prepared.of(marked, files), others)

    def _show(self, number: int, prepared: Prepared, others: Iterable[Mapping[str, object]]) -> None:
        """Make `prepared` the version of an id that is shown, with the files that other versions had."""
        files = found_before(prepared.data(), others)
        if files:
            attachments = tuple(
                replace(part, sha256=files[part.name][0], size_bytes=files[part.name][1])
                if part.sha256 is None and part.name in files
                else part
                for part in prepared.attachments
            )
            prepared = Prepared.of(prepared.item, attachments)
        self._replaced.append((number,))
        self._rows.append(prepared.columns(number))
        self._enter(number, prepared)

    def _version_texts(self, number: int) -> list[str]:
        return [
            text for (text,) in self._db.execute("SELECT json FROM versions WHERE item_no = ?", (number,))
        ]

    def _was_sighted(self, number: int) -> bool:
        row = (number, self._export)
        return bool(
            self._db.execute("SELECT 1 FROM sightings WHERE item_no = ? AND export_no = ?", row).fetchone()
        )

    def _with_bytes(self, attachment: Attachment) -> Attachment:
        """Store an attachment's bytes and return it with their digest and size."""
        if attachment.member is None:
            self._added.missing += 1
            return attachment
        known = self._db.execute(
            "SELECT sha256, size_bytes FROM export_files JOIN attachments USING (sha256)"
            " WHERE export_no = ? AND member = ?",
            (self._export, storable(attachment.member)),
        ).fetchone() or self._stored(attachment, attachment.member)
        if known is None:
            self._added.missing += 1
            return attachment
        self._added.attachments += 1
        marked = replace(attachment, sha256=known[0], size_bytes=known[1])
        return replace(marked, warnings=self._warnings(marked))

    def _warnings(self, attachment: Attachment) -> tuple[tuple[str, str], ...]:
        """Return what is suspicious about a stored file under the name it goes by."""
        if (path := self._store.path(str(attachment.sha256))) is None:
            return ()
        with path.open("rb") as file:
            _kind, found = findings(attachment.name, file, path.stat().st_size)
        self._added.suspicious += bool(found)
        return tuple((one.code, one.detail) for one in found)

    def _stored(self, attachment: Attachment, member: str) -> tuple[str, int] | None:
        if self._fetch is None:
            return None
        try:
            stored = self._kept(self._fetch(member))
        except WildgrassError as error:  # the container's bytes are damaged; the item stays
            self._problem(Problem(code="attachment-damaged", reason=str(error), member=member, lost=False))
            return None
        if stored is None:
            return None
        self._added.new_attachments += stored.is_new
        row = (stored.sha256, stored.size_bytes, storable(attachment.media_type))
        self._db.execute("INSERT OR IGNORE INTO attachments VALUES (?, ?, ?)", row)
        place = (self._export, storable(member), stored.sha256)
        self._db.execute("INSERT OR IGNORE INTO export_files VALUES (?, ?, ?)", place)
        return stored.sha256, stored.size_bytes

    def _kept(self, bytes_of: Path | BinaryIO | None) -> Stored | None:
        if bytes_of is None:
            return None
        if isinstance(bytes_of, Path):
            return self._store.keep(bytes_of, may_move=self._may_move)
        with bytes_of:
            return self._store.keep(bytes_of)

    def _only_author(self) -> str | None:
        """Return the account that the export was made of: whose profile it holds, or who alone posted in it.

        Who alone speaks in a chat may be the other side.
        """
        for query in _OWNERS:
            rows = self._db.execute(query, (self._export,)).fetchall()
            if len(rows) == 1:
                return str(rows[0][0])
        return None

    def _write(self) -> None:
        """Write the queued rows."""
        if self._replaced:
            self._indexing.removed(number for (number,) in self._replaced)
            self._db.executemany("DELETE FROM items WHERE no = ?", self._replaced)
            for table in _DEPENDENT:
                self._db.executemany(f"DELETE FROM {table} WHERE item_no = ?", self._replaced)  # noqa: S608
            self._db.executemany(_INSERT_ITEM, self._rows)
        self._db.executemany("INSERT INTO searched VALUES (?, ?, ?)", self._searched)
        self._indexing.entered(row[0] for row in self._searched)
        self._db.executemany("INSERT INTO item_attachments VALUES (?, ?, ?, ?, ?, ?, ?)", self._files)
        self._db.executemany("INSERT OR IGNORE INTO sightings VALUES (?, ?)", self._sightings)
        self._db.executemany("INSERT INTO versions VALUES (?, ?, ?)", self._versions)
        self._people.write()
        self._clear()
