"""Items come back whole and in order; threads and conversations hold what belongs together."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.archive_builders import FRIEND, ME, START, about, build, ids, message, moment, opened, post
from model.item_strategies import items as any_items
from wildgrass.library import Library
from wildgrass.model import Actor, Kind, canonical_json, item_to_json
from wildgrass.model.item import WITHHELD_KINDS


@given(st.lists(any_items, max_size=5, unique_by=lambda item: item.id))
def test_every_item_comes_back_as_it_was(readings):
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder), readings) as library:
        for item in readings:
            assert library.item(item.id) == item
        assert sorted(ids(library.items(include_withheld=True))) == sorted(ids(readings))


def test_a_text_with_a_lone_surrogate_is_kept_and_found(tmp_path):
    """A platform that cuts texts by UTF-16 units leaves half an emoji."""
    item = post(1, "cut \ud83d off", title="\udc00", url="https://x.example/\ud83d")
    with opened(tmp_path, [item]) as library:
        assert library.item(item.id) == item
        assert ids(library.search("off")) == [item.id]


def test_items_come_by_time_and_undated_last(tmp_path):
    readings = [post(1, published=None), post(2, minutes=9), post(4, minutes=5), post(3, minutes=5)]
    with opened(tmp_path, readings) as library:
        assert ids(library.items()) == ["x:post:3", "x:post:4", "x:post:2", "x:post:1"]
        assert ids(library.items(newest_first=True)) == ["x:post:2", "x:post:3", "x:post:4", "x:post:1"]


def test_items_come_by_kind(tmp_path):
    with opened(tmp_path, [post(1), post(2, kind=Kind.LIKE), post(3, kind=Kind.FOLLOW)]) as library:
        assert ids(library.items({Kind.LIKE, Kind.FOLLOW})) == ["x:like:2", "x:follow:3"]
        assert ids(library.items(set())) == []


@pytest.mark.parametrize("kind", sorted(WITHHELD_KINDS))
def test_withheld_kinds_come_only_when_asked_for(tmp_path, kind):
    with opened(tmp_path, [post(1, kind=kind, in_reply_to="x:post:2"), post(2)]) as library:
        assert ids(library.items()) == ["x:post:2"]
        assert ids(library.items({kind})) == []
        assert ids(library.items({kind}, include_withheld=True)) == [f"x:{kind}:1"]
        assert library.replies("x:post:2") == []
        assert ids(library.thread("x:post:2")) == ["x:post:2"]


def test_a_thread_is_ancestors_the_authors_continuation_and_direct_replies(tmp_path):
    readings = [
        post(1, "根"),
        post(2, "她问", author=FRIEND, in_reply_to="x:post:1"),
        post(3, "我答", in_reply_to="x:post:2"),
        post(4, "我再说", in_reply_to="x:post:3"),
        post(5, "我还说", in_reply_to="x:post:4"),
        post(6, "她回", author=FRIEND, in_reply_to="x:post:3"),
        post(7, "她回得深", author=FRIEND, in_reply_to="x:post:6"),
        post(8, "别的"),
    ]
    with opened(tmp_path, reversed(readings)) as library:
        assert ids(library.thread("x:post:3")) == [f"x:post:{number}" for number in (1, 2, 3, 4, 5, 6)]
        assert ids(library.replies("x:post:3")) == ["x:post:4", "x:post:6"]
        assert ids(library.replies("x:post:99")) == []
        assert library.thread("x:post:99") == []


def test_a_thread_whose_start_is_not_in_the_archive_starts_where_it_can(tmp_path):
    with opened(tmp_path, [post(2, in_reply_to="x:post:1"), post(3, in_reply_to="x:post:2")]) as library:
        assert ids(library.thread("x:post:3")) == ["x:post:2", "x:post:3"]
        assert ids(library.replies("x:post:1")) == ["x:post:2"]


def test_replies_in_a_circle_end(tmp_path):
    readings = [post(number, in_reply_to=f"x:post:{(number + 1) % 3}") for number in range(3)]
    with opened(tmp_path, [*readings, post(9, in_reply_to="x:post:9")]) as library:
        assert sorted(ids(library.thread("x:post:0"))) == ["x:post:0", "x:post:1", "x:post:2"]
        assert ids(library.thread("x:post:9")) == ["x:post:9"]


def test_a_message_stands_among_twenty_before_and_after(tmp_path):
    readings = [message(number, str(number)) for number in range(100)]
    with opened(
        tmp_path, [*readings, message(500, "别处", thread="x:conversation:1-3", minutes=50)]
    ) as library:
        assert ids(library.thread("x:message:50")) == [f"x:message:{number}" for number in range(30, 71)]
        assert ids(library.thread("x:message:1")) == [f"x:message:{number}" for number in range(22)]


def test_show_is_the_canonical_item_with_its_thread(tmp_path):
    readings = [post(1, "根"), post(2, "叶", in_reply_to="x:post:1")]
    with opened(tmp_path, readings) as library:
        shown = library.item_json("x:post:2")
        assert shown.pop("thread_items") == [item_to_json(item) for item in readings]
        assert canonical_json(shown) == canonical_json(item_to_json(readings[1]))
        assert library.item_json("x:post:3") is None


def test_conversations_have_people_counts_and_times(tmp_path):
    third = Actor(platform="x", id_kind="account", id="3", handle="third")
    readings = [
        message(1, "早"),
        message(2, "早", author=FRIEND, target=ME),
        message(3, "群", thread="x:conversation:g", author=third, target=None, title="读书会", minutes=60),
        post(4, "进群", kind=Kind.EVENT, thread="x:conversation:g", published=None, mentions=(FRIEND,)),
        post(5, "一条帖子", thread="x:post:5"),
    ]
    with opened(tmp_path, readings) as library:
        group, pair = library.conversations()
        assert (group.id, group.title, group.count) == ("x:conversation:g", "读书会", 2)
        assert group.participants == (ME, FRIEND, third)
        assert (pair.id, pair.title, pair.count) == ("x:conversation:1-2", None, 2)
        assert pair.participants == (ME, FRIEND)
        assert (pair.first.instant, pair.last.instant) == (moment(1).instant, moment(2).instant)
        assert ids(library.messages("x:conversation:g")) == ["x:message:3", "x:event:4"]
        assert ids(library.messages("x:post:5")) == []


def test_owners_are_those_the_exports_name_or_their_profiles(tmp_path):
    build(tmp_path, [post(1, author=FRIEND), post(2)], about("named"))
    weibo = Actor(platform="weibo", id_kind="account", id="9", name="小草")
    readings = [post(3, author=FRIEND), post(4, kind=Kind.PROFILE, author=weibo)]
    build(tmp_path, readings, about("profile", owner=None))
    build(tmp_path, [post(5, author=FRIEND)], about("only author", owner=None))
    build(tmp_path, [post(6, author=FRIEND), post(7)], about("unknown", owner=None))
    with Library.open(tmp_path) as library:
        assert library.owners() == [ME, weibo, FRIEND]
        assert [export.owner for export in library.about()] == [ME, weibo, FRIEND, None]


def test_an_export_that_nobody_dated_has_the_date_of_its_items(tmp_path):
    with opened(tmp_path, [post(1, as_of=moment(0, days=3))], about(as_of=None)) as library:
        assert library.about()[0].as_of == moment(0, days=3).iso()


def test_about_says_what_was_read(tmp_path):
    with opened(tmp_path, [post(1), post(2), post(3, kind=Kind.LIKE)]) as library:
        (export,) = library.about()
    assert (export.key, export.name, export.source, export.vintage) == ("first", "first.zip", "x", "2024")
    assert (
        export.as_of == "2022-11-26T12:00:00.000Z" == START.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    )
    assert (export.items, export.problems, export.owner) == ({"like": 1, "post": 2}, 0, ME)
    assert datetime.fromisoformat(export.as_of) == START
