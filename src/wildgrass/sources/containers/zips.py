"""Members of a zip, read with every check that the standard library leaves out."""

import io
import struct
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from isal import isal_zlib

from wildgrass.model import Problem
from wildgrass.sources.base import Extent, MemberError, numbered, own_name
from wildgrass.sources.containers.limits import Limits
from wildgrass.sources.containers.streams import MemberStream
from wildgrass.sources.containers.zipdirectory import Entry, ZipDirectory

_LOCAL = struct.Struct("<4s5H3L2H")
_LOCAL_SIGNATURE = b"PK\x03\x04"
_STORED, _DEFLATED = 0, 8
_SIZES_FOLLOW = 0x0008
_FULL_32 = 0xFFFF_FFFF
_CHUNK = 1 << 18
_InflateError = cast("type[Exception]", isal_zlib.error)  # its stub calls it an instance


class ZipMember:
    """One entry of a zip."""

    __slots__ = ("_entry", "_limits", "_path", "name")

    def __init__(self, path: Path, entry: Entry, name: str, limits: Limits) -> None:
        self._path = path
        self._entry = entry
        self._limits = limits
        self.name = name

    @property
    def size_bytes(self) -> int:
        """Length of the plain bytes, as the zip states it."""
        return self._entry.size_bytes

    @property
    def crc32(self) -> int | None:
        """CRC-32 of the plain bytes, as the zip states it."""
        return self._entry.crc32

    @property
    def modified(self) -> datetime | None:
        """The entry's time stamp; the zip states no zone."""
        return self._entry.modified

    @property
    def container(self) -> str:
        """The zip's file name."""
        return self._path.name

    @property
    def extent(self) -> Extent | None:
        """Where a stored entry's bytes lie; None for compressed ones and for those that `open` refuses."""
        if self._entry.method != _STORED or self._entry.is_encrypted:
            return None
        try:
            with self._path.open("rb", buffering=0) as file:
                start = self._data_start(file)
        except (MemberError, OSError):
            return None
        return Extent(str(self._path), start, self._entry.size_bytes)

    def open(self) -> BinaryIO:
        """Return the plain bytes; see `base.Member.open`."""
        self._refuse_by_directory()
        try:
            file = self._path.open("rb")
            try:
                file.seek(self._data_start(file))
            except BaseException:
                file.close()
                raise
        except OSError as error:
            raise self._error(f"the disk cannot read it: {error.strerror}") from error
        return cast("BinaryIO", _EntryStream(file, self._entry, self.name))

    def _refuse_by_directory(self) -> None:
        entry, limits = self._entry, self._limits
        if entry.is_encrypted:
            raise self._error("it is encrypted")
        if entry.method not in (_STORED, _DEFLATED):
            raise self._error(f"it is packed with method {entry.method}")
        if entry.size_bytes > limits.entry_bytes:
            raise self._error(f"it claims {entry.size_bytes:,} bytes")
        if entry.method == _STORED and entry.size_bytes != entry.packed_bytes:
            raise self._error("its two sizes differ")
        if entry.size_bytes > max(limits.ratio_from_bytes, limits.ratio * entry.packed_bytes):
            raise self._error("it claims to unpack to more than any honest file does")

    def _data_start(self, file: BinaryIO | io.FileIO) -> int:
        """Return where the entry's bytes start; raise where its own header contradicts the directory."""
        entry = self._entry
        file.seek(entry.offset)
        head = file.read(_LOCAL.size + len(entry.raw_name))
        if len(head) < _LOCAL.size or head[:4] != _LOCAL_SIGNATURE:
            raise self._error("its header is missing")
        fields: tuple[int, ...] = _LOCAL.unpack_from(head)
        _, _, flags, method, _, _, crc, packed, size, name_length, extra_length = fields
        if name_length != len(entry.raw_name) or head[_LOCAL.size :] != entry.raw_name:
            raise self._error("its header has another name than the directory")
        if method != entry.method or (flags ^ entry.flags) & 1:
            raise self._error("its header says it is packed in another way than the directory")
        if not flags & _SIZES_FOLLOW and not self._agrees(crc, packed, size):
            raise self._error("its header has other sizes than the directory")
        start = entry.offset + _LOCAL.size + name_length + extra_length
        if start + entry.packed_bytes > entry.room_end:
            raise self._error("it runs into the next member")
        return start

    def _agrees(self, crc: int, packed: int, size: int) -> bool:
        entry = self._entry
        return (
            crc == entry.crc32
            and packed in (entry.packed_bytes, _FULL_32)
            and size in (entry.size_bytes, _FULL_32)
        )

    def _error(self, reason: str) -> MemberError:
        return MemberError(member=self.name, reason=reason)


