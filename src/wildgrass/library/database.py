"""Open a library's database, plain or locked: only a file whose tables are exactly ours, of a version we know."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from wildgrass.errors import EXIT_DECIDE, EXIT_INPUT, WildgrassError
from wildgrass.library import cipher
from wildgrass.library.keys import LibraryKeys
from wildgrass.library.place import LOCKED, PLAIN, LibraryPlace, place_of
from wildgrass.library.schema import APPLICATION_ID, INDEXES, PAGE_BYTES, SCHEMA_VERSION, SHADOWS, TABLES
from wildgrass.text.fold import FOLD_VERSION
from wildgrass.text.tokens import TOKENS_VERSION

DATABASE: Final = PLAIN
_VERSIONS: Final = (FOLD_VERSION, TOKENS_VERSION)
_REAL_TABLES: Final = "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0"
_CACHE_KIB: Final = 32_768


class LibraryNotFoundError(WildgrassError):
    """There is no library at the place."""

    code = "library-not-found"
    exit_code = EXIT_DECIDE
    message = "there is no library in {folder}"
    hint = "build one with `wildgrass recover open`"


class NotALibraryError(WildgrassError):
    """The file is something else."""

    code = "not-a-library"
    exit_code = EXIT_INPUT
    message = "{file} is not a Wildgrass library"
    hint = "give the folder that `wildgrass recover open --library` made"


class LibraryNewerError(WildgrassError):
    """A newer Wildgrass built the library."""

    code = "library-newer"
    exit_code = EXIT_DECIDE
    message = "the library has format {version}, and this Wildgrass reads format {known}"
    hint = "use a newer Wildgrass, or build the library again from the vault with this one"


class LibraryOutdatedError(WildgrassError):
    """An older Wildgrass built the library in a way this one does not read."""

    code = "library-outdated"
    exit_code = EXIT_DECIDE
    message = "an older Wildgrass built this library in another way"
    hint = (
        "build the library again from the vault into a new folder; what you decided about people comes along"
        " with `wildgrass people --export` from the old and --import into the new"
    )


class LibraryDamagedError(WildgrassError):
    """The library's file is damaged."""

    code = "library-damaged"
    exit_code = EXIT_INPUT
    message = "the library {file} is damaged: {reason}"
    hint = "build it again from the vault into a new folder; the vault holds everything"


class LibraryNotWrittenError(WildgrassError):
    """The disk or another process kept the library from being written."""

    code = "library-not-written"
    exit_code = EXIT_DECIDE
    message = "the library {folder} could not be written: {reason}"
    hint = "make room on the disk or close the other program, and run it again; nothing half was kept"


@contextmanager
def writing_named(folder: Path) -> Iterator[None]:
    """Turn what the disk and SQLite say of a library that cannot be written into a typed error.

    Raises:
        LibraryNotWrittenError: there is no room or right to write, or another process writes.
        LibraryDamagedError: SQLite found the file damaged.
    """
    try:
        yield
    except cipher.operational_errors() as error:
        raise LibraryNotWrittenError(folder=folder, reason=str(error)) from error
    except cipher.database_errors() as error:
        raise LibraryDamagedError(file=place_of(folder).database, reason=str(error)) from error


@contextmanager
def damage_named(file: Path) -> Iterator[None]:
    """Turn what SQLite says of a damaged file into a typed error.

    Raises:
        LibraryDamagedError: SQLite found the file damaged.
    """
    try:
        yield
    except _damage() as error:
        raise LibraryDamagedError(file=file, reason=str(error)) from error


def open_to_read(place: Path | LibraryPlace, *, beside_plain: bool = False) -> sqlite3.Connection:
    """Return a connection that cannot write; to a locked library with `beside_plain` though readable files lie there.

    Raises:
        LibraryNotFoundError, NotALibraryError, LibraryNewerError, LibraryOutdatedError, LibraryDamagedError
        LibraryLockedError and the others of `LibraryPlace.keys`
    """
    place = place_of(place)
    file, keys = place.database, place.opened() if beside_plain else place.keys()
    if not file.is_file():
        raise LibraryNotFoundError(folder=place.folder)
    if file.with_name(f"{file.name}-journal").exists():
        _roll_back(file, keys)
    with damage_named(file):
        connection = _connected(file, keys, can_write=False)
        connection.execute("PRAGMA query_only = ON")
    return _checked(connection, file)


