"""Controls: other items of a platform that were seen at the same time. Without one, the service itself may be down."""

from array import array
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from wildgrass.watch.looks import Look
from wildgrass.watch.verdicts import TOGETHER, Ways

if TYPE_CHECKING:
    from numpy.typing import NDArray

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_ENOUGH: Final = 2


class Shown:
    """The looks that showed something of one platform: in memory a look takes 20 bytes."""

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
        self._open()
        held = self._ways.get(way) or self._ways.setdefault(way, (array("q"), array("q")))
        held[0].extend(times)
        held[1].extend(names)

    def _open(self) -> None:
        """Take looks again after a question: what was ordered stays as it is, and is ordered anew with them."""
        for way, row in (self._rows or {}).items():
            self._ways[way] = array("q", row.times.tolist()), array("q", row.names.tolist())
        self._rows = None

    def beside(self, item: str, at: datetime) -> tuple[bool | None, Ways]:
        """Say whether another item was seen in the same hour, None where there is no other, and by which ways."""
        if len(self._items) < _ENOUGH:
            return None, frozenset()
        if self._rows is None:
            self._rows = {way: _Row(*self._ways.pop(way)) for way in list(self._ways)}
        name, low, high = hash(item), _microseconds(at - TOGETHER), _microseconds(at + TOGETHER)
        found = frozenset(way for way, row in self._rows.items() if row.has_another(name, low, high))
        return bool(found), found


class _Row:
    """Looks in a row of time, and where after each the next look at another item stands.

    So a question costs a search, however many looks lie in the same hour: a first visit to an archive puts all there.
    """

    def __init__(self, times: "Sequence[int]", names: "Sequence[int]") -> None:
        """Order looks; each copy is let go before the next is made, for there are millions."""
        import numpy as np  # noqa: PLC0415 - 0.1 s, which a look at what is due need not wait for

        order = np.argsort(np.asarray(times), kind="stable").astype(np.uint32)
        self.times: NDArray[np.int64] = np.asarray(times)[order]
        self.names: NDArray[np.int64] = np.asarray(names)[order]
        del order
        ends = np.append(np.flatnonzero(self.names[1:] != self.names[:-1]) + 1, len(self.names)).astype(
            np.uint32
        )
        self._next = np.repeat(ends, np.diff(ends, prepend=np.uint32(0)))

    def has_another(self, name: int, low: int, high: int) -> bool:
        """Say whether a look between two moments, both included, showed another item."""
        first = int(self.times.searchsorted(low))
        if first < len(self.times) and self.names[first] == name:
            first = int(self._next[first])
        return first < len(self.times) and bool(self.times[first] <= high)


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
