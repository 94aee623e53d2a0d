"""A ZIP file as a target: written in one go, with the same bytes each time, and in its place only when it is whole."""

import os
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO, Final, Self

from wildgrass.errors import EXIT_DECIDE, EXIT_STORE, WildgrassError

_MARK: Final = b"written by Wildgrass: "
_MODE: Final = 0o644 << 16
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the earliest date that a ZIP file can say


class TargetFileForeignError(WildgrassError):
    """Another file stands where the target's file must go."""

    code = "target-file-foreign"
    exit_code = EXIT_DECIDE
    message = "{file} is there already, and it is no file that this target wrote"
    hint = "name a new file; it was left as it is"


class TargetWriteError(WildgrassError):
    """The disk refused the target's file."""

    code = "target-not-written"
    exit_code = EXIT_STORE
    message = "{file} could not be written: {reason}"
    hint = "check the space and the rights of its folder, then run it again"


class ZipFile:
    """A ZIP file while it is written: a context manager. `finish` puts it in its place; without it nothing is left.

    `what` says which target's it is, in the file's comment, so that no file of anybody else's is written over.
    """

    def __init__(self, path: Path, what: str) -> None:
        """Refuse a place where something else stands. Writes nothing yet."""
        self.path = path
        self._mark = _MARK + what.encode()
        self._part = path.with_name(f".{path.name}.part")
        self._names: set[str] = set()
        self._file: IO[bytes] | None = None
        if _is_foreign(path, self._mark):
            raise TargetFileForeignError(file=path)

    def __enter__(self) -> Self:
        """Begin the file under another name beside its place."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._part.unlink(missing_ok=True)
            self._file = self._part.open("xb")
        except OSError as error:
            raise TargetWriteError(file=self.path, reason=error.strerror) from error
        self._zip = zipfile.ZipFile(self._file, "w")
        self._zip.comment = self._mark
        return self

    def __exit__(self, *_: object) -> None:
        """Leave nothing of a file that was not finished."""
        if self._file is not None:
            with suppress(OSError):  # it is thrown away
                self._zip.close()
                self._file.close()
            self._part.unlink(missing_ok=True)

    def write(self, name: str, data: bytes) -> None:
        """Add a member; a second of the same name is passed over.

        Raises:
            TargetWriteError: the disk refused.
        """
        self.copy(name, (data,), most=len(data))

    def copy(
        self, name: str, parts: Iterable[bytes], *, is_packed: bool = False, most: int | None = None
    ) -> None:
        """Add a member from its parts, compressed where `is_packed`; raises as `write` does.

        `most` is a size in bytes that it does not exceed, where that is known: then the member's head has no room
        for sizes beyond 4 GB, which some readers trip over (ReplayWeb.page 2.5.3 does).
        """
        if self.holds(name):
            return
        self._names.add(name)
        info = zipfile.ZipInfo(name, _EPOCH)
        info.external_attr = _MODE
        info.create_system = 3  # the same on every system
        info.compress_type = zipfile.ZIP_DEFLATED if is_packed else zipfile.ZIP_STORED
        info.file_size = most or 0
        try:
            with self._zip.open(info, "w", force_zip64=most is None) as out:
                for part in parts:
                    out.write(part)
        except OSError as error:
            raise TargetWriteError(file=self.path, reason=error.strerror) from error

    def holds(self, name: str) -> bool:
        """Say whether a member is there already."""
        return name in self._names

    def finish(self) -> None:
        """Write the list of members, and put the file in its place, whole and on the disk."""
        if self._file is None:
            raise ValueError("a ZIP file is written inside `with`")
        try:
            self._zip.close()
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._part.replace(self.path)
        except OSError as error:
            raise TargetWriteError(file=self.path, reason=error.strerror) from error
        self._file = None


def _is_foreign(path: Path, mark: bytes) -> bool:
    if path.is_symlink():
        return True
    if not path.exists():
        return False
    try:
        with zipfile.ZipFile(path) as there:
            return there.comment != mark
    except (OSError, zipfile.BadZipFile):
        return True
