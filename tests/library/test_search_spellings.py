"""Loose searches and lists of words find what they say, and nothing without being asked to."""

# ruff: noqa: RUF001 - the characters that look alike are what is tested

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from library.archive_builders import opened, post
from wildgrass.flows import find
from wildgrass.library import Library
from wildgrass.library.search import Filters, question, wanted
from wildgrass.text.fold import searchable
from wildgrass.text.query import TERMS_MAX, QueryTooLargeError, QueryTooLongError, parse
from wildgrass.text.spellings import GROUP_MAX, STRICT, Spelling, Synonyms, SynonymsWrongError
from wildgrass.text.tokens import may_stand_apart

LOOSE = Spelling(is_loose=True)
TEXTS = (
    "六四", "六·四", "六 四", "六，\n四", "六\u200b四", "六a四", "四六",
    "维权律师", "维·权律/师", "維 權 律 師", "陆肆", "8964", "VPN v p n",
)  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    posts = [post(number, text) for number, text in enumerate(TEXTS)]
    with opened(tmp_path_factory.mktemp("spelt"), [*posts, post(20, "六", title="四")]) as library:
        yield library


def found(library, query, spelling=STRICT):
    return sorted(int(item.id.rpartition(":")[2]) for item in library.search(query, spelling=spelling))


@pytest.mark.parametrize(
    ("query", "strict", "loose"),
    [
        ("六四", [0, 4], [0, 1, 2, 3, 4]),
        ("六四 -四六", [0, 4], [0, 1, 2, 3, 4]),
        ("维权律师", [7], [7, 8, 9]),
        ("权律", [7, 8], [7, 8, 9]),
        ("-六四 六", [1, 2, 3, 5, 6, 20], [5, 6, 20]),
        ("六·四", [1], [1]),
        ("vp", [12], [12]),
        ("四", [0, 1, 2, 3, 4, 5, 6, 20], [0, 1, 2, 3, 4, 5, 6, 20]),
    ],
)
def test_loose_finds_characters_apart_and_strict_does_not(library, query, strict, loose):
    assert found(library, query) == strict
    assert found(library, query, LOOSE) == loose
    assert library.count(query, Filters(spelling=LOOSE)) == len(loose)


ALPHABET = "六四维 ·，a\x1f"


@given(
    st.lists(st.text(ALPHABET, max_size=10), min_size=1, max_size=10),
    st.text("六四维", min_size=2, max_size=5),
)
@example(["六 四维"], "六四维")
def test_loose_finds_what_a_scan_without_punctuation_finds(texts, word):
    between = "[ ·，]*".join(word)
    expected = [number for number, text in enumerate(texts) if re.search(between, text)]
    posts = [post(number, text) for number, text in enumerate(texts)]
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder), posts) as library:
        assert found(library, word, LOOSE) == expected
        for number, text in enumerate(texts):
            assert bool(Library.marks(word, text, LOOSE)) == (number in expected)


SYNONYMS = Synonyms.from_text("# 日期\n六四 = 陸肆，8964、八平方\n\n维权 = WQ # 拼音\n")


def test_a_list_finds_the_others_of_a_group_in_either_script(library):
    spelling = Spelling(synonyms=SYNONYMS)
    assert found(library, "六四", spelling) == [0, 4, 10, 11]
    assert found(library, "陆肆", spelling) == [0, 4, 10, 11]
    assert found(library, "8964 OR 维权律师", spelling) == [0, 4, 7, 10, 11]
    assert found(library, "-六四 陆", spelling) == []
    assert found(library, "六四", Spelling(is_loose=True, synonyms=SYNONYMS)) == [0, 1, 2, 3, 4, 10, 11]
    assert spelling.also(parse("六四 别的")) == ("陆肆", "8964", "八平方")
    assert STRICT.also(parse("六四")) == ()


def test_a_search_says_what_it_looked_for_besides(tmp_path):
    listed = tmp_path / "words.txt"
    listed.write_text("六四 陆肆\n", "utf-8")
    with opened(tmp_path / "library", [post(1, "陆肆")]):
        said = []
        filters = find.Filters(synonyms=listed)
        rows = list(find.search(tmp_path / "library", "六四", filters, notice=said.append))
        assert [row["marks"] for row in rows] == [[[0, 2]]]
        assert [str(notice) for notice in said] == ["also looked for, from the list of words: 陆肆"]
        assert find.count(tmp_path / "library", "六四", filters) == 1
        assert find.count(tmp_path / "library", "六四") == 0


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", (" ".join(map(str, range(GROUP_MAX + 1)))).encode(), b"a\n" * 150_000]
)
def test_a_list_that_is_none_is_refused(tmp_path, content):
    (tmp_path / "words.txt").write_bytes(content)
    with pytest.raises(SynonymsWrongError):
        Synonyms.read(tmp_path / "words.txt")
    with pytest.raises(SynonymsWrongError):
        Synonyms.read(tmp_path / "missing.txt")


def test_a_query_cannot_grow_past_the_limit_by_its_lists():
    spelling = Spelling(synonyms=Synonyms.from_text(" ".join(map(str, range(GROUP_MAX)))))
    assert wanted(" ".join(map(str, range(TERMS_MAX // GROUP_MAX))), Filters(spelling=spelling))
    with pytest.raises(QueryTooLongError):
        wanted(" ".join(map(str, range(TERMS_MAX // GROUP_MAX + 1))), Filters(spelling=spelling))


HAN = "".join(map(chr, range(0x4E00, 0x4E00 + 5000)))


@pytest.mark.parametrize(
    "query",
    [
        " ".join(HAN[at : at + 12] for at in range(200)),
        " OR ".join(HAN[at : at + 12] for at in range(200)),
        " -".join(HAN[at : at + 12] for at in range(200)),
        '"' + HAN + '"',
        "-" * 9000,
        '"' * 9000,
        "(" * 9000,
        "OR " * 3000,
        "* ^ NEAR( cut: { } + " * 9,
        "a" * 9000 + "*",
        "from:" * 1800,
    ],
)  # fmt: skip
@pytest.mark.parametrize("spelling", [STRICT, LOOSE])
def test_what_the_database_is_asked_is_bounded_whatever_the_query(library, query, spelling):
    """The figures say how much work a query can be, on any machine."""
    asked = question(wanted(query, Filters(spelling=spelling)))
    assert asked.condition.count("instr") <= TERMS_MAX
    assert len(asked.values) <= TERMS_MAX
    assert (asked.whole or asked.match or "").count(" ") <= 20_000
    library.count(query, Filters(spelling=spelling))


@pytest.mark.parametrize("query", ["六" * 10_001, "a " * 5_001, '"' * 1_000_000])
def test_a_document_is_no_query(query):
    with pytest.raises(QueryTooLargeError):
        parse(query)


def test_only_short_words_of_characters_that_are_pairs_are_loose():
    assert may_stand_apart(searchable("六四"))
    assert may_stand_apart("かな")
    for word in ("六", "ai", "六a", "六·四", "六" * 13):
        assert not may_stand_apart(word)
