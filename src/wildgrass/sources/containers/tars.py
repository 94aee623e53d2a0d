"""Members of a tar or tar.gz, listed in one pass and read in place: nothing is unpacked to disk."""

import tarfile
from array import array
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, BinaryIO, Final, Protocol, cast

from wildgrass.model import Problem
from wildgrass.sources.base import Extent, MemberError, numbered
from wildgrass.sources.containers import names
from wildgrass.sources.containers.errors import TarDamagedError, TooLargeError
from wildgrass.sources.containers.gzipped import Gzipped, PackedDamagedError
from wildgrass.sources.containers.limits import Limits
from wildgrass.sources.containers.streams import MemberStream

_MOST_HEADER: Final = 1 << 20  # of names and attributes in front of one member


class _Bytes(Protocol):
    """What tar members are read from: the file itself, or what is unpacked from it."""

    def read(self, size: int = -1) -> bytes: ...

    def close(self) -> None: ...


class _Plain:
    """A tar as it lies on disk."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def open(self, offset: int, length: int | None) -> "_Slice":
        return _Slice(self._path, offset, length)


class _Slice:
    """A part of a file."""

    def __init__(self, path: Path, offset: int, length: int | None) -> None:
        self._file = path.open("rb", buffering=0)
        self._file.seek(offset)
        self._left = length

    def read(self, size: int = -1) -> bytes:
        if self._left is None:
            return self._file.read(size)
        data = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(data)
        return data

    def close(self) -> None:
        self._file.close()


class TarMember:
    """One file of a tar."""

    __slots__ = ("_modified", "_offset", "_source", "_tar", "container", "name", "size_bytes")

    def __init__(
        self, tar: Path, source: "_Plain | Gzipped", name: str, offset: int, size_bytes: int, modified: int
    ) -> None:
        self._tar = tar
        self._source = source
        self._offset = offset
        self._modified = modified
        self.name = name
        self.size_bytes = size_bytes
        self.container = tar.name

    @property
    def crc32(self) -> None:
        """A tar states no checksum of its members."""
        return

    @property
    def modified(self) -> datetime | None:
        """When the file was last written, where the tar says so."""
        return datetime.fromtimestamp(self._modified, UTC) if self._modified > 0 else None

    @property
    def extent(self) -> Extent | None:
        """Where the bytes lie; None in a gzipped tar."""
        return (
            Extent(str(self._tar), self._offset, self.size_bytes)
            if isinstance(self._source, _Plain)
            else None
        )

    def open(self) -> BinaryIO:
        """Return the file's bytes; see `base.Member.open`."""
        return cast("BinaryIO", _TarStream(self._source, self._offset, self))


class _TarStream(MemberStream):
    """A member's bytes; that all of them are there is checked where they end."""

    def __init__(self, source: "_Plain | Gzipped", offset: int, member: TarMember) -> None:
        super().__init__()
        self._member = member
        self._left = member.size_bytes
        try:
            self._stream: _Bytes = source.open(offset, member.size_bytes)
        except (OSError, PackedDamagedError) as error:
            raise MemberError(member=member.name, reason=str(error)) from error

    def read(self, size: int | None = -1) -> bytes:
        """Return up to `size` bytes, b"" at the end; everything where `size` is negative."""
        try:
            data = self._stream.read(-1 if size is None else size)
        except (OSError, PackedDamagedError) as error:
            raise MemberError(member=self._member.name, reason=str(error)) from error
        self._left -= len(data)
        if self._left and not data and size != 0:
            reason = f"{self._left:,} bytes are missing at its end"
            raise MemberError(member=self._member.name, reason=reason)
        return data

    def close(self) -> None:
        """Close the file."""
        self._stream.close()
        super().close()


