"""Controls: other items of a platform that were seen at the same time. Without one, the service itself may be down."""

from array import array
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from wildgrass.watch.looks import Look
from wildgrass.watch.verdicts import TOGETHER, Ways

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


class Shown:
    """The looks that showed something of one platform: in memory a look takes 18 bytes."""

    def __init__(self) -> None:
        """Know of no item."""
        self._items: set[int] = set()
        self._ways: dict[tuple[str, str], int] = {}
        self._times, self._names, self._by = array("q"), array("q"), array("H")
        self._sorted: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint16]] | None = None

    def know(self, item: str) -> None:
        """Count an item as one of the platform, whether or not it was ever seen."""
        self._items.add(hash(item))

    def add(self, item: str, at: datetime, way: tuple[str, str]) -> None:
        """Take a look that showed an item."""
        self.know(item)
        self._times.append(_microseconds(at))
        self._names.append(hash(item))
        self._by.append(self._ways.setdefault(way, len(self._ways)))
        self._sorted = None

    def beside(self, item: str, at: datetime) -> tuple[bool | None, Ways]:
        """Say whether another item was seen in the same hour, None where there is no other, and by which ways."""
        import numpy as np  # noqa: PLC0415 - 0.1 s, which a look at what is due need not wait for

        if len(self._items) < 2:
            return None, frozenset()
        if self._sorted is None:
            times, order = np.asarray(self._times), np.argsort(np.asarray(self._times), kind="stable")
            self._sorted = times[order], np.asarray(self._names)[order], np.asarray(self._by)[order]
        times, names, ways = self._sorted
        low = np.searchsorted(times, _microseconds(at - TOGETHER))
        high = np.searchsorted(times, _microseconds(at + TOGETHER), side="right")
        numbers = set(ways[low:high][names[low:high] != hash(item)].tolist())
        found = frozenset(way for way, number in self._ways.items() if number in numbers)
        return bool(found), found


def _microseconds(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


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
