"""Looks by item, found again in the file that a `Book` keeps: in memory a look takes some 40 bytes, not a kilobyte."""

from array import array
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from wildgrass.watch.controls import Shown
from wildgrass.watch.looks import Look
from wildgrass.watch.verdicts import Ways

_STATES: Final = {"present": 1, "gone": 2, "tombstone": 2}
_PRESENT, _ABSENT = 1, 2


class _Line(msgspec.Struct, gc=False):
    item: str
    state: str
    at: datetime
    path: str
    via: str = ""


_line: Final = msgspec.json.Decoder(_Line).decode
_look: Final = msgspec.json.Decoder(Look).decode


class LookIndex:
    """Where in a file of looks those at each item stand; closes with its `with`."""

    def __init__(self, file: Path | None) -> None:
        """Read the file once; one that is not there holds no looks."""
        self._stream: BinaryIO | None = file.open("rb") if file is not None and file.exists() else None
        names, places, states = array("q"), array("q"), array("B")
        shown: dict[str, Shown] = {}
        for place, line in self._lines():
            read = _line(line)
            names.append(hash(read.item))
            places.append(place)
            states.append(_STATES.get(read.state, 0))
            platform = read.item.partition(":")[0]
            of_platform = shown.setdefault(platform, Shown())
            of_platform.know(read.item)
            if states[-1] == _PRESENT:
                of_platform.add(read.item, read.at, (read.path, read.via))
        self._shown = shown
        order = np.argsort(np.asarray(names), kind="stable")  # an item's looks stay in the order of the file
        self._names = np.asarray(names)[order]
        self._places: NDArray[np.int64] = np.asarray(places)[order]
        self._states: NDArray[np.uint8] = np.asarray(states)[order]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._stream is not None:
            self._stream.close()

    def was_missed(self, item: str) -> bool:
        """Say whether any look did not find an item."""
        return bool((self._states[self._span(item)] == _ABSENT).any())

    def last_present(self, item: str) -> datetime | None:
        """Return when a look last found an item."""
        span = self._span(item)
        found = self._places[span][self._states[span] == _PRESENT]
        return next((look.at for look in self._read(found[::-1]) if look.item == item), None)

    def beside(self, item: str, at: datetime) -> tuple[bool | None, Ways]:
        """Say whether another item of the platform was seen in the same hour, None where there is no other, and how."""
        return self._shown[item.partition(":")[0]].beside(item, at)

    def of(self, item: str) -> list[Look]:
        """Return all looks at an item, oldest first."""
        return [look for look in self._read(self._places[self._span(item)]) if look.item == item]

    def _span(self, item: str) -> slice:
        name = hash(item)
        return slice(*np.searchsorted(self._names, [name, name + 1]))

    def _read(self, places: Sequence[int] | NDArray[np.int64]) -> Iterator[Look]:
        for place in places:
            assert self._stream is not None  # a place is one of its file
            self._stream.seek(int(place))
            yield _look(self._stream.readline())

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        """Yield each whole line with its place: a line that a cut left half is no look."""
        place = 0
        for line in self._stream or ():
            if line.rstrip(b"\r\n").endswith(b"}"):
                yield place, line
            place += len(line)
