"""The files of a library: `attachments/<first 2 digits>/<SHA-256>`, each content once, whole or not there.

Those of a locked library are `sealed/<first 2 digits>/<name>`, the name a keyed digest of the SHA-256.
"""

import errno
import hashlib
import io
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, cast

from wildgrass.files.content import Content
from wildgrass.library.durable import sync_folder
from wildgrass.library.keys import LibraryKeys
from wildgrass.library.place import ATTACHMENTS, SEALED
from wildgrass.library.sealed import SealedFile, SealedWriter

_CHUNK: Final = 1 << 20
_INCOMING: Final = ".incoming-"
_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Stored:
    """A file of the library: SHA-256 in hex, its length, and whether this call brought it."""

    sha256: str
    size_bytes: int
    is_new: bool


def attachment_path(folder: Path, sha256: str) -> Path | None:
    """Return the place of a content in `folder`; None where `sha256` is not 64 lower-case hex digits."""
    return folder / sha256[:2] / sha256 if _SHA256.fullmatch(sha256) else None


def stored_names(folder: Path) -> Iterator[str]:
    """Yield the SHA-256 of every file in a plain library's `attachments`."""
    for file in sorted(folder.glob("[0-9a-f][0-9a-f]/*")):
        if attachment_path(folder, file.name) == file:
            yield file.name


class AttachmentStore:
    """Puts files into a library's folder; safe against a cut: a name there always holds its whole content."""

    def __init__(self, folder: Path) -> None:
        """Keep the folder; nothing is made before the first file."""
        self._folder = folder
        self._touched: set[Path] = set()

    def keep(self, content: Path | BinaryIO, *, may_move: bool = False) -> Stored:
        """Store a file's or a stream's bytes; with `may_move` a file of the same disk is renamed, not copied.

        Raises:
            OSError: the disk refused.
        """
        if not isinstance(content, Path):
            return self._copied(content)
        if may_move and not content.is_symlink():
            return self._moved(content)
        with content.open("rb") as stream:
            return self._copied(stream)

    def path(self, sha256: str) -> Content | None:
        """Return a stored content, None where there is none."""
        path = attachment_path(self._folder, sha256)
        return path if path is not None and path.is_file() else None

    def settle(self) -> None:
        """Make the stored names survive a power cut; call before the database says they are there."""
        for folder in sorted(self._touched):
            sync_folder(folder)
        self._touched.clear()

    def sweep(self) -> None:
        """Remove what a cut-off writer left; only while no other writer is at work."""
        if self._folder.is_dir():
            for left in self._folder.glob(f"{_INCOMING}*"):
                left.unlink()

    def _copied(self, stream: BinaryIO) -> Stored:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(prefix=_INCOMING, dir=self._folder)
        incoming = Path(name)
        try:
            digest, size = hashlib.sha256(), 0
            with self._incoming(os.fdopen(handle, "wb")) as out:
                while chunk := stream.read(_CHUNK):
                    digest.update(chunk)
                    size += out.write(chunk)
            return self._placed(incoming, digest.hexdigest(), size)
        finally:
            incoming.unlink(missing_ok=True)

    def _incoming(self, out: BinaryIO) -> BinaryIO:
        """Return what a content is written through: here, as it is, surviving a power cut once it is closed."""
        return cast("BinaryIO", _Synced(out))

    def _moved(self, file: Path) -> Stored:
        with file.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
            size = os.fstat(stream.fileno()).st_size
            os.fsync(stream.fileno())
        try:
            return self._placed(file, sha256, size)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
        with file.open("rb") as stream:
            return self._copied(stream)

    def _placed(self, file: Path, sha256: str, size: int) -> Stored:
        """Rename `file` to its place unless its content is there already."""
        place = self._place(sha256)
        if place.is_file() and self._is_whole(place, size):
            return Stored(sha256, size, is_new=False)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.replace(place)
        place.chmod(0o600)
        self._touched |= {place.parent, self._folder}
        return Stored(sha256, size, is_new=True)

    def _place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256

    def _is_whole(self, place: Path, size: int) -> bool:
        return place.stat().st_size == size


class SealedAttachmentStore(AttachmentStore):
    """The files of a locked library: sealed on their way in, under names that tell nothing."""

    def __init__(self, folder: Path, keys: LibraryKeys) -> None:
        """Keep the folder and the keys; nothing is made before the first file."""
        super().__init__(folder)
        self._keys = keys

    def path(self, sha256: str) -> Content | None:
        """Return a stored content, opened in memory where it is read; None where there is none."""
        if not _SHA256.fullmatch(sha256):
            return None
        place = self._place(sha256)
        return SealedFile(place, self._keys.identity) if place.is_file() else None

    def _moved(self, file: Path) -> Stored:
        with file.open("rb") as stream:
            return self._copied(stream)

    def _incoming(self, out: BinaryIO) -> BinaryIO:
        return cast("BinaryIO", SealedWriter(out, self._keys.identity.recipient()))

    def _place(self, sha256: str) -> Path:
        name = self._keys.name_of(sha256)
        return self._folder / name[:2] / name

    def _is_whole(self, place: Path, size: int) -> bool:
        try:
            return SealedFile(place, self._keys.identity).stat().st_size == size
        except OSError:
            return False


class _Synced(io.RawIOBase):
    """A file that is synced when it is closed."""

    def __init__(self, out: BinaryIO) -> None:
        super().__init__()
        self._out = out

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        return self._out.write(cast("bytes", data))

    def close(self) -> None:
        if not self.closed:
            self._out.flush()
            os.fsync(self._out.fileno())
            self._out.close()
        super().close()


def attachment_store(folder: Path, keys: LibraryKeys | None) -> AttachmentStore:
    """Return the files of the library in `folder`: plain without keys."""
    return (
        AttachmentStore(folder / ATTACHMENTS)
        if keys is None
        else SealedAttachmentStore(folder / SEALED, keys)
    )
