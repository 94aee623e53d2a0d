"""The files of a library: `attachments/<first 2 digits>/<SHA-256>`, each content once, whole or not there."""

import errno
import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

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

    def path(self, sha256: str) -> Path | None:
        """Return where a stored content lies, None where there is none."""
        path = attachment_path(self._folder, sha256)
        return path if path is not None and path.is_file() else None

    def settle(self) -> None:
        """Make the stored names survive a power cut; call before the database says they are there."""
        for folder in sorted(self._touched):
            _sync_folder(folder)
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
            with os.fdopen(handle, "wb") as out:
                while chunk := stream.read(_CHUNK):
                    digest.update(chunk)
                    size += out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            return self._placed(incoming, digest.hexdigest(), size)
        finally:
            incoming.unlink(missing_ok=True)

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
        place = self._folder / sha256[:2] / sha256
        if place.is_file() and place.stat().st_size == size:
            return Stored(sha256, size, is_new=False)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.replace(place)
        place.chmod(0o600)
        self._touched |= {place.parent, self._folder}
        return Stored(sha256, size, is_new=True)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows has no handle to sync a folder by; NTFS journals names
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
