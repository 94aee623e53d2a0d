"""What a simulated restore says in JSON: the files with each item, and what hiding people would come to."""

import json
from pathlib import Path

import pytest

from flows.test_hidden_pictures import files as made_files
from flows.test_hidden_pictures import library as made_library
from library.archive_builders import build, post
from wildgrass.cli.main import main
from wildgrass.flows.media_counts import MEDIA
from wildgrass.model import Attachment

files, pictures_library = made_files, made_library


def rows(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[list[dict], str]:
    """Run the command; return its rows and what it said to the person."""
    capsys.readouterr()
    assert main([*map(str, words), "--json", "--lang", "en"]) == 0
    said = capsys.readouterr()
    return [json.loads(line) for line in said.out.splitlines()], said.err


def test_each_item_that_would_appear_counts_its_files(
    tmp_path: Path, pictures_library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found, said = rows(capsys, "restore", pictures_library, f"site:{tmp_path}/site", "--simulate")
    done = [row for row in found if row["status"] == "done"]
    assert done
    assert all(set(row["media"]) == set(MEDIA) for row in done)
    total = {name: sum(row["media"][name] for row in done) for name in MEDIA}
    assert total["pictures"] + total["videos"] == 4
    assert f"{total['pictures']} pictures" in said
    assert not (tmp_path / "site").exists()


def test_a_real_run_counts_nothing(
    tmp_path: Path, pictures_library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found, said = rows(capsys, "restore", pictures_library, f"site:{tmp_path}/site")
    assert all("media" not in row for row in found)
    assert "files that would appear" not in said


def test_what_the_library_does_not_hold_is_missing_and_not_nought(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = Attachment(name="a.jpg", member="a.jpg", role="photo", media_type="image/jpeg")
    build(tmp_path / "library", [post(1, "早", attachments=(lost,))])
    found, _ = rows(capsys, "restore", tmp_path / "library", f"site:{tmp_path}/site", "--simulate")
    counted = [row["media"] for row in found if row.get("media") and any(row["media"].values())]
    assert counted == [{"pictures": 0, "videos": 0, "files": 0, "missing": 1}]


def test_with_people_hidden_the_counts_of_the_review_are_told_and_no_name(
    tmp_path: Path, pictures_library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("restore", pictures_library, f"site:{tmp_path}/site", "--simulate", "--hide-names")
    found, _ = rows(capsys, *words)
    review = found[-1]["review"]
    assert review["pictures"] == {"count": 4, "faces": 1, "unknown": 2}
    assert set(review) == {"places", "texts", "maybe", "pictures", "file"}
