"""Whatever is asked, the index and the scan of the folded texts give the same items in the same order."""

# ruff: noqa: RUF001 - the characters that look alike are what is tested

import random
import sqlite3
import tempfile
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.archive_builders import about, build, opened, post
from wildgrass.library import Library, search
from wildgrass.library.search import question
from wildgrass.text.fold import searchable
from wildgrass.text.query import AnyOf, Field, Without, Word, parse

# Few characters, so that chance words repeat: both scripts, width, emoji with joiners, SQL's and FTS5's own signs.
ALPHABET = "六四维權权维发發髮台臺，。・ｗw7W７éai🕯️👩\u200d🚒%_*'^-:()\\\x00\n \u3000"
corpora = st.lists(st.text(ALPHABET, max_size=16), min_size=1, max_size=12)
SENTENCES = (
    """
離離原上草，一歲一枯榮。|野火烧不尽,春风吹又生|维权律师709见到了家屬|今天是六四 我们记得六·四|一張白紙🕯️|iPhone14 到了
Claire said AI is here|ＡＩ 來了|https://t.co/Ab3dE6gH|བོད་ཡིག གསར་འགྱུར|ئۇيغۇر تىلى|Привет, МОСКВА|カタカナ ｶﾀｶﾅ 々〇
한국어 메시지|六\u200b四|@li_example 你好|25周年 125周年|𠺢𠺢喇|--|a
""".strip()
    .replace("\n", "|")
    .split("|")
)


def posts(texts):
    return [post(number, text) for number, text in enumerate(texts)]


def numbers(items):
    return [int(item.id.rpartition(":")[2]) for item in items]


def holds(part, text):
    """The reference: whether a text is what a part of a query asks."""
    if isinstance(part, Word):
        return part.text in text
    if isinstance(part, Without):
        return not holds(part.part, text)
    if isinstance(part, Field):
        return part == Field("kind", "post")  # which all are
    assert isinstance(part, AnyOf)
    return any(holds(one, text) for one in part.parts)


def scan(texts, query):
    parts = parse(query)
    return [
        number
        for number, text in reversed(list(enumerate(texts)))
        if all(holds(part, searchable(text)) for part in parts)
    ]


@given(corpora, st.data())
def test_a_quotation_finds_what_a_scan_finds(texts, data):
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder), posts(texts)) as library:
        for _ in range(8):
            text = data.draw(st.sampled_from(texts))
            start = data.draw(st.integers(0, len(text)))
            query = f'"{text[start : start + data.draw(st.integers(1, 12))]}"'
            assert numbers(library.search(query)) == scan(texts, query)


words = st.text(ALPHABET.replace(" ", "").replace("\n", "").replace("\u3000", ""), min_size=1, max_size=4)
terms = st.builds(lambda minus, word: minus + word, st.sampled_from(["", "", "-"]), words)
queries = st.lists(st.one_of(terms, st.just("OR"), st.just("或")), max_size=6).map(" ".join)


@given(corpora, st.lists(queries, min_size=1, max_size=8))
def test_words_without_words_and_one_or_another_find_what_a_scan_finds(texts, asked):
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder), posts(texts)) as library:
        for query in asked:
            assert numbers(library.search(query)) == scan(texts, query)
            assert library.count(query) == len(scan(texts, query))
            assert library.count(query, limit=2) == min(2, len(scan(texts, query)))


@pytest.fixture(scope="module")
def corpus():
    rng = random.Random(4)
    return ["".join(rng.choices(SENTENCES, k=rng.randint(1, 3))) for _ in range(1500)]


@pytest.fixture(scope="module")
def library(tmp_path_factory, corpus):
    """Of a size at which single characters are found by reading the newest, then by the index."""
    with (
        pytest.MonkeyPatch.context() as patch,
        opened(tmp_path_factory.mktemp("corpus"), posts(corpus)) as library,
    ):
        patch.setattr(search, "_NEWEST", 100)
        yield library


def cuts(corpus, count, length):
    rng = random.Random(length)
    while count:
        text = rng.choice(corpus)
        start = rng.randrange(len(text))
        if cut := text[start : start + length].strip():
            yield cut
            count -= 1


