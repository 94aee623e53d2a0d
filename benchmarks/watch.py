"""How narrowly a watch bounds removals, for how many looks, and how rightly it says who took a post away.

`python -m benchmarks.watch [POSTS]`: the real schedule with removals of ages as published (Zhu et al. 2013: 10 % within
5 minutes, 30 % to 30 minutes, 50 % to a day, 10 % later), then the real judgement of made-up answers with known causes.
Ends with 1 where a goal is missed or a wall counts as a removal.
"""

import random
import statistics
import sys
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from benchmarks.watch_pages import Case, cases
from wildgrass.watch.looks import Look, judge
from wildgrass.watch.schedule import next_look
from wildgrass.watch.verdicts import APART, SILENT, verdict

START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 60
SHARES = ((0.10, 0, 5), (0.30, 5, 30), (0.50, 30, 1440), (0.10, 1440, DAYS * 1440))
CAUSES = ("present", "author", "platform", "state", "unstated")
KEY = b"benchmark of the watch: no secret"


def removal_age(chance: random.Random) -> float:
    """Return an age in minutes; within each part every age is as likely, later than a day every order of size."""
    at = chance.random()
    for share, low, high in SHARES:
        if at < share:
            return chance.uniform(low, high) if low < 1440 else low * (high / low) ** chance.random()
        at -= share
    return float(DAYS * 1440)


def look(at: datetime, item: str, state: str) -> Look:
    """Return a look."""
    return Look(item=item, at=at, path="page", state=state)


def watched(item: str, first: float, removed: float | None, gone: str = "gone") -> list[Look]:
    """Return the looks at a post in sixty days, from its first on, until its absence is sure.

    It goes without a word ("gone") or with a notice ("tombstone").
    """
    now, looks = START + timedelta(minutes=first), list[Look]()
    while now <= START + timedelta(days=DAYS):
        is_gone = removed is not None and now >= START + timedelta(minutes=removed)
        looks.append(look(now, item, gone if is_gone else "present"))
        if verdict(looks).state == gone:
            break
        now = next_look(START, looks, now, item=item, key=KEY)
    return looks


def schedule(first: float, posts: int) -> dict[str, float]:
    """Return what the schedule reaches where the first look comes at an age of `first` minutes."""
    chance = random.Random(7)
    widths, delays, narrow, found = [], {"gone": [0.0], "tombstone": [0.0]}, 0, 0
    for number in range(posts):
        removed, how = removal_age(chance), ("tombstone", "gone")[number % 2]
        said = verdict(watched(f"i{number}", first, removed, how))
        if said.first_missing is None or said.state != how:
            continue
        found += 1
        seen = START if said.last_seen is None else said.last_seen  # it was published then, so it was there
        widths.append((said.first_missing - seen) / timedelta(minutes=1))
        delays[how].append((said.checked - said.first_missing) / timedelta(minutes=1))
        narrow += widths[-1] <= removed / 2
    counts = [len(watched(f"k{number}", first, None)) for number in range(50)]
    return {
        "looks": max(counts),
        "detected": found / posts,
        "width": statistics.median(widths),
        "narrow": narrow / posts,
        "told": max(delays["tombstone"]),
        "silent": max(delays["gone"]) / 60,
    }


def curve_error(posts: int) -> float:
    """Return how far the curve of removals by the intervals' middles is from the true one, at most."""
    chance = random.Random(11)
    true, drawn = [], []
    for number in range(posts):
        removed = removal_age(chance)
        said = verdict(watched(f"c{number}", 1, removed))
        true.append(removed)
        if said.first_missing is not None:
            last = START if said.last_seen is None else said.last_seen
            drawn.append(((last - START) + (said.first_missing - last) / 2) / timedelta(minutes=1))
    true.sort()
    drawn.sort()
    ages = [5, 30, 60, 360, 1440, 7 * 1440, 30 * 1440]
    return max(abs(bisect_left(true, age) - bisect_left(drawn, age)) / posts for age in ages)


