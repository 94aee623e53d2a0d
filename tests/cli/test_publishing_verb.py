"""`restore` to a target on the network, as a person types it: simulated first, asked before."""

import io
import json
import sys
from pathlib import Path

import pytest

from cli.circle import Circle
from targets.made_up_life import EXPORTED, OWNER, post
from targets.standin_pds import StandIn, standing_in
from wildgrass.cli import account
from wildgrass.errors import EXIT_DECIDE, EXIT_STORE, EXIT_USAGE
from wildgrass.library import ExportAbout, LibraryWriter
from wildgrass.model import Audience


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    about = ExportAbout(key="1", name="x.zip", source="x", vintage="2022", as_of=EXPORTED, owner=OWNER)
    items = [
        post(1, "2022-10-03 06:12", "早。"),
        post(2, "2022-10-03 06:13", "for followers", audience=Audience.FOLLOWERS),
    ]
    with LibraryWriter.open(folder) as writer:
        writer.add_export(about, items, lambda _member: None)
    return folder


@pytest.fixture
def server():
    with standing_in() as running:
        yield running


@pytest.fixture
def password(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text("made-up\n")
    return path


def _place(server: StandIn) -> str:
    return f"bluesky:me.test@{server.url}"


@pytest.fixture
def no_terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nobody sits at a terminal; standard input is empty unless a test fills it."""
    monkeypatch.setattr(account, "_TERMINAL", tmp_path / "none")
    monkeypatch.setattr("wildgrass.cli.terminal._TERMINAL", tmp_path / "none")
    _type(monkeypatch, "")


def _type(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_without_publish_it_is_a_simulation_with_a_page(
    circle: Circle, library: Path, server: StandIn
) -> None:
    said = circle.run("restore", library, _place(server), "--json", "--lang", "zh-Hans")
    assert said.code == 0
    assert {row["id"]: row["status"] for row in said.rows} == {"x:post:1": "done", "x:post:2": "skipped"}
    assert {row["id"]: row["reason"] for row in said.rows}["x:post:2"] == "followers"
    page = next(word for word in said.err.split() if word.endswith("index.html"))
    assert Path(page).is_file()
    assert server.server.asked == []


def test_publish_asks_for_the_accounts_name(
    circle: Circle,
    library: Path,
    server: StandIn,
    password: Path,
    no_terminal: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = ("restore", library, _place(server), "--publish", "--password-file", password, "--json")
    refused = circle.run(*words)
    assert refused.code == EXIT_DECIDE
    assert json.loads(refused.out)["error"] == "publish-not-confirmed"
    _type(monkeypatch, "somebody.else\n")
    assert circle.run(*words).code == EXIT_DECIDE
    assert server.server.asked == []
    _type(monkeypatch, "@me.test\n")
    done = circle.run(*words)
    assert done.code == 0, done.err
    assert "1 items will be published as me.test" in done.err
    assert [one["value"]["text"] for one in server.records()] == ["早。"]


def test_yes_confirms_in_scripts_and_include_names_a_class(
    circle: Circle, library: Path, server: StandIn, password: Path
) -> None:
    done = circle.run(
        "restore",
        library,
        _place(server),
        "--publish",
        "--yes",
        "--password-file",
        password,
        "--include",
        "followers",
    )
    assert done.code == 0, done.err
    assert len(server.records()) == 2
    assert "made-up" not in done.out + done.err


def test_without_a_terminal_and_a_file_there_is_no_password(
    circle: Circle, library: Path, server: StandIn, no_terminal: None
) -> None:
    said = circle.run("restore", library, _place(server), "--publish", "--yes", "--json")
    assert said.code == EXIT_USAGE
    assert json.loads(said.out)["error"] == "password-needed"


def test_a_proxy_that_is_down_stops_everything(
    circle: Circle, library: Path, server: StandIn, password: Path
) -> None:
    proxy = ("--proxy", "socks5h://127.0.0.1:1")
    words = ("restore", library, _place(server), "--publish", "--yes", "--password-file", password)
    said = circle.run(*words, *proxy, "--json")
    assert said.code == EXIT_STORE
    assert json.loads(said.out)["error"] == "proxy-failed"
    assert server.server.asked == []


@pytest.mark.parametrize(
    ("target", "option"),
    [
        ("bluesky:me.test@https://pds.example", "--private"),
        ("bluesky:me.test@https://pds.example", "--likes"),
        ("site:out", "--publish"),
        ("site:out", "--custody"),
        ("site:out", "--no-origin"),
        ("site:out", "--mention-people"),
    ],
)
def test_an_option_that_would_mean_nothing_is_refused(
    circle: Circle, library: Path, target: str, option: str
) -> None:
    said = circle.run("restore", library, target, option, "--json")
    assert said.code == EXIT_USAGE
    assert json.loads(said.out)["error"] == "means-not-for-target"
    assert option in said.err
