"""Build a library: add exports to it, each wholly or not at all, again and again without harm."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self, TypeAlias

from wildgrass.library.attachments import AttachmentStore, attachment_store
from wildgrass.library.database import open_to_write, writing_named
from wildgrass.library.exports import Added, ExportAbout, Reading
from wildgrass.library.filing import Filing
from wildgrass.library.place import LibraryPlace, place_of
from wildgrass.library.rows import storable
from wildgrass.model import Item

FetchAttachment: TypeAlias = Callable[[str], Path | BinaryIO | None]

_BATCH: Final = 500  # items; one SELECT asks for all their ids, and SQLite took 999 parameters once


class LibraryWriter:
    """Adds exports to the library in a folder."""

    def __init__(self, folder: Path, connection: sqlite3.Connection, store: AttachmentStore) -> None:
        """Use `open` instead."""
        self._folder = folder
        self._connection = connection
        self._store = store

    @classmethod
    def open(cls, place: Path | LibraryPlace) -> Self:
        """Open the library at a place, or start one there.

        Raises:
            NotALibraryError, LibraryNewerError, LibraryOutdatedError, LibraryDamagedError
            LibraryLockedError and the others of `LibraryPlace.keys`: it is locked and does not open.
        """
        place = place_of(place)
        return cls(place.folder, open_to_write(place), attachment_store(place.folder, place.keys()))

    def holds(self, key: str) -> bool:
        """Say whether the export with this key was added whole."""
        return self._connection.execute("SELECT 1 FROM exports WHERE key = ?", (key,)).fetchone() is not None

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def add_export(
        self,
        about: ExportAbout,
        readings: Iterable[Reading],
        fetch_attachment: FetchAttachment | None = None,
        *,
        may_move: bool = False,
    ) -> Added:
        """Add everything in an export, or nothing if it fails; nothing is added twice.

        Args:
            about: which export this is; `about.key` must be the same whenever this export is added.
            readings: items, problems and member reports, as a source yields them.
            fetch_attachment: gives the bytes of a member, as a file or a stream, None where it is left out.
            may_move: files that `fetch_attachment` gives may be renamed into the library.

        Raises:
            LibraryNotWrittenError: the disk is full, or another process writes.
            LibraryDamagedError: SQLite found the file damaged.
        """
        with writing_named(self._folder):
            self._connection.execute("BEGIN IMMEDIATE")
        try:
            with writing_named(self._folder):
                self._store.sweep()
                filing = Filing(self._connection, about, self._store, fetch_attachment, may_move=may_move)
            for batch in _batches(readings):
                with writing_named(self._folder):
                    filing.readings(batch)
            with writing_named(self._folder):
                added = filing.finish()
                self._store.settle()
                self._connection.execute("COMMIT")
        except BaseException:
            self._connection.rollback()
            raise
        return added


def _batches(readings: Iterable[Reading]) -> Iterator[list[Reading]]:
    """Cut the readings into runs in which no item's id comes twice, short enough for one question about all."""
    batch: list[Reading] = []
    ids: set[object] = set()
    for reading in readings:
        item_id = storable(reading.id) if isinstance(reading, Item) else None
        if len(batch) >= _BATCH or item_id in ids:
            yield batch
            batch, ids = [], set()
        batch.append(reading)
        if item_id is not None:
            ids.add(item_id)
    yield batch
