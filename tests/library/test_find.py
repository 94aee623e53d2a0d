"""The flow behind `search` and `show` returns the rows and the object that INTERFACE names."""

import pytest

from library.archive_builders import FRIEND, build, message, post
from wildgrass.flows import dates, find
from wildgrass.library import LibraryNotFoundError
from wildgrass.model import Actor


def test_a_row_has_the_keys_that_others_rely_on(tmp_path):
    build(tmp_path, [post(1, "草", url="https://x.example/1")])
    assert list(find.search(tmp_path, "草")) == [
        {
            "id": "x:post:1",
            "source": "x",
            "kind": "post",
            "author": "wang_example",
            "published": "2022-11-26T12:01:00.000Z",
            "text": "草",
            "url": "https://x.example/1",
            "marks": [[0, 1]],
        }
    ]


def test_words_that_cannot_be_ranked_are_said_and_stay_newest_first(tmp_path):
    build(tmp_path, [post(1, "草草"), post(2, "草")])
    notices = []
    rows = find.search(tmp_path, "草", best_first=True, notice=notices.append)
    assert ([row["id"] for row in rows], notices) == (["x:post:1", "x:post:2"], [])
    rows = find.search(tmp_path, "?", best_first=True, notice=notices.append)
    assert (list(rows), [notice.code for notice in notices]) == ([], ["search-not-ranked"])


def test_what_is_found_can_only_be_counted(tmp_path):
    build(tmp_path, [post(1, "草"), post(2, "草"), message(3, "草")])
    assert find.count(tmp_path, "草", find.Filters(kind="post")) == 2
    assert find.count(tmp_path, "草", limit=1) == 1


@pytest.mark.parametrize(
    ("author", "label"),
    [
        (FRIEND, "li_example"),
        (Actor(platform="wechat", id_kind="label", id="小草", name="小草"), "小草"),
        (Actor(platform="x", id_kind="account", id="7"), "7"),
        (None, None),
    ],
)
def test_an_author_is_shown_by_the_name_people_know(tmp_path, author, label):
    build(tmp_path, [post(1, author=author, published=None)])
    (row,) = find.search(tmp_path, "")
    assert (row["author"], row["published"], row["url"]) == (label, None, None)


def test_filters_are_those_of_the_command(tmp_path):
    build(tmp_path, [post(1, "草"), post(2, "草", minutes=24 * 60), message(3, "草", minutes=2 * 24 * 60)])

    def found(**filters):
        return [row["id"] for row in find.search(tmp_path, "草", find.Filters(**filters))]

    assert found() == ["x:message:3", "x:post:2", "x:post:1"]
    assert found(kind="post", limit=1) == ["x:post:2"]
    assert found(person="@li_example") == ["x:message:3"]
    assert found(after="2022-11-27", before="2022-11-28") == ["x:post:2"]
    assert found(before="2022-11-26T20:01:30+08:00") == ["x:post:1"]
    assert found(source="weibo") == []


@pytest.mark.parametrize("text", ["yesterday", "2022-13-01", "2022-11-26T20:00", "", "26.11.2022"])
def test_what_is_no_date_is_said(tmp_path, text):
    build(tmp_path, [])
    with pytest.raises(dates.DateError):
        list(find.search(tmp_path, "草", find.Filters(after=text)))


def test_show_gives_the_item_with_its_thread(tmp_path):
    build(tmp_path, [post(1, "根"), post(2, "叶", in_reply_to="x:post:1")])
    shown = find.show(tmp_path, "x:post:2")
    assert shown["text"] == "叶"
    assert [item["id"] for item in shown["thread_items"]] == ["x:post:1", "x:post:2"]


def test_an_id_that_is_not_there_is_said(tmp_path):
    build(tmp_path, [])
    with pytest.raises(find.ItemNotFoundError):
        find.show(tmp_path, "x:post:1")


def test_a_library_that_is_not_there_is_said(tmp_path):
    with pytest.raises(LibraryNotFoundError):
        list(find.search(tmp_path / "nowhere", "草"))
