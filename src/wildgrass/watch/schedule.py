"""When to look: often while a post is young, ever more rarely, never in a rhythm.

A removal is known only to lie between the last look that saw the post and the first that did not. Where each look
comes when the post is 1.5 times as old as at the one before, that interval is at most half of its age, for 26 looks
in 60 days.
"""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Final

FACTOR: Final = 1.5
FIRST: Final = timedelta(minutes=3)
RAREST: Final = timedelta(days=30)
_SPREAD: Final = 0.1
"""Looks come up to a tenth earlier, by a keyed hash: a rhythm would be a fingerprint."""


def next_look(
    published: datetime | None, last: datetime | None, now: datetime, *, item: str, key: bytes
) -> datetime:
    """Return when to look next at an item; `key` is the watch's own secret, so that nobody foresees the minute."""
    if last is None:
        return now
    if published is None or published > last:
        published = last - RAREST
    age = last - published
    wait = max(FIRST, min(RAREST, age * (FACTOR - 1)))
    return last + wait * (1 - _SPREAD * _chance(item, last, key))


def _chance(item: str, last: datetime, key: bytes) -> float:
    digest = hmac.new(key, f"{item} {last.isoformat()}".encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:6]) / 2**48
