"""Controls: other items of a platform that were seen at the same time. Without one, the service itself may be down."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import datetime

from wildgrass.watch.looks import Look
from wildgrass.watch.verdicts import TOGETHER


class Controls:
    """The looks that showed something, by platform and time."""

    def __init__(self, platforms: Mapping[str, str], looks: Mapping[str, Sequence[Look]]) -> None:
        """Take the watched items by platform, and all looks."""
        self._platforms = platforms
        self._shown: dict[str, list[tuple[datetime, str, tuple[str, str]]]] = {}
        for item, platform in platforms.items():
            rows = self._shown.setdefault(platform, [])
            rows += [(look.at, item, look.way) for look in looks.get(item, ()) if look.state == "present"]
        for rows in self._shown.values():
            rows.sort()
        self._count = {
            name: sum(one == name for one in platforms.values()) for name in set(platforms.values())
        }

    def beside(self, item: str, at: datetime) -> tuple[bool | None, frozenset[tuple[str, str]]]:
        """Say whether another item was seen in the same hour, None where there is no other, and by which ways."""
        platform = self._platforms[item]
        if self._count[platform] < 2:
            return None, frozenset()
        rows = self._shown[platform]
        low = bisect_left(rows, at - TOGETHER, key=lambda row: row[0])
        high = bisect_right(rows, at + TOGETHER, key=lambda row: row[0])
        ways = frozenset(way for _, other, way in rows[low:high] if other != item)
        return bool(ways), ways
