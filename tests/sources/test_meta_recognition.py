"""Exports of Facebook and Instagram are known by what they hold, and nobody else's files are taken for theirs."""

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.made_archives import FIXTURES, export_of, folder_files
from sources.made_meta import export, said, thread
from wildgrass.sources.facebook import FacebookSource
from wildgrass.sources.instagram import InstagramSource
from wildgrass.sources.meta.shapes import Form, shape_of
from wildgrass.sources.registry import SOURCES

OURS = ("facebook", "instagram")
FOLDERS = sorted(path.parent for path in FIXTURES.glob("*/*/expected.toml"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_each_fixture_is_known_to_its_own_reader_only(folder) -> None:
    made = export_of(folder_files(folder))
    known = [one.info.name for one in (FacebookSource(), InstagramSource()) if one.recognise(made)]
    assert known == ([folder.parent.name] if folder.parent.name in OURS else [])


@pytest.mark.parametrize("name", OURS)
def test_no_other_reader_takes_them(name: str) -> None:
    for folder in FOLDERS:
        if folder.parent.name == name:
            made = export_of(folder_files(folder))
            assert [one.info.name for one in SOURCES if one.recognise(made)] == [name]


RENAMED = [
    ("facebook", {"data.txt": {"comments_v2": [{"timestamp": 1, "data": [], "title": ""}]}}),
    ("facebook", {"a": thread([said("x", 1)]), "b": {"friends_v2": [{"name": "a", "timestamp": 1}]}}),
    ("instagram", {"a.txt": {"relationships_following": [{"string_list_data": [{"value": "x"}]}]}}),
    ("instagram", {"x.json": thread([said("https://www.instagram.com/p/A/", 1)])}),
    (
        "facebook",
        {
            "x.json": thread(
                [said("https://www.instagram.com/p/A/", 1), said("a", 2, ip="203.0.113.1", sticker={})]
            )
        },
    ),
    ("instagram", {"bild.json": [{"media": [{"uri": "a.jpg", "creation_timestamp": 1}], "title": ""}]}),
]


@pytest.mark.parametrize(("name", "members"), RENAMED)
def test_a_renamed_file_is_known(name: str, members: dict[str, object]) -> None:
    made = export(members)
    found = [one.info.name for one in (FacebookSource(), InstagramSource()) if one.recognise(made)]
    assert found == [name]


FOREIGN = [
    {"posts/your_posts_1.json": [{"id": 1, "text": "a blog"}]},
    {"messages/inbox/a/message_1.json": {"messages": [{"id": 1, "from": "a", "text": "b"}]}},
    {"followers.json": {"followers": ["a", "b"]}},
    {
        "result.json": {
            "name": "a",
            "type": "personal_chat",
            "id": 1,
            "messages": [{"id": 1, "type": "message"}],
        }
    },
    {"media.json": {"photos": [{"url": "x"}]}},
    {"package.json": {"name": "a", "version": "1", "dependencies": {}}},
    {"comments.json": {"comments": [{"id": 1, "body": "x"}]}},
    {"a.html": b"<html><body><div class='post'>x</div></body></html>"},
    {"message_1.json": b"not json at all"},
    {"message_1.json": b""},
    {},
]


@pytest.mark.parametrize("members", FOREIGN)
def test_a_foreign_file_with_the_right_name_is_not_taken(members: dict[str, object]) -> None:
    made = export(members)
    assert FacebookSource().recognise(made) is None
    assert InstagramSource().recognise(made) is None


def test_the_parts_of_one_export_belong_together() -> None:
    made = export({"message_1.json": thread([said("x", 1)])})
    assert FacebookSource().part_key(made) == ""
    assert InstagramSource().part_key(made) is None


def test_a_top_folder_is_the_root() -> None:
    made = export(
        {"facebook-x/posts/your_posts_1.json": [{"timestamp": 1, "data": [{"post": "a"}], "title": ""}]}
    )
    vintage = FacebookSource().recognise(made)
    assert vintage is not None
    assert vintage.root == "facebook-x/"
    assert "your_posts_1.json" in vintage.reason


@given(st.binary(max_size=400))
def test_any_bytes_have_a_shape(data: bytes) -> None:
    for prefix in (b"", b"{", b"[", b'{"messages":[', b'[{"a":'):
        assert shape_of(prefix + data).form in Form


@given(
    st.recursive(st.none() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x))
)
def test_any_json_has_a_shape_however_far_its_beginning_goes(value: object) -> None:
    data = json.dumps(value).encode()
    for end in range(0, len(data), max(1, len(data) // 7)):
        assert shape_of(data[:end]).form in Form


def test_importing_a_reader_is_cheap() -> None:
    """Recognition needs no XML, CSV or mail."""
    code = (
        "import sys, wildgrass.sources.facebook, wildgrass.sources.instagram\n"
        "print([name for name in ('lxml', 'csv', 'email', 'sqlite3') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
