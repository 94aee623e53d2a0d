"""Where an export's members lie while they are read into a library: readable, or sealed under a key of this run.

For a locked library nothing readable touches the disk: members are sealed as they come out of the vault and opened in
memory as they are read. Their key is never written; what a killed run leaves is noise, and the next run removes it.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final, cast

from wildgrass.crypto import age
from wildgrass.library.place import INCOMING, LibraryPlace
from wildgrass.library.sealed import SealedFile, SealedWriter
from wildgrass.sources.base import Extent, Member
from wildgrass.sources.containers.folders import FileMember

_SEALED: Final = ".incoming-sealed"
_SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Incoming:
    """A folder for members as they are."""

    folder: Path


@dataclass(frozen=True, slots=True)
class SealedIncoming(Incoming):
    """A folder for members sealed under a key that only this process knows."""

    identity: age.X25519Identity = field(repr=False)

    def create(self, path: Path) -> BinaryIO:
        """Make a new file, and return what seals into it."""
        out = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        return cast("BinaryIO", SealedWriter(out, self.identity.recipient(), is_lasting=False))

    def file(self, path: Path) -> SealedFile:
        """Return a file that was sealed here."""
        return SealedFile(path, self.identity)


def incoming_of(place: LibraryPlace, *, random: Callable[[int], bytes] = os.urandom) -> Incoming:
    """Return where members lie on their way into a library."""
    if not place.is_locked:
        return Incoming(place.folder / INCOMING)
    return SealedIncoming(place.folder / _SEALED, age.X25519Identity.from_secret(random(_SECRET_BYTES)))


@dataclass(frozen=True, slots=True)
class SealedMember:
    """A member of an export that lies sealed; see `sources.base.Member`."""

    name: str
    size_bytes: int
    modified: datetime | None
    file: SealedFile
    container: str = ""

    @property
    def crc32(self) -> int | None:
        """A sealed file states no checksum; it is authenticated as it is read."""
        return None

    @property
    def extent(self) -> Extent | None:
        """The plain bytes lie nowhere on the disk."""
        return None

    def open(self) -> BinaryIO:
        """Return the plain bytes."""
        return self.file.open()


def member_of(name: str, size_bytes: int, modified: datetime | None, file: Path | SealedFile) -> Member:
    """Return a member that was written to `file`, as readers of exports take it."""
    if isinstance(file, SealedFile):
        return SealedMember(name, size_bytes, modified, file)
    status = file.stat()
    return FileMember(file, name, "", status.st_size, status.st_mtime_ns)
