"""Adding is idempotent, keeps both versions of what changed, and leaves nothing half."""

import sqlite3
import subprocess
import sys
from dataclasses import replace

import pytest

from library.archive_builders import FRIEND, ME, about, build, ids, message, moment, opened, post
from wildgrass.library import ExportAbout, Library, LibraryDamagedError, LibraryNotWrittenError, LibraryWriter
from wildgrass.model import Actor, Attachment, Item, Kind, Origin, Problem
from wildgrass.sources.base import MemberReport

LATER = about("second", days=30)


def later(item, **fields):
    """The same item as a later export gives it."""
    return replace(item, as_of=LATER.as_of, **fields)


def earlier(item):
    return replace(item, as_of=about().as_of)


def dump(folder):
    """Everything in the database, as SQL."""
    connection = sqlite3.connect(folder / "library.sqlite")
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


READINGS = (
    post(1, "一", mentions=(FRIEND,)),
    post(2, "二", in_reply_to="x:post:1", in_reply_to_author=ME),
    message(3, "三"),
    Problem(code="record-not-json", reason="not JSON", member="data/like.js", where="record 2"),
    MemberReport(name="data/tweets.js", status="read", records=2, items=2, expected=2),
    MemberReport(name="data/ad.js", status="ignored"),
)


def test_the_counts_say_what_was_added(tmp_path):
    added = build(tmp_path, READINGS)
    assert added.items == {"post": 2, "message": 1}
    assert (added.new_items, added.changed, added.problems, added.ignored) == (3, 0, 1, 1)


def test_adding_the_same_export_again_adds_nothing(tmp_path):
    build(tmp_path, READINGS)
    before = dump(tmp_path)
    again = build(tmp_path, READINGS)
    assert dump(tmp_path) == before
    assert again.items == {"post": 2, "message": 1}
    assert (again.new_items, again.changed, again.problems) == (0, 0, 1)


def test_completeness_lines_and_problems_stand_in_their_tables(tmp_path):
    build(tmp_path, READINGS)
    connection = sqlite3.connect(tmp_path / "library.sqlite")
    members = connection.execute("SELECT name, status, records, items, expected FROM members").fetchall()
    problems = connection.execute("SELECT code, member, place, lost FROM problems").fetchall()
    connection.close()
    assert members == [("data/tweets.js", "read", 2, 2, 2), ("data/ad.js", "ignored", None, None, None)]
    assert problems == [("record-not-json", "data/like.js", "record 2", 1)]


@pytest.mark.parametrize("order", ["as made", "reversed"])
def test_a_changed_text_keeps_both_and_the_later_export_wins(tmp_path, order):
    first, second = earlier(post(1, "原来的话")), later(post(1, "改过的话"))
    exports = [(about(), first), (LATER, second)]
    for export, item in exports if order == "as made" else reversed(exports):
        added = build(tmp_path, [item], export)
    assert (added.new_items, added.changed) == (0, 1)
    with Library.open(tmp_path) as library:
        assert library.item(first.id) == second
        assert library.versions(first.id) == [first]
        assert ids(library.items()) == [first.id]


def test_adding_both_exports_again_changes_nothing(tmp_path):
    first, second = earlier(post(1, "原来的话")), later(post(1, "改过的话"))
    build(tmp_path, [first])
    build(tmp_path, [second], LATER)
    before = dump(tmp_path)
    for item, export in ((first, about()), (second, LATER), (first, about())):
        assert build(tmp_path, [item], export).changed == 0
    assert dump(tmp_path) == before


def test_two_contents_of_one_id_in_one_export_are_both_kept(tmp_path):
    one, other = post(1, "一"), post(1, "另一")
    for expected in (1, 0):
        assert build(tmp_path, [one, other]).changed == expected
        with Library.open(tmp_path) as library:
            assert library.item(one.id) == one
            assert library.versions(one.id) == [other]


def test_likes_records_and_handles_do_not_make_a_version(tmp_path):
    old = earlier(
        post(1, "话", counts={"likes": 3}, url="https://x.example/wang_example/1", mentions=(FRIEND,))
    )
    renamed = replace(FRIEND, handle="li_new")
    new = later(
        old,
        counts={"likes": 9},
        url="https://x.example/wang/1",
        origin=replace(old.origin, record=7),
        mentions=(renamed,),
    )
    build(tmp_path, [old])
    assert build(tmp_path, [new], LATER).changed == 0
    with Library.open(tmp_path) as library:
        assert library.item(old.id) == new
        assert library.versions(old.id) == []


def test_a_profiles_new_name_is_a_version(tmp_path):
    old = earlier(post(1, "简介", kind=Kind.PROFILE))
    new = later(old, author=replace(ME, name="王大树"))
    build(tmp_path, [old])
    assert build(tmp_path, [new], LATER).changed == 1


