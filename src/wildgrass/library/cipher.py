"""The database of a locked library: the same SQLite file with every page encrypted and authenticated (SQLCipher 4).

SQLCipher encrypts the rollback journal in the same way and is built to keep its temporary tables in memory.
"""

import importlib
import sqlite3
import sys
from pathlib import Path
from typing import Any, Final, cast

from wildgrass.errors import EXIT_DECIDE, WildgrassError
from wildgrass.library.schema import PAGE_BYTES

_MODULE: Final = "sqlcipher3"


class LockUnavailableError(WildgrassError):
    """SQLCipher is not installed."""

    code = "library-lock-unavailable"
    exit_code = EXIT_DECIDE
    message = "locked libraries need SQLCipher, which is not installed here"
    hint = "install it with `pip install sqlcipher3`"


def connect(file: Path, key: bytes, *, can_write: bool) -> sqlite3.Connection:
    """Return a connection to a locked database; that the key fits is known at the first query.

    Raises:
        LockUnavailableError: SQLCipher is not installed.
    """
    mode = "rwc" if can_write else "ro"
    address = f"{file.absolute().as_uri()}?mode={mode}"
    connection = _dbapi().connect(address, uri=True, isolation_level=None)
    try:
        connection.execute(
            "PRAGMA cipher_log_level = NONE"
        )  # it would write on the terminal where a page is damaged
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA cipher_compatibility = 4")
        connection.execute(f"PRAGMA cipher_page_size = {PAGE_BYTES}")
        connection.execute("PRAGMA temp_store = MEMORY")
    except BaseException:
        connection.close()
        raise
    return cast("sqlite3.Connection", connection)


def database_errors() -> tuple[type[Exception], ...]:
    """Return what SQLite raises: of Python's own module, and of SQLCipher's where it is in use."""
    return sqlite3.DatabaseError, *_of_sqlcipher("DatabaseError")


def operational_errors() -> tuple[type[Exception], ...]:
    """Return what SQLite and the system raise where the disk or another process is in the way."""
    return OSError, sqlite3.OperationalError, *_of_sqlcipher("OperationalError")


def _of_sqlcipher(name: str) -> tuple[type[Exception], ...]:
    module = sys.modules.get(f"{_MODULE}.dbapi2")
    return () if module is None else (getattr(module, name),)


def _dbapi() -> Any:  # the module has no types; it is a copy of `sqlite3`
    try:
        return importlib.import_module(f"{_MODULE}.dbapi2")
    except ImportError as error:
        raise LockUnavailableError from error
