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
    present = _last_present(looks)
    last_seen = None if present is None else present.at
    absent = absences(looks)
    if not absent:
        rests_on = present if present is not None and looks[-1].state in _ABSENT else looks[-1]
        return _made(looks, rests_on, rests_on.state, last_seen, None)
    first = absent[0].at
    told = [look for look in absent if look.state == "tombstone"]
    if _is_confirmed(told):
        return _made(looks, told[-1], "tombstone", last_seen, first, by=_by(told))
    if not _is_confirmed(absent) or control_is_visible is False:
        return _made(looks, absent[-1], "unknown", last_seen, first)
    return _made(looks, absent[-1], "gone", last_seen, first, by="unknown")


def absences(looks: Sequence[Look]) -> list[Look]:
    """Return the looks since the item was last seen that did not find it; errors and the like say nothing.

    Nor does one path that lacks what another showed at the same time: some servers show a page, but no activity.
    """
    seen = _last_present(looks)
    since = 0 if seen is None else looks.index(seen) + 1
    return [look for look in looks[since:] if look.state in _ABSENT and not _beside(seen, look)]


def _last_present(looks: Sequence[Look]) -> Look | None:
    return next((look for look in reversed(looks) if look.state == "present"), None)


def _beside(seen: Look | None, look: Look) -> bool:
    return seen is not None and look.path != seen.path and look.at - seen.at < APART


def _is_confirmed(absent: Sequence[Look]) -> bool:
    if len({look.path for look in absent}) > 1:
        return True
    return bool(absent) and absent[-1].at - absent[0].at >= APART


def _by(told: Sequence[Look]) -> str:
    """Return whom the newest wording names, where two looks bear it out or no wording names somebody else."""
    latest = told[-1].by
    if {look.by for look in told} <= {latest, "unknown"}:
        return latest
    return latest if _is_confirmed([look for look in told if look.by == latest]) else "unknown"


def _made(  # the evidence of a verdict is the look that it rests on
    looks: Sequence[Look],
    rests_on: Look,
    state: str,
    last_present: datetime | None,
    first_missing: datetime | None,
    *,
    by: str = "unknown",
) -> Verdict:
    says = state in _ABSENT
    return Verdict(
        item=looks[0].item,
        state=state,
        by=by,
        notice=rests_on.notice,
        last_seen=last_present,
        first_missing=first_missing,
        checked=looks[-1].at,
        looks=len(looks),
        records=tuple(look.record for look in looks if look.record)[-20:],
        of_account=says and rests_on.of_account,
        window=says and rests_on.window,
        returned=state == "present" and any(look.state in _ABSENT for look in looks),
    )