@pytest.mark.parametrize("length", range(1, 13))
def test_every_cut_of_a_corpus_is_found_where_a_scan_finds_it(corpus, library, length):
    """50 queries of each length, 600 in all."""
    for cut in cuts(corpus, 50, length):
        assert numbers(library.search(f'"{cut}"')) == scan(corpus, f'"{cut}"'), cut


def test_two_cuts_together_are_found_where_a_scan_finds_them(corpus, library):
    for one, other in pairwise(cuts(corpus, 100, 3)):
        for query in (f'"{one}" "{other}"', f'"{one}" -"{other}"', f'"{one}" OR "{other}"'):
            assert numbers(library.search(query)) == scan(corpus, query), query


@pytest.mark.parametrize("read", [0, 5_000])
def test_single_characters_together_are_found_where_a_scan_finds_them(corpus, library, monkeypatch, read):
    """What the other word leaves is read, newest first, then the index asked; a count asks it at once above a limit."""
    monkeypatch.setattr(search, "_READ_AT_MOST", read)
    for one, other in zip(cuts(corpus, 15, 1), cuts(corpus, 15, 2), strict=True):
        for query in (
            f'"{one}" "{other}"',
            f'"{other}" -"{one}"',
            f'"{one}" -"{other}"',
            f'"{one}" kind:post -白',
        ):
            found = scan(corpus, query)
            assert numbers(library.search(query)) == found, query
            assert numbers(library.search(query, limit=7)) == found[:7], query
            assert library.count(query) == len(found), query


@pytest.mark.parametrize(
    ("query", "is_exact"),
    [
        ("六四", True), ("六", True), ("维权 OR ai", True), ("ai", True), ("ai -六四", True), ("kind:post 六四", True),
        ("六，四", False), ("a", True), ("ai -六", False), ("，", False), ("-六四", False), ("六四 since:2022", True),
        ("-六四 since:2022", False),
    ],
)  # fmt: skip
def test_what_the_index_answers_alone(query, is_exact):
    """So that a change that makes every query read every text is noticed."""
    assert question(parse(query)).is_exact == is_exact


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 9), st.text("六四 ab", max_size=5)), max_size=6), max_size=6)
)
def test_many_exports_in_any_order_of_time_are_one_order(exports):
    """Whatever is replaced or comes between: newest first, ties by id, and no text that is shown no more."""
    shown = {}
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder), [], about("none"))
        for day, contents in enumerate(exports):
            export = about(f"export {day}", days=day)
            for number, text in contents:
                shown[number] = (text, number % 4)
            readings = [
                post(number, text, minutes=number % 4, as_of=export.as_of)
                for number, text in dict(contents).items()
            ]
            build(Path(folder), readings, export)
        with Library.open(Path(folder)) as library:
            for query in ("", "六", "六四", "a", "ab", "-六", "kind:post", '" "'):
                expected = [
                    number for number in shown if all(holds(p, shown[number][0]) for p in parse(query))
                ]
                order = sorted(expected, key=lambda number: (-shown[number][1], number))
                assert numbers(library.search(query)) == order, query
        with sqlite_of(folder) as connection:
            connection.execute("INSERT INTO tokens (tokens) VALUES ('integrity-check')")
            placed = connection.execute("SELECT count(*), count(DISTINCT item_no) FROM places").fetchone()
            assert placed == (len(shown), len(shown))
            indexed = connection.execute("SELECT count(*) FROM tokens_docsize").fetchone()
            assert indexed == (len(shown),)


def sqlite_of(folder):
    return closing(sqlite3.connect(Path(folder) / "library.sqlite"))


def test_runs_stay_few(tmp_path):
    for day in range(40):
        build(tmp_path, [post(day, "草")], about(str(day), days=day))
    with Library.open(tmp_path) as library:
        assert library._db.execute("SELECT count(*) <= 6 FROM runs").fetchone() == (1,)
        assert numbers(library.search("草")) == list(reversed(range(40)))