def test_a_better_reading_of_the_same_export_replaces_the_old_one(tmp_path):
    build(tmp_path, [post(1, "&amp;")])
    assert build(tmp_path, [post(1, "&")]).changed == 0
    with Library.open(tmp_path) as library:
        assert library.item("x:post:1").text == "&"
        assert library.versions("x:post:1") == []


def test_absence_in_a_later_export_is_recorded_and_deletes_nothing(tmp_path):
    build(tmp_path, map(earlier, [post(1), post(2), message(3, "嗨")]))
    build(tmp_path, [later(post(1))], LATER)
    build(tmp_path, [later(post(9, source="weibo"))], about("other", days=60, source="weibo"))
    with Library.open(tmp_path) as library:
        assert [(seen.export, seen.present) for seen in library.sightings("x:post:1")] == [
            ("first.zip", True),
            ("second.zip", True),
        ]
        assert [(seen.export, seen.present) for seen in library.sightings("x:post:2")] == [
            ("first.zip", True),
            ("second.zip", False),
        ]
        # The later export holds no messages at all, so it says nothing about this one.
        assert [seen.present for seen in library.sightings("x:message:3")] == [True]
        assert library.sightings("x:post:404") == []
        assert not library.item("x:post:2").is_deleted


def test_an_older_exports_names_do_not_replace_newer_ones(tmp_path):
    new, old = replace(FRIEND, handle="li_new"), replace(FRIEND, handle="li_old")
    build(tmp_path, [message(1, "新", author=new, target=None)], LATER)
    build(tmp_path, [message(2, "旧", author=old, target=None)], about())
    with Library.open(tmp_path) as library:
        (conversation,) = library.conversations()
        assert conversation.participants == (new,)


class PowerCutError(Exception):
    """Stands for anything that ends a reading early."""


def test_an_export_that_fails_midway_leaves_nothing(tmp_path):
    def readings():
        yield from (post(number, "新") for number in range(2000))
        raise PowerCutError

    build(tmp_path, READINGS)
    before = dump(tmp_path)
    with pytest.raises(PowerCutError):
        build(tmp_path, readings(), about("second"))
    with LibraryWriter.open(tmp_path) as writer:
        assert (writer.holds("first"), writer.holds("second")) == (True, False)
    assert dump(tmp_path) == before
    assert build(tmp_path, READINGS).new_items == 0


_KILLED = """
import os, sys
from pathlib import Path
from library.archive_builders import about, build, post
from wildgrass.library import database
database._CACHE_KIB = 64  # so that the killed build has written into the file
def readings():
    yield from (post(number, "新" * 300) for number in range(1000, 3000))
    os._exit(9)
build(Path(sys.argv[1]), readings(), about("second"))
"""


def test_a_killed_build_is_undone_at_the_next_opening(tmp_path):
    build(tmp_path, READINGS)
    before = dump(tmp_path)
    command = [sys.executable, "-c", _KILLED, str(tmp_path)]
    process = subprocess.run(command, env={"PYTHONPATH": ":".join(sys.path)}, check=False)
    assert process.returncode == 9
    assert (tmp_path / "library.sqlite-journal").stat().st_size > 0
    with Library.open(tmp_path) as library:
        assert len(list(library.items())) == 3
    assert dump(tmp_path) == before


_KILLED_INDEXING = """
import os, sys
from pathlib import Path
from library.archive_builders import about, build, post
from wildgrass.library import database, indexing
database._CACHE_KIB, database._PENDING_TOKENS_BYTES, calls, cut = 64, 1 << 12, [], indexing.cut
def cut_and_die(texts):
    calls.append(texts)
    return cut(texts) if len(calls) < 8 else os._exit(9)
indexing.cut = cut_and_die
build(Path(sys.argv[1]), (post(number, "新" * 300) for number in range(0, 3000)), about("second", days=1))
"""


def test_a_build_killed_while_the_index_is_written_is_undone(tmp_path):
    """By then the first export's run was taken out of the index, to go in with the second's."""
    build(tmp_path, READINGS)
    before = dump(tmp_path)
    command = [sys.executable, "-c", _KILLED_INDEXING, str(tmp_path)]
    process = subprocess.run(command, env={"PYTHONPATH": ":".join(sys.path)}, check=False)
    assert process.returncode == 9
    with Library.open(tmp_path) as library:
        assert [item.id for item in library.search(READINGS[0].text)]
    assert dump(tmp_path) == before


def test_two_writers_at_once_do_not_mix(tmp_path):
    with LibraryWriter.open(tmp_path) as one, LibraryWriter.open(tmp_path) as other:
        other._connection.execute("PRAGMA busy_timeout = 0")

        def readings():
            yield post(1)
            with pytest.raises(LibraryNotWrittenError):
                other.add_export(about("second"), [post(2)])

        one.add_export(about(), readings())
    with Library.open(tmp_path) as library:
        assert ids(library.items()) == ["x:post:1"]


