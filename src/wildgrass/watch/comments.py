"""How many answers a platform counts below a post, over time: never the answers, which are other people's."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from wildgrass.watch.looks import Look
from wildgrass.watch.media import Purged

_FEWER: Final = 3
"""So many answers fewer at least: one or two go for ordinary reasons."""


def purged(looks: Sequence[Look], archived: int | None, apart: timedelta) -> Purged | None:
    """Return a fall to half or less of what was counted before, in two looks apart that show the post unchanged."""
    rows = [look for look in looks if look.state == "present" and look.replies is not None]
    fewer = fallen(rows, archived)
    if not fewer or fewer[-1].at - fewer[0].at < apart or not all(look.text_seen for look in fewer):
        return None
    full = rows[: len(rows) - len(fewer)]
    return Purged(
        most=_most(rows, archived),
        now=fewer[-1].replies or 0,
        last_full=full[-1].at if full else None,
        first_fewer=fewer[0].at,
        records=tuple(look.record for look in [*full[-1:], *fewer] if look.record)[-20:],
    )


def fallen(looks: Sequence[Look], archived: int | None) -> list[Look]:
    """Return the newest looks, one after the other, that counted half or less of what was counted before."""
    rows = [look for look in looks if look.state == "present" and look.replies is not None]
    most = _most(rows, archived)
    found: list[Look] = []
    for look in reversed(rows):
        now = look.replies or 0
        if now * 2 > most or most - now < _FEWER:
            break
        found.insert(0, look)
    return found


def _most(rows: Sequence[Look], archived: int | None) -> int:
    return max([look.replies or 0 for look in rows] + [archived or 0])
