"""What all looks at an item say together. Gone needs two looks, at two times or by two paths, and no outage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from wildgrass.watch.looks import Look

APART: Final = timedelta(minutes=10)
"""Two looks count as two when so far apart, or by two paths."""
_ABSENT: Final = frozenset({"gone", "tombstone"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is known about an item: `last_seen` and `first_missing` bound when it went; None where that was not seen.

    `by` and `notice` are the platform's words. Deleted "by the author" is no consent: it may have been forced.
    """

    item: str
    state: str
    by: str
    notice: str
    last_seen: datetime | None
    first_missing: datetime | None
    checked: datetime
    looks: int
    records: tuple[str, ...]
    of_account: bool = False
    window: bool = False
    returned: bool = False

    def to_json(self) -> dict[str, object]:
        """Return the object that `watch` prints."""
        data: dict[str, object] = {
            "id": self.item,
            "state": self.state,
            "by": self.by,
            "evidence": {"notice": self.notice, "looks": self.looks, "records": list(self.records)},
            "checked": self.checked.isoformat(),
            "last_seen": None if self.last_seen is None else self.last_seen.isoformat(),
            "first_missing": None if self.first_missing is None else self.first_missing.isoformat(),
        }
        for name in ("of_account", "window", "returned"):
            if getattr(self, name):
                data[name] = True
        return data


def verdict(looks: Sequence[Look], *, control_is_visible: bool | None = None) -> Verdict:
    """Judge an item by its looks, oldest first (at least one).

    `control_is_visible` says whether another item of the account was seen in the same hour: False makes a silent
    absence unknown, since the whole service may be down. Errors, walls and waits never count as a removal.
    """
    telling = [look for look in looks if look.state in _ABSENT or look.state == "present"]
    present = [look for look in telling if look.state == "present"]
    last_present = present[-1].at if present else None
    absent = [
        look for look in telling if look.state in _ABSENT and (last_present is None or look.at > last_present)
    ]
    latest = looks[-1]
    if latest.state == "present" or not absent:
        returned = latest.state == "present" and any(look.state in _ABSENT for look in telling)
        return _made(
            looks,
            latest,
            latest.state if latest.state not in _ABSENT else "unknown",
            last_present,
            None,
            returned=returned,
        )
    first = absent[0].at
    told = [look for look in absent if look.state == "tombstone"]
    if not _is_confirmed(told or absent) or (not told and control_is_visible is False):
        return _made(looks, absent[-1], "unknown", last_present, first)
    return _made(looks, (told or absent)[-1], "tombstone" if told else "gone", last_present, first)


def _is_confirmed(absent: Sequence[Look]) -> bool:
    if len({(look.path, look.notice) for look in absent}) > len({look.notice for look in absent}):
        return True
    return absent[-1].at - absent[0].at >= APART


def _made(  # the evidence of a verdict is the look that it rests on
    looks: Sequence[Look],
    rests_on: Look,
    state: str,
    last_present: datetime | None,
    first_missing: datetime | None,
    *,
    returned: bool = False,
) -> Verdict:
    says = state in _ABSENT
    return Verdict(
        item=looks[0].item,
        state=state,
        by=rests_on.by if says else "unknown",
        notice=rests_on.notice,
        last_seen=last_present,
        first_missing=first_missing,
        checked=looks[-1].at,
        looks=len(looks),
        records=tuple(look.record for look in looks if look.record)[-20:],
        of_account=says and rests_on.of_account,
        window=says and rests_on.window,
        returned=returned,
    )
