"""Columns that a million rows fit into: texts packed behind each other, and what few rows have kept apart."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar, overload

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")


class Texts(Sequence[str]):
    """Texts behind each other in UTF-8. Python's own take three times as much, and more than a chat's words."""

    __slots__ = ("_at", "_bytes", "_ends")

    def __init__(self, packed: bytes | bytearray = b"", ends: NDArray[np.int64] | None = None) -> None:
        """Take the bytes and where each text ends."""
        self._bytes = packed
        self._ends = np.zeros(0, np.int64) if ends is None else ends
        self._at = np.arange(len(self._ends))

    def taken(self, rows: NDArray[np.int64]) -> "Texts":
        """Return the texts of these rows, in this order; the bytes are shared."""
        found = Texts()
        found._bytes, found._ends, found._at = self._bytes, self._ends, self._at[rows]
        return found

    def __len__(self) -> int:
        return len(self._at)

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> "Texts": ...
    def __getitem__(self, row: int | slice) -> "str | Texts":
        """Return a row's text."""
        if isinstance(row, slice):
            return self.taken(np.arange(len(self))[row])
        at = int(self._at[row])
        start = int(self._ends[at - 1]) if at else 0
        return self._bytes[start : int(self._ends[at])].decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        return (self[row] for row in range(len(self)))


class Packing:
    """Texts being packed. `take` takes one as the next row; `pack`, called now and then, packs what was taken."""

    __slots__ = ("_bytes", "_lengths", "_waiting", "take")

    def __init__(self) -> None:
        """Begin with none."""
        self._bytes = bytearray()
        self._lengths = array("i")
        self._waiting: list[str] = []
        self.take: Callable[[str], None] = self._waiting.append

    def pack(self) -> None:
        """Pack what was taken."""
        packed = [text.encode("utf-8", "surrogatepass") for text in self._waiting]
        self._bytes += b"".join(packed)
        self._lengths.extend(map(len, packed))
        self._waiting.clear()

    def texts(self) -> Texts:
        """Return what was taken."""
        self.pack()
        return Texts(self._bytes, np.cumsum(np.array(self._lengths, np.int64)))


class Few(dict[int, tuple[T, ...]]):
    """What few rows have, by row; the rest have ()."""

    def __missing__(self, row: int) -> tuple[T, ...]:
        return ()
