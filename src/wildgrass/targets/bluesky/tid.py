"""Record keys: the time in microseconds and a clock number, in 13 letters that sort by time.

The clock number is taken from the item's own id, so that a second run makes the same keys.
https://atproto.com/specs/tid
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

_LETTERS: Final = "234567abcdefghijklmnopqrstuvwxyz"
_PAIRS: Final = tuple(one + two for one in _LETTERS for two in _LETTERS)
"""Two letters at a time, in half the time: each post has a key."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_CLOCKS: Final = 1024
_MOST: Final = (1 << 53) - 1


def tid(microseconds: int, clock: int) -> str:
    """Return the key of a time and a clock number below 1024."""
    number = min(max(microseconds, 0), _MOST) << 10 | clock
    pairs = [_PAIRS[number >> shift & 1023] for shift in (50, 40, 30, 20, 10, 0)]
    return _LETTERS[number >> 60 & 31] + "".join(pairs)


def microseconds_of(instant: datetime) -> int:
    """Return a time as keys count it."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


class Keys:
    """Gives out keys that are free: two items of one moment get neighbouring clock numbers."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        """Know which keys earlier runs gave out."""
        self._taken = set(taken)

    def take(self, item_id: str, created: datetime, count: int) -> tuple[str, ...]:
        """Return the keys of an item's parts, a microsecond apart."""
        clock = int.from_bytes(sha256(item_id.encode("utf-8", "surrogatepass")).digest()[:2], "big") % _CLOCKS
        start = microseconds_of(created)
        for step in range(_CLOCKS):
            keys = tuple(tid(start + part, (clock + step) % _CLOCKS) for part in range(count))
            if self._taken.isdisjoint(keys):
                break
        self._taken.update(keys)
        return keys
