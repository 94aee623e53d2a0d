"""The real commands over a vault in two places, one of which is not there: `add`, `verify`, `recover open`."""

import shutil
from pathlib import Path

import pytest
from demo.x_archive import write_archive

from cli.circle import Circle, Said
from wildgrass.errors import EXIT_CHECK, EXIT_DECIDE, EXIT_STORE
from wildgrass.flows.add import read_card
from wildgrass.flows.catching_up import catch_up
from wildgrass.text import say
from wildgrass.vault import layout


@pytest.fixture
def circle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Circle:
    """Return a circle whose vault is in two places, with an export to seal."""
    circle = Circle(tmp_path, capsys)
    assert circle.init(further=(stick(circle),)).code == 0
    write_archive(tmp_path / "one.zip", seed=1, posts=30, media=2)
    write_archive(tmp_path / "two.zip", seed=2, posts=40, media=2)
    return circle


def stick(circle: Circle) -> Path:
    """Return the second place."""
    return circle.folder / "stick" / "vault"


def unplug(circle: Circle) -> None:
    """Take the second place away, mount point and all."""
    (circle.folder / "stick").rename(circle.folder / "elsewhere")


def plug_in(circle: Circle) -> None:
    """Bring it back."""
    (circle.folder / "elsewhere").rename(circle.folder / "stick")


def sealed(circle: Circle, *exports: str, language: str = "en") -> Said:
    """Seal exports of the folder."""
    paths = [circle.folder / name for name in exports]
    return circle.run("add", circle.card, *paths, "--json", "--lang", language)


def standing(said: Said, place: Path) -> dict:
    """Return what the last export's object says of a place."""
    rows = [row for row in said.rows if "source" in row]
    return next(one for one in rows[-1]["places"] if one["place"] == str(place))


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_a_stick_that_is_away_is_told_and_keeps_nobody_from_sealing(circle: Circle, language: str) -> None:
    """Sealed, 1 as a person must act, the place named in words and in JSON; nothing is left on the device."""
    unplug(circle)
    before = {path for path in circle.folder.rglob("*") if circle.vault not in path.parents}
    said = sealed(circle, "one.zip", language=language)
    assert said.code == EXIT_DECIDE
    assert standing(said, circle.vault) == {
        "place": str(circle.vault),
        "holds": True,
        "lacks": 0,
        "reason": None,
        "message": None,
    }
    assert standing(said, stick(circle))["holds"] is False
    assert standing(said, stick(circle))["lacks"] is None
    assert standing(said, stick(circle))["reason"] == "vault-not-found"
    assert str(stick(circle)) in said.err
    words = say(language, "ui.place-not-reached", place=stick(circle), why="|").split("|")[0]
    assert words in said.err
    assert {path for path in circle.folder.rglob("*") if circle.vault not in path.parents} == before


def test_it_catches_up_at_the_next_add(circle: Circle) -> None:
    """And opens by itself."""
    unplug(circle)
    sealed(circle, "one.zip")
    plug_in(circle)
    said = sealed(circle, "two.zip")
    assert said.code == 0, said.err
    assert standing(said, stick(circle))["lacks"] == 0
    shutil.rmtree(circle.vault)
    circle.vault = stick(circle)
    opened = circle.open(*circle.answers("Ana", "Chen"))
    assert opened.code == 0, opened.err
    assert opened.rows[-1]["exports"] == 2


def test_when_no_place_is_there_it_says_so(circle: Circle) -> None:
    """Nothing is sealed, and that is a store's failure."""
    unplug(circle)
    circle.vault.rename(circle.folder / "gone")
    said = sealed(circle, "one.zip")
    assert said.code == EXIT_STORE
    assert said.rows[-1]["error"] == "no-place-reached"


def test_verify_says_what_a_place_lacks_and_copies_it_when_asked(circle: Circle) -> None:
    """Sound but behind is 1; with --catch-up 0, and then both are the same."""
    unplug(circle)
    sealed(circle, "one.zip")
    plug_in(circle)
    seen = circle.folder / "seen.txt"
    both = ("verify", circle.vault, stick(circle), "--remember", seen, "--json")
    said = circle.run(*both)
    assert said.code == EXIT_DECIDE
    assert [row["lacks"] for row in said.rows] == [0, 1]
    assert [row["problems"] for row in said.rows] == [[], []]
    assert "1" in said.err
    assert circle.run(*both).code == EXIT_DECIDE  # what was seen in one place is not held against the other
    said = circle.run(*both, "--catch-up")
    assert said.code == 0, said.err
    (became,) = said.rows[-1]["caught_up"]
    assert (became["place"], became["runs"], became["lacks"]) == (str(stick(circle)), 1, 0)
    said = circle.run(*both)
    assert said.code == 0
    assert said.rows[0]["root"] == said.rows[1]["root"]


def test_a_place_that_was_set_back_is_held_to_what_it_showed(circle: Circle) -> None:
    """It is not taken for one that was away: nothing is copied to it, and 4 is what the command ends with."""
    older = circle.folder / "older"
    shutil.copytree(circle.folder / "stick", older)
    sealed(circle, "one.zip")
    seen = circle.folder / "seen.txt"
    both = ("verify", circle.vault, stick(circle), "--remember", seen, "--json")
    assert circle.run(*both).code == 0
    shutil.rmtree(circle.folder / "stick")
    older.rename(circle.folder / "stick")
    remembered = seen.read_text()
    said = circle.run(*both, "--catch-up")
    assert said.code == EXIT_CHECK
    assert [one["problem"] for one in said.rows[1]["problems"]] == ["log-removed"]
    assert said.rows[-1]["caught_up"] == []
    assert len(list((stick(circle) / layout.LOGS).iterdir())) == 1
    assert seen.read_text() == remembered


def test_a_removed_run_in_one_place_is_told_by_add_with_4(circle: Circle) -> None:
    """The export is sealed in the other place all the same."""
    removed = sealed(circle, "one.zip").rows[0]["run"]
    sealed(circle, "two.zip")
    shutil.rmtree(stick(circle) / layout.log_folder(removed))
    shutil.rmtree(stick(circle) / layout.segment_folder(removed))
    said = sealed(circle, "one.zip")
    assert said.code == EXIT_CHECK
    assert standing(said, circle.vault)["holds"] is True
    assert standing(said, stick(circle))["reason"] == "place-history-differs"
    assert removed in said.err


def test_a_memory_of_an_older_version_is_held_against_every_place(circle: Circle) -> None:
    """Its lines name no place."""
    sealed(circle, "one.zip")
    seen = circle.folder / "seen.txt"
    assert circle.run("verify", circle.vault, "--remember", seen).code == 0
    seen.write_text("".join(line + "\n" for line in seen.read_text().splitlines() if line.startswith("head")))
    shutil.copytree(circle.vault, circle.folder / "copy")
    assert circle.run("verify", circle.folder / "copy", "--remember", seen).code == 0
    assert "place " in seen.read_text()
    for run in (path.name for path in (circle.vault / layout.SEGMENTS).iterdir()):
        shutil.rmtree(circle.vault / layout.log_folder(run))
        shutil.rmtree(circle.vault / layout.segment_folder(run))
    assert circle.run("verify", circle.vault, "--remember", seen).code == EXIT_CHECK


def test_places_that_go_away_before_the_copying_are_left_for_the_next_time(circle: Circle) -> None:
    """What was sealed is sealed, so that is no failure."""
    unplug(circle)
    circle.vault.rename(circle.folder / "gone")
    assert catch_up(read_card(circle.card)) == []
