"""The whole way with real archives made by others, where they are present: bytes back, every item back."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from cli.circle import Circle
from wildgrass.library import Library

ARCHIVES = (
    "perkeep__perkeep/camlistore_test.zip",
    "smithjd__twitter_archive",
    "hestiaAI__hestialabs-experiences/twitter-small.zip",
    "toBeOfUse__Twitter-Archive-Browser",
    "DocNow__twitter-archive-unshorten",
    "dogsheep__twitter-to-sqlite/zip_contents",
)


@pytest.mark.parametrize("name", ARCHIVES)
def test_a_real_archive_comes_back_whole(name: str, samples: Path, circle: Circle) -> None:
    path = samples / "twitter" / name
    if not path.exists():
        pytest.skip(f"{name} is not among the samples")
    circle.init()
    added = circle.run("add", circle.card, path, "--json")
    assert added.code == 0, added.err
    assert circle.run("verify", circle.vault).code == 0
    exports = circle.folder / "exports"
    opened = circle.open(*circle.answers("Ben", "Chen"), more=("--exports", exports))
    assert opened.code == 0, opened.err
    assert opened.rows[0]["items"] == added.rows[0]["items"]
    assert _digests_of_folder(exports) == _digests(path)
    _same_items(circle, path)
    assert circle.run("restore", circle.library, f"site:{circle.folder / 'site'}").code == 0


def _same_items(circle: Circle, path: Path) -> None:
    read = {row["id"]: row["text"] for row in circle.run("inspect", path, "--items").rows}
    with Library.open(circle.library) as library:
        kept = {item.id: item.text for item in library.items(include_withheld=True)}
    assert kept == read


def _digests(path: Path) -> set[str]:
    if path.is_dir():
        return _digests_of_folder(path)
    with zipfile.ZipFile(path) as archive:
        return {
            hashlib.sha256(archive.read(entry)).hexdigest()
            for entry in archive.infolist()
            if not entry.is_dir()
        }


def _digests_of_folder(folder: Path) -> set[str]:
    return {hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.rglob("*") if file.is_file()}