class _EntryStream(MemberStream):
    """The plain bytes of an entry; size and CRC-32 are checked where they end."""

    def __init__(self, file: BinaryIO, entry: Entry, name: str) -> None:
        super().__init__()
        self._file = file
        self._name = name
        self._packed_left = entry.packed_bytes
        self._left = entry.size_bytes
        self._crc_stated = entry.crc32
        self._crc: int = 0
        self._inflate: Any = isal_zlib.decompressobj(-15) if entry.method == _DEFLATED else None
        self._is_checked = False

    def read(self, size: int | None = -1) -> bytes:
        """Return up to `size` bytes, b"" at the end; everything where `size` is negative."""
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(_CHUNK), b""))
        if size == 0:
            return b""
        try:
            data = self._stored(size) if self._inflate is None else self._inflated(size)
        except OSError as error:
            raise self._error(f"the disk cannot read it: {error.strerror}") from error
        if not data:
            self._check_end()
        self._left -= len(data)
        if self._left < 0:
            raise self._error("it is longer than the directory says")
        self._crc = isal_zlib.crc32(data, self._crc)
        return data

    def _stored(self, size: int) -> bytes:
        data = self._file.read(min(size, self._packed_left))
        self._packed_left -= len(data)
        return data

    def _inflated(self, size: int) -> bytes:
        inflate = self._inflate
        while not inflate.eof:
            packed = inflate.unconsumed_tail
            if not packed:
                packed = self._file.read(min(_CHUNK, self._packed_left))
                self._packed_left -= len(packed)
            try:
                data: bytes = inflate.decompress(packed, size)
            except _InflateError as error:
                raise self._error("its packed bytes are damaged") from error
            if data:
                return data
            if not packed and not inflate.eof:
                raise self._error("it is cut off")
        return b""

    def _check_end(self) -> None:
        if self._is_checked:
            return
        if self._left:
            raise self._error(f"{self._left:,} bytes are missing at its end")
        if self._packed_left or (self._inflate is not None and self._inflate.unused_data):
            raise self._error("its packed bytes go on after their end")
        if self._crc != self._crc_stated:
            raise self._error("its checksum does not fit")
        self._is_checked = True

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()

    def _error(self, reason: str) -> MemberError:
        return MemberError(member=self._name, reason=reason)


class ZipMembers(Mapping[str, ZipMember]):
    """The entries of a zip by name; a name's second entry has the key "name#2"."""

    def __init__(self, path: Path, label: str, limits: Limits) -> None:
        self._path = path
        self._limits = limits
        self._directory = ZipDirectory(path, label, limits)
        self._twice = self._directory.repeated

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with single entries."""
        return self._directory.problems

    def __len__(self) -> int:
        """Return the number of entries."""
        return len(self._directory)

    def __iter__(self) -> Iterator[str]:
        """Yield every key in directory order."""
        for number in range(len(self._directory)):
            yield self._key(number)

    def __getitem__(self, key: str) -> ZipMember:
        """Return the entry of that key."""
        number = self._number(key)
        if number is None:
            raise KeyError(key)
        return ZipMember(self._path, self._directory.entry(number), key, self._limits)

    def __contains__(self, key: object) -> bool:
        """Say whether there is such an entry."""
        return isinstance(key, str) and self._number(key) is not None

    def _key(self, number: int) -> str:
        name = self._directory.name(number)
        if name not in self._twice:
            return name
        return numbered(name, list(self._directory.find(name)).index(number) + 1)

    def _number(self, key: str) -> int | None:
        for number in self._directory.find(key):
            return number
        name = own_name(key)
        if name == key or name not in self._twice:
            return None
        copies = list(self._directory.find(name))
        return next((number for copy, number in enumerate(copies, 1) if numbered(name, copy) == key), None)
