"""How long posts lived: a published answer, lives whose truth is known, and what must hold for any intervals."""

import math
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.observed_rows import observed
from wildgrass.observatory.timeline.survival import Lived, Survival, few_groups, wilson

# Radiotherapy alone, months to deterioration (Finkelstein and Wolfe, Biometrics 41, 1985); "46-" was still well.
RADIOTHERAPY = """45- 25-37 37- 6-10 46- 0-5 0-7 26-40 18- 46- 46- 24- 46- 27-34 36- 7-16 36-44 5-11 17- 46- 19-35 7-14
36-48 17-25 37-44 37- 24- 0-8 40- 32- 4-11 17-25 33- 15- 46- 19-26 11-15 11-18 37- 22- 38- 34- 46- 5-12 36- 46-"""
# Its published estimate: mass between two ages (R package `interval`, Fay and Shaw, J. Stat. Softw. 36, 2010).
ESTIMATE = [
    (4, 5, 0.0463),
    (6, 7, 0.0334),
    (7, 8, 0.0887),
    (11, 12, 0.0708),
    (24, 25, 0.0926),
    (33, 34, 0.0818),
    (38, 40, 0.1209),
    (46, 48, 0.4656),
]


def test_the_published_estimate() -> None:
    lived = Counter()
    for text in RADIOTHERAPY.split():
        low, high = text.split("-")
        lived[Lived(float(low), float(high) if high else math.inf, "worse" if high else "")] += 1
    (curve,) = Survival(lived).curves()
    assert len(curve.steps) == len(ESTIMATE)
    for step, (low, high, mass) in zip(curve.steps, ESTIMATE, strict=True):
        assert step.low == pytest.approx(low, rel=0.011)  # ages go to steps of 2 %
        assert step.high == pytest.approx(high, rel=0.011)
        assert step.mass == pytest.approx(mass, abs=1e-4)


def lives(count: int, seed: int) -> Counter[Lived]:
    found: Counter[Lived] = Counter()
    for one in observed(count, seed=seed):
        low, high = one.ages()
        ends = (low.total_seconds() / 3600, math.inf if high is None else high.total_seconds() / 3600)
        found[Lived(*ends, one.cause if one.is_gone else "", one.archive)] += 1
    return found


def test_the_truth_lies_between_the_bounds() -> None:
    """Two of five go by exponential lives of 200 hours, half of these by the platform."""
    survival = Survival(lives(4_000, seed=2))
    ages = (24.0, 100.0, 300.0, 1000.0)
    bands = survival.bands(ages, np.random.default_rng(3), 60)
    for at, age in enumerate(ages):
        truth = 0.4 * 0.5 * (1 - math.exp(-age / 200))
        assert bands["platform"][0][at] - 0.02 <= truth <= bands["platform"][1][at] + 0.02, age
        assert bands["platform"][1][at] - bands["platform"][0][at] < 0.12, "a bound that says nothing"


def test_the_same_seed_gives_the_same_bounds() -> None:
    survival = Survival(lives(300, seed=5))
    twice = [survival.bands((10.0, 100.0), np.random.default_rng(7), 20) for _ in range(2)]
    assert all(np.array_equal(twice[0][cause], twice[1][cause]) for cause in twice[0])


def test_nothing_gone_is_no_curve() -> None:
    assert Survival({Lived(5.0, math.inf, ""): 3}).curves() == []
    assert Survival({}).curves() == []


def test_bounds_are_never_nearer_than_the_number_of_posts_and_archives_allows() -> None:
    """Three of 400 went: drawn again, none of them may be among these, and yet the truth is not nothing."""
    low, high = wilson(np.array([0.0, 0.5]), 100.0)
    assert (low[0], round(high[0], 3)) == (0.0, 0.037)
    assert (round(low[1], 3), round(high[1], 3)) == (0.404, 0.596)
    assert few_groups(1) == 1.0
    assert few_groups(6) == pytest.approx(2.571 / 1.96 * math.sqrt(6 / 5), rel=0.02)
    lived = {Lived(0.0, 5.0, "platform"): 3, Lived(2000.0, math.inf, ""): 397}
    ((lower, upper),) = [
        tuple(Survival(lived).bands((10.0,), np.random.default_rng(1), 60)["platform"][:, 0])
    ]
    assert lower < 3 / 400 < 0.02 < upper < 0.03


ENDS = st.tuples(st.floats(0, 5000), st.floats(0, 5000)).map(sorted)
ROWS = st.lists(st.tuples(ENDS, st.sampled_from(["", "platform", "author"])), min_size=1, max_size=25)


@given(ROWS)
def test_shares_grow_and_are_never_more_than_all(rows: list) -> None:
    lived = Counter(Lived(low, high if why else math.inf, why) for (low, high), why in rows)
    curves = Survival(lived).curves()
    assert {curve.cause for curve in curves} == {why for _, why in rows if why}
    assert sum(curve.share(math.inf)[0] for curve in curves) <= 1 + 1e-6
    for curve in curves:
        shares = [curve.share(age) for age in (0, 0.1, 1, 30, 700, 6000)]
        assert all(least <= most + 1e-9 for least, most in shares)
        assert all(a[0] <= b[0] + 1e-9 for a, b in pairwise(shares))
        assert curve.gone == sum(why == curve.cause for _, why in rows)
