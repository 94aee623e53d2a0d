"""Which ids were seen: fast while they are few, in 27 bytes each from then on.

A dict of Python integers takes five times the memory of two arrays and a quarter of their time, so it keeps the first
131,072 ids (17 MB at most), and the arrays take over from it.
"""

from array import array
from typing import Final

_MIX: Final = 0x9E37_79B9_7F4A_7C15
_KEY: Final = (1 << 63) - 1
_FEW: Final = 1 << 17


class IdTable:
    """A map from texts to 64-bit numbers that keeps a 63-bit hash of each text only.

    Two of n texts are taken for one with a chance of n² in 2^63; the hash is keyed anew in each process, so nobody
    can prepare such a pair.
    """

    __slots__ = ("_count", "_few", "_keys", "_size", "_values")

    def __init__(self) -> None:
        self._few: dict[int, int] | None = {}
        self._count = 0  # of those in the arrays
        self._allot(2)

    def __len__(self) -> int:
        """Return how many ids there are."""
        return self._count if self._few is None else len(self._few)

    def __contains__(self, text: str) -> bool:
        """Say whether the id was put in."""
        key = hash(text) & _KEY | 1
        if self._few is not None:
            return key in self._few
        return self._keys[self._place(key)] == key

    def get(self, text: str) -> int | None:
        """Return the id's number, None where it was not put in."""
        key = hash(text) & _KEY | 1
        if self._few is not None:
            return self._few.get(key)
        place = self._place(key)
        return self._values[place] if self._keys[place] == key else None

    def put(self, text: str, value: int) -> int | None:
        """Keep the id's first number; return the number it already had, None where it is new."""
        key = hash(text) & _KEY | 1
        few = self._few
        if few is None:
            return self._put(key, value)
        before = few.get(key)
        if before is None:
            few[key] = value
            if len(few) > _FEW:
                self._spill(few)
        return before

    def _spill(self, few: dict[int, int]) -> None:
        """Move what the dict holds into the arrays."""
        self._few = None
        self._allot(4 * _FEW)
        for key, value in few.items():
            self._put(key, value)

    def _put(self, key: int, value: int) -> int | None:
        place = self._place(key)
        if self._keys[place] == key:
            return self._values[place]
        self._keys[place] = key
        self._values[place] = value
        self._count += 1
        if self._count * 3 > self._size * 2:
            self._grow()
        return None

    def _place(self, key: int) -> int:
        keys, size = self._keys, self._size
        place = (key * _MIX >> 20) % size
        while keys[place] and keys[place] != key:
            place += 1
            if place == size:
                place = 0
        return place

    def _allot(self, size: int) -> None:
        self._size = size
        self._keys = array("q", [0]) * size  # not from bytes, which would be there twice for a while
        self._values = array("q", [0]) * size

    def _grow(self) -> None:
        """Grow by half: the old table stays beside the new one until it is moved."""
        keys, values = self._keys, self._values
        self._allot(len(keys) * 3 // 2 + 1)
        for key, value in zip(keys, values, strict=True):
            if key:
                place = self._place(key)
                self._keys[place] = key
                self._values[place] = value
