"""A folder as a store: a disk, a stick, a mounted share.

An object is written under a name that `list` never shows, made durable, and then linked to its own name,
which fails if the name is taken. A killed write leaves at most the hidden name, which harms nothing.
"""

import errno
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from wildgrass.vault.stores import publish
from wildgrass.vault.stores.base import ObjectExistsError, ObjectMissingError, StoreError
from wildgrass.vault.stores.durable import sync_folder, write_durably
from wildgrass.vault.stores.names import checked_name, is_object_name

_ABSENT: Final = (errno.ENOENT, errno.ENOTDIR)
_HIDDEN: Final = ".part-"


class FolderStore:
    """Objects as files below one folder."""

    def __init__(self, folder: Path, *, place: str | None = None) -> None:
        """Take the folder; it is made with the first object."""
        self._root = folder
        self._disk: int | None = None
        self._place = place if place is not None else str(folder)
        self._known_folders: set[Path] = set()

    @property
    def place(self) -> str:
        """The folder as the person wrote it."""
        return self._place

    def create(self, name: str, parts: Sequence[bytes | bytearray | memoryview]) -> None:
        """Store an object; its file and its folder are synced when this returns."""
        target = self._root / checked_name(name)
        try:
            self._make_folder(target.parent)
            self._write(target, parts)
        except FileExistsError as error:
            raise ObjectExistsError(place=self._place, name=name) from error
        except OSError as error:
            raise self._failed("writing", name, error) from error

    def read(self, name: str, start: int = 0, length: int | None = None) -> bytes:
        """Return an object's bytes or a range of them."""
        target = self._root / checked_name(name)
        try:
            with target.open("rb", buffering=0) as file:
                if start:
                    file.seek(start)
                return _read_all(file.fileno(), length)
        except OSError as error:
            if error.errno in _ABSENT:
                raise ObjectMissingError(place=self._place, name=name) from error
            raise self._failed("reading", name, error) from error

    def read_into(self, name: str, start: int, buffer: memoryview) -> int:
        """Fill memory of the caller's with an object's bytes."""
        target = self._root / checked_name(name)
        done = 0
        try:
            with target.open("rb", buffering=0) as file:
                file.seek(start)
                while count := file.readinto(buffer[done:]):
                    done += count
        except OSError as error:
            if error.errno in _ABSENT:
                raise ObjectMissingError(place=self._place, name=name) from error
            raise self._failed("reading", name, error) from error
        return done

    def list(self, prefix: str = "") -> Iterator[tuple[str, int]]:
        """Yield (name, size) in name order; hidden leftovers and foreign files are not objects."""
        top = prefix.rpartition("/")[0]
        if top and not is_object_name(top):
            return
        try:
            found = sorted(_files(self._root / top, top + "/" if top else ""))
        except OSError as error:
            raise self._failed("listing", prefix or "everything", error) from error
        yield from ((name, size) for name, size in found if name.startswith(prefix))

    def _write(self, target: Path, parts: Sequence[bytes | bytearray | memoryview]) -> None:
        hidden = target.parent / (_HIDDEN + secrets.token_hex(8))
        try:
            write_durably(hidden, parts)
            publish.rename_noreplace(hidden, target)
        except OSError:
            with suppress(OSError):
                hidden.unlink()
            raise
        sync_folder(target.parent)

    def _make_folder(self, folder: Path) -> None:
        """Make a folder and its parents, each durable in its own parent."""
        if folder in self._known_folders:
            return
        self._refuse_another_disk()
        missing = [folder]
        while not missing[-1].exists() and missing[-1].parent != missing[-1]:
            missing.append(missing[-1].parent)
        for made in reversed(missing[:-1]):
            with suppress(FileExistsError):
                made.mkdir()
            sync_folder(made.parent)
        self._known_folders.add(folder)
        self._disk = self._root.stat().st_dev

    def _refuse_another_disk(self) -> None:
        """A disk that is taken away during a run leaves its mount point: nothing may go to the disk below that."""
        if self._disk is not None and self._root.stat().st_dev != self._disk:
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV), str(self._root))

    def _failed(self, doing: str, name: str, error: OSError) -> StoreError:
        reason = error.strerror or errno.errorcode.get(error.errno or 0, "unknown error")
        return StoreError(place=self._place, doing=doing, name=name, reason=reason)


def _read_all(descriptor: int, length: int | None) -> bytes:
    """Read `length` bytes or to the end; a read may return less than asked for."""
    wanted = os.fstat(descriptor).st_size if length is None else length
    pieces: list[bytes] = []
    while wanted > 0 and (piece := os.read(descriptor, wanted)):
        pieces.append(piece)
        wanted -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _files(folder: Path, prefix: str) -> Iterator[tuple[str, int]]:
    try:
        entries = list(os.scandir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        if not is_object_name(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files(folder / entry.name, f"{prefix}{entry.name}/")
        elif entry.is_file():
            yield prefix + entry.name, entry.stat().st_size