def caused(case: Case) -> str:
    """Return whom three like looks within a day name."""
    said = judge(case.platform, case.text, case.seen)
    times = (START, START + APART, START + SILENT)  # as the schedule looks at what it misses
    looks = [Look(item="i", at=at, path="page", **said) for at in times]  # type: ignore[arg-type]
    found = verdict(looks)
    if found.state in {"tombstone", "blocked"} and found.by != "unknown":
        return found.by
    hidden = dict.fromkeys(("tombstone", "gone", "blocked"), "unstated")
    return {"present": "present", **hidden}.get(found.state, "nothing")


def scores(pairs: Sequence[tuple[str, str]], *, may_abstain: bool) -> dict[str, float]:
    """Return F1 by cause; where it may abstain, saying less than the truth is no mistake, saying other than it is."""
    found = {}
    for cause in CAUSES:
        right = sum(true == said == cause for true, said in pairs)
        wrong = sum(
            said == cause != true for true, said in pairs if not (may_abstain and _says_less(true, said))
        )
        missed = sum(
            true == cause != said for true, said in pairs if not (may_abstain and _says_less(true, said))
        )
        found[cause] = 2 * right / max(1, 2 * right + wrong + missed)
    return found


def _says_less(true: str, said: str) -> bool:
    return true not in {"nothing", "present"} and (said == "nothing" or (said == "unstated" != true))


def confusion(pairs: Sequence[tuple[str, str]]) -> str:
    """Return a table of how often each true cause, a line, was named as what, a column."""
    names = (*CAUSES, "nothing")
    counts = Counter(pairs)
    lines = [f"\n{'true cause':12}" + "".join(f"{name:>10}" for name in names) + "   <- named"]
    lines += [f"{true:12}" + "".join(f"{counts[true, said]:10}" for said in names) for true in names]
    return "\n".join(lines)


def main() -> int:
    """Measure."""
    posts = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    print("first look at  looks in 60 d  detected  median width  width <= age/2  sure after (notice; silent)")
    reached = {first: schedule(first, posts) for first in (1, 3, 10, 60)}
    for first, one in reached.items():
        print(
            f"{first:9} min  {one['looks']:13.0f}  {one['detected']:8.1%}  {one['width']:8.1f} min"
            f"  {one['narrow']:14.1%}  {one['told']:8.1f} min; {one['silent']:.1f} h"
        )
    print(
        f"curve of removals, from the first minute on: off by {100 * curve_error(posts):.1f} points at most"
    )
    pairs = [(case, caused(case)) for case in cases()]
    return _causes(pairs) | (reached[3]["narrow"] < 0.9 or reached[3]["looks"] > 30)


def _causes(pairs: Sequence[tuple[Case, str]]) -> int:
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    for case, said in pairs:
        less = _says_less(case.cause, said)
        groups[case.group]["right" if case.cause == said else "less" if less else "wrong"] += 1
    print(f"\n{'answers':26}{'right':>7}{'less':>7}{'wrong':>7}")
    for name, counts in groups.items():
        print(f"{name:26}{counts['right']:7}{counts['less']:7}{counts['wrong']:7}")
    both = [(case.cause, said) for case, said in pairs]
    print(confusion(both))
    fair, strict = scores(both, may_abstain=True), scores(both, may_abstain=False)
    print("F1 (unknown allowed; strict): " + ", ".join(f"{c} {fair[c]:.3f}; {strict[c]:.3f}" for c in CAUSES))
    macro = statistics.mean(fair.values())
    print(f"macro-F1: {macro:.3f} with unknown allowed, {statistics.mean(strict.values()):.3f} without")
    false = [
        (case, said) for case, said in pairs if case.cause in {"nothing", "present"} and said in CAUSES[1:]
    ]
    print(
        f"no removal, but counted as one: {len(false)} of {sum(c.cause in {'nothing', 'present'} for c, _ in pairs)}"
    )
    for case, said in false[:6]:
        print(
            f"  {case.group}, {case.platform}: {said} of {case.seen.body[-160:].decode(errors='replace')!r}"
        )
    return int(bool(false) or macro < 0.95)


if __name__ == "__main__":
    sys.exit(main())
