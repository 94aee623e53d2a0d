"""CAR files: a header with the root, then blocks, each with its content identifier.

Every block is checked as it goes by, and where it lies is kept in 27 bytes each; what is asked for later is read from
there. A packed member cannot be read from the middle, so it is held in memory, 512 MiB at most.
"""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from wildgrass.crypto import cid, dagcbor
from wildgrass.crypto.cid import Cid
from wildgrass.model import Problem
from wildgrass.sources.base import Member, MemberError
from wildgrass.sources.idtable import IdTable

MAX_BLOCK: Final = 16 << 20
_MAX_HELD: Final = 512 << 20
_LENGTH_BITS: Final = 25
_STEP: Final = 1 << 20
_MAX_HEADER: Final = 1 << 16


class CarError(dagcbor.BlockError):
    """A CAR file cannot be read on from here."""

    code = "car-damaged"
    message = "the file is no longer a CAR here: {reason}"
    hint = "what lies before it is read; download the repository again to get the rest"


@dataclass(frozen=True, slots=True)
class Section:
    """One block in its place: `start` is where its identifier begins."""

    cid: Cid
    start: int
    data: bytes


class _Stream:
    """A stream by exact sizes."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._window = b""
        self._place = 0  # in the window
        self._base = 0

    @property
    def at(self) -> int:
        """How many bytes were taken."""
        return self._base + self._place

    def take(self, size: int) -> bytes:
        """Return `size` bytes, fewer at the end only."""
        if len(self._window) - self._place < size:
            self._fill(size)
        data = self._window[self._place : self._place + size]
        self._place += len(data)
        return data

    def _fill(self, size: int) -> None:
        parts = [self._window[self._place :]]
        self._base += self._place
        self._place, have = 0, len(parts[0])
        while have < size and (data := self._stream.read(max(_STEP, size - have))):
            parts.append(data)
            have += len(data)
        self._window = b"".join(parts)

    def varint(self) -> int | None:
        """Return the number at hand, None at the end."""
        if len(self._window) - self._place < 9:
            self._fill(9)
        if self._place >= len(self._window):
            return None
        try:
            value, self._place = cid.varint(self._window, self._place)
        except cid.CidError as error:
            raise CarError(reason=str(error)) from error
        return value


def roots_of(header: dagcbor.Value) -> list[Cid] | None:
    """Return the roots that a header names, None where it is no header of version 1."""
    if not isinstance(header, dict) or header.get("version") != 1:
        return None
    roots = header.get("roots")
    if not isinstance(roots, list):
        return None
    return [one for one in roots if isinstance(one, Cid)]


def sections(stream: BinaryIO) -> Iterator[list[Cid] | Section]:
    """Yield the roots, then every block.

    Raises:
        CarError: the bytes are no CAR from there on.
    """
    reading = _Stream(stream)
    size = reading.varint()
    if size is None or size > _MAX_HEADER:
        raise CarError(reason="it does not begin with a header")
    try:
        header = roots_of(dagcbor.decode(reading.take(size))[0])
    except dagcbor.BlockError as error:
        raise CarError(reason=f"its header is damaged, {error}") from error
    if header is None:
        raise CarError(reason="its header is not one of version 1")
    yield header
    while (size := reading.varint()) is not None:
        if size > MAX_BLOCK:
            raise CarError(reason=f"a block of {size:,} bytes at byte {reading.at:,}")
        start = reading.at
        data = reading.take(size)
        if len(data) < size:
            raise CarError(reason=f"it ends inside the block at byte {start:,}")
        if size == 0:
            raise CarError(reason=f"a block without an identifier at byte {start:,}")
        try:
            found = cid.taken(data)
        except cid.CidError as error:
            raise CarError(reason=f"{error} at byte {start:,}") from error
        yield Section(found, start, data[len(found.raw) :])


class Blocks:
    """The blocks of one member: which are there, and their bytes."""

    def __init__(self, member: Member) -> None:
        self._member = member
        self._places = IdTable()
        self._reached = IdTable()
        self._file: BinaryIO | None = None
        self._base = 0
        self.roots: list[Cid] = []
        self.count = 0
        self.kept = 0
        self._led_to = 0

    def scan(self) -> Iterator[Problem]:
        """Check every block and keep where it lies. Raises MemberError as the member does."""
        with self._member.open() as stream:
            try:
                for one in sections(stream):
                    if isinstance(one, list):
                        self.roots = one
                    else:
                        yield from self._block(one)
            except CarError as error:
                yield Problem(code=error.code, reason=str(error), member=self._member.name, lost=False)

    def _block(self, one: Section) -> Iterator[Problem]:
        self.count += 1
        where = f"byte {one.start}"
        if not one.cid.is_sha256:
            reason = f"the block {one.cid.text()[:80]} is not named as the AT Protocol names blocks"
            yield Problem(
                code="block-unknown", reason=reason, member=self._member.name, where=where, lost=False
            )
        elif hashlib.sha256(one.data).digest() != one.cid.digest:
            reason = f"the block's bytes are not those that {one.cid.text()} names"
            yield Problem(
                code="block-damaged", reason=reason, member=self._member.name, where=where, lost=False
            )
        else:
            packed = one.start << _LENGTH_BITS | (len(one.cid.raw) + len(one.data))
            self.kept += self._places.put(one.cid.raw.hex(), packed) is None

    def open(self) -> None:
        """Get ready to read single blocks."""
        extent = self._member.extent
        if extent is not None:
            try:
                self._file = open(extent.path, "rb")  # noqa: PTH123, SIM115 - closed by `close`
            except OSError as error:
                raise MemberError(member=self._member.name, reason=str(error.strerror)) from error
            self._base = extent.offset
        elif self._member.size_bytes > _MAX_HELD:
            raise MemberError(
                member=self._member.name, reason="it is packed and larger than 512 MiB; unpack it first"
            )
        else:
            with self._member.open() as stream:
                self._file = io.BytesIO(stream.read())

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()

    def get(self, wanted: Cid) -> tuple[bytes, int] | None:
        """Return a block's bytes and where it lies, None where the member does not hold it whole."""
        packed = self._places.get(wanted.raw.hex())
        if packed is None or self._file is None:
            return None
        start, size = packed >> _LENGTH_BITS, packed & ((1 << _LENGTH_BITS) - 1)
        self._file.seek(self._base + start)
        data = self._file.read(size)
        if len(data) < size or not data.startswith(wanted.raw):
            return None
        return data[len(wanted.raw) :], start

    def reach(self, wanted: Cid) -> bool:
        """Note that a block belongs to the tree; True where it was noted before."""
        name = wanted.raw.hex()
        is_new = self._reached.put(name, 1) is None
        self._led_to += is_new and name in self._places
        return not is_new

    def loose(self) -> Iterator[Section]:
        """Yield the whole blocks that nothing led to."""
        if self._led_to == self.kept:
            return
        with self._member.open() as stream:
            try:
                for one in sections(stream):
                    if isinstance(one, list) or not one.cid.is_sha256:
                        continue
                    name = one.cid.raw.hex()
                    if name in self._places and name not in self._reached:
                        self._reached.put(name, 1)
                        yield one
            except CarError:
                return
