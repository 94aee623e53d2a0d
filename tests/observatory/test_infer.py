"""What `infer` learns from invented posts under an invented filter, and where it must say that it cannot tell."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.made_posts import Made, made_posts, speaker
from wildgrass.observatory.infer.corpus import Post, comparable, corpus_of
from wildgrass.observatory.infer.finding import Status
from wildgrass.observatory.infer.inference import LONG, infer
from wildgrass.observatory.infer.items import items_of, representatives
from wildgrass.observatory.infer.result import Inference
from wildgrass.observatory.infer.scores import NEVER, Scale, gain
from wildgrass.observatory.infer.statistics import (
    author_rates,
    false_discovery,
    shuffled,
    typical,
    weakest_without_one,
    window,
)
from wildgrass.observatory.infer.votes import voters
from wildgrass.observatory.intervals import clopper_pearson


@pytest.fixture(scope="module")
def made() -> Made:
    return made_posts(3, 2500)


@pytest.fixture(scope="module")
def found(made: Made) -> Inference:
    return infer(made.posts, seed=1, runs=2)


def terms(inference: Inference, *statuses: Status) -> set[frozenset[str]]:
    return {
        frozenset(part.term for part in finding.components)
        for finding in inference.findings
        if finding.status in statuses
    }


def test_planted_words_and_combinations_are_found_to_the_letter(made: Made, found: Inference) -> None:
    expected = {frozenset(rule.terms) for rule in made.rules if rule.support >= 8}
    assert len(expected) >= 5
    assert {len(rule) for rule in expected} >= {1, 2, 3}
    assert expected <= terms(found, Status.SUPPORTED)
    true = {frozenset(rule.terms) for rule in made.rules}
    assert terms(found, Status.SUPPORTED) <= true


def test_counts_are_those_of_a_plain_scan(made: Made, found: Inference) -> None:
    for finding in found.findings:
        held = [
            post
            for post in made.posts
            if all(part.term in comparable(post.text) for part in finding.components)
        ]
        assert finding.removed == sum(post.removed for post in held)
        assert finding.kept == sum(not post.removed for post in held)
        assert set(finding.evidence) <= {post.id for post in held if post.removed}


def test_what_nothing_explains_is_said(made: Made, found: Inference) -> None:
    summary = found.summary()
    by_rules = sum(
        any(all(term in post.text for term in rule.terms) for rule in made.rules if rule.support >= 8)
        for post in made.posts
        if post.removed
    )
    assert summary["removed"] == sum(post.removed for post in made.posts)
    assert 0 < found.unexplained <= found.removed - by_rules
    assert summary["rules_by_chance"] == {"tentative": 0.0, "supported": 0.0}


def test_few_posts_give_no_words() -> None:
    """A combination in three removed posts may be seen, but its words are not named."""
    for finding in infer(made_posts(5, 900, 6, supports=(3, 4)).posts, seed=1, runs=0).findings:
        assert finding.status is not Status.SUPPORTED
        if finding.support < 5:
            assert finding.to_json()["terms"] == []
            assert finding.to_json()["equivalent"] == []


def test_it_abstains_on_few_removed_posts(made: Made) -> None:
    gone = [post for post in made.posts if post.removed][:7]
    found = infer([*gone, *(post for post in made.posts if not post.removed)], seed=1)
    assert found.findings == ()
    assert found.summary()["status"] == "abstained"
    assert found.why == ("few-removed",)
    assert found.unexplained == 7


def test_it_abstains_without_counter_examples(made: Made) -> None:
    found = infer([post for post in made.posts if post.removed], seed=1)
    assert found.why == ("few-kept",)
    assert found.findings == ()


def test_it_abstains_on_whole_articles() -> None:
    random = Random(1)
    speak = speaker(random)
    posts = [Post(id=str(n), text=speak.text(400, 420), removed=n % 5 == 0) for n in range(100)]
    assert min(len(post.text) for post in posts) > LONG
    found = infer(posts, seed=1)
    assert "whole-articles" in found.why
    assert found.findings == ()
    assert found.left_out["long"] == 100


def test_chance_alone_gives_nothing() -> None:
    """Removals without any rule: nothing is supported, whatever the seed."""
    for seed in range(2):
        made = made_posts(seed, 600, 0, noise=0.05)
        assert not terms(infer(made.posts, seed=seed, runs=0), Status.SUPPORTED)


def test_copies_are_one_vote() -> None:
    """One advertisement posted forty times and removed forty times says nothing about its words."""
    made = made_posts(7, 600, 0)
    advertisement = speaker(Random(99)).text(14, 14)
    copies = [Post(id=f"copy {n}", text=f"{advertisement}{n}", removed=True) for n in range(40)]
    found = infer([*made.posts, *copies], seed=1, runs=0)
    assert terms(found, Status.SUPPORTED, Status.TENTATIVE) == set()
    assert found.left_out["copies"] >= 39


def test_a_removed_copy_and_a_kept_one_stay_two() -> None:
    corpus = corpus_of(
        [
            Post(id="1", text="春天的花开在河边的山上", removed=True),
            Post(id="2", text="春天的花开在河边的山上", removed=False),
            Post(id="3", text="春天的花开在河边的山上!", removed=True),
            Post(id="4", text="短", removed=True),
            Post(id="5", text="短", removed=True),
        ]
    )
    assert voters(corpus).tolist() == [0, 1, 0, 3, 3]


def test_a_rule_of_one_author_is_only_tentative(made: Made) -> None:
    """Where all removed posts with a word are one person's, it may be about the person."""
    rule = next(rule for rule in made.rules if len(rule.terms) == 1 and rule.support >= 12)
    posts = [
        replace(post, author="she") if rule.terms[0] in post.text or (at < 200 and not post.removed) else post
        for at, post in enumerate(made.posts)
    ]
    finding = next(
        finding
        for finding in infer(posts, seed=1, runs=0).findings
        if [part.term for part in finding.components] == list(rule.terms)
    )
    assert finding.status is Status.TENTATIVE
    assert "one-author" in finding.why
    assert finding.to_json()["publishable"] is False


