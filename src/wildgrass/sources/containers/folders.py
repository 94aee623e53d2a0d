"""Members of an unpacked folder, or one file alone. No link is followed, no device opened."""

import io
import os
import stat
from array import array
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast

from wildgrass.model import Problem
from wildgrass.sources.base import Extent, MemberError
from wildgrass.sources.containers import names
from wildgrass.sources.containers.errors import NotReadableError, TooLargeError
from wildgrass.sources.containers.limits import Limits
from wildgrass.sources.containers.streams import MemberStream

_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
)


class FileMember:
    """One file of a folder, as it was when the folder was listed."""

    __slots__ = ("_modified_ns", "_path", "container", "name", "size_bytes")

    def __init__(self, path: Path, name: str, container: str, size_bytes: int, modified_ns: int) -> None:
        self._path = path
        self._modified_ns = modified_ns
        self.name = name
        self.container = container
        self.size_bytes = size_bytes

    @property
    def crc32(self) -> None:
        """A folder states no checksum."""
        return

    @property
    def modified(self) -> datetime | None:
        """When the file was last written."""
        return datetime.fromtimestamp(self._modified_ns // 10**9, UTC)

    @property
    def extent(self) -> Extent | None:
        """The whole file."""
        return Extent(str(self._path), 0, self.size_bytes)

    def open(self) -> BinaryIO:
        """Return the file's bytes; see `base.Member.open`."""
        try:
            file = os.fdopen(os.open(self._path, _FLAGS), "rb", buffering=0)
        except OSError as error:
            raise MemberError(member=self.name, reason=f"it cannot be opened: {error.strerror}") from error
        if not self._is_unchanged(file.fileno()):
            file.close()
            raise MemberError(member=self.name, reason="it changed since the folder was listed")
        return cast("BinaryIO", _FileStream(file, self))

    def _is_unchanged(self, descriptor: int) -> bool:
        now = os.fstat(descriptor)
        return (
            stat.S_ISREG(now.st_mode)
            and now.st_size == self.size_bytes
            and now.st_mtime_ns == self._modified_ns
        )

    def check_unchanged(self, descriptor: int) -> None:
        """Raise where the file changed while it was read."""
        if not self._is_unchanged(descriptor):
            raise MemberError(member=self.name, reason="it changed while it was read")


class _FileStream(MemberStream):
    """A file's bytes; that it stayed the same is checked where they end."""

    def __init__(self, file: io.FileIO, member: FileMember) -> None:
        super().__init__()
        self._file = file
        self._member = member

    def read(self, size: int | None = -1) -> bytes:
        """Return up to `size` bytes, b"" at the end; everything where `size` is negative."""
        try:
            data = self._file.read(-1 if size is None else size)
        except OSError as error:
            reason = f"the disk cannot read it: {error.strerror}"
            raise MemberError(member=self._member.name, reason=reason) from error
        if not data or size is None or size < 0:
            self._member.check_unchanged(self._file.fileno())
        return data

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()


class FolderMembers(Mapping[str, FileMember]):
    """The files under a folder by their path in it, sorted."""

    def __init__(self, folder: Path, label: str, limits: Limits) -> None:
        self._folder = folder
        self._label = label
        self._limits = limits
        self.problems: list[Problem] = []
        self._names = sorted(self._listed())
        self._numbers = {name: number for number, name in enumerate(self._names)}
        self._sizes, self._times = array("q"), array("q")
        for name in self._names:
            self._stat(name)
        if sum(self._sizes) > limits.export_bytes:
            raise TooLargeError(name=label, reason=f"{sum(self._sizes):,} bytes")

    def __len__(self) -> int:
        """Return the number of files."""
        return len(self._names)

    def __iter__(self) -> Iterator[str]:
        """Yield every name."""
        return iter(self._names)

    def __getitem__(self, name: str) -> FileMember:
        """Return the file of that name."""
        number = self._numbers[name]
        return FileMember(self._folder / name, name, self._label, self._sizes[number], self._times[number])

    def _listed(self) -> Iterator[str]:
        waiting, count = [""], 0
        while waiting:
            prefix = waiting.pop()
            for entry in self._scan(prefix):
                name = prefix + entry.name
                if entry.is_dir(follow_symlinks=False) and prefix.count("/") < self._limits.levels:
                    waiting.append(name + "/")
                    continue
                if not entry.is_file(follow_symlinks=False):
                    self._note(
                        "member-is-a-link", "a link, a device or too deep a folder; it is not followed", name
                    )
                    continue
                for fault in names.faults(name, self._limits):
                    self._note("name-hostile", f"the name of a member is suspicious: {fault}", name)
                count += 1
                if count > self._limits.entries:
                    raise TooLargeError(name=self._label, reason=f"more than {self._limits.entries:,} files")
                yield name

    def _scan(self, prefix: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(self._folder / prefix) as entries:
                return list(entries)
        except OSError as error:
            if not prefix:
                raise NotReadableError(name=self._label, reason=error.strerror) from error
            self._note("folder-not-readable", f"a folder cannot be read: {error.strerror}", prefix)
            return []

    def _stat(self, name: str) -> None:
        try:
            found = (self._folder / name).lstat()
        except OSError:
            self._sizes.append(0)  # it vanished since the listing; opening it says so
            self._times.append(0)
            return
        self._sizes.append(found.st_size)
        self._times.append(found.st_mtime_ns)

    def _note(self, code: str, reason: str, name: str) -> None:
        self.problems.append(Problem(code=code, reason=reason, member=name, lost=code != "name-hostile"))


def lone_file(path: Path) -> FileMember:
    """Return a file that is an export by itself."""
    found = path.stat()
    return FileMember(path, path.name, path.name, found.st_size, found.st_mtime_ns)
