# ruff: noqa: RUF001 - Chinese punctuation is meant
"""Words of somebody else: found by their form or by what the platform kept, withheld unless their class is shown."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.archive_builders import FRIEND, ME, message, post
from wildgrass.model import Actor, Kind
from wildgrass.text.redaction import (
    ItemRedactor,
    KnownPeople,
    Person,
    Pseudonyms,
    Redactor,
    SpanKind,
    WordsClass,
)
from wildgrass.text.redaction.others_words import words_of_others

REDACTOR = Redactor(KnownPeople([Person.of(FRIEND)], [Person.of(ME)]))
WITHHELD = "[words of someone else, withheld]"


def found(text: str) -> list[tuple[str, str]]:
    return [
        (text[one.start : one.end], one.why) for one in words_of_others("text", text, None, REDACTOR.is_own)
    ]


def leaves(item, *shown: WordsClass):
    names = Pseudonyms(bytes(32))
    return ItemRedactor(REDACTOR, names, {ME.key}, shown_words=shown).redacted(item)


@pytest.mark.parametrize(
    ("text", "words", "why"),
    [
        ("同意\n> 明天八点见\n> 别迟到\n好", "> 明天八点见\n> 别迟到", "quoted"),
        ("我来 //@老张：大家小心", "大家小心", "quoted"),
        ("so true RT @someone: be careful out there", "be careful out there", "quoted"),
        ("「阿芳：今晚在我家」\n- - - - - - - - - -\n收到", "今晚在我家", "quoted"),
        (
            "看看\n---------- Forwarded message ---------\nFrom: x\nmeet at nine",
            "From: x\nmeet at nine",
            "forwarded",
        ),
        ("-----原始邮件-----\n发件人：李\n今晚八点", "发件人：李\n今晚八点", "forwarded"),
        ("Begin forwarded message:\n\nsecret plan", "secret plan", "forwarded"),
        ("转发自王五：警察来了", "警察来了", "forwarded"),
        ("[转发] 警察来了", "警察来了", "forwarded"),
    ],
)
def test_a_text_says_by_its_form_whose_words_they_are(text: str, words: str, why: str) -> None:
    assert found(text) == [(words, why)]


@pytest.mark.parametrize(
    "text",
    [
        "a > b",
        ">_<",
        "3>2",
        "转发微博//@老张：转发微博",
        f"对 //@{ME.name}：我自己说的",
        f"RT @{ME.handle}: mine",
        "//@老张",
        "",
    ],
)
def test_what_is_nobody_elses_words_stays(text: str) -> None:
    assert found(text) == []


def test_each_of_a_chain_is_withheld_and_the_owner_stays() -> None:
    text = f"一 //@甲:第二个人 //@{ME.name}:我说过的 //@乙：第三个人"
    assert [words for words, _ in found(text)] == ["第二个人", "第三个人"]


def test_a_share_is_withheld_whole_and_shown_where_chosen() -> None:
    shared = post(1, f"RT @{FRIEND.handle}: 今天 @{FRIEND.handle} 说", kind=Kind.SHARE, target=FRIEND)
    made = leaves(shared)
    assert made.text.endswith(WITHHELD)
    assert "今天" not in made.text
    assert FRIEND.handle not in made.text
    shown = leaves(shared, WordsClass.SHARED)
    assert "今天" in shown.text
    assert FRIEND.handle not in shown.text
    assert leaves(post(1, "我的诗", kind=Kind.SHARE, target=ME)).text == "我的诗"


def test_what_the_platform_says_was_forwarded_is_withheld() -> None:
    forwarded = message(1, "明晚八点", author=ME, target=FRIEND, extra={"forwarded_from": "某个人"})
    assert leaves(forwarded).text == WITHHELD
    assert leaves(forwarded, WordsClass.FORWARDED).text == "明晚八点"
    assert leaves(message(1, "明晚八点", author=ME, target=FRIEND)).text == "明晚八点"
    own = message(1, "我写的", author=ME, target=FRIEND, extra={"forwarded_from": ME.name})
    assert leaves(own).text == "我写的"


def test_names_in_words_that_a_person_keeps_are_still_proposed() -> None:
    text = f"好 //@老张：{FRIEND.name}来了"
    item = post(1, text)
    names = Pseudonyms(bytes(32))
    maker = ItemRedactor(REDACTOR, names, {ME.key})
    kinds = [one.span.kind for one in maker.proposals(item)]
    assert {SpanKind.WORDS, SpanKind.NAME} <= set(kinds)
    made = maker.redacted(
        item, lambda _field, spans: [one for one in spans if one.kind is not SpanKind.WORDS]
    )
    assert "来了" in made.text
    assert str(FRIEND.name) not in made.text


@given(st.text("//@:：>＞ \n「」-RT转发自[]甲a", max_size=60))
def test_any_text_has_spans_in_order_and_apart(text: str) -> None:
    spans = words_of_others("text", text, None, lambda _name: False)
    assert all(one.end <= after.start for one, after in pairwise(spans))
    assert all(0 <= one.start < one.end <= len(text) for one in spans)


def test_an_account_that_is_not_hers_is_another() -> None:
    other = Actor(platform="x", id_kind="account", id="999", name="别人")
    assert leaves(post(1, "别人的话很长", kind=Kind.SHARE, target=other)).text == WITHHELD