def open_decisions(place: Path | LibraryPlace) -> sqlite3.Connection:
    """Return a connection for the reader's decisions about people, which an older library gives too.

    Raises:
        as `open_to_read`; LibraryOutdatedError where the library is older than decisions are.
    """
    try:
        return open_to_read(place)
    except LibraryOutdatedError:
        place = place_of(place)
        connection = _connected(place.database, place.keys(), can_write=False)
        connection.execute("PRAGMA trusted_schema = OFF")
        held = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'people_decisions'").fetchone()
        if held != (TABLES["people_decisions"],):
            connection.close()
            raise
        return connection


def open_to_write(place: Path | LibraryPlace) -> sqlite3.Connection:
    """Return a connection that may write, making the folder and the tables where there are none.

    Raises:
        NotALibraryError, LibraryNewerError, LibraryOutdatedError, LibraryDamagedError
        LibraryLockedError and the others of `LibraryPlace.keys`
    """
    place = place_of(place)
    place.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file, keys = place.database, place.keys()
    with damage_named(file):
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        connection = _connected(file, keys, can_write=True)
        try:
            is_new = _is_empty(connection, file)
            if is_new:
                create(connection)
        except BaseException:
            connection.close()
            raise
    return _checked(connection, file)


def _connected(file: Path, keys: LibraryKeys | None, *, can_write: bool) -> sqlite3.Connection:
    if keys is not None:
        return cipher.connect(file, keys.database, can_write=can_write)
    mode = "rwc" if can_write else "ro"
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)


def _roll_back(file: Path, keys: LibraryKeys | None) -> None:
    """Let SQLite undo a build that was cut off: a connection that only reads cannot."""
    with damage_named(file):
        connection = _connected(file, keys, can_write=True)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        finally:
            connection.close()


def _damage() -> tuple[type[Exception], ...]:
    """Return what a damaged file raises; the last where a damaged name stands in SQLite's message."""
    return *cipher.database_errors(), UnicodeDecodeError


def _foreign(file: Path) -> WildgrassError:
    """Return what a file is that SQLite cannot read: something else, or, where its own key opened, damaged."""
    if file.name == LOCKED:
        return LibraryDamagedError(file=file, reason="its own key does not open it")
    return NotALibraryError(file=file)


def _is_empty(connection: sqlite3.Connection, file: Path) -> bool:
    try:
        return bool(connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,))
    except _damage() as error:
        raise _foreign(file) from error


def create(connection: sqlite3.Connection) -> None:
    """Make the tables in an empty database."""
    connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
    connection.execute("BEGIN IMMEDIATE")
    for statement in (*TABLES.values(), *INDEXES.values()):
        connection.execute(statement)
    connection.execute("INSERT INTO about VALUES ('fold', ?), ('tokens', ?)", _VERSIONS)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute("COMMIT")


def _checked(connection: sqlite3.Connection, file: Path) -> sqlite3.Connection:
    try:
        # First of all: no code that a stranger put into the schema runs, and no plain text in temporary files.
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA temp_store = MEMORY")
        _check(connection, file)
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    except BaseException:
        connection.close()
        raise
    return connection


def _check(connection: sqlite3.Connection, file: Path) -> None:
    try:
        (application_id,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        found = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
        found_tables = {name for (name,) in connection.execute(_REAL_TABLES)}
    except _damage() as error:
        raise _foreign(file) from error
    if application_id != APPLICATION_ID:
        raise NotALibraryError(file=file)
    if version > SCHEMA_VERSION:
        raise LibraryNewerError(version=version, known=SCHEMA_VERSION)
    if 0 < version < SCHEMA_VERSION:
        raise LibraryOutdatedError
    for name, statement in (TABLES | INDEXES).items():
        if found.get(name) != statement:
            raise LibraryDamagedError(file=file, reason=f"the table or index {name} is not as it was made")
    if not found_tables.issuperset(SHADOWS):
        raise LibraryDamagedError(file=file, reason="tables of its index are missing")
    with damage_named(file):
        versions = dict(connection.execute("SELECT key, value FROM about"))
    if (versions.get("fold"), versions.get("tokens")) != _VERSIONS:
        raise LibraryOutdatedError
