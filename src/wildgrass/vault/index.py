"""What a device may remember of earlier runs, so that an export is not sent again in full.

`none` remembers nothing and is the default. `local` keeps keyed ids, and their key beside them: whoever takes
the device can ask it whether a given file or record was sealed. `sealed` keeps the same under a key of which
one half lies in the vault: once that object is removed there, what the device holds is noise. Losing an index
only means that everything is sent once more. An index never holds a key that opens a segment.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final, Literal, Protocol

from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.vault import layout
from wildgrass.vault.card import Card
from wildgrass.vault.entries import Head
from wildgrass.vault.index_file import IndexFile, PlainFile, SealedFile, locked
from wildgrass.vault.index_records import record_ids
from wildgrass.vault.places import ReachedPlaces
from wildgrass.vault.sealing.known import FileRef, KnownFile, KnownFiles, KnownRecords, RecordIds
from wildgrass.vault.stores.base import ObjectMissingError, Store, StoreError

Mode = Literal["none", "local", "sealed"]
Random = Callable[[int], bytes]
KEY_BYTES: Final = 32
_FORMAT: Final = 2
"""An index of another format is forgotten: everything is sent once more."""
_SCHEMA: Final = f"""
PRAGMA user_version={_FORMAT};
CREATE TABLE IF NOT EXISTS key(key BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS runs(no INTEGER PRIMARY KEY, log TEXT NOT NULL, entries INTEGER NOT NULL,
  objects INTEGER NOT NULL, bytes INTEGER NOT NULL, places TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS records(run INTEGER PRIMARY KEY, ids BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS files(id BLOB PRIMARY KEY, run INTEGER NOT NULL, number INTEGER NOT NULL,
  size INTEGER NOT NULL, sha256 BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS hints(id BLOB PRIMARY KEY, file BLOB NOT NULL) WITHOUT ROWID;
"""


class IndexStateError(WildgrassError):
    """An index was asked for without a folder to keep it in."""

    code = "index-without-state"
    exit_code = EXIT_USAGE
    message = "an index of mode {mode} needs a folder to be kept in"
    hint = "name one with --state, or use --index none"


class IndexMode(Protocol):
    """How a run remembers earlier ones."""

    def opened(self, card: Card, places: ReachedPlaces, random: Random) -> AbstractContextManager["RunIndex"]:
        """Return a context that holds the index for one run."""


def index_mode(mode: Mode, state: Path | None) -> IndexMode | None:
    """Return the way to remember; None for `none`.

    Raises:
        IndexStateError: a mode other than `none` without a folder.
    """
    if mode == "none":
        return None
    if state is None:
        raise IndexStateError(mode=mode)
    return FolderIndex(state, sealed=mode == "sealed")


class FolderIndex:
    """An index in a folder of the device, one file for each vault."""

    def __init__(self, state: Path, *, sealed: bool) -> None:
        """Take the folder; it is made when needed."""
        self._state, self._sealed = state, sealed

    @contextmanager
    def opened(self, card: Card, places: ReachedPlaces, random: Random) -> Iterator["RunIndex"]:
        """Hold the index for one run; another run that wants it meanwhile is refused.

        Raises:
            IndexBusyError: another run holds it.
        """
        kind = SealedFile if self._sealed else PlainFile
        with locked(self._state, card.vault_id):
            file = kind(self._state, card.vault_id, places, random)
            yield RunIndex(file, places, random)


class RunIndex:
    """The index during one run: in memory only, written back whole after the commit."""

    def __init__(self, file: IndexFile, places: ReachedPlaces, random: Random) -> None:
        """Read what is remembered; start anew where that cannot be read."""
        self._file, self._places = file, places
        self._tables = _load(file.load())
        row = self._tables.execute("SELECT key FROM key").fetchone()
        self._key = bytes(row[0]) if row else random(KEY_BYTES)
        if not row:
            self._tables.execute("INSERT INTO key VALUES(?)", (self._key,))
        self._runs = {run[0]: run[1] for run in self._all_runs() if self._is_there(*run[1:])}

    @property
    def key(self) -> bytes:
        """The key of all ids."""
        return self._key

    @property
    def runs(self) -> Mapping[int, str]:
        """The runs that every place that is written to now still holds."""
        return self._runs

    def records(self) -> RecordIds:
        """Return the addresses of known records by id."""
        rows = self._tables.execute("SELECT run, ids FROM records ORDER BY run")
        return record_ids((run, ids) for run, ids in rows if run in self._runs)

    def files(self) -> Mapping[bytes, KnownFile]:
        """Return the known files by id."""
        rows = self._tables.execute("SELECT id, run, number, size, sha256 FROM files")
        return {
            file: KnownFile(FileRef(run, number), digest, size)
            for file, run, number, size, digest in rows
            if run in self._runs
        }

    def hints(self) -> Mapping[bytes, bytes]:
        """Return content ids by the id of a container's entry."""
        return dict(self._tables.execute("SELECT id, file FROM hints").fetchall())

    def commit(
        self, head: Head, log: str, known: tuple[KnownFiles, KnownRecords], stored: tuple[int, int]
    ) -> None:
        """Remember a committed run; `stored` is (objects, bytes) of its segments."""
        files, records = known
        tables = self._tables
        number = int(tables.execute("SELECT coalesce(max(no), 0) + 1 FROM runs").fetchone()[0])
        places = json.dumps(sorted(store.place for store in self._places.stores))
        tables.execute("INSERT INTO runs VALUES(?,?,?,?,?,?)", (number, log, head.size, *stored, places))
        tables.execute("INSERT INTO records VALUES(?,?)", (number, records.new_ids))
        tables.executemany(
            "INSERT OR REPLACE INTO files VALUES(?,?,?,?,?)",
            [(file, number, f.ref.number, f.size, f.sha256) for file, f in files.new.items()],
        )
        tables.executemany("INSERT OR REPLACE INTO hints VALUES(?,?)", files.new_hints.items())
        self._file.save(tables.serialize())

    def _all_runs(self) -> list[tuple[int, str, int, int, int, str]]:
        return self._tables.execute("SELECT no, log, entries, objects, bytes, places FROM runs").fetchall()

    def _is_there(self, log: str, entries: int, objects: int, size: int, places: str) -> bool:
        """Never leave out what a place lacks: a new place, or one that lost objects, gets all again."""
        wrote_to = set(json.loads(places))
        shown = {store.place: _holds(store, log, entries, objects, size) for store in self._places.stores}
        return all(place in wrote_to if holds is None else holds for place, holds in shown.items())


def _holds(store: Store, log: str, entries: int, objects: int, size: int) -> bool | None:
    """Tell whether a place still shows a run; None for one that may only be written to."""
    try:
        store.read(layout.checkpoint_name(log, entries), 0, 1)
        sizes = [found for _, found in store.list(layout.segment_folder(log))]
    except ObjectMissingError:
        return False
    except StoreError:
        return None
    return (len(sizes), sum(sizes)) == (objects, size)


def _load(data: bytes | None) -> sqlite3.Connection:
    """Return the tables; new ones where the bytes are none, damaged or of another format."""
    tables = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    try:
        if data:
            tables.deserialize(data)
            if tables.execute("PRAGMA user_version").fetchone() != (_FORMAT,):
                return _load(None)
        tables.executescript(_SCHEMA)
        whole = tables.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
    except sqlite3.Error:
        whole = False
    return tables if whole else _load(None)
