"""Before other people are named where something is published, a person decides: once for each account."""

from pathlib import Path

import pytest

from cli.circle import Circle
from library.archive_builders import about
from targets.made_up_life import OWNER, post
from targets.standin_pds import StandIn, standing_in
from wildgrass.errors import EXIT_DECIDE, EXIT_USAGE
from wildgrass.library import LibraryWriter
from wildgrass.model import Actor, Item
from wildgrass.targets.ledger import Ledger, state_folder
from wildgrass.targets.naming import NOTE

FRIEND = Actor(platform="x", id_kind="id", id="77", handle="friend", name="友人")


def library(folder: Path, *items: Item) -> Path:
    """Build a library of these posts."""
    with LibraryWriter.open(folder) as writer:
        writer.add_export(about(owner=OWNER), iter(items), lambda _member: None)
    return folder


@pytest.fixture
def circle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Circle:
    (tmp_path / "password").write_text("made-up\n")
    return Circle(tmp_path, capsys)


@pytest.fixture
def naming(tmp_path: Path) -> Path:
    """Return a library with two posts, one of which names a friend."""
    one = post(1, "2022-10-03 06:12", "早 @friend", mentions=(FRIEND,))
    return library(tmp_path / "library", one, post(2, "2022-10-03 06:13", "two"))


def publish(circle: Circle, folder: Path, server: StandIn, *more: str):
    place = f"bluesky:me.test@{server.url}"
    password = circle.folder / "password"
    words = ("--publish", "--yes", "--password-file", password, "--json", "--lang", "en")
    return circle.run("restore", folder, place, *words, *more)


def test_a_script_is_refused_with_counts_and_nothing_is_sent(circle: Circle, naming: Path) -> None:
    with standing_in() as server:
        said = publish(circle, naming, server)
        assert said.code == EXIT_DECIDE
        assert said.rows[-1]["error"] == "names-not-decided"
        assert "1 of the posts would name 1 other people" in said.rows[-1]["message"]
        assert server.server.asked == []


def test_what_was_decided_is_remembered_for_the_account(circle: Circle, naming: Path) -> None:
    with standing_in() as server:
        assert publish(circle, naming, server, "--show-names").code == 0
        place = f"bluesky:me.test@{server.url}"
        assert Ledger.seen(state_folder(naming), place).notes[NOTE] == "shown"
        later = post(3, "2022-10-04 06:12", "again @friend", mentions=(FRIEND,))
        library(naming, later)
        said = publish(circle, naming, server)
        assert said.code == 0, said.err
        assert len(server.records()) == 3


def test_who_names_nobody_is_asked_nothing(circle: Circle, tmp_path: Path) -> None:
    alone = library(tmp_path / "alone", post(1, "2022-10-03 06:12", "早"), post(2, "2022-10-03 06:13", "二"))
    with standing_in() as server:
        assert publish(circle, alone, server).code == 0
        assert len(server.records()) == 2


def test_a_run_that_hid_people_is_not_gone_on_with_in_the_open(circle: Circle, naming: Path) -> None:
    """The rest of the account would name whom its beginning hid."""
    names = ("--names-map", str(circle.folder / "names"), "--names-recipient", circle.recipients["Ana"])
    with standing_in() as server:
        assert publish(circle, naming, server, "--hide-names", *names).code == 0
        library(naming, post(3, "2022-10-04 06:12", "again @friend", mentions=(FRIEND,)))
        said = publish(circle, naming, server)
        assert said.code == EXIT_DECIDE
        assert said.rows[-1]["error"] == "names-hidden-before"
        assert len(server.records()) == 2


def test_only_one_of_the_choices(circle: Circle, naming: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        circle.run("restore", naming, "site:x", "--show-names", "--hide-names")
    assert ended.value.code == EXIT_USAGE


def test_on_this_machine_it_works_as_ever_and_says_how_many_are_named(circle: Circle, naming: Path) -> None:
    site = f"site:{circle.folder / 'site'}"
    said = circle.run("restore", naming, site, "--json", "--lang", "en")
    assert said.code == 0
    assert "the library names 1" in said.err
    said = circle.run("restore", naming, site, "--json", "--show-names")
    assert said.code == 0
    assert "--show-names" not in said.err