class TarMembers(Mapping[str, TarMember]):
    """The files of a tar by name; a name's second file has the key "name#2"."""

    def __init__(self, path: Path, label: str, limits: Limits) -> None:
        self._path = path
        self._label = label
        self._limits = limits
        self.problems: list[Problem] = []
        with path.open("rb") as file:
            is_packed = file.read(2) == b"\x1f\x8b"
        self._source = Gzipped(path) if is_packed else _Plain(path)
        self._most = limits.export_bytes
        if is_packed:
            packed = path.stat().st_size
            self._most = min(self._most, max(limits.ratio_from_bytes, limits.ratio * packed))
        self._numbers: dict[str, int] = {}
        self._offsets, self._sizes, self._times = array("q"), array("q"), array("q")
        self._list()

    def __len__(self) -> int:
        """Return the number of files."""
        return len(self._offsets)

    def __iter__(self) -> Iterator[str]:
        """Yield every key in the tar's order."""
        return iter(self._numbers)

    def __getitem__(self, key: str) -> TarMember:
        """Return the file of that key."""
        at = self._numbers[key]
        return TarMember(self._path, self._source, key, self._offsets[at], self._sizes[at], self._times[at])

    def _list(self) -> None:
        file = _Seekable(self._source, self._most, self._label)
        try:
            with tarfile.open(fileobj=cast("IO[bytes]", file), mode="r:", encoding="utf-8") as tar:
                while (info := tar.next()) is not None:
                    tar.members = []  # type: ignore[attr-defined] # the standard library would keep them all
                    self._add(info)
                file.read_to_end()
        except (tarfile.TarError, PackedDamagedError, EOFError, ValueError, OverflowError) as error:
            if not self._offsets:
                raise TarDamagedError(name=self._label, reason=str(error)) from error
            reason = f"the rest of the tar cannot be listed: {error}"
            self.problems.append(Problem(code="tar-cut-off", reason=reason))
        finally:
            file.close()

    def _add(self, info: tarfile.TarInfo) -> None:
        name = names.decoded(info.name.encode("utf-8", "surrogateescape"), is_utf8=False)
        if info.isdir():
            return
        if not info.isreg() or info.issparse():
            reason = "a link, a device or a file with holes; it is not read"
            self.problems.append(Problem(code="member-is-a-link", reason=reason, member=name))
            return
        for fault in names.faults(name, self._limits):
            reason = f"the name of a member is suspicious: {fault}"
            self.problems.append(Problem(code="name-hostile", reason=reason, member=name, lost=False))
        if len(self._offsets) >= self._limits.entries:
            raise TooLargeError(name=self._label, reason=f"more than {self._limits.entries:,} files")
        copy = 1
        while numbered(name, copy) in self._numbers:
            copy += 1
        self._numbers[numbered(name, copy)] = len(self._offsets)
        self._offsets.append(info.offset_data)
        self._sizes.append(info.size)
        self._times.append(min(max(int(info.mtime), 0), 1 << 37))


class _Seekable:
    """What `tarfile` asks of a file: it reads headers and seeks from one to the next."""

    def __init__(self, source: "_Plain | Gzipped", most: int, label: str) -> None:
        self._source = source
        self._most = most
        self._label = label
        self._stream: Any = source.open(0, None)
        self._at = 0

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int) -> int:
        """Go to a place; going back opens the file anew."""
        if offset > self._most:
            raise TooLargeError(name=self._label, reason="it unpacks to more than any honest export does")
        if offset != self._at:
            self._stream.close()
            self._stream = self._source.open(offset, None)
            self._at = offset
        return offset

    def read(self, size: int) -> bytes:
        if size > _MOST_HEADER:
            raise tarfile.ReadError(f"a header of {size:,} bytes")
        data = b""
        while len(data) < size and (more := self._stream.read(size - len(data))):
            data += more
        self._at += len(data)
        return data

    def read_to_end(self) -> None:
        """Read what is left, so that a packed tar that was cut off is noticed."""
        while data := self._stream.read(1 << 18):
            self._at += len(data)
            if self._at > self._most:
                raise TooLargeError(name=self._label, reason="it unpacks to more than any honest export does")

    def close(self) -> None:
        self._stream.close()
