"""Of many kept posts some are drawn by chance; what nothing explains is looked at again beside those that can tell."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.made_posts import made_posts, speaker
from wildgrass.observatory.infer import run
from wildgrass.observatory.infer.corpus import Post, corpus_of
from wildgrass.observatory.infer.finding import Finding, Status
from wildgrass.observatory.infer.inference import infer
from wildgrass.observatory.infer.telling import telling


def rare(seed: int) -> list[Post]:
    """Six removed posts hold two words; each word alone stands in thirty kept ones of two thousand."""
    speak = speaker(Random(seed))
    posts = made_posts(seed, 2000, 0, noise=0.04).posts
    for name, count, terms in (("both", 6, ("龘靐", "齉纛")), ("one", 30, ("龘靐",)), ("two", 30, ("齉纛",))):
        posts += [
            Post(id=f"{name} {at}", text=speak.around(terms), removed=name == "both") for at in range(count)
        ]
    return posts


def found(posts: list[Post], runs: int = 0) -> dict[frozenset[str], Finding]:
    findings = infer(posts, seed=1, runs=runs).findings
    return {frozenset(part.term for part in finding.components): finding for finding in findings}


@pytest.mark.parametrize("most", [300, 100_000])
def test_what_a_sample_of_kept_posts_cannot_tell_is_found_all_the_same(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "_KEPT_TO_MINE", most)
    finding = found(rare(41))[frozenset(["龘靐", "齉纛"])]
    assert (finding.support, finding.against, finding.status) == (6, 0, Status.SUPPORTED)


def test_shuffles_look_twice_as_well_and_find_no_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_KEPT_TO_MINE", 300)
    finding = found(rare(42), runs=2)[frozenset(["龘靐", "齉纛"])]
    assert finding.false_discovery == 0


def test_few_posts_may_be_supported_but_do_not_leave_the_archive() -> None:
    shown = found(rare(43))[frozenset(["龘靐", "齉纛"])].to_json()
    assert (shown["status"], shown["publishable"]) == ("supported", False)
    assert "few-posts" in shown["why"]
    assert "not-supported" in shown["not_publishable_because"]


@settings(max_examples=40)
@given(
    st.lists(st.text("甲乙丙丁戊 ", max_size=8), min_size=3, max_size=12),
    st.lists(st.text("甲乙丙丁戊己 ", max_size=8), min_size=1, max_size=40),
    st.integers(1, 20),
)
def test_all_kept_posts_with_a_whole_string_are_there(gone: list[str], left: list[str], most: int) -> None:
    posts = [
        Post(id=str(at), text=text, removed=at < len(gone), images=("p",) if at % 3 == 0 else ())
        for at, text in enumerate([*gone, *left])
    ]
    corpus = corpus_of(posts)
    kept = np.flatnonzero(~corpus.removed)
    told = telling(corpus, np.flatnonzero(corpus.removed), kept, kept[::2], most)
    shown = set(told.rows.tolist())
    assert shown <= set(kept.tolist())
    for string in told.whole:
        assert {row for row in kept.tolist() if string in corpus.texts[row]} <= shown
    if sum(at % 3 == 0 for at in range(len(gone))) >= 3:
        assert {row for row in kept.tolist() if corpus.posts[row].images} <= shown