def test_a_reader_sees_the_state_before_while_an_export_is_added(tmp_path):
    build(tmp_path, [post(1)])

    def readings():
        yield post(2)
        with Library.open(tmp_path) as library:
            assert ids(library.items()) == ["x:post:1"]

    build(tmp_path, readings(), about("second"))


@pytest.mark.parametrize("extra", [{"number": float("nan")}, {"value": {1, 2}}])
def test_an_item_json_has_no_form_for_is_a_counted_problem(tmp_path, extra):
    added = build(tmp_path, [post(1, extra=extra), post(2)])
    assert (added.items, added.problems) == ({"post": 1}, 1)
    with Library.open(tmp_path) as library:
        assert ids(library.items()) == ["x:post:2"]


def test_an_item_nested_without_end_is_a_counted_problem(tmp_path):
    nested = []
    for _ in range(100_000):
        nested = [nested]
    added = build(tmp_path, [post(1, extra={"nested": nested}), post(2)])
    assert (added.items, added.problems) == ({"post": 1}, 1)


def test_an_attachment_left_out_later_is_still_the_items(tmp_path):
    photo = Attachment(name="1.jpg", member="media/1.jpg", role="photo")
    (tmp_path / "1.jpg").write_bytes(b"picture")
    build(
        tmp_path / "library",
        [earlier(post(1, "话", attachments=(photo,)))],
        fetch_attachment=lambda _: tmp_path / "1.jpg",
    )
    gone = later(post(1, "改过的话", attachments=(replace(photo, member=None),)))
    build(tmp_path / "library", [gone], LATER)
    with Library.open(tmp_path / "library") as library:
        (attachment,) = library.item("x:post:1").attachments
        assert attachment.member is None
        assert library.attachment_path(attachment.sha256).read_bytes() == b"picture"


def test_a_hundred_actors_with_one_name_stay_apart(tmp_path):
    actors = [Actor(platform="x", id_kind="account", id=str(number), name="无名") for number in range(100)]
    readings = [post(number, "嗨", author=actor) for number, actor in enumerate(actors)]
    with opened(tmp_path, readings) as library:
        assert len(list(library.search("", person="无名"))) == 100
        assert len(list(library.search("", person="7"))) == 1


def test_times_of_exports_are_kept_to_the_millisecond(tmp_path):
    with opened(tmp_path, [post(1, as_of=moment(0))]) as library:
        assert library.item("x:post:1").as_of == moment(0)


def test_a_fault_of_the_export_is_not_called_a_fault_of_the_library(tmp_path):
    def readings():
        yield post(1)
        raise OSError("the disk with the export is gone")

    with pytest.raises(OSError, match="the disk with the export is gone"):
        build(tmp_path, readings())


def test_damage_found_while_adding_is_a_typed_error(tmp_path):
    build(tmp_path, [post(number, "草" * 200) for number in range(300)])
    file = tmp_path / "library.sqlite"
    whole = bytearray(file.read_bytes())
    for page in range(40 * 4096, len(whole), 4096):
        whole[page : page + 100] = b"\xff" * 100
    file.write_bytes(whole)
    with pytest.raises((LibraryDamagedError, LibraryNotWrittenError)):
        build(tmp_path, [post(number, "新") for number in range(300)], about("second"))


def test_two_ids_that_one_column_cannot_tell_apart_are_one_item(tmp_path):
    """A lone surrogate stands escaped in a column, as another id may be written; no row is left without its item."""
    readings = [
        Item(id=item_id, kind=Kind.POST, source="x", origin=Origin(member="m"), text=text)
        for item_id, text in (("x:post:\ud83d", "one"), ("x:post:\\ud83d", "two"))
    ]
    with LibraryWriter.open(tmp_path) as writer:
        added = writer.add_export(ExportAbout(key="1", name="n", source="x", vintage="v"), readings)
    assert (added.new_items, added.changed) == (1, 1)
    with Library.open(tmp_path) as library:
        assert [item.text for item in library.search("")] == ["one"]
        assert list(library.search("two")) == []


def test_what_a_crawl_observed_is_no_version(tmp_path):
    """Eleven crawls of one post, each with other bounds of its counts, are one item with one content."""
    for number in range(11):
        extra = {"observed": {"likes": f"{number + 1}万+"}, "kept": 1}
        seen = post(1, extra=extra, as_of=moment(0, days=number))
        build(tmp_path, [seen], export=about(f"crawl-{number}", days=number))
    with Library.open(tmp_path) as library:
        assert library.versions("x:post:1") == []
        assert library.item("x:post:1").extra["observed"] == {"likes": "11万+"}