def test_a_wiped_account_explains_no_words(made: Made) -> None:
    speak = speaker(Random(5))
    wiped = [Post(id=f"w{n}", text=speak.around(["墙外风"]), removed=True, author="gone") for n in range(40)]
    found = infer([*made.posts, *wiped], seed=1, runs=0)
    assert found.left_out["wiped"] == 40
    assert not any("墙外风" in term for rule in terms(found, *Status) for term in rule)


def test_scripts_are_not_folded() -> None:
    """A filter of 維權 lets 维权 through: both are two strings."""
    made = made_posts(11, 600, 0)
    speak = speaker(Random(6))
    posts = [Post(id=f"t{n}", text=speak.around(["維權"]), removed=True) for n in range(15)]
    posts += [Post(id=f"s{n}", text=speak.around(["维权"]), removed=False) for n in range(15)]
    assert frozenset(["維權"]) in terms(infer([*made.posts, *posts], seed=1, runs=0), Status.SUPPORTED)


def test_strings_that_the_data_cannot_tell_apart_are_one_class() -> None:
    made = made_posts(12, 600, 0)
    speak = speaker(Random(8))
    posts = [Post(id=f"e{n}", text=speak.around(["龘靐齉", "纛爨"]), removed=True) for n in range(15)]
    found = infer([*made.posts, *posts], seed=1, runs=0)
    (finding,) = (one for one in found.findings if one.support >= 15)
    (part,) = finding.components
    assert "others-fit-too" in finding.why
    assert {part.term, *part.also} == {"龘靐齉", "纛爨"}
    assert len(part.shortest) == 1
    assert part.longest == part.term


def test_a_piece_that_two_words_share_is_not_taken_for_a_word() -> None:
    """龘 stands in two words of the filter only, and in no kept text: its neighbours tell that it is no word."""
    made = made_posts(14, 600, 0)
    speak = speaker(Random(10))
    posts = [
        Post(id=f"{word}{n}", text=speak.around([word]), removed=True)
        for word in ("龘靐", "齉龘")
        for n in range(12)
    ]
    assert terms(infer([*made.posts, *posts], seed=1, runs=0), Status.SUPPORTED) == {
        frozenset(["龘靐"]),
        frozenset(["齉龘"]),
    }


def test_a_word_beside_anything_is_not_lengthened() -> None:
    made = made_posts(15, 600, 0)
    speak = speaker(Random(11))
    posts = [Post(id=f"w{n}", text=speak.around(["龘靐"]), removed=True) for n in range(24)]
    (finding,) = infer([*made.posts, *posts], seed=1, runs=0).findings
    assert [part.term for part in finding.components] == ["龘靐"]


def test_a_filter_that_takes_half_of_everything_is_still_seen() -> None:
    """The rate of removals that nothing explains falls from one half as rules are found."""
    random = Random(12)
    speak = speaker(random)
    words = ["".join(random.sample("龘靐齉纛爨麤鱻灪龖厵", 3)) for _ in range(6)]
    taken = [Post(id=f"r{n}", text=speak.around([words[n % 6]]), removed=True) for n in range(360)]
    left = [Post(id=f"k{n}", text=speak.text(), removed=False) for n in range(360)]
    found = infer([*taken, *left], seed=1, runs=0)
    assert {frozenset([word]) for word in words} <= terms(found, Status.SUPPORTED)
    assert found.rate < 0.05


def test_images_explain_removal_too() -> None:
    made = made_posts(13, 600, 0)
    speak = speaker(Random(9))
    posts = [Post(id=f"i{n}", text=speak.text(), removed=True, images=("image 1",)) for n in range(12)]
    posts += [Post(id=f"k{n}", text=speak.text(), removed=False, images=("image 2",)) for n in range(12)]
    (finding,) = infer([*made.posts, *posts], seed=1, runs=0).findings
    assert finding.to_json()["images"] == ["image 1"]
    assert finding.to_json()["terms"] == []
    assert finding.status is Status.SUPPORTED


