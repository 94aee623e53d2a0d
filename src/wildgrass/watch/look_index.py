"""Looks by item, found again in the file that a `Book` keeps: in memory a look takes some 50 bytes, not a kilobyte."""

from array import array
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from wildgrass.watch.controls import EPOCH, Shown
from wildgrass.watch.looks import Look
from wildgrass.watch.verdicts import Ways

_STATES: Final = {"present": 1, "gone": 2, "tombstone": 2}
_PRESENT, _ABSENT = 1, 2
_NEVER: Final = np.iinfo(np.int64).min
_PART: Final = 4 << 20
Numbers = NDArray[np.int64]


class _Line(msgspec.Struct, gc=False):
    item: str
    state: str
    at: datetime
    path: str
    via: str = ""


_lines: Final = msgspec.json.Decoder(_Line).decode_lines
_look: Final = msgspec.json.Decoder(Look).decode


class Glance(NamedTuple):
    """What the looks at an item say at a glance: whether one missed it, and the newest that found it."""

    was_missed: bool
    last_present: datetime | None


_UNSEEN: Final = Glance(was_missed=False, last_present=None)


class _Read:
    """What is kept of the looks while their file is read: one number of each a look."""

    def __init__(self) -> None:
        self.names, self.places, self.times, self.states = array("q"), array("q"), array("q"), array("B")
        self.shown: dict[str, Shown] = {}

    def take(self, lines: Sequence[_Line], places: Sequence[int]) -> None:
        """Take lines and where they stand."""
        names = [hash(line.item) for line in lines]
        times = np.rint(1e6 * np.array([line.at.timestamp() for line in lines])).astype(np.int64).tolist()
        states = bytes(_STATES.get(line.state, 0) for line in lines)
        self.names.extend(names)
        self.places.extend(places)
        self.times.extend(times)
        self.states.frombytes(states)
        self._show(lines, names, times, states)

    def _show(
        self, lines: Sequence[_Line], names: Sequence[int], times: Sequence[int], states: bytes
    ) -> None:
        """Keep for each platform which looks showed something, by way."""
        shown: dict[tuple[str, str, str], tuple[list[int], list[int]]] = {}
        for line, name, at, state in zip(lines, names, times, states, strict=True):
            platform = line.item[: line.item.find(":")] if ":" in line.item else line.item
            if state != _PRESENT:
                self.shown.setdefault(platform, Shown()).know_as(name)
                continue
            way = (platform, line.path, line.via)
            held = shown.get(way) or shown.setdefault(way, ([], []))
            held[0].append(name)
            held[1].append(at)
        for (platform, *rest), held in shown.items():
            self.shown.setdefault(platform, Shown()).add_all(*held, (rest[0], rest[1]))


class LookIndex:
    """Where in a file of looks those at each item stand; closes with its `with`."""

    def __init__(self, file: Path | None) -> None:
        """Read the file once; one that is not there holds no looks."""
        self._stream: BinaryIO | None = file.open("rb") if file is not None and file.exists() else None
        read = _Read()
        for lines, places in _parts(self._stream) if self._stream is not None else ():
            read.take(lines, places)
        self._shown = read.shown
        order, self._names, self._starts = _by_name(np.asarray(read.names))
        del read.names
        self._places: Numbers = np.asarray(read.places)[order]
        del read.places
        states = np.asarray(read.states)[order]
        self._missed = _any(states == _ABSENT, self._starts)
        self._present = _newest(np.asarray(read.times)[order], states == _PRESENT, self._starts)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._stream is not None:
            self._stream.close()

    def glances(self, items: Sequence[str]) -> list[Glance]:
        """Return what the looks at each of many items say at a glance: asked together, an item costs a tenth."""
        if not len(self._names):
            return [_UNSEEN] * len(items)
        names = np.array([hash(item) for item in items], dtype=np.int64)
        at = np.minimum(np.searchsorted(self._names, names), len(self._names) - 1)
        is_known = self._names[at] == names
        missed, present = self._missed[at] & is_known, np.where(is_known, self._present[at], _NEVER)
        return [
            Glance(one, None if moment == _NEVER else EPOCH + timedelta(microseconds=moment))
            for one, moment in zip(missed.tolist(), present.tolist(), strict=True)
        ]

    def was_missed(self, item: str) -> bool:
        """Say whether any look did not find an item."""
        return self.glances([item])[0].was_missed

    def last_present(self, item: str) -> datetime | None:
        """Return when a look last found an item."""
        return self.glances([item])[0].last_present

    def beside(self, item: str, at: datetime) -> tuple[bool | None, Ways]:
        """Say whether another item of the platform was seen in the same hour, None where there is no other, and how."""
        return self._shown[item.partition(":")[0]].beside(item, at)

    def of(self, item: str) -> list[Look]:
        """Return all looks at an item, oldest first."""
        return [look for look in self._read(self._of(hash(item))) if look.item == item]

    def _of(self, name: int) -> list[int]:
        at = int(np.searchsorted(self._names, name))
        if at == len(self._names) or self._names[at] != name:
            return []
        end = self._starts[at + 1] if at + 1 < len(self._starts) else len(self._places)
        places: list[int] = self._places[self._starts[at] : end].tolist()
        return places

    def _read(self, places: Sequence[int]) -> Iterator[Look]:
        here = -1
        for place in places:
            assert self._stream is not None  # a place is one of its file
            if place != here:
                self._stream.seek(place)
            line = self._stream.readline()
            here = place + len(line)
            yield _look(line)


def _by_name(names: Numbers) -> tuple[NDArray[np.intp], Numbers, NDArray[np.intp]]:
    """Return the looks by item, those at one in the order of the file, the items, and where each one's begin."""
    order = np.argsort(names, kind="stable")
    ordered = names[order]
    starts = np.flatnonzero(
        np.concatenate([np.ones(min(len(ordered), 1), bool), ordered[1:] != ordered[:-1]])
    )
    return order, ordered[starts], starts


def _any(flags: NDArray[np.bool_], starts: NDArray[np.intp]) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = np.logical_or.reduceat(flags, starts) if len(starts) else flags
    return found


def _newest(times: Numbers, is_present: NDArray[np.bool_], starts: NDArray[np.intp]) -> Numbers:
    """Return when each item was seen last in the order of the file; `_NEVER` where it was not."""
    if not len(starts):
        return times
    last = np.maximum.reduceat(np.where(is_present, np.arange(len(times)), -1), starts)
    return np.where(last < 0, _NEVER, times[last])


def _parts(stream: BinaryIO) -> Iterator[tuple[list[_Line], list[int]]]:
    """Yield whole lines, many at once, with their places: a line that a cut left half is no look."""
    place = 0
    while lines := stream.readlines(_PART):
        ends = np.cumsum([len(line) for line in lines])
        whole = [line.rstrip(b"\r\n").endswith(b"}") for line in lines]
        kept = (
            lines if all(whole) else [line for line, is_whole in zip(lines, whole, strict=True) if is_whole]
        )
        places = (place + np.concatenate([[0], ends[:-1]]))[np.array(whole)].tolist()
        yield _lines(b"".join(kept)), places
        place += int(ends[-1])
