"""What `infer` must not call a rule, and what it must say of rules that share parts or change."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from math import comb
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.made_posts import START, Speaker, made_posts, speaker
from wildgrass.observatory.infer.corpus import Post
from wildgrass.observatory.infer.finding import Finding, Status
from wildgrass.observatory.infer.inference import infer
from wildgrass.observatory.infer.statistics import slip_rate
from wildgrass.observatory.infer.windows import UNDATED, parts_of_time, stretch
from wildgrass.observatory.intervals import at_least

DAY = 86_400


def said(speak: Speaker, name: str, removed: int, kept: int, *terms: str) -> list[Post]:
    """Posts with these words, so many removed and so many kept."""
    return [
        Post(id=f"{name} {number}", text=speak.around(terms), removed=number < removed)
        for number in range(removed + kept)
    ]


def found(posts: list[Post]) -> dict[frozenset[str], Finding]:
    findings = infer(posts, seed=1, runs=0).findings
    return {frozenset(part.term for part in finding.components): finding for finding in findings}


def test_a_part_that_rules_share_gives_way_to_the_rules() -> None:
    """No kept post has 龘靐 without being one in a few, but each removed one has one of three other words as well."""
    speak = speaker(Random(1))
    posts = made_posts(31, 900, 0).posts
    for other in ("齉纛", "爨麤", "灪龖"):
        posts += said(speak, other, 12, 0, "龘靐", other) + said(speak, f"{other} alone", 0, 6, other)
    posts += said(speak, "shared", 0, 2, "龘靐")
    rules = found(posts)
    assert {frozenset(["龘靐", other]) for other in ("齉纛", "爨麤", "灪龖")} <= rules.keys()
    assert frozenset(["龘靐"]) not in rules


def test_words_mostly_said_in_one_breath_are_still_two_parts() -> None:
    speak = speaker(Random(2))
    posts = made_posts(32, 900, 0).posts
    posts += said(speak, "together", 14, 0, "龘靐齉纛") + said(speak, "apart", 4, 0, "龘靐", "齉纛")
    posts += said(speak, "first", 0, 8, "龘靐") + said(speak, "second", 0, 8, "齉纛")
    finding = found(posts)[frozenset(["龘靐", "齉纛"])]
    assert (finding.support, finding.status) == (18, Status.SUPPORTED)


def test_a_rule_with_many_kept_posts_is_tentative_and_says_so() -> None:
    speak = speaker(Random(3))
    posts = made_posts(33, 900, 0).posts + said(speak, "w", 14, 2, "龘靐")
    finding = found(posts)[frozenset(["龘靐"])]
    assert finding.status is Status.TENTATIVE
    assert "many-kept" in finding.why


def test_what_stands_in_all_of_a_rule_s_posts_is_said() -> None:
    """No kept post has 龘靐 without 齉纛: nothing tells whether the rule needs both."""
    speak = speaker(Random(8))
    posts = made_posts(38, 700, 0).posts
    posts += said(speak, "both", 12, 0, "龘靐", "齉纛") + said(speak, "second", 0, 9, "齉纛")
    finding = found(posts)[frozenset(["龘靐"])]
    assert finding.to_json()["perhaps_also"] == ["齉纛"]


def test_one_post_in_fifty_may_slip_through() -> None:
    speak = speaker(Random(4))
    posts = made_posts(34, 900, 0).posts + said(speak, "w", 40, 1, "龘靐")
    assert found(posts)[frozenset(["龘靐"])].status is Status.SUPPORTED


@pytest.mark.parametrize("seed", [1, 2])
def test_a_topic_of_which_authors_delete_half_is_no_filter(seed: int) -> None:
    """By chance some of sixty words, and many pairs, stand in removed posts only; none of them is supported."""
    random = Random(seed)
    speak = speaker(random)
    words = random.sample([word for word in speak.words[300:] if len(word) > 1], 60)
    topic = [
        Post(id=f"t{at}", text=speak.around(random.sample(words, 4)), removed=random.random() < 0.5)
        for at in range(240)
    ]
    rules = found(made_posts(seed, 2500, 0).posts + topic)
    assert not [terms for terms, finding in rules.items() if finding.status is Status.SUPPORTED]


def test_a_word_beside_what_is_removed_anyway_does_not_name_it() -> None:
    """七 in ten posts with 龘靐 are gone, for reasons of their own; a second word in ten of them is no rule."""
    random = Random(6)
    speak = speaker(random)
    posts = made_posts(36, 1500, 0).posts
    posts += [
        Post(id=f"n{at}", text=speak.around(["龘靐"]), removed=random.random() < 0.7) for at in range(150)
    ]
    for terms, finding in found(posts).items():
        assert "龘靐" not in terms or finding.status is not Status.SUPPORTED


def test_a_rule_that_begins_later_has_its_time() -> None:
    """Before the hundredth day posts with it stay; kept ones of that time are no counter-examples."""
    random = Random(7)
    speak = speaker(random)
    posts = [
        replace(post, seconds=START + random.randrange(300) * DAY) for post in made_posts(37, 1500, 0).posts
    ]
    posts += [
        Post(id=f"d{day}", text=speak.around(["龘靐"]), removed=day >= 100, seconds=START + day * DAY)
        for day in range(0, 300, 5)
    ]
    finding = found(posts)[frozenset(["龘靐"])]
    assert finding.status is Status.SUPPORTED
    assert "only-then" in finding.why
    assert (finding.support, finding.against) == (40, 0)
    shown = finding.to_json()["window"]
    assert shown == {
        "first": "2024-02-22T22:13:20Z", "last": "2024-09-04T22:13:20Z", "kept_before": 20, "kept_after": 0
    }  # fmt: skip


def test_undated_posts_have_no_parts_of_time() -> None:
    assert parts_of_time(np.full(100, UNDATED)) == []
    assert parts_of_time(np.full(100, START)) == []
    parts = parts_of_time(START + DAY * np.arange(100))
    assert [len(part) for part in parts] == [50, 50, 25, 25, 25, 25]


@given(st.lists(st.booleans(), min_size=1, max_size=14))
def test_the_stretch_is_the_best_of_all(gone: list[bool]) -> None:
    removed, seconds = np.array(gone), np.arange(len(gone), dtype=np.int64)
    rate = 0.01

    def worth(labels: np.ndarray) -> float:
        return float(labels.sum() * -np.log(rate) + (~labels).sum() * np.log(0.02))

    held = stretch(np.arange(len(gone)), seconds, removed, rate)
    best = max(worth(removed[a:b]) for a, b in combinations(range(len(gone) + 1), 2))
    assert worth(removed[held]) == pytest.approx(max(0.0, best))
    assert held.tolist() == list(range(held[0], held[-1] + 1)) if len(held) else True


@given(st.integers(0, 12), st.integers(1, 12), st.floats(0.01, 0.9))
def test_tails_are_those_of_the_binomial(hits: int, more: int, share: float) -> None:
    total = hits + more
    tail = sum(comb(total, n) * share**n * (1 - share) ** (total - n) for n in range(hits, total + 1))
    assert at_least(hits, total, share) == pytest.approx(tail, abs=1e-9)


def test_what_slips_through_is_learnt_from_rules_that_hold() -> None:
    assert slip_rate([]) == pytest.approx(0.02)
    assert slip_rate([(95, 5), (100, 0)]) == pytest.approx(5.5 / 225)
    assert slip_rate([(12, 3)]) == pytest.approx(0.02)


def from_two_places(made: list[Post], author: Callable[[Post, int], str | None]) -> list[Finding]:
    """Find what explains removal where the authors are these."""
    posts = [replace(post, author=author(post, number)) for number, post in enumerate(made)]
    return [one for one in infer(posts, seed=1, runs=0).findings if one.status is not Status.ABSTAINED]


@pytest.mark.parametrize(
    ("author", "is_apart"),
    [
        (lambda post, number: f"{post.removed}{number % 9}", True),
        (lambda _post, number: str(number % 9), False),
        (lambda _post, number: str(number), False),
        (lambda _post, _number: None, False),
    ],
    ids=["two sources", "the same people", "each post another's", "nobody known"],
)
def test_removed_and_kept_posts_of_different_people_support_nothing(
    author: Callable[[Post, int], str | None], is_apart: bool
) -> None:
    """A removed-article set beside ordinary texts differs in style, too: no shuffle of labels would show it."""
    findings = from_two_places(made_posts(41, 900, 4, supports=(14,), sizes=(1, 2)).posts, author)
    assert findings
    assert all(("stands-apart" in one.why) is is_apart for one in findings)
    assert any(one.status is Status.SUPPORTED for one in findings) is not is_apart


def test_removed_and_kept_posts_of_different_sources_support_nothing() -> None:
    made = made_posts(41, 900, 4, supports=(14,), sizes=(1, 2)).posts
    apart = [replace(post, stratum=str(post.removed), author=None) for post in made]
    findings = infer(apart, seed=1, runs=0).findings
    assert findings
    assert all("stands-apart" in one.why for one in findings)