def test_the_window_in_time_is_that_of_the_removed_posts(made: Made, found: Inference) -> None:
    for finding in found.findings:
        times = [post.seconds for post in made.posts if post.id in finding.evidence and post.seconds]
        assert finding.window is not None
        if finding.removed <= len(finding.evidence):
            assert (finding.window.first, finding.window.last) == (min(times), max(times))
    assert window([None, None], np.array([True, True])) is None
    seen = window([5, 9, 2, 10], np.array([True, True, False, False]))
    assert seen is not None
    assert (seen.kept_before, seen.kept_after) == (1, 1)


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [(0, 10, 0.0, 0.3085), (10, 10, 0.6915, 1.0), (8, 10, 0.4439, 0.9748), (50, 100, 0.3983, 0.6017)],
)
def test_exact_intervals_are_those_of_the_tables(hits: int, total: int, low: float, high: float) -> None:
    assert clopper_pearson(hits, total) == pytest.approx((low, high), abs=1e-4)


@given(st.integers(0, 300), st.integers(1, 300))
def test_an_interval_holds_its_share(hits: int, more: int) -> None:
    low, high = clopper_pearson(hits, hits + more)
    assert 0 <= low <= hits / (hits + more) <= high <= 1


@given(st.integers(1, 200), st.integers(0, 200), st.floats(0.001, 0.9))
def test_tables_of_scores_agree_with_the_formula(removed: int, kept: int, rate: float) -> None:
    table = Scale.of(rate, 200).gains(np.array([removed]), np.array([kept]))[0]
    assert table == pytest.approx(gain(removed, kept, rate), abs=1e-6)
    assert (table == NEVER) == (removed + 1 < 0.85 * (removed + kept))


def test_false_discovery_is_the_share_that_chance_gives() -> None:
    assert false_discovery([9.0, 5.0, 4.0], [4.5], 1) == [0.0, 0.0, pytest.approx(1 / 3)]
    assert false_discovery([9.0], [], 0) == [None]


def test_shuffles_keep_each_stratum_s_removals() -> None:
    removed, strata = np.arange(100) % 5 == 0, (np.arange(100) >= 50).astype(np.int64)
    once = shuffled(removed, strata, np.random.default_rng(1))
    assert once[:50].sum() == 10
    assert once[50:].sum() == 10
    assert not np.array_equal(once, removed)


def test_what_an_author_loses_anyway_makes_a_removal_say_less() -> None:
    posts = [
        Post(id=str(n), text="风", removed=n % 2 == 0, author="much" if n < 100 else "rest")
        for n in range(200)
    ]
    corpus = corpus_of([*posts, Post(id="x", text="风", removed=False)])
    unexplained = corpus.removed & (corpus.authors == 0)
    rates = author_rates(corpus, unexplained, np.ones(201, bool), 0.05)
    assert rates[0] == pytest.approx((50 + 1) / 120)
    assert rates[150] == pytest.approx(1 / 120)
    assert rates[200] == 0.05
    assert typical(np.array([0.1, 0.001])) == pytest.approx(0.01)


def test_without_one_author_takes_the_worst() -> None:
    gone = np.array([True, True, True, False])
    assert weakest_without_one(["a", "a", "b", "b"], gone, lambda n, m: n - m) == (2, 0)
    assert weakest_without_one(["a", "a", "a", None], gone, lambda n, m: n - m) == (1, None)


@given(st.lists(st.text(alphabet="风雨山河 a,", max_size=12), min_size=1, max_size=20), st.randoms())
def test_items_are_all_frequent_strings_and_stand_where_they_stand(texts: list[str], random: Random) -> None:
    """Against a plain count of every string of one to four characters."""
    posts = [Post(id=str(n), text=text, removed=random.random() < 0.6) for n, text in enumerate(texts)]
    corpus = corpus_of(posts)
    items = items_of(corpus, corpus.removed)
    plain: dict[str, set[int]] = {}
    for row, text in enumerate(corpus.texts):
        for size in range(1, 5):
            for at in range(len(text) - size + 1):
                if not set(text[at : at + size]) & set(" ,"):
                    plain.setdefault(text[at : at + size], set()).add(row)
    expected = {
        string: rows for string, rows in plain.items() if sum(posts[row].removed for row in rows) >= 3
    }
    got = {
        string: {*items.rows_removed[items.removed.rows_of(n)], *items.rows_kept[items.kept.rows_of(n)]}
        for n, string in enumerate(items.strings)
    }
    assert got == expected
    chosen = {items.strings[at] for at in representatives(items).tolist()}
    sets = {frozenset(got[string]) for string in chosen}
    assert len(sets) == len(chosen)
    for string, rows in got.items():
        gone = {row for row in rows if posts[row].removed}
        assert any(
            gone == {row for row in got[one] if posts[row].removed} and got[one] <= rows for one in chosen
        ), string


def test_the_same_seed_gives_the_same_findings() -> None:
    first, second = (infer(made_posts(4, 600, 3).posts, seed=4, runs=1) for _ in range(2))
    assert [one.to_json() for one in first.findings] == [one.to_json() for one in second.findings]
    assert first.summary() == second.summary()
