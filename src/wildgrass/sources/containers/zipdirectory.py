"""A zip's central directory, read without the standard library's one object per entry.

`zipfile` needs about 1 kB of memory for an entry, so that a million entries, which the limits allow, would take
1 GB. Here an entry costs 20 bytes beside the directory itself. The directory is copied and not mapped: a file cut
short by somebody else would kill a process that reads it through a map.
Source: APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16 and 4.5.3.
"""

import os
import stat
import struct
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from operator import eq, gt
from pathlib import Path
from typing import BinaryIO

from wildgrass.model import Problem
from wildgrass.sources.containers import names
from wildgrass.sources.containers.errors import (
    NotAZipError,
    TooLargeError,
    ZipDamagedError,
    ZipOverlapError,
    ZipTruncatedError,
)
from wildgrass.sources.containers.limits import Limits

_CENTRAL = struct.Struct("<4s4B4HL2L5H2L")
_CENTRAL_SIGNATURE = b"PK\x01\x02"
_END = struct.Struct("<4s4H2LH")
_END_SIGNATURE = b"PK\x05\x06"
_LOCATOR = struct.Struct("<4sLQL")
_LOCATOR_SIGNATURE = b"PK\x06\x07"
_END64 = struct.Struct("<4sQ2H2L4Q")
_END64_SIGNATURE = b"PK\x06\x06"
_MAX_COMMENT = 65_535
_LOCAL_SIZE = 30
_FULL_32, _FULL_16 = 0xFFFF_FFFF, 0xFFFF
_ENCRYPTED = 0x0001 | 0x0040 | 0x2000
_IS_UTF8 = 0x0800
_UNIX = 3
_INDEX_BITS = 20  # the entry's number in a slot of the name index; enough for the limit of a million
_MAX_ENTRIES = 1 << _INDEX_BITS
_FILE_MODES = frozenset({0, stat.S_IFREG >> 12})  # the upper four bits of a Unix mode; others are looked at
_PROBLEMS_TOLD = 10_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as the central directory states it. `room_end` is where the next entry's bytes start."""

    name: str
    raw_name: bytes
    flags: int
    method: int
    modified: datetime | None
    crc32: int
    packed_bytes: int
    size_bytes: int
    offset: int
    mode: int
    room_end: int

    @property
    def is_encrypted(self) -> bool:
        """Say whether the bytes are encrypted."""
        return bool(self.flags & _ENCRYPTED)


