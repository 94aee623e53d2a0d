"""Make the tables of likeness, or bring them up to date; it can be stopped at any moment and goes on from there."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from wildgrass.files.preview import Previewer
from wildgrass.library.attachments import attachment_store
from wildgrass.library.database import LibraryNotFoundError, damage_named, open_to_write, writing_named
from wildgrass.library.likeness import images, tables, texts
from wildgrass.library.place import LibraryPlace, place_of

Progress: TypeAlias = Callable[[str, int, int | None], None]
"""Called with "texts", "images", "text-pairs" or "image-pairs", how many are done, of how many."""

_SETTLED_EVERY_S: Final = 15.0  # each commit makes a reader that is open read its overview again
_PATIENCE_MS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Prepared:
    """What this call did: texts and files looked at, near pairs found, and whether all is done."""

    texts: int
    images: int
    text_pairs: int
    image_pairs: int
    is_complete: bool


class _StoppedError(Exception):
    """The caller said to stop; what is done stays."""


def prepare(
    place: Path | LibraryPlace,
    *,
    with_texts: bool = True,
    with_images: bool = True,
    progress: Progress = lambda _what, _done, _all: None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> Prepared:
    """Look at every text and picture that was not looked at yet, and pair what is alike.

    Raises:
        LibraryNotFoundError, LibraryNotWrittenError, LibraryDamagedError and the others of `open_to_write`
    """
    place = place_of(place)
    if not place.database.is_file():
        raise LibraryNotFoundError(folder=place.folder)
    with (
        closing(open_to_write(place)) as connection,
        damage_named(place.database),
        writing_named(place.folder),
    ):
        connection.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
        work = _Work(place, connection, progress, is_stopped)
        return work.run(with_texts=with_texts, with_images=with_images)


class _Work:
    """One call's counts, and the transaction it is in."""

    def __init__(
        self,
        place: LibraryPlace,
        connection: sqlite3.Connection,
        progress: Progress,
        is_stopped: Callable[[], bool],
    ) -> None:
        self._place, self._db, self._progress, self._is_stopped = place, connection, progress, is_stopped
        self._settled = 0.0
        self._done = {"texts": 0, "images": 0, "text-pairs": 0, "image-pairs": 0}

    def run(self, *, with_texts: bool, with_images: bool) -> Prepared:
        is_complete = True
        self._begin()
        try:
            if not _are_there(self._db):
                tables.make(self._db)
            if with_texts:
                self._texts()
            if with_images:
                self._images()
        except _StoppedError:
            is_complete = False
        except BaseException:
            self._db.rollback()
            raise
        self._db.execute("COMMIT")
        done = self._done
        return Prepared(done["texts"], done["images"], done["text-pairs"], done["image-pairs"], is_complete)

    def _texts(self) -> None:
        count = texts.waiting(self._db)
        for number in texts.note(self._db):
            self._step("texts", number, count)
        self._done["text-pairs"] = texts.pair(self._db, partial(self._tick, "text-pairs"))

    def _images(self) -> None:
        find = attachment_store(self._place.folder, self._place.keys()).path
        count = len(images.waiting(self._db))
        with Previewer() as previewer:
            for _ in images.take(self._db, find, previewer):
                self._step("images", 1, count)
        self._done["image-pairs"] = images.pair(self._db, partial(self._tick, "image-pairs"))

    def _step(self, what: str, number: int, count: int) -> None:
        self._done[what] += number
        self._progress(what, self._done[what], count)
        if self._is_stopped():
            raise _StoppedError
        if time.monotonic() - self._settled > _SETTLED_EVERY_S:
            self._db.execute("COMMIT")
            self._begin()

    def _tick(self, what: str, done: int, count: int) -> None:
        """Say how far comparing is; it is done again from its beginning when it is stopped."""
        self._progress(what, done, count or None)
        if self._is_stopped():
            raise _StoppedError

    def _begin(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        self._settled = time.monotonic()


def _are_there(connection: sqlite3.Connection) -> bool:
    has_notes = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'likeness'").fetchone()
    return has_notes is not None and tables.are_there(connection)
