"""`wildgrass redact`: every find is shown with its reason, joined accounts are one person, and nothing is written."""

import json

import pytest

from library.archive_builders import FRIEND, ME, build, message, post
from wildgrass.cli.main import main
from wildgrass.model import Actor
from wildgrass.text.redaction import left_in

LI = Actor(platform="weibo", id_kind="account", id="770077", handle="dashu_li", name="李大树")


@pytest.fixture
def library(tmp_path):
    readings = [
        post(1, f"昨天和李大树、@{FRIEND.handle}吃饭 电话13800138000"),
        message(2, f"我是{ME.name}", author=FRIEND, target=ME),
        post(3, "草", author=LI, source="weibo"),
    ]
    build(tmp_path / "library", readings)
    return tmp_path / "library"


def redact(capsys, library, *options):
    code = main(["--json", "redact", str(library), *options])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def ids(library, capsys):
    main(["--json", "search", str(library), "昨天"])
    return [json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()]


def test_each_proposal_says_where_what_and_why(library, capsys):
    (item,) = ids(library, capsys)
    code, rows = redact(capsys, library, item)
    assert code == 0
    found = [(row["text"], row["kind"], row["why"], row["confidence"]) for row in rows]
    assert found[0] == ("李大树", "name", "known-name", "sure")
    assert found[1][:3] == (f"@{FRIEND.handle}", "handle", "mention")
    assert found[2] == ("13800138000", "phone", "phone-number", "sure")
    assert [row["field"] for row in rows] == ["text"] * 3
    assert len({row["instead"] for row in rows}) == 3


def test_joined_accounts_are_one_person_and_runs_are_not_to_be_linked(library, capsys):
    (item,) = ids(library, capsys)
    assert main(["people", str(library), "--merge", LI.key, FRIEND.key]) == 0
    capsys.readouterr()
    _, rows = redact(capsys, library, item)
    code = rows[0]["instead"].removesuffix("]").split()[1]
    assert rows[1]["instead"] == f"@p_{code}"
    assert redact(capsys, library, item)[1][0]["instead"] != rows[0]["instead"]


def test_an_item_as_it_may_leave_names_nobody_else(library, capsys):
    before = sorted(path.name for path in library.iterdir())
    (item,) = ids(library, capsys)
    assert main(["redact", str(library), item, "--item"]) == 0
    shown = capsys.readouterr().out.encode()
    originals = ["李大树", "dashu_li", FRIEND.handle, FRIEND.id, "13800138000", item]
    assert left_in(shown, [one for one in originals if one]) == []
    assert json.loads(shown)["author"]["id"] == ME.id
    assert sorted(path.name for path in library.iterdir()) == before


def test_an_item_that_is_not_there(library, capsys):
    assert redact(capsys, library, "x:post:nothing")[0] == 1