class ZipDirectory:
    """The entries of a zip by number and by name, checked as a whole.

    Raises:
        NotAZipError, ZipTruncatedError, ZipDamagedError, ZipOverlapError, TooLargeError: on opening.
    """

    def __init__(self, path: Path, label: str, limits: Limits) -> None:
        self._label = label
        self._limits = limits
        self.problems: list[Problem] = []
        self.repeated: set[str] = set()
        with path.open("rb") as file:
            self._start, end, stated = _directory_range(file, label)
            if stated > min(limits.entries, _MAX_ENTRIES):
                raise TooLargeError(name=label, reason=f"{stated:,} entries")
            if end - self._start > limits.directory_bytes:
                raise TooLargeError(name=label, reason=f"a list of members of {end - self._start:,} bytes")
            file.seek(self._start)
            self._bytes = file.read(end - self._start)
        self._positions = array("Q")  # of each entry in the directory
        self._starts = array("Q")  # of each entry's bytes in the file
        self._room = array("Q")  # where each entry's bytes must have ended
        self._slots = array("Q")
        self._read_all(stated)
        self._check_overlap()
        self._sort_names()

    def __len__(self) -> int:
        """Return how many entries there are, folders left out."""
        return len(self._positions)

    def entry(self, number: int) -> Entry:
        """Return entry `number`, in directory order from 0."""
        fields = _CENTRAL.unpack_from(self._bytes, self._positions[number])
        (_, _, system, _, _, flags, method, time, date, crc, packed, size) = fields[:12]
        name_length, extra_length, _, _, _, attributes, offset = fields[12:]
        at = self._positions[number] + _CENTRAL.size
        raw_name = self._bytes[at : at + name_length]
        if _FULL_32 in (size, packed, offset):
            extra = self._bytes[at + name_length : at + name_length + extra_length]
            size, packed, offset = _zip64(extra, size, packed, offset)
        return Entry(
            name=names.decoded(raw_name, is_utf8=bool(flags & _IS_UTF8)),
            raw_name=raw_name,
            flags=flags,
            method=method,
            modified=_dos_time(date, time),
            crc32=crc,
            packed_bytes=packed,
            size_bytes=size,
            offset=offset,
            mode=attributes >> 16 if system == _UNIX else 0,
            room_end=self._room[number],
        )

    def name(self, number: int) -> str:
        """Return the name of entry `number`."""
        at = self._positions[number]
        fields = _CENTRAL.unpack_from(self._bytes, at)
        raw = self._bytes[at + _CENTRAL.size : at + _CENTRAL.size + fields[12]]
        return names.decoded(raw, is_utf8=bool(fields[5] & _IS_UTF8))

    def find(self, name: str) -> Iterator[int]:
        """Yield the numbers of the entries of exactly that name, in directory order."""
        wanted = _slot(name, 0)
        at = bisect_left(self._slots, wanted)
        while at < len(self._slots) and self._slots[at] < wanted + _MAX_ENTRIES:
            number = self._slots[at] & (_MAX_ENTRIES - 1)
            if self.name(number) == name:
                yield number
            at += 1

    def _read_all(self, stated: int) -> None:
        """Walk the directory once: places, names, and what is wrong with single entries."""
        data, at, end, count, total = self._bytes, 0, len(self._bytes), 0, 0
        while at < end:
            if at + _CENTRAL.size > end or data[at : at + 4] != _CENTRAL_SIGNATURE:
                raise ZipDamagedError(name=self._label, reason=f"no entry at byte {at} of it")
            fields = _CENTRAL.unpack_from(data, at)
            length = _CENTRAL.size + fields[12] + fields[13] + fields[14]
            count += 1
            if at + length > end or count > stated:
                raise ZipDamagedError(
                    name=self._label, reason=f"the entry at byte {at} of it is cut off or one too many"
                )
            total += self._add(at, fields)
            at += length
        if count != stated:
            raise ZipDamagedError(
                name=self._label, reason=f"it promises {stated:,} entries and holds {count:,}"
            )
        if total > self._limits.export_bytes:
            raise TooLargeError(name=self._label, reason=f"{total:,} bytes")

    def _add(self, at: int, fields: tuple[int, ...]) -> int:
        """Take one entry in, unless it is an empty folder; return its size."""
        packed, size, name_length, offset = fields[10], fields[11], fields[12], fields[18]
        raw_name = self._bytes[at + _CENTRAL.size : at + _CENTRAL.size + name_length]
        if _FULL_32 in (size, packed, offset):
            size, packed, offset = self._large(at, fields)
        if size == 0 and raw_name[-1:] == b"/":
            return 0
        number = len(self._positions)
        self._positions.append(at)
        self._starts.append(min(offset, self._start))
        # The local header repeats the name; its own extra field is checked when the member is opened.
        bytes_end = offset + _LOCAL_SIZE + name_length + packed
        if bytes_end > self._start:
            raise ZipDamagedError(name=self._label, reason=f"entry {number} lies outside the file")
        self._room.append(bytes_end)
        name = names.decoded(raw_name, is_utf8=bool(fields[5] & _IS_UTF8))
        self._slots.append(_slot(name, number))
        if (
            not names.is_plain(raw_name, self._limits)
            or fields[5] & _ENCRYPTED
            or fields[17] >> 28 not in _FILE_MODES
        ):
            self._check_entry(name, fields)
        return size

    def _large(self, at: int, fields: tuple[int, ...]) -> tuple[int, int, int]:
        extra_at = at + _CENTRAL.size + fields[12]
        try:
            return _zip64(self._bytes[extra_at : extra_at + fields[13]], fields[11], fields[10], fields[18])
        except struct.error:
            raise ZipDamagedError(
                name=self._label, reason=f"the entry at byte {at} of it lacks its sizes"
            ) from None

    def _check_entry(self, name: str, fields: tuple[int, ...]) -> None:
        """Note what is wrong with an entry that looks odd."""
        for fault in names.faults(name, self._limits):
            self._problem("name-hostile", f"the name of a member is suspicious: {fault}", name)
        if fields[2] == _UNIX and stat.S_IFMT(fields[17] >> 16) not in (0, stat.S_IFREG):
            self._problem(
                "member-is-a-link", "the member is a link or a device; only its bytes are kept", name
            )
        if fields[5] & _ENCRYPTED:
            self._problem("member-encrypted", "the member is encrypted and cannot be read", name, lost=True)

    def _problem(self, code: str, reason: str, name: str, *, lost: bool = False) -> None:
        if len(self.problems) < _PROBLEMS_TOLD:
            self.problems.append(Problem(code=code, reason=reason, member=name, lost=lost))
        elif len(self.problems) == _PROBLEMS_TOLD:
            reason = (
                f"more than {_PROBLEMS_TOLD:,} members have suspicious names or kinds; the rest are not told"
            )
            self.problems.append(Problem(code="problems-untold", reason=reason, lost=False))

    def _check_overlap(self) -> None:
        """Refuse entries that share bytes; turn `_room` from where bytes end into where they must have ended."""
        starts, ends = self._starts, self._room
        order: Sequence[int] = range(len(starts))
        if any(map(gt, starts, islice(starts, 1, None))):
            order = sorted(order, key=starts.__getitem__)
        following = self._start
        for number in reversed(order):
            if ends[number] > following:
                raise ZipOverlapError(name=self._label)
            ends[number] = following
            following = starts[number]

    def _sort_names(self) -> None:
        """Sort the slots for `find`; note names that are equal for some file systems."""
        self._slots = slots = array("Q", sorted(self._slots))
        hashes = [slot >> _INDEX_BITS for slot in slots]
        equal = [at for at, is_equal in enumerate(map(eq, hashes, islice(hashes, 1, None))) if is_equal]
        mask = _MAX_ENTRIES - 1
        for second, first in sorted((slots[at + 1] & mask, slots[at] & mask) for at in equal):
            self._note_equal(first, second)

    def _note_equal(self, first: int, second: int) -> None:
        one, other = self.name(first), self.name(second)
        if one == other:
            self._problem("name-twice", "two members have the same name; both are kept", other)
            self.repeated.add(other)
        elif names.folded(one) == names.folded(other):
            self._problem("name-twice", "two names differ only in case or composition; both are kept", other)


