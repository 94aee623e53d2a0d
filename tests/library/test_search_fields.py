"""Fields, marks, counts, and best first."""

# ruff: noqa: RUF001 - the characters that look alike are what is tested

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.archive_builders import FRIEND, about, build, ids, message, opened, post
from wildgrass.errors import WildgrassError
from wildgrass.library import Library, search
from wildgrass.library.search import Filters
from wildgrass.model import Attachment, Kind, Link, Removal, RemovedBy

PHOTO = Attachment(name="a.jpg", role="photo")
CLIP = Attachment(name="a.mp4", media_type="video/mp4")
PAPER = Attachment(name="名单.pdf", role="file", media_type="application/pdf")
LINK = Link(url="https://t.co/x", target="https://example.org")


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    readings = [
        post(1, "草 一", attachments=(PHOTO,)),
        post(2, "草 二", attachments=(CLIP, PAPER)),
        post(3, "草 三", links=(LINK,), minutes=24 * 60),
        post(4, "草 四", is_deleted=True, author=FRIEND),
        post(5, "草 五", removed=Removal(by=RemovedBy.PLATFORM, notice="此微博已被删除"), source="weibo"),
        message(6, "草 六 https://example.org"),
        post(7, "", attachments=(PHOTO,), published=None),
        post(8, "草", kind=Kind.NAME_CHANGE),
    ]
    with opened(tmp_path_factory.mktemp("fields"), readings) as library:
        yield library


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("has:image", [1, 7]),
        ("有:视频", [2]),
        ("has:media", [2, 1, 7]),
        ("-有:媒體 kind:post since:2000", [3, 5, 4]),
        ("has:image OR has:media", [2, 1, 7]),
        ("has:file", [2]),
        ("has:link", [3, 6]),
        ("is:removed", [5, 4]),
        ("已刪", [5, 4]),
        ("草 -is:removed has:image OR has:video", [2, 1]),
        ("from:li_example", [4]),
        ("from:li_example OR on:weibo", [5, 4]),
        ("with:li_example", [6, 4]),
        ("on:weibo", [5]),
        ("-on:X", [5]),
        ("类型:私信", [6]),
        ("kind:name-change", [8]),
        ("since:2022-11-27", [3]),
        ("草 until:2022-11-26 -since:2022-11-26", []),
        ("-since:2022-11-27 草 kind:post", [5, 4, 2, 1]),
        ("from:nobody", []),
    ],
)  # fmt: skip
def test_fields_narrow_a_search(library, query, expected):
    assert [int(item.id.rpartition(":")[2]) for item in library.search(query)] == expected
    assert library.count(query) == len(expected)


def test_a_removal_that_a_later_export_tells_is_found(tmp_path):
    build(tmp_path, [post(1, "草")])
    with opened(
        tmp_path, [post(1, "草", is_deleted=True, as_of=about(days=1).as_of)], about("second", days=1)
    ) as library:
        assert ids(library.search("草 is:removed")) == ["x:post:1"]
        assert ids(library.search("草 -is:removed")) == []


def test_a_sources_name_with_other_signs_is_a_name_and_no_syntax(tmp_path):
    with opened(tmp_path, [post(1, "草", source='we"ird-Source')]) as library:
        assert library.count("", Filters(source='We"ird-source')) == 1
        assert library.count("", Filters(source="we ird")) == 0


def test_counts_narrow_and_stop_at_the_limit(library):
    assert library.count("草") == 7
    assert library.count("草", limit=3) == 3
    assert library.count("草", Filters(kind="message", person="li_example")) == 1
    assert library.count("") == 8


def test_best_first_puts_the_word_said_most_in_least_before(tmp_path):
    readings = [post(1, "草草草"), post(2, "草 " + "风" * 50), post(3, "无"), post(4, "野草")]
    with opened(tmp_path, readings) as library:
        assert ids(library.search("草", best_first=True)) == ["x:post:1", "x:post:4", "x:post:2"]
        assert ids(library.search("草", best_first=True, limit=1)) == ["x:post:1"]
        assert ids(library.search("草 -野", best_first=True)) == ["x:post:1", "x:post:2"]
        assert ids(library.search('"草 风"', best_first=True)) == ["x:post:2"]


def test_too_many_to_rank_stay_newest_first(tmp_path, monkeypatch):
    monkeypatch.setattr(search, "BEST_MAX", 2)
    with opened(
        tmp_path, [post(number, "草草" if number == 1 else "草") for number in range(1, 4)]
    ) as library:
        assert not library.is_rankable("草")
        assert library.is_rankable("草草")
        assert not library.is_rankable("")
        assert ids(library.search("草", best_first=True)) == ["x:post:3", "x:post:2", "x:post:1"]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("六四", "今天六四，六四", [(2, 4), (5, 7)]),
        ("維权 律师", "维權律師", [(0, 4)]),
        ("六四", "六\u200b四\u200b。", [(0, 3)]),
        ("🕯", "🕯\ufe0f", [(0, 1)]),
        ("a OR b -c", "abc", [(0, 2)]),
        ("from:me 六", "六 from:me", [(0, 1)]),
        ("草", "无", []),
        ("aa", "aaa", [(0, 2)]),
    ],
)  # fmt: skip
def test_marks_are_where_words_stand_in_the_text(query, text, expected):
    assert Library.marks(query, text) == expected


SYNTAX = """- " “ 」 OR 或 from: kind:post since:2022 until: has:image 已删 * ( ) ^ 六四 草
    NEAR NOT AND { } cut: : + ' ， a"""


@given(
    st.one_of(
        st.text(st.characters(), max_size=40),
        st.lists(st.sampled_from([*SYNTAX.split(), " ", " ", "\x00"])).map("".join),
    )
)
def test_whatever_is_asked_the_index_and_the_condition_alone_agree(library, query):
    """No text becomes FTS5's or SQL's syntax."""
    try:
        parts = search.wanted(query, Filters())
    except WildgrassError:
        return
    asked = search.question(parts)
    alone = search.Question(asked.condition, asked.values)
    by_scan = [hit[2] for hit in search._hits(library._db, alone, 1, 1 << 40)]
    assert list(search.matching(library._db, parts)) == by_scan
    assert library.count(query) == len(by_scan)
    assert sorted(item.id for item in library.search(query, best_first=True)) == sorted(
        ids(library.search(query))
    )


@pytest.mark.parametrize(("between", "expected"), [(" ", 0), (" OR ", 7), (" -", 7)])
def test_as_many_words_as_a_query_may_have(library, between, expected):
    """Neither SQLite's nor FTS5's parser runs out of depth."""
    assert (
        library.count(between.join([f"草{number}" for number in range(99)] + ['"' + "草" * 3000 + '"'])) == 0
    )
    assert library.count("草" + between + between.join(f"无{number}" for number in range(199))) == expected
