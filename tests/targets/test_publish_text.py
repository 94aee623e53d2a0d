"""Text on its way out: links lead where they led, mentions notify nobody, long texts become threads at good places."""

# ruff: noqa: RUF001 - Chinese punctuation is meant

from dataclasses import replace

import regex
from hypothesis import given
from hypothesis import strategies as st

from targets.made_up_life import FRIEND, post
from wildgrass.model import Attachment, Item, Link
from wildgrass.targets.runs import Run, RunKind, defanged, runs_of
from wildgrass.targets.splitting import Budget, fits, graphemes, split

BLUESKY = Budget(300, 3000)


def _kinds(item: Item) -> list[tuple[str, str, str]]:
    return [(run.text, str(run.kind), run.value) for run in runs_of(item)]


def test_a_short_link_leads_where_it_led() -> None:
    url = "https://t.co/abc"
    item = post(
        1, "2022-01-01 00:00", f"看这里 {url} 好", links=(Link(url=url, target="https://example.org/a/b"),)
    )
    assert _kinds(item) == [
        ("看这里 ", "text", ""),
        ("example.org/a/b", "link", "https://example.org/a/b"),
        (" 好", "text", ""),
    ]
    assert [run.text for run in runs_of(item, full_links=True)][1] == "https://example.org/a/b"


def test_an_address_written_out_is_a_link_up_to_the_chinese_full_stop() -> None:
    assert _kinds(post(1, "2022-01-01 00:00", "见https://example.org/x。完"))[1] == (
        "example.org/x",
        "link",
        "https://example.org/x",
    )


def test_the_link_to_ones_own_picture_goes() -> None:
    url = "https://t.co/pic"
    link = Link(url=url, target="https://twitter.com/me/status/1/photo/1")
    picture = Attachment(name="1.jpg", member=None)
    item = post(1, "2022-01-01 00:00", f"雪 {url}", links=(link,), attachments=(picture,))
    assert _kinds(item) == [("雪", "text", "")]
    assert len(runs_of(post(1, "2022-01-01 00:00", f"雪 {url}", links=(link,)))) == 2


def test_tags_and_mentions_are_told_apart() -> None:
    item = post(1, "2022-01-01 00:00", "@spring_wind 早 #野草 a@b.org #1", mentions=(FRIEND,))
    runs = runs_of(item)
    assert [(run.text, run.kind) for run in runs] == [
        ("@spring_wind", RunKind.MENTION),
        (" 早 ", RunKind.TEXT),
        ("#野草", RunKind.TAG),
        (" a@b.org #1", RunKind.TEXT),
    ]
    assert runs[0].actor == FRIEND
    assert runs[2].value == "野草"


def test_a_weibo_tag_has_two_signs() -> None:
    item = replace(post(1, "2022-01-01 00:00", "今天#白纸 革命#好"), source="weibo")
    assert _kinds(item)[1] == ("#白纸 革命#", "tag", "白纸 革命")


def test_a_defanged_name_reads_the_same_and_is_no_mention() -> None:
    assert defanged("alice") == "@\u2060alice"
    assert regex.search(r"@\w", defanged("alice")) is None


def test_exactly_the_limit_is_one_part() -> None:
    """Han, Tibetan, flags and families: counted as readers see them, and by bytes."""
    family, flag = "👨‍👩‍👧‍👦", "🇹🇼"
    assert len(split((Run("汉" * 300),), BLUESKY)) == 1
    assert [len(one[0].text) for one in split((Run("汉" * 301),), BLUESKY)] == [300, 1]
    assert len(split((Run(flag * 300),), BLUESKY)) == 1
    assert len(split((Run(flag * 301),), BLUESKY)) == 2
    assert graphemes(family) == 1
    assert len(family.encode()) == 25
    assert len(split((Run(family * 120),), BLUESKY)) == 1
    assert len(split((Run(family * 121),), BLUESKY)) == 2
    tibetan = "བོད་ཡིག་གི་"
    assert all(
        fits("".join(run.text for run in part), BLUESKY) for part in split((Run(tibetan * 90),), BLUESKY)
    )


def test_a_cut_stands_at_the_end_of_a_sentence() -> None:
    sentence = "今天下了第一场雪，胡同口的柿子树还挂着果。"
    parts = split((Run(sentence * 40),), BLUESKY)
    assert len(parts) == 3
    assert all(part[-1].text.endswith("。") for part in parts)
    quoted = "他说：“走。”" * 80
    assert all(part[-1].text.endswith("”") for part in split((Run(quoted),), BLUESKY))


def test_a_link_is_never_cut() -> None:
    link = Run("example.org/" + "x" * 30, RunKind.LINK, "https://example.org/")
    parts = split((Run("字" * 290), link, Run("。")), BLUESKY)
    assert [run.kind for part in parts for run in part].count(RunKind.LINK) == 1
    assert parts[1][0] == link


def test_thousands_of_marks_on_one_letter_still_fit() -> None:
    parts = split((Run("a" + "\u0301" * 4000),), BLUESKY)
    assert all(fits(part[0].text, BLUESKY) for part in parts)
    assert "".join(part[0].text for part in parts).count("\u0301") == 4000


@given(st.lists(st.tuples(st.text(max_size=400), st.sampled_from(list(RunKind))), max_size=6))
def test_every_part_fits_and_no_word_is_lost(given_runs: list[tuple[str, RunKind]]) -> None:
    """Whatever the text, each part is within both limits; only white space at a cut goes."""
    runs = [Run(text, kind, "v") for text, kind in given_runs]
    budget = Budget(30, 90)
    parts = split(runs, budget)
    texts = ["".join(run.text for run in part) for part in parts]
    assert all(fits(text, budget) for text in texts)
    assert "".join("".join(texts).split()) == "".join("".join(text for text, _ in given_runs).split())
