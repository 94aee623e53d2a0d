"""A new vault's kit: `make_kit` deals it in memory, `write_kit` writes it once, never over other files."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from wildgrass.errors import EXIT_STORE, EXIT_USAGE, WildgrassError
from wildgrass.vault.stores.durable import sync_folder
from wildgrass.vault.trustees import Kit, make_kit

__all__ = [
    "FileThereError",
    "FileTroubleError",
    "Kit",
    "KitThereError",
    "check_kit_folder",
    "make_kit",
    "new_file",
    "write_kit",
    "write_new",
]

_PRIVATE_FILE = 0o600
_PRIVATE_FOLDER = 0o700


class KitThereError(WildgrassError):
    """The kit's folder holds something already."""

    code = "kit-exists"
    exit_code = EXIT_USAGE
    message = "{folder} is not empty"
    hint = "choose a new folder for the kit; shares are never written over others"


class FileThereError(WildgrassError):
    """A file that would be written exists."""

    code = "file-exists"
    exit_code = EXIT_USAGE
    message = "{file} exists already and was not touched"
    hint = "choose another name; keys and shares are never written over others"


class FileTroubleError(WildgrassError):
    """A file cannot be read or written."""

    code = "file-trouble"
    exit_code = EXIT_STORE
    message = "{file}: {reason}"
    hint = "check the name, the permissions and the free space, then run the same command again"


def check_kit_folder(folder: Path) -> None:
    """Refuse a folder that holds anything, before a vault is made that nobody could open.

    Raises:
        KitThereError: it is not empty, or is no folder.
        FileTroubleError: it cannot be looked into.
    """
    try:
        if os.path.lexists(folder) and (not folder.is_dir() or any(folder.iterdir())):
            raise KitThereError(folder=folder)
    except OSError as error:
        raise FileTroubleError(file=folder, reason=error.strerror) from error


def write_kit(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write the kit's files into a new or empty folder, for its owner only; durable when this returns.

    Raises:
        KitThereError, FileThereError: something is there; it is not touched.
        FileTroubleError: the disk refused.
    """
    check_kit_folder(folder)
    try:
        folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        raise FileTroubleError(file=folder, reason=error.strerror) from error
    return [write_new(folder / name, data) for name, data in sorted(files.items())]


def write_new(path: Path, data: bytes) -> Path:
    """Write a file that does not exist yet, readable by its owner only; durable when this returns.

    Raises:
        FileThereError: it exists, as a file, a folder or a link.
        FileTroubleError: the disk refused; what was written of the file is removed.
    """
    with new_file(path) as file:
        file.write(data)
    return path


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file that does not exist yet, for what is too large to be held; whole and durable after its `with`.

    Raises:
        FileThereError, FileTroubleError: as `write_new`.
    """
    try:
        handle = os.open(
            path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), _PRIVATE_FILE
        )
    except FileExistsError as error:
        raise FileThereError(file=path) from error
    except OSError as error:
        raise FileTroubleError(file=path, reason=error.strerror) from error
    is_whole = False
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        sync_folder(path.parent)
        is_whole = True
    except OSError as error:
        raise FileTroubleError(file=path, reason=error.strerror) from error
    finally:
        if not is_whole:
            path.unlink(missing_ok=True)
