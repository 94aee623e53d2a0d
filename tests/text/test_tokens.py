"""Cutting: each character begins its token, whole arrays at a time or one by one, and a word asks for the same."""

# ruff: noqa: RUF001 - the characters that look alike are what is tested

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wildgrass.text import tokens
from wildgrass.text.fold import fold, searchable, searchable_offsets
from wildgrass.text.tokens import MARK, cut, phrase

texts = st.one_of(
    st.text(st.characters()), st.text("六四维，。 aé7༄བོ🕯\U000e0101\U00030000\U000f0003-_\x00\n〇々・㐀")
).map(searchable)
PUNCTUATION = "".join(
    map(chr, (*range(0x30), *range(0x3A, 0x61), *range(0x7B, 0xC0), *range(0x2000, 0x2070)))
)


def tokens_of(text):
    """The rule, one character after another."""
    found = []
    for at, character in enumerate(text):
        if tokens._is_skipped(character):
            continue
        token = character
        for following in text[at + 1 : at + tokens._length(character)]:
            if tokens._is_skipped(following):
                break
            token += following
        found.append(token)
    return found


def folded_tokens(text):
    return tokens_of(searchable(text))


def split(text):
    return text.replace("\0", " ").split(" ")


@given(st.lists(texts, max_size=5))
def test_texts_cut_together_are_cut_as_one_by_one(several):
    assert [[token for token in split(one) if token] for one in cut(several)] == [
        tokens_of(one) for one in several
    ]


def test_a_text_longer_than_is_cut_at_a_time():
    text = searchable("离离原上草ok，" * 5000)
    assert [token for token in split(cut([text, "a"])[0]) if token] == tokens_of(text)


def test_the_example_of_the_specification():
    assert folded_tokens("六四ok") == ["六四", "四o", "ok", "k"]
    assert folded_tokens("一岁，一枯荣。") == ["一岁", "岁", "一枯", "枯荣", "荣"]
    assert folded_tokens("t.co/ab12") == ["t", "co", "o", "ab1", "b12", "12", "2"]


@given(texts, st.data())
def test_every_text_that_holds_a_word_has_its_phrase_and_where_it_is_exact_no_other(text, data):
    """Asked of FTS5 itself, for whose tokeniser the tokens are made."""
    start = data.draw(st.integers(0, len(text)))
    word = data.draw(st.one_of(st.just(text[start : start + data.draw(st.integers(1, 90))]), texts))
    asked = phrase(word)
    if not asked.tokens:
        assert all(map(tokens._is_skipped, word))
        return
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE held USING fts5 (cut, content='', tokenize='ascii')")
    connection.execute("INSERT INTO held (rowid, cut) VALUES (1, ?)", cut([text]))
    match = f'"{" ".join(asked.tokens)}"{"*" if asked.is_prefix else ""}'
    (is_found,) = connection.execute("SELECT count(*) FROM held WHERE held MATCH ?", (match,)).fetchone()
    connection.close()
    assert is_found or word not in text
    assert not is_found or not asked.is_exact or word in text


def test_no_token_holds_a_sign_of_the_index_or_of_its_query_language():
    assert fold(MARK) != MARK
    for word in (PUNCTUATION, PUNCTUATION[::-1]):
        held = "".join(phrase(searchable(word)).tokens) + cut([searchable(word)])[0]
        assert all(character.isalnum() or character in " \0" for character in held)


@pytest.mark.parametrize(
    ("text", "seen"), [("六\u200b四", "六四"), ("🕯\ufe0f", "🕯"), ("葛\U000e0100", "葛"), ("\u00ad", "")]
)
def test_what_nobody_sees_is_dropped_and_offsets_say_from_where(text, seen):
    assert searchable(text) == seen
    assert [text[offset] for offset in searchable_offsets(text)[:-1]] == list(seen)


@given(st.text(st.characters()))
def test_what_is_searched_is_the_folded_text_without_what_nobody_sees(text):
    once = searchable(text)
    assert searchable(once) == once
    assert once == "".join(map(searchable, text))
    assert len(searchable_offsets(text)) == len(once) + 1
