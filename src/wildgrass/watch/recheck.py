"""When one post of an account goes, some of its others are looked at soon: removals often come together.

They are also the controls without which a silent absence says nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from wildgrass.watch.looks import Look
from wildgrass.watch.schedule import chance
from wildgrass.watch.verdicts import APART, absences

SAMPLE: Final = 10
"""So many other posts of the account are looked at."""
WITHIN: Final = timedelta(hours=6)
QUIET: Final = timedelta(hours=24)
"""What goes in so much time after the first is the same event: an outage must not set a whole archive going."""


def rechecks(
    accounts: Mapping[str, str], looks: Mapping[str, Sequence[Look]], *, key: bytes
) -> dict[str, datetime]:
    """Return when posts are due because another of their account went; `accounts` is by item.

    Which posts and when follows from the watch's secret. Sooner is likelier than later; a post that was looked at
    since needs no other look.
    """
    found: dict[str, datetime] = {}
    for account, first in _events(accounts, looks).items():
        others = [
            item
            for item, of in accounts.items()
            if of == account and not any(look.at <= first for look in absences(looks.get(item, ())))
        ]
        others.sort(key=lambda item: chance(f"whether {item} {first.isoformat()}", key))
        for item in others[:SAMPLE]:
            seen = looks.get(item, ())
            if not seen or seen[-1].at < first:
                part = chance(f"when {item} {first.isoformat()}", key)
                found[item] = first + APART + (WITHIN - APART) * part**2
    return found


def _events(accounts: Mapping[str, str], looks: Mapping[str, Sequence[Look]]) -> dict[str, datetime]:
    """Return the newest event by account: when one of its posts that had been seen was first seen no more."""
    went: dict[str, list[datetime]] = {}
    for item, account in accounts.items():
        seen = looks.get(item, ())
        absent = absences(seen)
        if absent and any(look.state == "present" for look in seen):
            went.setdefault(account, []).append(absent[0].at)
    return {account: _newest(sorted(times)) for account, times in went.items()}


def _newest(times: Sequence[datetime]) -> datetime:
    first = times[0]
    for at in times[1:]:
        if at - first >= QUIET:
            first = at
    return first
