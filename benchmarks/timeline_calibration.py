"""Whether the timeline's statistics hold what they say: `python -m benchmarks.timeline_calibration [WORLDS]`.

Worlds in which nothing happens: removals of two platforms, in clumps and by the week's rhythm, with a trend, with
archives that join, and with forty days in which nobody looked. Forty dated events are drawn at random. Their p must be
uniform, and what an outage hides must be no event. Then a burst is planted around one event, and it is counted how
often it is told. Last, lives whose truth is known: how often the bounds hold it. Ends with 1 where a bound is missed.
"""

import argparse
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

import numpy as np

from wildgrass.observatory.timeline.coincidence import Event, coincidences
from wildgrass.observatory.timeline.days import Days
from wildgrass.observatory.timeline.survival import Lived, Survival

DAY_0: Final = 18_628
FIRST: Final = date(2021, 1, 1)
SIZE: Final = 900
OUTAGE: Final = range(500, 540)
EVENTS: Final = 40
LEVELS: Final = (0.005, 0.01, 0.05, 0.1, 0.5)
Rows = list[dict[str, Any]]


def world(random: np.random.Generator, *, mean: float = 2.0, burst: tuple[int, float] = (0, 1.0)) -> Days:
    """Return days without any event; `burst` multiplies removals within three days of a day."""
    gone: Rows = []
    there: Rows = []
    for platform, share in (("weibo", 1.0), ("x", 0.5)):
        people = 100 * np.where(np.arange(SIZE) > 300, 2.5, 1.0)  # archives join
        trend = np.exp(0.4 * np.sin(np.arange(SIZE) / 180) - 0.3 * np.arange(SIZE) / SIZE)
        week = 1 + 0.3 * np.sin(2 * np.pi * np.arange(SIZE) / 7)
        clumps = np.repeat(random.gamma(2, 0.5, SIZE // 3 + 1), 3)[
            :SIZE
        ]  # some days more for no reason we know
        near = np.abs(np.arange(SIZE) - burst[0]) <= 3
        went = random.poisson(
            share * mean * people / 100 * trend * week * clumps * np.where(near, burst[1], 1)
        )
        gone += list(_rows(went, platform, random))
        there += _there(people * 10 * share, platform)
    return Days(gone, there, [{"day": DAY_0 + n, "records": 1} for n in range(SIZE) if n not in OUTAGE])


def _there(people: Any, platform: str) -> Rows:
    first = {"since": DAY_0, "until": DAY_0 + SIZE - 1, "platform": platform, "posts": int(people[0])}
    more = {
        "since": DAY_0 + 301,
        "until": DAY_0 + SIZE - 1,
        "platform": platform,
        "posts": int(people[-1] - people[0]),
    }
    return [first, more]


def _rows(went: Any, platform: str, random: np.random.Generator) -> Iterator[dict[str, Any]]:
    for day, count in enumerate(went.tolist()):
        for width in random.integers(0, 3, count).tolist():
            since, missing = max(day - width, 0), day
            if day in OUTAGE:
                since, missing = OUTAGE.start, min(OUTAGE.stop, SIZE - 1)
            named = {"cause": "platform", "platform": platform, "posts": 1}
            yield {"since": DAY_0 + since, "missing": DAY_0 + missing, **named}


def event(day: int) -> Event:
    """Return an event of a day."""
    return Event(day=FIRST + timedelta(days=day), name=f"e{day}", title="", kind="own")


def null(worlds: int) -> int:
    """Print how p is spread where nothing happens; return how many bounds are missed."""
    found, discoveries, hidden = [], 0, 0
    for seed in range(worlds):
        random = np.random.default_rng(seed)
        told = coincidences(
            world(random), [event(int(n)) for n in random.integers(40, SIZE - 10, EVENTS)], seed
        )
        found += [one.p for one in told if one.p is not None]
        discoveries += any(one.q is not None and one.q <= 0.05 for one in told)
        inside = [one for one in told if OUTAGE.start + 3 <= (one.event.day - FIRST).days < OUTAGE.stop - 3]
        hidden += sum(one.p is not None for one in inside)
    p, missed = np.array(found), 0
    for level in LEVELS:
        share = float((p <= level).mean())
        missed += share > level * 1.25 + 2 / len(p)
        print(f"nothing happens: p <= {level}: {100 * share:.2f} % of {len(p)} events")
    print(
        f"nothing happens: some event at q <= 0.05 in {100 * discoveries / worlds:.1f} % of {worlds} worlds"
    )
    print(f"events inside the outage that got a p: {hidden}")
    return missed + (discoveries / worlds > 0.1) + hidden


def power(worlds: int) -> None:
    """Print how often a planted burst is told."""
    for times in (1.5, 2.0, 3.0, 5.0):
        for mean in (0.5, 2.0):
            alone, few, among = 0, 0, 0
            for seed in range(worlds):
                random = np.random.default_rng(10_000 + seed)
                days = [400, *random.integers(40, SIZE - 10, EVENTS - 1).tolist()]
                made = world(random, mean=mean, burst=(400, times))
                told = coincidences(made, [event(n) for n in days], seed)
                of_few = coincidences(made, [event(n) for n in days[:5]], seed)
                few += any(one.q is not None and one.q <= 0.05 for one in of_few if one.event.name == "e400")
                (one,) = {one for one in told if one.event.name == "e400"}
                alone += one.p is not None and one.p <= 0.05
                among += one.q is not None and one.q <= 0.05
            shares = [f"{100 * told / worlds:.0f} %" for told in (alone, few, among)]
            print(
                f"a burst of {times:g} times, {mean * 1.8:.1f} removals a day at first: p <= 0.05 in {shares[0]},"
                f" q <= 0.05 among 5 events in {shares[1]}, among {EVENTS} in {shares[2]}"
            )


AGES: Final = (6.0, 24.0, 100.0, 300.0, 1000.0)


def bounds(worlds: int) -> int:
    """Print how often the bounds of lives hold the truth; return how many are missed."""
    missed = 0
    for posts, archives, spread in ((300, 1, 0.0), (2_000, 1, 0.0), (2_000, 6, 0.5), (2_000, 20, 0.5)):
        inside, wide = np.zeros(len(AGES)), np.zeros(len(AGES))
        for seed in range(worlds):
            random = np.random.default_rng(seed)
            survival = Survival(_lives(posts, archives, spread, random))
            low, high = survival.bands(AGES, random, 120)["platform"]
            truth = np.array([0.2 * (1 - np.exp(-age / 200)) for age in AGES])
            inside += (low - 1e-9 <= truth) & (truth <= high + 1e-9)
            wide += high - low
        held = 100 * inside / worlds
        missed += int((held < 90).any())
        said = ", ".join(f"{age:g} h {one:.0f} %" for age, one in zip(AGES, held, strict=True))
        print(f"lives, {posts} posts of {archives} archives: bounds of 95 hold the truth at {said}")
        print("  mean width: " + ", ".join(f"{one:.3f}" for one in wide / worlds))
    return missed


def _lives(posts: int, archives: int, spread: float, random: np.random.Generator) -> dict[Lived, int]:
    """Lives of 200 hours; of each archive another share goes, 40 % in all, half of it by the platform."""
    share = np.clip(0.4 * np.exp(random.normal(-(spread**2) / 2, spread, archives)), 0, 1)
    found: dict[Lived, int] = {}
    for number in range(posts):
        who = number % archives
        age = random.exponential(200) if random.random() < share[who] else np.inf
        looks = 0.05 * random.uniform(1, 1.5) * 1.5 ** np.arange(26)
        place = int(np.searchsorted(looks, age))
        low = float(looks[place - 1]) if place else 0.0
        is_gone = place < len(looks)
        cause = ("platform" if random.random() < 0.5 else "author") if is_gone else ""
        one = Lived(low, float(looks[place]) if is_gone else np.inf, cause, f"a{who}")
        found[one] = found.get(one, 0) + 1
    return found


def main() -> int:
    """Run everything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("worlds", type=int, nargs="?", default=200)
    worlds = parser.parse_args().worlds
    missed = null(worlds)
    power(max(worlds // 4, 5))
    missed += bounds(max(worlds // 2, 10))
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
