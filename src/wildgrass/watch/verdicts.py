"""What all looks at an item say together. Gone needs two looks, at two times or by two ways, and no outage.

| what is seen | what it takes |
|---|---|
| a notice or a shape that says that it is gone | two looks, ten minutes apart or by two ways |
| an absence without a word | two ways ten minutes apart, or a day between two looks; and another post that is seen |
| one way out shows it, another does not | two looks apart by the one that does not: blocked, not removed |

A way is a path (a page, an API) together with a way out (a proxy). A silent absence is "firm" with three looks over a
day by two ways out, else "likely".
"""

from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from wildgrass.watch.comments import fallen, purged
from wildgrass.watch.looks import Look
from wildgrass.watch.outcome import ABSENT, HIDDEN, Blocked, Verdict

Ways = frozenset[tuple[str, str]]
APART: Final = timedelta(minutes=10)
"""Two looks count as two when so far apart, or by two ways."""
SILENT: Final = timedelta(days=1)
"""So much time lies between the looks at a silent absence by one way."""
TOGETHER: Final = timedelta(hours=1)
"""Looks by several ways out are of one time when so near."""
_BARE: Final = frozenset({"404", "410"})
_VIEW, _RECORD = "posts", "record"
MAIN: Final = "main"
"""What the usual way out is called, which has no name of its own."""


def verdict(
    looks: Sequence[Look],
    *,
    control_is_visible: bool | None = None,
    proven: Ways | None = None,
    archived_replies: int | None = None,
) -> Verdict:
    """Judge an item by its looks, oldest first (at least one).

    `control_is_visible` says whether another item of the account was seen in the same hour: False makes a silent
    absence unknown, since the whole service may be down. `proven` are the ways that showed another item then: only by
    them, by the post's own page and by ways that showed this very item does a silent absence count. None: all count.
    Errors, walls and waits never count as a removal. `archived_replies` is how many answers the archive counts.
    """
    said = _judged(looks, control_is_visible, proven)
    said = replace(said, replies=_fallen(looks, archived_replies))
    if said.state != "present":
        return said
    last = _last_present(looks)
    return replace(
        said,
        purged=purged(looks, archived_replies, APART),
        comments="" if last is None else last.comments,
    )


def _judged(looks: Sequence[Look], control: bool | None, proven: Ways | None) -> Verdict:  # noqa: FBT001 - three values
    split = parted(looks)
    if split is not None:
        return _of_split(looks, *split)
    present = _last_present(looks)
    last_seen = None if present is None else present.at
    absent = absences(looks)
    if not absent:
        return _not_absent(looks, present)
    first = absent[0].at
    told = [look for look in absent if look.state == "tombstone"]
    if _is_confirmed(told):
        return _made(looks, told[-1], "tombstone", last_seen, first, by=_by(told), sure=told[-1].sure)
    counted = [look for look in absent if _counts(look, looks, proven)]
    needs = _lacks(counted, control=control)
    if needs:
        return _made(looks, (told or absent)[-1], "unknown", last_seen, first, needs=needs)
    return _made(looks, counted[-1], "gone", last_seen, first, sure="firm" if _is_firm(counted) else "likely")


def absences(looks: Sequence[Look], states: Set[str] = ABSENT) -> list[Look]:
    """Return the looks since the item was last seen that did not find it; errors and the like say nothing.

    Nor does one path that lacks what another showed at the same time: some servers show a page, but no activity.
    """
    seen = _last_present(looks)
    return [look for look in _after(looks, seen) if look.state in states and not _beside(seen, look)]


def parted(looks: Sequence[Look]) -> tuple[list[Look], list[Look]] | None:
    """Return the looks of the newest time that hide an item and those that show it, where ways differ; else None.

    Ways out differ, or what the network shows to readers (getPosts) from the record that its author's server holds.
    """
    oldest = looks[-1].at - TOGETHER
    newest = [look for look in looks if look.at >= oldest]
    shown = [look for look in newest if look.state == "present"]
    vias, paths = {look.via for look in shown}, {look.path for look in shown}
    hidden = [look for look in newest if look.via not in vias and (look.state in HIDDEN or look.network)]
    if not hidden and _RECORD in paths:
        hidden = [
            look for look in newest if look.path == _VIEW and _VIEW not in paths and look.state in ABSENT
        ]
    return (hidden, shown) if hidden and shown else None


def hidden_before(looks: Sequence[Look], hidden: Sequence[Look]) -> list[Look]:
    """Return all looks by ways that hide an item, since they last showed it."""
    found: list[Look] = []
    for via, view in {(look.via, look.path == _VIEW) for look in hidden}:
        theirs = [look for look in looks if look.via == via and not (view and look.path == _RECORD)]
        shown = [at for at, look in enumerate(theirs) if look.state == "present"]
        since = theirs[shown[-1] + 1 :] if shown else theirs
        found += [look for look in since if look.state in HIDDEN or look.network]
    return sorted(found, key=lambda look: look.at)


def _of_split(looks: Sequence[Look], hidden: Sequence[Look], shown: Sequence[Look]) -> Verdict:
    """Judge an item that one way out shows and another does not: it is not removed."""
    before, last = hidden_before(looks, hidden), shown[-1].at
    if not _is_apart(before):
        return _made(looks, shown[-1], "present", last, None, needs=("time",))
    told = next((look for look in reversed(before) if look.state in HIDDEN), before[-1])
    is_view = {look.via for look in hidden} <= {look.via for look in shown}
    is_network = bool(told.network) or told.state not in HIDDEN
    there, seen = (
        tuple(sorted({look.path if is_view else look.via or MAIN for look in ways}))
        for ways in (hidden, shown)
    )
    where = Blocked("network" if is_network else "withheld", there, seen)
    return _made(looks, told, "blocked", last, None, by=told.by, blocked=where, sure=told.sure)


