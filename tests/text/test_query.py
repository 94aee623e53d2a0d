"""What a person types becomes words and fields; nothing of it is an index's syntax."""

# ruff: noqa: RUF001 - the characters that look alike are what is tested

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wildgrass.text.fold import searchable
from wildgrass.text.query import (
    TERMS_MAX,
    AnyOf,
    Field,
    QueryError,
    QueryTooLongError,
    Without,
    Word,
    parse,
    words,
)

REMOVED = Field("is", "removed")


def w(*texts):
    return tuple(map(Word, texts))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("白 纸", w("白", "纸")),
        ("白　纸", w("白", "纸")),
        ('"白 纸" 上海', w("白 纸", "上海")),
        ("“白 紙”", w("白 纸")),
        ("＂白 紙＂", w("白 纸")),
        ("「白 纸」『a b』", w("白 纸", "a b")),
        ('"白 纸', w("白 纸")),
        ('""', ()),
        ("  \u200b", ()),
        ("A a", w("a")),
        ("a-b - -", w("a-b", "-")),
        ("-上海", (Without(Word("上海")),)),
        ('－"上 海"', (Without(Word("上 海")),)),
        ("上海 -from:@wang", (Word("上海"), Without(Field("from", "@wang")))),
        ("a b OR c d", (Word("a"), AnyOf(w("b", "c")), Word("d"))),
        ("a 或 b 或 c", (AnyOf(w("a", "b", "c")),)),
        ("ＯＲ a OR", w("a")),
        ("a or b", w("a", "or", "b")),
        ("来自：王 來自:王", (Field("from", "王"),)),
        ('from:"王 小草"', (Field("from", "王 小草"),)),
        ("平台:微博 on:Twitter", (Field("on", "weibo"), Field("on", "x"))),
        ("類型:私信 kind:name-change", (Field("kind", "message"), Field("kind", "name-change"))),
        ("有:圖片 has:link", (Field("has", "image"), Field("has", "link"))),
        ("is:removed 已删", (REMOVED,)),
        ("已刪", (REMOVED,)),
        ('"已删" 已删帖', w("已删", "已删帖")),
        ("自:2022-11-26", (Field("since", "2022-11-26T00:00:00.000Z"),)),
        ("至：2022年11月26日", (Field("until", "2022-11-27T00:00:00.000Z"),)),
        ("until:2022-12", (Field("until", "2023-01-01T00:00:00.000Z"),)),
        ("since:2022", (Field("since", "2022-01-01T00:00:00.000Z"),)),
        ("until:2022", (Field("until", "2023-01-01T00:00:00.000Z"),)),
        ("https://t.co/x 12:30 from: kinder:x", w("https://t.co/x", "12:30", "from:", "kinder:x")),
        ('NEAR(a b) a* ^a "a""b" {x}: y', w("near(a", "b)", "a*", "^a", "a", "b", "{x}:", "y")),
    ],
)  # fmt: skip
def test_a_query_is_words_and_fields(query, expected):
    assert parse(query) == expected


@pytest.mark.parametrize(
    "query", ["kind:nothing", "has:girls", "is:there", 'has:""', "since:yesterday", "since:2022-13", "until:9999"]
)  # fmt: skip
def test_a_fields_value_that_cannot_be_meant_is_said(query):
    with pytest.raises(QueryError):
        parse(query)


def test_words_to_mark_are_those_that_an_item_may_show():
    assert [word.text for part in parse('a -b c OR d kind:post OR "e f"') for word in words(part)] == [
        "a",
        "c",
        "d",
        "e f",
    ]


def test_too_many_words_are_said():
    assert len(parse(" ".join(map(str, range(TERMS_MAX))))) == TERMS_MAX
    with pytest.raises(QueryTooLongError):
        parse(" ".join(map(str, range(TERMS_MAX + 1))))


SYNTAX = [
    *[
        "-",
        '"',
        "“",
        "」",
        "OR",
        "或",
        "from:",
        "kind:",
        "since:2022",
        "has:",
        "有：图",
        "已删",
        "*",
        "(",
        "^",
        "六四",
    ],
    " ",
    "\x00",
]


@given(st.one_of(st.text(st.characters()), st.lists(st.sampled_from(SYNTAX)).map("".join)))
def test_any_text_is_a_query_or_says_which_field_is_wrong(query):
    try:
        parts = parse(query)
    except (QueryError, QueryTooLongError):
        return
    found = [word for part in parts for word in words(part)]
    assert all(word.text.strip() and word.text == searchable(word.text) for word in found)
