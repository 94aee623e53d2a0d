"""When to look: often while a post is young, ever more rarely, never in a rhythm.

A removal is known only to lie between the last look that saw the post and the first that did not. Where each look
comes when the post is 1.5 times as old as at the one before, that interval is at most half of its age, for 27 looks
in 60 days. An absence is looked at again soon, for one look alone says nothing; a silent one once more after a day.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from wildgrass.watch.looks import Look
from wildgrass.watch.verdicts import SILENT, look_again_at

FACTOR: Final = 1.5
FIRST: Final = timedelta(minutes=1)
RAREST: Final = timedelta(days=30)
_SPREAD: Final = 0.1
"""Looks come up to a tenth earlier, by a keyed hash: a rhythm would be a fingerprint."""


def next_look(
    published: datetime | None, looks: Sequence[Look], now: datetime, *, item: str, key: bytes
) -> datetime:
    """Return when to look next at an item; `key` is the watch's own secret, so that nobody foresees the minute."""
    if not looks:
        return now
    usual = _by_age(published, looks[-1].at, item, key)
    again = look_again_at(looks)
    if again is None:
        return usual
    since, wait = again
    spread = _SPREAD if wait >= SILENT else 1
    return min(usual, since + wait * (1 + spread * chance(f"again {item} {looks[-1].at.isoformat()}", key)))


def _by_age(published: datetime | None, last: datetime, item: str, key: bytes) -> datetime:
    if published is None or published > last:
        published = last - RAREST
    wait = max(FIRST, min(RAREST, (last - published) * (FACTOR - 1)))
    return last + wait * (1 - _SPREAD * chance(f"{item} {last.isoformat()}", key))


def chance(what: str, key: bytes) -> float:
    """Return a number from 0 to 1 that only the holder of the key can foresee."""
    digest = hmac.new(key, what.encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:6]) / 2**48