def _not_absent(looks: Sequence[Look], present: Look | None) -> Verdict:
    last_seen = None if present is None else present.at
    if present is not None and looks[-1].state in ABSENT:
        return _made(looks, present, present.state, last_seen, None)
    if looks[-1].state == "blocked":
        return _of_blocked(
            looks, [look for look in _after(looks, present) if look.state == "blocked"], last_seen
        )
    rests_on = _telling(looks)
    needs = ("words",) if rests_on.state == "unknown" and rests_on.words else ()
    return _made(looks, rests_on, rests_on.state, last_seen, None, needs=needs)


def _of_blocked(looks: Sequence[Look], blocked: Sequence[Look], last_seen: datetime | None) -> Verdict:
    """Judge an item that the only way out that was asked does not show: two looks, as for a notice."""
    told = blocked[-1]
    if not _is_confirmed(blocked):
        return _made(looks, told, "unknown", last_seen, None, needs=("time",))
    where = Blocked("network" if told.network else "withheld", (told.via or MAIN,))
    return _made(looks, told, "blocked", last_seen, None, by=told.by, blocked=where, sure=told.sure)


def _telling(looks: Sequence[Look]) -> Look:
    """Return the newest look, or one of the same time that says more: a page that nobody can read says least."""
    same = [look for look in looks if looks[-1].at - look.at <= APART and look.via == looks[-1].via]
    if looks[-1].state != "unknown":
        return looks[-1]
    return next((look for look in reversed(same) if look.state == "present"), looks[-1])


def _last_present(looks: Sequence[Look]) -> Look | None:
    return next((look for look in reversed(looks) if look.state == "present"), None)


def _after(looks: Sequence[Look], seen: Look | None) -> Sequence[Look]:
    """Return the looks after one of them; to compare looks field by field would take longer than all else."""
    return looks if seen is None else looks[1 + next(n for n, look in enumerate(looks) if look is seen) :]


def _beside(seen: Look | None, look: Look) -> bool:
    return seen is not None and look.path != seen.path and look.at - seen.at < APART


def _counts(look: Look, looks: Sequence[Look], proven: Ways | None) -> bool:
    """Say whether a silent absence counts: an endpoint that is not there, or shows some posts, answers 404 as well."""
    if look.state == "tombstone" or proven is None or look.path == "page":
        return True
    if look.is_sure and look.notice not in _BARE:  # an error in the protocol's own words
        return True
    if any(one.state == "present" and one.path == look.path for one in looks):
        return True
    return look.is_sure and look.way in proven


def _lacks(counted: Sequence[Look], *, control: bool | None) -> tuple[str, ...]:
    """Return what is missing before an absence is sure."""
    needs = []
    if not counted:
        needs.append("way")
    elif not _is_silent(counted):
        needs.append("time")
    if control is False:
        needs.append("control")
    return tuple(needs)


def _is_silent(absent: Sequence[Look]) -> bool:
    """Say whether a silent absence is sure enough to be told: one server's two answers of a moment may be one fault."""
    span = absent[-1].at - absent[0].at
    return span >= SILENT or (span >= APART and len({look.way for look in absent}) > 1)


def look_again_at(looks: Sequence[Look]) -> tuple[datetime, timedelta] | None:
    """Return from when on, and how soon after, an item is looked at again to be sure; None where all is."""
    split = parted(looks)
    doubted = hidden_before(looks, split[0]) if split else absences(looks, HIDDEN)
    if not doubted:
        fewer = fallen(looks, None)
        return (fewer[-1].at, APART) if fewer and fewer[-1].at - fewer[0].at < APART else None
    first, last = doubted[0].at, looks[-1].at
    if last - first < APART:
        return last, APART
    is_told = _is_confirmed([look for look in doubted if look.state != "gone"])
    if split or is_told or _is_silent(doubted) or last - first >= SILENT:
        return None
    return first, SILENT


def _is_firm(absent: Sequence[Look]) -> bool:
    """Say whether a silent absence was seen three times over a day by two ways out."""
    return (
        len(absent) >= 3 and absent[-1].at - absent[0].at >= SILENT and len({look.via for look in absent}) > 1
    )


def _is_confirmed(absent: Sequence[Look]) -> bool:
    return len({look.way for look in absent}) > 1 or _is_apart(absent)


def _is_apart(looks: Sequence[Look]) -> bool:
    return bool(looks) and looks[-1].at - looks[0].at >= APART


def _by(told: Sequence[Look]) -> str:
    """Return whom the newest wording names, where two looks bear it out or no wording names somebody else."""
    latest = told[-1].by
    if {look.by for look in told} <= {latest, "unknown"}:
        return latest
    return latest if _is_confirmed([look for look in told if look.by == latest]) else "unknown"


def _fallen(looks: Sequence[Look], archived: int | None) -> tuple[int, int] | None:
    counts = [look.replies for look in looks if look.state == "present" and look.replies is not None]
    most = max([*counts, archived or 0])
    return (most, counts[-1]) if counts and counts[-1] < most else None


def _made(  # noqa: PLR0913 - the evidence of a verdict is the look that it rests on
    looks: Sequence[Look],
    rests_on: Look,
    state: str,
    last_present: datetime | None,
    first_missing: datetime | None,
    *,
    by: str = "unknown",
    sure: str = "likely",
    needs: tuple[str, ...] = (),
    blocked: Blocked | None = None,
) -> Verdict:
    says = state in HIDDEN
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
        of_thread=rests_on.of_thread,
        returned=state == "present" and any(look.state in ABSENT for look in looks),
        sure=sure,
        words=rests_on.words if state != "present" else "",
        needs=needs,
        blocked=blocked,
        withheld=rests_on.withheld,
    )
