"""Change a library between its two forms, so that a cut at any moment loses nothing.

The new form is made whole in `.changing`, read back and compared, and moved to its place. Then one step on the disk
decides: a folder that holds `library.key` is locked, whatever else lies in it. Only after that the old form's files
are removed. Running the same again finishes what was cut off.
"""

import errno
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from itertools import zip_longest
from pathlib import Path
from typing import Final

from wildgrass.errors import EXIT_DECIDE, WildgrassError
from wildgrass.files.content import Content
from wildgrass.library import cipher
from wildgrass.library.attachments import AttachmentStore, SealedAttachmentStore, stored_names
from wildgrass.library.database import (
    LibraryDamagedError,
    LibraryNotFoundError,
    open_to_read,
    open_to_write,
    writing_named,
)
from wildgrass.library.durable import sync_file, sync_folder
from wildgrass.library.keys import KEY_FILE, LibraryKeys, read_key_file, write_key_file
from wildgrass.library.place import ATTACHMENTS, CHANGING, LOCKED, PLAIN, SEALED, LibraryPlace, plain_files
from wildgrass.library.schema import APPLICATION_ID, PAGE_BYTES, SCHEMA_VERSION

_ROWS_AT_ONCE: Final = 1000
_REAL_TABLES: Final = (
    "SELECT name FROM {form}.sqlite_master WHERE type = 'table' AND rootpage > 0 ORDER BY name"
)
_DAMAGED: Final = ("malformed", "not a database")
_NUMBERS: Final = {"application_id": APPLICATION_ID, "user_version": SCHEMA_VERSION}

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What a change of form did; `finished` says that an earlier one was cut off and only its end was left to do."""

    attachments: int = 0
    was_so: bool = False
    finished: bool = False

    def to_json(self) -> dict[str, object]:
        """Return what the verbs print."""
        return {"attachments": self.attachments, "was_so": self.was_so, "finished": self.finished}


class LibraryPlainError(WildgrassError):
    """A library that is to be locked from the start is there already, and readable."""

    code = "library-not-locked"
    exit_code = EXIT_DECIDE
    message = "the library in {folder} is there already and is not locked"
    hint = "lock it first with `wildgrass library lock`, or choose a new folder"


def begin_locked(
    folder: Path, new_passphrase: Callable[[], bytes], *, random: Callable[[int], bytes] = os.urandom
) -> LibraryPlace:
    """Make a folder that is a locked library from its first byte on; nothing is in it yet.

    Raises:
        LibraryPlainError: a readable library is there. LibraryPassphraseEmptyError
        LibraryNotWrittenError: the disk refused.
    """
    if plain_files(folder):
        raise LibraryPlainError(folder=folder)
    keys = LibraryKeys.new(random)
    sealed = keys.sealed(new_passphrase(), random=random)
    with writing_named(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_key_file(folder, sealed)
    return LibraryPlace(folder, keys=keys)


def lock(
    place: LibraryPlace,
    new_passphrase: Callable[[], bytes],
    *,
    random: Callable[[int], bytes] = os.urandom,
    progress: Progress = lambda _what, _done, _all: None,
) -> Changed:
    """Make a plain library a locked one; its readable files are removed once the locked ones are read back.

    Raises:
        LibraryNotFoundError and the others of `Library.open`; LibraryNotWrittenError: no room, or another writes.
        LibraryDamagedError: a file of it is damaged; nothing was changed.
        LibraryPassphraseEmptyError, LibraryPassphraseError: there is none, or not the one it was locked with.
    """
    folder = place.folder
    if place.is_locked:
        return _finished(place)
    if not (folder / PLAIN).is_file():
        raise LibraryNotFoundError(folder=folder)
    keys, passphrase = LibraryKeys.new(random), new_passphrase()
    sealed = keys.sealed(passphrase, random=random)
    with writing_named(folder):
        _remove(folder, (CHANGING, LOCKED, f"{LOCKED}-journal", SEALED))
        with closing(_held(LibraryPlace(folder))), _aside(folder) as changing:
            progress("ui.progress-locking", 0, None)
            _export_locked(folder / PLAIN, changing / LOCKED, keys)
            count = _seal_attachments(folder, SealedAttachmentStore(changing / SEALED, keys), progress)
            write_key_file(changing, sealed)
            _check(LibraryPlace(changing, keys=read_key_file(changing, passphrase)))
            _move(folder, (SEALED, LOCKED))
            _move(folder, (KEY_FILE,))  # from here on the library is a locked one
        _remove(folder, (CHANGING, *plain_files(folder)))
    return Changed(attachments=count)


def _finished(place: LibraryPlace) -> Changed:
    """Remove what an earlier change left beside a locked library; only where the locked one opens."""
    left = plain_files(place.folder)
    if not left:
        return Changed(was_so=True)
    open_to_read(LibraryPlace(place.folder, keys=place.opened()), beside_plain=True).close()
    with writing_named(place.folder):
        _remove(place.folder, (CHANGING, *left))
    return Changed(finished=True)


def unlock(place: LibraryPlace, *, progress: Progress = lambda _what, _done, _all: None) -> Changed:
    """Make a locked library a plain one, that anybody who has the folder can read.

    Raises:
        LibraryNotFoundError and the others of `Library.open`; LibraryNotWrittenError: no room, or another writes.
        LibraryDamagedError: a file of it is damaged; nothing was changed.
    """
    folder = place.folder
    if not place.is_locked:
        return _finished_plain(folder)
    keys = place.opened()
    with writing_named(folder):
        _remove(folder, (CHANGING, *plain_files(folder)))
        with closing(_held(LibraryPlace(folder, keys=keys))), _aside(folder) as changing:
            progress("ui.progress-unlocking", 0, None)
            _export_plain(folder / LOCKED, changing / PLAIN, keys)
            count = _open_attachments(folder, changing, keys, progress)
            _check(LibraryPlace(changing))
            _move(folder, (ATTACHMENTS, PLAIN))
            (folder / KEY_FILE).unlink()  # from here on the library is a plain one
            sync_folder(folder)
        _remove(folder, (CHANGING, LOCKED, f"{LOCKED}-journal", SEALED))
    return Changed(attachments=count)


def _finished_plain(folder: Path) -> Changed:
    """Remove what is left of the locked form; without its key nothing opens it."""
    if not (folder / PLAIN).is_file():
        raise LibraryNotFoundError(folder=folder)
    left = [name for name in (CHANGING, LOCKED, f"{LOCKED}-journal", SEALED) if (folder / name).exists()]
    with writing_named(folder):
        _remove(folder, left)
    return Changed(was_so=not left, finished=bool(left))


def change_passphrase(
    place: LibraryPlace, new_passphrase: Callable[[], bytes], *, random: Callable[[int], bytes] = os.urandom
) -> None:
    """Seal the keys of a locked library under another passphrase; the keys stay, so an old copy of the file opens too.

    Raises:
        LibraryNotFoundError: there is no locked library. LibraryPassphraseError, LibraryKeyDamagedError
        LibraryPassphraseEmptyError: the new one is empty. LibraryNotWrittenError: the disk refused.
    """
    if not place.is_locked:
        raise LibraryNotFoundError(folder=place.folder)
    sealed = place.opened().sealed(new_passphrase(), random=random)
    with writing_named(place.folder):
        write_key_file(place.folder, sealed)


def _held(place: LibraryPlace) -> sqlite3.Connection:
    """Return a connection that keeps other programs from writing; what a cut-off build left is undone first."""
    connection = open_to_write(place)
    try:
        connection.execute("BEGIN IMMEDIATE")
    except BaseException:
        connection.close()
        raise
    return connection


def _check(place: LibraryPlace) -> None:
    """Open a form as every other program would; raises as `open_to_read`."""
    open_to_read(place).close()


def _export_locked(plain: Path, locked: Path, keys: LibraryKeys) -> None:
    """Write a plain database anew, encrypted, and read it back."""
    os.close(os.open(locked, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with _damage_of(plain), closing(cipher.connect(locked, keys.database, can_write=True)) as connection:
        _unhurried(connection)
        connection.execute("ATTACH DATABASE ? AS other KEY ''", (str(plain.absolute()),))
        connection.execute("SELECT sqlcipher_export('main', 'other')").fetchall()
        for name, value in _NUMBERS.items():
            connection.execute(f"PRAGMA main.{name} = {value}")
        _compare(connection, locked)
    sync_file(locked)


def _export_plain(locked: Path, plain: Path, keys: LibraryKeys) -> None:
    """Write a locked database anew, readable, and read it back."""
    os.close(os.open(plain, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with _damage_of(locked), closing(cipher.connect(locked, keys.database, can_write=True)) as connection:
        connection.execute("ATTACH DATABASE ? AS other KEY ''", (str(plain.absolute()),))
        connection.execute(f"PRAGMA other.page_size = {PAGE_BYTES}")
        _unhurried(connection, "other.")
        connection.execute("SELECT sqlcipher_export('other')").fetchall()
        for name, value in _NUMBERS.items():
            connection.execute(f"PRAGMA other.{name} = {value}")
        _compare(connection, plain)
    sync_file(plain)


@contextmanager
def _damage_of(file: Path) -> Iterator[None]:
    """Tell a damaged file from a disk that refuses: `sqlcipher_export` has one kind of error for both."""
    try:
        yield
    except cipher.database_errors() as error:
        if any(words in str(error) for words in _DAMAGED):
            raise LibraryDamagedError(file=file, reason=str(error)) from error
        raise


def _unhurried(connection: sqlite3.Connection, form: str = "") -> None:
    """Write without a journal, and to the disk when all is written: a file that is not whole is never used."""
    connection.execute(f"PRAGMA {form}journal_mode = OFF")
    connection.execute(f"PRAGMA {form}synchronous = OFF")


def _compare(connection: sqlite3.Connection, file: Path) -> None:
    """Read all rows of both forms and every page of the locked one.

    Raises:
        LibraryDamagedError: they differ.
    """
    main, other = (
        [name for (name,) in connection.execute(_REAL_TABLES.format(form=form))] for form in ("main", "other")
    )
    if main != other:
        raise LibraryDamagedError(file=file, reason="its tables are not those it was made from")
    for table in main:
        pairs = zip_longest(_rows(connection, "main", table), _rows(connection, "other", table))
        if any(one != another for one, another in pairs):
            raise LibraryDamagedError(file=file, reason=f"the table {table} is not what it was made from")
    if connection.execute("PRAGMA main.cipher_integrity_check").fetchall():
        raise LibraryDamagedError(file=file, reason="a page is damaged")


def _rows(connection: sqlite3.Connection, form: str, table: str) -> Iterator[list[object]]:
    found = connection.execute(f'SELECT * FROM {form}."{table.replace(chr(34), chr(34) * 2)}"')  # noqa: S608
    while rows := found.fetchmany(_ROWS_AT_ONCE):
        yield rows


def _seal_attachments(folder: Path, store: SealedAttachmentStore, progress: Progress) -> int:
    names = list(stored_names(folder / ATTACHMENTS))
    plain = AttachmentStore(folder / ATTACHMENTS)
    for done, name in enumerate(names):
        progress("ui.progress-locking", done, len(names))
        _carried(name, plain.path(name), store, folder)
    store.settle()
    return len(names)


def _open_attachments(folder: Path, changing: Path, keys: LibraryKeys, progress: Progress) -> int:
    with closing(open_to_read(LibraryPlace(folder, keys=keys), beside_plain=True)) as connection:
        names = [name for (name,) in connection.execute("SELECT sha256 FROM attachments")]
    sealed, store = SealedAttachmentStore(folder / SEALED, keys), AttachmentStore(changing / ATTACHMENTS)
    count = 0
    for done, name in enumerate(names):
        progress("ui.progress-unlocking", done, len(names))
        count += _carried(name, sealed.path(name), store, folder)
    store.settle()
    return count


def _carried(name: str, content: Content | None, store: AttachmentStore, folder: Path) -> bool:
    """Store a content in the other form and read it back; False where the library lacks it.

    Raises:
        LibraryDamagedError: it is not what its name says.
    """
    if content is None:
        return False
    try:
        with content.open("rb") as stream:
            stored = store.keep(stream)
        kept = store.path(stored.sha256)
        is_same = stored.sha256 == name and kept is not None and _digest(kept) == name
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        is_same = False
    if not is_same:
        reason = "it is damaged: what it holds is not what its name says"
        raise LibraryDamagedError(file=folder / ATTACHMENTS / name[:2] / name, reason=reason)
    return True


def _digest(content: Content) -> str:
    with content.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """Make the folder in which the other form is made; it goes where that fails."""
    changing = folder / CHANGING
    changing.mkdir(mode=0o700)
    try:
        yield changing
    except BaseException:
        _remove(folder, (CHANGING,))
        raise


def _move(folder: Path, names: tuple[str, ...]) -> None:
    """Move what was made to its place, so that it is there after a power cut."""
    for name in names:
        if (folder / CHANGING / name).exists():
            (folder / CHANGING / name).rename(folder / name)
    sync_folder(folder / CHANGING)
    sync_folder(folder)


def _remove(folder: Path, names: "tuple[str, ...] | list[str]") -> None:
    for name in names:
        path = folder / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
