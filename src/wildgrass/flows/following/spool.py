"""Where fetched bytes wait to be sealed: one file that has no name, so that nothing stays when the process ends.

However it ends: the system frees the file with the process. A folder of files would outlive a power cut.
"""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import BinaryIO, Final, Self, cast

from wildgrass.sources.base import Export, Extent, MemberError

_BUFFER: Final = 1 << 18


@dataclass(frozen=True, slots=True)
class SpoolMember:
    """A member of an export that lies in a spool; see `sources.base.Member`."""

    name: str
    size_bytes: int
    offset: int
    file: int
    container: str
    sha256: str

    @property
    def crc32(self) -> int | None:
        """Nobody stated one."""
        return None

    @property
    def modified(self) -> datetime | None:
        """Nobody stated one."""
        return None

    @property
    def extent(self) -> Extent | None:
        """The bytes through this process's own list of open files, where the system has one."""
        path = f"/proc/self/fd/{self.file}"
        return Extent(path, self.offset, self.size_bytes) if Path(path).exists() else None

    def open(self) -> BinaryIO:
        """Return the bytes."""
        return cast("BinaryIO", io.BufferedReader(_Part(self), _BUFFER))


class _Part(io.RawIOBase):
    """A part of the spool, read without moving anybody else's place in it."""

    def __init__(self, member: SpoolMember) -> None:
        super().__init__()
        self._member, self._at = member, 0

    def readable(self) -> bool:
        """Say that this can be read."""
        return True

    def readinto(self, buffer: object) -> int:
        """Read into `buffer`."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        wanted = min(len(view), self._member.size_bytes - self._at)
        try:
            data = os.pread(self._member.file, wanted, self._member.offset + self._at)
        except OSError as error:
            raise MemberError(member=self._member.name, reason=str(error.strerror)) from error
        view[: len(data)] = data
        self._at += len(data)
        return len(data)


class _Sink:
    """What a client writes into."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.digest, self.size = file, sha256(), 0

    def write(self, data: bytes) -> int:
        self._file.write(data)
        self.digest.update(data)
        self.size += len(data)
        return len(data)


class Spool:
    """Members of an export that is being fetched. A context manager; closing it frees everything."""

    def __init__(self, name: str) -> None:
        """Open the file; `name` is the export's, for messages."""
        self.name = name
        self._file = cast("BinaryIO", TemporaryFile())  # noqa: SIM115 - closed with the spool
        self._end = 0
        self.members: dict[str, SpoolMember] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """Take a member's bytes; an error inside forgets them."""
        self._file.seek(self._end)
        sink = _Sink(self._file)
        yield cast("BinaryIO", sink)
        self._file.flush()
        number = self._file.fileno()
        digest = sink.digest.hexdigest()
        self.members[name] = SpoolMember(name, sink.size, self._end, number, self.name, digest)
        self._end += sink.size

    def put(self, name: str, data: bytes) -> None:
        """Take a member's bytes as a whole."""
        with self.writing(name) as out:
            out.write(data)

    def forget(self, name: str) -> None:
        """Leave a member out again; its bytes go with the spool."""
        self.members.pop(name, None)

    def export(self) -> Export:
        """Return what was fetched, as readers take it."""
        return Export(self.name, dict(self.members), (), (self.name,))
