"""Numbers for messages that look the same: an export without ids may hold one text twice in a second."""

from collections import OrderedDict
from typing import Final

_KEPT: Final = 1 << 17


class Ordinals:
    """Counts how often a key came before: 0, 1, 2 and so on. Remembers the 131,072 keys that came last.

    Exports keep a chat in order, so equal messages of one second stand close together; memory stays constant.
    """

    def __init__(self) -> None:
        self._seen: OrderedDict[int, int] = OrderedDict()

    def next(self, *parts: object) -> int:
        """Return how often these parts were asked for before."""
        key = hash(parts)
        count = self._seen.pop(key, 0)
        self._seen[key] = count + 1
        if len(self._seen) > _KEPT:
            self._seen.popitem(last=False)
        return count
