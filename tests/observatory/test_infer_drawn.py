"""A slice of the benchmark: rules drawn from what stands together in an invented language; bounds are loose."""

from dataclasses import replace
from random import Random

import pytest
from benchmarks.infer_corpora import TITLES, Said, half, sample, strangers
from benchmarks.infer_diagnosis import false_rules, missed_rules
from benchmarks.infer_drawn import Drawing, drawn, words_of
from benchmarks.infer_filters import Reasons, filtered_by
from benchmarks.infer_language import invented
from benchmarks.infer_lists import LISTS, dated
from benchmarks.infer_measure import measured
from benchmarks.infer_real import auc
from benchmarks.infer_said import joined, planted
from benchmarks.infer_scores import Rule, Truth, World, matched
from benchmarks.library_corpus import SAMPLES

from wildgrass.observatory.infer.finding import Status
from wildgrass.observatory.infer.inference import infer

POSTS = 1500


def world(seed: int) -> World:
    posts, words = invented(seed, POSTS)
    return drawn(Random(seed), [replace(one, seconds=None) for one in posts], Reasons(), words)


@pytest.mark.parametrize("seed", [0, 2])
def test_rules_of_topics_and_phrases_are_found_and_what_is_supported_is_sound(seed: int) -> None:
    run = measured(world(seed), seed, with_others=False)
    shown, supported = run.ways["ours, all shown"], run.ways["ours, supported"]
    assert shown["findable"] >= 8
    assert shown["R"] >= 0.4
    assert shown["sound"] >= 0.75
    assert supported["rules"] >= 2
    assert supported["unsound"] == 0


def test_shuffled_labels_give_no_supported_finding() -> None:
    posts = world(1).posts
    labels = [post.removed for post in posts]
    Random(1).shuffle(labels)
    mixed = [replace(post, removed=gone) for post, gone in zip(posts, labels, strict=True)]
    found = infer(mixed, seed=1, runs=0).findings
    assert not [one for one in found if one.status is Status.SUPPORTED]


def test_articles_teach_no_words() -> None:
    posts, _ = invented(3, 400)
    held = joined(Random(3), posts, (900,), 300)
    made = filtered_by(Random(3), held, [(held[0].text[2:5],)], Reasons(noise=0.1), common=1)
    assert "whole-articles" in infer(made.posts, seed=3, runs=0).why


def test_every_part_of_a_drawn_rule_keeps_texts_out() -> None:
    posts, words = invented(4, 800)
    texts = [one.text for one in posts]
    rules = Drawing(Random(4), texts, words).rules()
    assert {len(rule) for rule in rules} >= {1, 2, 3}
    for rule, rows in rules.items():
        assert len(rows) >= 3
        for at in range(len(rule) if len(rule) > 1 else 0):
            (wider,) = matched(texts, [rule[:at] + rule[at + 1 :]])
            assert len(wider) >= len(rows) + 2


def test_words_are_said_in_different_surroundings() -> None:
    texts = ["".join(chr(0x4E00 + 12 * number + at) for at in range(12)) for number in range(40)]
    texts = [
        text[:6] + ("天气" if row < 8 else "") + text[6:] + "龙卷风来了" * (row < 6)
        for row, text in enumerate(texts)
    ]
    found = words_of(texts)
    assert "天气" in found
    assert "卷风" not in found  # always in the same phrase


def test_the_halves_share_no_text_and_leave_none_out() -> None:
    texts = [Said(f"text {number}", "") for number in range(60)]
    tuned, held = half(texts, held_out=False), half(texts, held_out=True)
    assert sorted(one.text for one in tuned + held) == sorted(one.text for one in texts)
    assert tuned
    assert held


def test_planted_rules_stand_in_as_many_texts_as_said_and_all_but_one_part_in_thrice_as_many() -> None:
    posts, _ = invented(5, POSTS)
    rules: list[Rule] = [("龘靐",), ("靐齉", "爨麤")]
    made = planted(Random(5), posts, rules, Reasons(0, 0))
    rule = rules[1]
    texts = [post.text for post in made.posts]
    first, second, both = matched(texts, [rule[:1], rule[1:], rule])
    assert len(both) == made.supports[rule]
    assert len(first) + len(second) == 2 * len(both) + 3 * len(both)


def test_authors_delete_what_stands_near_a_rule_and_accounts_lose_what_they_wrote() -> None:
    texts = [Said(f"甲乙{number}", f"author {number % 80}") for number in range(800)]
    texts += [Said(f"戊己{number}", f"author {number % 80}") for number in range(800)]
    near = filtered_by(Random(8), texts, [("甲乙", "丙丁")], Reasons(0.01, 0, topic=30), common=1)
    gone = [post.text[:2] for post in near.posts if post.removed]
    assert gone.count("甲乙") > 5 * gone.count("戊己")
    wiped = filtered_by(Random(8), texts, [], Reasons(0, 0, burst=2)).posts
    assert len({post.author for post in wiped if post.removed}) == 2
    assert not near.filtered.any()


def test_what_was_missed_and_what_is_not_sound_is_told_by_its_kind() -> None:
    texts = [Said(f"{number}甲乙 丙丁", "") for number in range(8)]
    texts += [Said(f"{number}甲乙", "") for number in range(8)] + [
        Said(f"{number}戊己", "") for number in range(8)
    ]
    truth = Truth(filtered_by(Random(6), texts, [("甲乙", "丙丁")], Reasons(0, 0), common=1))
    rules: list[Rule] = [("甲乙",), ("戊己",)]
    rows = matched([one.text for one in texts], rules)
    assert [why for why, _ in missed_rules(truth, rules, rows)] == ["taken by a shorter rule"]
    assert [kind for _, kind, _ in false_rules(truth, rules, rows)] == [
        "a part of true rules",
        "removals for no reason",
    ]


def test_auc_counts_ties_half() -> None:
    assert auc([1.0, 0.0, 0.0], [True, False, True]) == 0.75


def test_a_strangers_texts_are_read(tmp_path) -> None:
    file = tmp_path / "posts.csv"
    file.write_text("body,author,time\n今天天气,a,2020-01-02\n,b,\n", "utf-8")
    assert strangers(f"{file}:body") == [Said("今天天气", "a", 1577923200)]


def test_a_file_that_is_not_the_one_measured_is_left_out_loudly(capsys: pytest.CaptureFixture[str]) -> None:
    assert sample("censorship/no such file.csv", "00") == b""
    assert "LEFT OUT" in capsys.readouterr().err


@pytest.mark.skipif(not (SAMPLES / TITLES[0]).is_file(), reason="the samples do not lie beside the project")
def test_every_list_beside_the_project_is_read() -> None:
    assert all(len(held.rules()) >= 40 for held in LISTS.values())
    assert all(since is not None for since, _ in dated("wechat covid").values())
