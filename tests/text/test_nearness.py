"""Texts that say nearly the same are found, and measured exactly."""

# ruff: noqa: RUF001 - Chinese punctuation

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wildgrass.text.nearness import (
    NEAR_LEAST,
    SHORTEST,
    bands,
    candidates,
    form,
    groups,
    near_pairs,
    nearness,
)

COMMON = (
    "的一是不了人我在有他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头"
    "面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信"
    "北少关并内加化由却代军产入先山五太水万市"
)


def by_hand(texts: list[str], least: float = NEAR_LEAST) -> set[tuple[int, int]]:
    sets = [form(text).pairs for text in texts]
    return {
        (first, second)
        for first, one in enumerate(sets)
        for second, other in enumerate(sets[first + 1 :], first + 1)
        if len(one & other) >= least * len(one | other)
    }


def corpus(count: int, seed: int) -> list[str]:
    """Made-up posts, and a third as many copies with words changed, added and left out."""
    rng = Random(seed)
    texts = ["".join(rng.choices(COMMON, k=rng.randint(8, 90))) for _ in range(count)]
    for _ in range(count // 3):
        copy = list(rng.choice(texts[:count]))
        for _ in range(rng.randint(0, max(1, len(copy) // 6))):
            at = rng.randrange(len(copy))
            how = rng.randrange(3)
            copy[at : at + (how != 0)] = rng.choices(COMMON, k=how < 2)
        texts.append("".join(copy))
    return texts


def test_what_brute_force_finds_is_found() -> None:
    """At least 99 of a hundred pairs that are near, and none that is not."""
    texts = corpus(600, 5)
    true = by_hand(texts)
    found = {(first, second) for first, second, _ in near_pairs([form(text) for text in texts])}
    assert len(true) > 100
    assert found <= true
    assert len(found) >= 0.99 * len(true)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("离离原上草，一岁一枯荣。", "離離原上草 一歲一枯榮"),
        ("Hello, World and all of you", "hello world AND ALL of you!!"),
        ("看看这个 https://t.co/abc 真的很不错啊", "看看这个真的很不错啊 @somebody"),
        ("今天天气很好我们去公园", "今天天气\u200b很好，我们去公园"),
    ],
)
def test_script_width_case_links_and_punctuation_make_no_difference(one: str, other: str) -> None:
    assert form(one).letters == form(other).letters
    assert nearness(form(one), form(other)) == 1


def test_short_posts_with_a_changed_word_are_near() -> None:
    assert nearness(form("明天下午三点广场见大家带白纸"), form("明天下午四点广场见大家带白纸")) >= NEAR_LEAST
    assert nearness(form("明天下午三点广场见大家带白纸"), form("昨天晚上八点在家里看电视剧")) < 0.1


def test_what_everybody_says_is_too_short() -> None:
    assert not form("生日快乐！！！！！！！").is_long_enough
    assert len(form("生" * SHORTEST).letters) == SHORTEST


@settings(max_examples=150)
@given(st.text(max_size=60), st.text(max_size=60))
def test_nearness_is_a_measure(one: str, other: str) -> None:
    """The same both ways, between 0 and 1, and 1 for a text with itself; equal forms share every band."""
    first, second = form(one), form(other)
    near = nearness(first, second)
    assert near == nearness(second, first)
    assert 0 <= near <= 1
    assert nearness(first, first) == 1
    assert len(bands(first)) == 192
    assert bands(form(one)) == bands(first)
    assert (first.digest == second.digest) == (first.letters == second.letters)


@settings(max_examples=60)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=30), st.integers(0, 30))
def test_only_pairs_with_something_new_come_and_each_once(numbers: list[int], fresh: int) -> None:
    held = [bands(form("春风吹又生" * 2 + COMMON[number * 9 : number * 9 + 9])) for number in numbers]
    pairs = list(candidates(held, fresh))
    assert len(pairs) == len(set(pairs))
    assert all(first < second and second >= fresh for first, second in pairs)
    everything = set(candidates(held))
    assert set(pairs) == {pair for pair in everything if pair[1] >= fresh}


def test_boilerplate_does_not_multiply() -> None:
    """Ten thousand copies are ten thousand pairs, not fifty million."""
    assert len(list(candidates([bands(form("转发微博转发微博转发"))] * 10_000))) == 9_999


def test_groups_join_what_hangs_together() -> None:
    pairs = {(b"a", b"b"): 0.9, (b"c", b"b"): 0.8, (b"x", b"y"): 0.7}
    assert groups(pairs) == [[b"a", b"b", b"c"], [b"x", b"y"]]


def test_nothing_has_no_pairs() -> None:
    assert list(near_pairs([])) == []
    assert list(candidates([])) == []
