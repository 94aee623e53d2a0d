"""Search finds exactly what a scan of the folded texts finds, newest first, and never what is withheld."""

# ruff: noqa: RUF001 - the characters that look alike are what is tested

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from library.archive_builders import FRIEND, ME, about, build, ids, message, opened, post
from wildgrass.library import Library
from wildgrass.model import Actor, Attachment, Kind
from wildgrass.model.item import WITHHELD_KINDS
from wildgrass.text.fold import searchable


def found(library, query, **filters):
    return [int(item.id.rpartition(":")[2]) for item in library.search(query, **filters)]


def map_posts(texts):
    return [post(number, text) for number, text in enumerate(texts)]


@pytest.mark.parametrize("query", ["四", "六四", "维", "维权", "維權", "维权律师", "白", "纸"])
def test_short_chinese_words_are_found_in_both_scripts(tmp_path, query):
    """SQLite's own tokenisers find none of these in running text."""
    texts = [
        "今天是六四，我们记得",
        "維權律師見到了家屬",
        "维权律师见到了家属",
        "一張白紙",
        "一张白纸",
        "六，四",
    ]
    with opened(tmp_path, map_posts(texts)) as library:
        assert found(library, query) == [
            number for number in (5, 4, 3, 2, 1, 0) if searchable(query) in searchable(texts[number])
        ]
        assert found(library, query)


def test_newest_come_first_ties_by_id_and_undated_last(tmp_path):
    readings = [
        post(1, "草", minutes=5),
        post(3, "草", minutes=9),
        post(2, "草", minutes=9),
        post(4, "草", published=None),
    ]
    with opened(tmp_path, readings) as library:
        assert found(library, "草") == [2, 3, 1, 4]
        assert found(library, "") == [2, 3, 1, 4]
        assert found(library, "草", limit=2) == [2, 3]
        assert found(library, "草", limit=0) == []
        assert found(library, "草", limit=3, skip=1) == [3, 1]
        assert found(library, "草", skip=9) == []
        best = found(library, "草", best_first=True)
        assert found(library, "草", best_first=True, limit=3, skip=1) == best[1:3]


def test_a_word_without_one_that_stands_in_it_is_never_found(tmp_path):
    with opened(tmp_path, map_posts(["维权律师", "维 权", "维权"])) as library:
        assert found(library, "维权 -权") == []
        assert library.count("维权 -權") == 0
        assert found(library, "维权 -律师") == [2]
        assert found(library, "维 -维权") == [1]


@pytest.mark.parametrize("kind", sorted(WITHHELD_KINDS))
def test_withheld_kinds_are_never_found(tmp_path, kind):
    with opened(tmp_path, [post(1, "登录 203.0.113.9", kind=kind), post(2, "登录")]) as library:
        assert ids(library.search("登录")) == ["x:post:2"]
        assert ids(library.search("")) == ["x:post:2"]
        assert ids(library.search("203.0.113.9")) == []
        assert ids(library.search("登录", kind=kind)) == []
        assert ids(library.search("", kind=kind)) == []


def test_messages_are_found_since_it_is_the_owners_library(tmp_path):
    with opened(tmp_path, [message(1, "到了吗")]) as library:
        assert ids(library.search("到了")) == ["x:message:1"]


def test_titles_descriptions_and_file_names_are_searched_each_on_its_own(tmp_path):
    file = Attachment(name="名单.pdf", role="file", alt="一张桌子")
    photo = Attachment(name="IMG_0001.jpg", role="photo")
    readings = [post(1, "正文结束", title="标题", attachments=(file, photo))]
    with opened(tmp_path, readings) as library:
        for query in ("结束", "标题", "名单", "桌子", "正文 标题 名单"):
            assert found(library, query) == [1], query
        for query in ("结束标题", "标题一", "IMG_0001"):
            assert found(library, query) == [], query


def test_source_and_kind_narrow_a_search(tmp_path):
    readings = [post(1, "草"), post(2, "草", kind=Kind.LIKE), post(3, "草", source="weibo")]
    with opened(tmp_path, readings) as library:
        assert ids(library.search("草", source="x", kind="post")) == ["x:post:1"]
        assert ids(library.search("草", kind="like")) == ["x:like:2"]
        assert ids(library.search("草", source="weibo")) == ["x:post:3"]
        assert ids(library.search("草", source="qq")) == []


@pytest.mark.parametrize(
    "person", ["li_example", "@LI_EXAMPLE", "李大樹", "李大树", "2", "x:account:2", " @li_example"]
)
def test_a_person_is_the_author_or_somebody_named_or_in_the_conversation(tmp_path, person):
    other = Actor(platform="x", id_kind="account", id="3", handle="other")
    readings = [
        post(1, "自言自语"),
        post(2, "回复", in_reply_to="x:post:99", in_reply_to_author=FRIEND),
        post(3, "提到", mentions=(FRIEND,)),
        post(4, "她写的", author=FRIEND, kind=Kind.LIKE),
        message(5, "你好"),
        message(6, "你也好", author=FRIEND, target=ME),
        message(7, "别人", target=other, thread="x:conversation:1-3"),
    ]
    with opened(tmp_path, readings) as library:
        assert found(library, "", person=person) == [6, 5, 4, 3, 2]
        assert found(library, "好", person=person) == [6, 5]
        assert found(library, "", person="nobody") == []
        assert found(library, "", person="") == []


def test_every_name_a_person_ever_had_finds_her(tmp_path):
    renamed = Actor(platform="x", id_kind="account", id="2", handle="li_new", name="李")
    build(tmp_path, [post(1, "早", author=FRIEND)])
    with opened(tmp_path, [post(2, "晚", author=renamed)], about("second", days=1)) as library:
        for person in ("li_example", "li_new", "李"):
            assert found(library, "", person=person) == [2, 1]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"after": date(2022, 11, 27)}, [3, 2]),
        ({"before": date(2022, 11, 27)}, [1, 0]),
        ({"after": date(2022, 11, 26), "before": date(2022, 11, 27)}, [1, 0]),
        ({"after": datetime(2022, 11, 27, 8, tzinfo=timezone(timedelta(hours=8)))}, [3, 2]),
        ({"after": datetime(2022, 11, 27, 0, 0, 1, tzinfo=UTC)}, [3]),
    ],
)
def test_after_is_inclusive_and_before_exclusive_in_utc(tmp_path, filters, expected):
    noon_to_midnight = 12 * 60
    minutes = [0, noon_to_midnight - 1, noon_to_midnight, noon_to_midnight + 1]
    readings = [post(number, "草", minutes=at) for number, at in enumerate(minutes)]
    with opened(tmp_path, [*readings, post(9, "草", published=None)]) as library:
        assert found(library, "草", **filters) == expected


def test_a_later_exports_text_is_what_is_searched(tmp_path):
    build(tmp_path, [post(1, "原来的话")])
    build(tmp_path, [post(1, "改过的话", as_of=about(days=1).as_of)], about("second", days=1))
    with Library.open(tmp_path) as library:
        assert found(library, "改过") == [1]
        assert found(library, "原来") == []
