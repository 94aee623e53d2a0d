"""`wildgrass people`: what it prints, decides and moves."""

import json
import sqlite3
from contextlib import closing

import pytest

from library.archive_builders import FRIEND, ME, build, message, post
from wildgrass.cli.main import main
from wildgrass.model import Actor, Kind

LI = Actor(platform="weibo", id_kind="account", id="77", name="大树")


@pytest.fixture
def library(tmp_path):
    readings = [
        post(1, "草"),
        message(2, "草", author=FRIEND, target=ME),
        post(3, "草", author=LI, source="weibo"),
        post(4, "https://weibo.com/u/77", kind=Kind.PROFILE, author=FRIEND),
    ]
    build(tmp_path / "library", readings)
    return tmp_path / "library"


@pytest.fixture
def people(library, capsys):
    """Run the verb with `--json`; return its code and rows."""

    def run(*options, place=library):
        code = main(["--json", "people", str(place), *map(str, options)])
        return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def test_people_are_listed_joined_named_and_parted_again(people):
    _, apart = people("--sort", "name")
    assert [row["name"] for row in apart] == ["大树", FRIEND.name, ME.name]
    code, rows = people("--merge", FRIEND.key, LI.key)
    whole = {"id": LI.key, "name": None, "accounts": [LI.key, FRIEND.key]}
    assert (code, rows) == (0, [whole])
    assert people("--name", LI.key, "阿树") == (0, [whole | {"name": "阿树"}])
    _, rows = people("--platform", "weibo")
    assert rows == [
        {
            "id": LI.key,
            "name": "阿树",
            "given": "阿树",
            "platforms": ["weibo", "x"],
            "items": 3,
            "named": 0,
            "first": "2022-11-26T12:02:00.000Z",
            "last": "2022-11-26T12:04:00.000Z",
            "accounts": [
                {"id": LI.key, "platform": "weibo", "handle": None, "name": "大树"},
                {"id": FRIEND.key, "platform": "x", "handle": "li_example", "name": FRIEND.name},
            ],
        }
    ]
    assert [row["id"] for row in people("--limit", "1")[1]] == [LI.key]
    assert people("--split", LI.key)[1][0] == {"id": LI.key, "name": None, "accounts": [LI.key]}
    for act in ("split", "name", "merge"):
        assert people("--undo")[1][0]["undone"]["act"] == act
    assert people("--sort", "name")[1] == apart
    assert people("--redo")[1][0]["redone"]["act"] == "merge"
    stands = [(row["act"], row["stands"]) for row in people("--history")[1]]
    assert stands[:3] == [("merge", True), ("name", False), ("split", False)]


def test_proposals_are_told_and_join_nobody(people):
    _, rows = people("--proposals")
    assert rows == [{"grounds": "profile-link", "accounts": [FRIEND.key, LI.key], "items": ["x:profile:4"]}]
    assert len(people()[1]) == 3


def test_decisions_move_into_another_library(people, tmp_path):
    people("--merge", FRIEND.key, LI.key)
    file = tmp_path / "people.json"
    assert people("--export", file)[1] == [{"decisions": 1, "file": str(file)}]
    assert file.stat().st_mode & 0o777 == 0o600
    assert people("--export", file)[0] == 2  # nothing is written over a file
    anew = tmp_path / "anew"
    build(anew, [post(3, "草", author=LI, source="weibo")])
    assert people("--import", file, place=anew) == (0, [{"new_decisions": 1}])
    assert people("--import", file, place=anew) == (0, [{"new_decisions": 0}])
    assert [len(row["accounts"]) for row in people(place=anew)[1]] == [2, 1]


def test_decisions_come_out_of_a_library_that_an_older_wildgrass_built(people, library, tmp_path):
    people("--merge", FRIEND.key, LI.key)
    with closing(sqlite3.connect(library / "library.sqlite")) as connection, connection:
        connection.execute("UPDATE about SET value = '0' WHERE key = 'fold'")
    assert people()[1][0]["error"] == "library-outdated"
    assert people("--export", tmp_path / "people.json") == (
        0,
        [{"decisions": 1, "file": str(tmp_path / "people.json")}],
    )
    with closing(sqlite3.connect(library / "library.sqlite")) as connection, connection:
        connection.execute("DROP TABLE people_decisions")
        connection.execute("PRAGMA user_version = 3")
    assert people("--export", tmp_path / "more.json")[1][0]["error"] == "library-outdated"


@pytest.mark.parametrize(
    ("options", "error", "expected"),
    [
        (("--merge", FRIEND.key), "people-already-one", 1),
        (("--merge", FRIEND.key, "x:account:none"), "account-unknown", 1),
        (("--split", FRIEND.key), "people-not-joined", 1),
        (("--undo",), "people-nothing-to-undo", 1),
        (("--redo",), "people-nothing-to-redo", 1),
        (("--name", FRIEND.key, ""), "people-same-name", 1),
        (("--import", __file__), "people-file-bad", 3),
    ],
)
def test_what_cannot_be_decided_is_said(people, options, error, expected):
    code, rows = people(*options)
    assert (code, rows[0]["error"]) == (expected, error)


def test_people_read_what_was_decided_in_words(library, capsys):
    assert main(["people", str(library), "--merge", FRIEND.key, LI.key]) == 0
    assert main(["--lang", "zh-Hans", "people", str(library), "--history"]) == 0
    assert main(["people", str(library)]) == 0
    told = capsys.readouterr().out
    assert f"merge {FRIEND.key} {LI.key}" in told
    assert f"    {LI.key}  {FRIEND.key}" in told
