"""Controls: other items of a platform that were seen at the same time. Without one, the service itself may be down."""

from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from wildgrass.watch.looks import Look
from wildgrass.watch.verdicts import TOGETHER, Ways

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_ENOUGH: Final = 2


class Shown:
    """The looks that showed something of one platform: in memory a look takes 24 bytes."""

    def __init__(self) -> None:
        """Know of no item."""
        self._items: set[int] = set()
        self._ways: dict[tuple[str, str], tuple[array[int], array[int]]] = {}
        self._rows: dict[tuple[str, str], _Row] | None = None

    def know(self, item: str) -> None:
        """Count an item as one of the platform, whether or not it was ever seen."""
        self.know_as(hash(item))

    def know_as(self, name: int) -> None:
        """Count an item by its hash; whether there are two is all that is asked."""
        if len(self._items) < _ENOUGH:
            self._items.add(name)

    def add(self, item: str, at: datetime, way: tuple[str, str]) -> None:
        """Take a look that showed an item."""
        self.add_all([hash(item)], [_microseconds(at)], way)

    def add_all(self, names: Sequence[int], times: Sequence[int], way: tuple[str, str]) -> None:
        """Take looks that showed items, by their hashes and in microseconds."""
        for name in names:
            self.know_as(name)
            if len(self._items) >= _ENOUGH:
                break
        held = self._ways.get(way) or self._ways.setdefault(way, (array("q"), array("q")))
        held[0].extend(times)
        held[1].extend(names)
        self._rows = None

    def beside(self, item: str, at: datetime) -> tuple[bool | None, Ways]:
        """Say whether another item was seen in the same hour, None where there is no other, and by which ways."""
        if len(self._items) < _ENOUGH:
            return None, frozenset()
        if self._rows is None:
            self._rows = {way: _Row(*held) for way, held in self._ways.items()}
            self._ways = {way: (row.times, row.names) for way, row in self._rows.items()}
        name, low, high = hash(item), _microseconds(at - TOGETHER), _microseconds(at + TOGETHER)
        found = frozenset(way for way, row in self._rows.items() if row.has_another(name, low, high))
        return bool(found), found


class _Row:
    """Looks in a row of time, and where after each the next look at another item stands.

    So a question costs a search, however many looks lie in the same hour: a first visit to an archive puts all there.
    """

    def __init__(self, times: "array[int]", names: "array[int]") -> None:
        import numpy as np  # noqa: PLC0415 - 0.1 s, which a look at what is due need not wait for

        order = np.argsort(np.asarray(times), kind="stable")
        ordered = np.asarray(names)[order]
        changes = np.flatnonzero(ordered[1:] != ordered[:-1]) + 1
        ends = np.append(changes, len(ordered))
        self.times, self.names, self._next = array("q"), array("q"), array("Q")
        self.times.frombytes(np.asarray(times)[order].tobytes())
        self.names.frombytes(ordered.tobytes())
        self._next.frombytes(np.repeat(ends, np.diff(ends, prepend=0)).astype(np.uint64).tobytes())

    def has_another(self, name: int, low: int, high: int) -> bool:
        """Say whether a look between two moments, both included, showed another item."""
        first = bisect_left(self.times, low)
        if first < len(self.times) and self.names[first] == name:
            first = self._next[first]
        return first < len(self.times) and self.times[first] <= high


def _microseconds(at: datetime) -> int:
    return (at - EPOCH) // _MICROSECOND


class Controls:
    """The looks that showed something, by platform and time."""

    def __init__(self, platforms: Mapping[str, str], looks: Mapping[str, Sequence[Look]]) -> None:
        """Take the watched items by platform, and all looks."""
        self._platforms = platforms
        self._shown: dict[str, Shown] = {}
        for item, platform in platforms.items():
            shown = self._shown.setdefault(platform, Shown())
            shown.know(item)
            for look in looks.get(item, ()):
                if look.state == "present":
                    shown.add(item, look.at, look.way)

    def beside(self, item: str, at: datetime) -> tuple[bool | None, Ways]:
        """Say whether another item was seen in the same hour, None where there is no other, and by which ways."""
        return self._shown[self._platforms[item]].beside(item, at)
