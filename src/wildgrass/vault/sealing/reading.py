"""Reading a member's bytes, from its place on disk or through its stream, and what is wrong with them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final

from wildgrass.errors import WildgrassError
from wildgrass.vault.sealing.plan import Extent, MemberPlan

_READ_ERRORS: Final = (OSError, EOFError, WildgrassError)


class MemberReader:
    """Opens members one after the other; the last container stays open, for the members of one zip."""

    def __init__(self) -> None:
        """Start with nothing open."""
        self._path: str | None = None
        self._file: BinaryIO | None = None

    @contextmanager
    def reading(self, member: MemberPlan) -> Iterator["Source"]:
        """Yield the member's bytes; faults are kept for `Source.damage`, not raised."""
        source = Source(member)
        extent = member.extent()
        if extent is not None:
            source.start(lambda: self._container(extent), extent.length)
            yield source
            return
        stream = source.start(member.open, None)
        try:
            yield source
        finally:
            if stream is not None:
                stream.close()

    def close(self) -> None:
        """Close what is open."""
        if self._file is not None:
            self._file.close()
        self._path = self._file = None

    def _container(self, extent: Extent) -> BinaryIO:
        if self._file is None or self._path != extent.path:
            self.close()
            self._file = open(extent.path, "rb", buffering=0)  # noqa: PTH123, SIM115 - kept open
            self._path = extent.path
        self._file.seek(extent.offset)
        return self._file


class Source:
    """The bytes of one member. After a fault it is at its end; what came before is sealed as it was read."""

    def __init__(self, member: MemberPlan) -> None:
        """Describe the member; `start` opens it."""
        self._member = member
        self._stream: BinaryIO | None = None
        self._left: int | None = None
        self._fault: str | None = None

    def start(self, opener: Callable[[], BinaryIO], length: int | None) -> BinaryIO | None:
        """Open the bytes; `length` limits what is read."""
        self._left = length
        try:
            self._stream = opener()
        except _READ_ERRORS as error:
            self._fault = str(error)
        return self._stream

    def read_into(self, space: memoryview) -> int:
        """Read some bytes; 0 at the end or after a fault."""
        if self._stream is None:
            return 0
        if self._left is not None:
            space = space[: self._left]
        try:
            count = _read_into(self._stream, space)
        except _READ_ERRORS as error:
            self._fault = str(error)
            self._stream = None
            return 0
        if self._left is not None:
            self._left -= count
        return count

    def damage(self, size: int, crc: int) -> str | None:
        """Return what is wrong with the bytes that were read, given their number and CRC-32; or None."""
        if self._fault is not None:
            return self._fault
        return damage_of(self._member, size, crc)


def damage_of(member: MemberPlan, size: int, crc: int) -> str | None:
    """Compare what was read with what the container states."""
    if size != member.size_bytes:
        return f"{size} bytes were read, the container states {member.size_bytes}"
    if member.crc32 is not None and crc != member.crc32:
        return f"CRC-32 is {crc:08x}, the container states {member.crc32:08x}"
    return None


def _read_into(stream: BinaryIO, space: memoryview) -> int:
    if not len(space):
        return 0
    read_into = getattr(stream, "readinto", None)
    if read_into is not None:
        return int(read_into(space) or 0)
    data = stream.read(len(space))
    space[: len(data)] = data
    return len(data)