def _slot(name: str, number: int) -> int:
    """Return 44 bits of the folded name's hash above the entry's number."""
    return (hash(names.folded(name)) & ((1 << 44) - 1)) << _INDEX_BITS | number


def _directory_range(file: BinaryIO, label: str) -> tuple[int, int, int]:
    """Return where the central directory starts and ends, and how many entries it should hold."""
    size = os.fstat(file.fileno()).st_size
    tail_start = max(0, size - _END.size - _MAX_COMMENT)
    file.seek(tail_start)
    tail = file.read()
    found = tail.rfind(_END_SIGNATURE)
    if found < 0 or found + _END.size > len(tail):
        file.seek(0)
        raise (ZipTruncatedError if file.read(2) == b"PK" else NotAZipError)(name=label)
    _, disk, start_disk, here, count, length, offset, _ = _END.unpack_from(tail, found)
    if disk != start_disk or here != count:
        raise ZipDamagedError(name=label, reason="it is one volume of a split zip")
    end = tail_start + found
    if count == _FULL_16 or _FULL_32 in (length, offset):
        file.seek(max(0, end - _LOCATOR.size))
        locator = file.read(_LOCATOR.size)
        if locator[:4] == _LOCATOR_SIGNATURE:
            end, count, length, offset = _end64(file, locator, end - _LOCATOR.size, label)
    if offset + length != end:
        raise ZipDamagedError(name=label, reason="the directory is not where the end of the file says")
    return offset, end, count


def _end64(file: BinaryIO, locator: bytes, located: int, label: str) -> tuple[int, int, int, int]:
    """Return end, count, length and offset from the zip64 end record."""
    _, disk, at, _ = _LOCATOR.unpack(locator)
    record = b""
    if not disk and at + _END64.size <= located:
        file.seek(at)
        record = file.read(_END64.size)
    if record[:4] != _END64_SIGNATURE or len(record) != _END64.size:
        raise ZipDamagedError(name=label, reason="its zip64 record is missing")
    fields = _END64.unpack(record)
    if fields[6] != fields[7] or fields[4] or fields[5]:
        raise ZipDamagedError(name=label, reason="it is one volume of a split zip")
    return at, fields[7], fields[8], fields[9]


def _zip64(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Return the real sizes from the zip64 extra field; `struct.error` where it is missing or short."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            field = extra[at + 4 : at + 4 + length]
            values, used = [size, packed, offset], 0
            for number, value in enumerate(values):
                if value == _FULL_32:
                    (values[number],) = struct.unpack_from("<Q", field, used)
                    used += 8
            return values[0], values[1], values[2]
        at += 4 + length
    raise struct.error("no zip64 field")


def _dos_time(date: int, time: int) -> datetime | None:
    """Return an MS-DOS time stamp (no zone), None where it names no day."""
    try:
        return datetime(  # noqa: DTZ001 - the container states no zone
            1980 + (date >> 9),
            date >> 5 & 15,
            date & 31,
            time >> 11,
            time >> 5 & 63,
            min((time & 31) * 2, 59),
        )
    except ValueError:
        return None
