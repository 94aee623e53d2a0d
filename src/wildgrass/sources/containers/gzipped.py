"""Any place of a gzipped file, without unpacking it to disk: the inflater's state is kept every few megabytes.

`zlib` copies an inflater together with its window (about 45 kB, measured), so reading from the middle costs at most
one step of inflating. Where readers go on where the one before stopped, which is how exports are read, it costs none.
"""

import threading
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from wildgrass.errors import EXIT_INPUT, WildgrassError

_PACKED: Final = 1 << 18
_GZIP: Final = 31  # zlib's window bits for a gzip header
_STEP: Final = 8 << 20
_MOST_PLACES: Final = 512
_RESTING: Final = 4


class PackedDamagedError(WildgrassError):
    """What was gzipped cannot be unpacked."""

    code = "gzip-damaged"
    exit_code = EXIT_INPUT
    message = "the packed bytes are damaged or cut off"
    hint = "download the export again; what came before the damage is read"


@dataclass(slots=True)
class Cursor:
    """A place in the plain bytes and everything needed to go on from there."""

    plain: int
    packed: int
    inflate: Any
    waiting: bytes = b""

    def copy(self) -> "Cursor":
        """Return a cursor of its own."""
        return Cursor(self.plain, self.packed, self.inflate.copy(), self.waiting)


class Gzipped:
    """A gzipped file; several may read it at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._places = [Cursor(0, 0, zlib.decompressobj(_GZIP))]
        self._step = _STEP
        self._resting: list[Cursor] = []
        self._lock = threading.Lock()

    def open(self, offset: int, length: int | None) -> "GzipStream":
        """Return the plain bytes from `offset`, `length` of them, or all."""
        return GzipStream(self, self._path, self._take(offset), offset, length)

    def _take(self, offset: int) -> Cursor:
        """Return the nearest cursor before a place; one that rests there is handed over."""
        with self._lock:
            place = max((one for one in self._places if one.plain <= offset), key=lambda one: one.plain)
            resting = [one for one in self._resting if place.plain <= one.plain <= offset]
            if not resting:
                return place.copy()
            nearest = max(resting, key=lambda one: one.plain)
            self._resting.remove(nearest)
            return nearest

    def rest(self, cursor: Cursor) -> None:
        """Take back a cursor that is no longer used."""
        with self._lock:
            self._resting = [*self._resting[1 - _RESTING :], cursor]

    def passed(self, cursor: Cursor) -> None:
        """Remember a place if the last one remembered is far before it."""
        with self._lock:
            if cursor.plain < self._places[-1].plain + self._step:
                return
            self._places.append(cursor.copy())
            if len(self._places) > _MOST_PLACES:
                self._places = self._places[::2]
                self._step *= 2


class GzipStream:
    """Plain bytes from one place on."""

    def __init__(self, owner: Gzipped, path: Path, cursor: Cursor, offset: int, length: int | None) -> None:
        self._owner = owner
        self._cursor = cursor
        self._file = path.open("rb", buffering=0)
        self._file.seek(cursor.packed)
        self._left = length
        self._is_ended = False
        try:
            while cursor.plain < offset and self._inflated(offset - cursor.plain):
                continue
        except PackedDamagedError:
            self._file.close()
            raise

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes, b"" at the end; everything where `size` is negative.

        Raises:
            PackedDamagedError: the packed bytes are damaged or cut off.
        """
        if size < 0:
            return b"".join(iter(lambda: self.read(_PACKED), b""))
        wanted = size if self._left is None else min(size, self._left)
        data = self._inflated(wanted) if wanted else b""
        if self._left is not None:
            self._left -= len(data)
        return data

    def _inflated(self, size: int) -> bytes:
        """Inflate up to `size` bytes; several gzip members may follow each other, and zeros may fill the end."""
        cursor = self._cursor
        while self._has_more():
            packed = cursor.waiting or self._more()
            try:
                data: bytes = cursor.inflate.decompress(packed, size)
            except zlib.error as error:
                raise PackedDamagedError from error
            cursor.waiting = cursor.inflate.unused_data or cursor.inflate.unconsumed_tail
            if data:
                cursor.plain += len(data)
                self._owner.passed(cursor)
                return data
            if not packed and not cursor.inflate.eof:
                raise PackedDamagedError
        return b""

    def _has_more(self) -> bool:
        """Step into the next gzip member where one has ended; False where none follows."""
        cursor = self._cursor
        if not cursor.inflate.eof:
            return True
        cursor.waiting = cursor.waiting.lstrip(b"\0")
        while not cursor.waiting and not self._is_ended:
            cursor.waiting = self._more().lstrip(b"\0")
        if cursor.waiting:
            cursor.inflate = zlib.decompressobj(_GZIP)
        return bool(cursor.waiting)

    def _more(self) -> bytes:
        data = self._file.read(_PACKED)
        self._cursor.packed += len(data)
        self._is_ended = not data
        return data

    def close(self) -> None:
        """Close the file; who reads next may go on from here."""
        if not self._file.closed:
            self._file.close()
            self._owner.rest(self._cursor)
