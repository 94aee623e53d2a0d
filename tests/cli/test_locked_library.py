"""A locked library through the real command: nothing readable on the disk, the same answers, killed and finished."""

import hashlib
import os
import re
import signal
import subprocess
import sys
import time
import zlib
from contextlib import closing
from pathlib import Path

import pytest
from demo.x_facts import ArchiveFacts

from cli.circle import Circle
from library.leak_scan import LeakScan
from wildgrass.library import Library
from wildgrass.library.place import LibraryPlace

PASSPHRASE = "莊生曉夢迷蝴蝶 望帝春心托杜鵑"
TEXT = "离离原上草一岁一枯荣"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE + "\n")
    return file


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files would go, of Python and of SQLite."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    for name in ("TMPDIR", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr("tempfile.tempdir", None)
    return folder


@pytest.fixture
def sealed(circle: Circle, months: list[ArchiveFacts]) -> Circle:
    circle.init()
    circle.run("add", circle.card, *months[0].paths)
    return circle


def scan_of(plain: Path) -> LeakScan:
    """What must not be found, taken from the plain library of the same export."""
    with Library.open(plain) as library:
        items = list(library.items(include_withheld=True))
    attachments = [one for item in items for one in item.attachments if one.sha256]
    files = [file for file in (plain / "attachments").glob("*/*") if file.is_file()]
    people = {
        name for item in items if item.author for name in (item.author.handle, item.author.name) if name
    }
    words = {one.sha256 for one in attachments} | {one.name for one in attachments} | people
    return LeakScan((item.text for item in items), words, (file.read_bytes() for file in files))


def everything(place: Path | LibraryPlace) -> list[object]:
    with Library.open(place) as library:
        shown = [library.item_json(item.id) for item in library.items(include_withheld=True)]
        digests = sorted(
            {a["sha256"] for one in shown for a in one.get("attachments", ()) if a.get("sha256")}
        )
        contents = [library.attachment_path(digest) for digest in digests]
        assert all(contents)
        read = [hashlib.sha256(content.read_bytes()).hexdigest() for content in contents]
        assert read == digests
        return [shown, digests, [item.id for item in library.search("的", limit=50)]]


def place_of(folder: Path) -> LibraryPlace:
    return LibraryPlace(folder, PASSPHRASE.encode)


def test_the_scan_finds_what_is_there(tmp_path: Path) -> None:
    """Every way of hiding that the scan claims to see through."""
    scan = LeakScan([TEXT], ["wang_example"], [bytes(range(256)) * 4])
    assert scan.found(tmp_path) == []
    for number, data in enumerate(
        (
            TEXT.encode(),
            b"\x01" + TEXT.encode("utf-16-le"),
            b"xx" + zlib.compress(TEXT.encode()),
            b"...wang_example",
            (bytes(range(256)) * 4)[400:600],
            b"SQLite format 3\0",
        )
    ):
        (tmp_path / "file").write_bytes(data)
        assert scan.found(tmp_path), number


def test_locked_from_the_start_and_nothing_readable(sealed: Circle, secret: Path, temporary: Path) -> None:
    answers = sealed.answers("Ana", "Chen")
    assert sealed.open(*answers).code == 0
    plain = sealed.library
    scan = scan_of(plain)
    assert scan.found(plain), "the plain library is readable"
    sealed.library = sealed.folder / "locked"
    said = sealed.open(*answers, more=("--lock", "--library-passphrase-file", secret))
    assert said.code == 0, said.err
    assert scan.found(sealed.library, temporary) == []
    assert everything(place_of(sealed.library)) == everything(plain)
    with (
        Library.open(place_of(sealed.library)) as library,
        closing(library.search("的 OR 一 OR 是")) as found,
    ):
        assert next(found)
        assert scan.found(sealed.library, temporary) == [], "while a search runs"
    asked = ("search", sealed.library, "的", "--json")
    assert (
        sealed.run(*asked, "--passphrase-file", secret).out == sealed.run("search", plain, "的", "--json").out
    )
    sites = [sealed.folder / "site-locked", sealed.folder / "site-plain"]
    sealed.run("restore", sealed.library, f"site:{sites[0]}", "--passphrase-file", secret)
    sealed.run("restore", plain, f"site:{sites[1]}")
    assert _tree(sites[0]) == _tree(sites[1])


def _tree(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_locked_library_grows(sealed: Circle, months: list[ArchiveFacts], secret: Path) -> None:
    answers = sealed.answers("Ana", "Chen")
    lock = ("--lock", "--library-passphrase-file", secret)
    assert sealed.open(*answers, more=lock).code == 0
    sealed.run("add", sealed.card, *months[1].paths)
    grown = sealed.open(*answers, more=lock[1:])
    assert (grown.code, grown.rows[0]["exports"], grown.rows[0]["exports_already_there"]) == (0, 1, 1)
    assert grown.rows[0]["new_items"] > 0
    assert not list(sealed.library.glob("library.sqlite*"))


def test_wrong_passphrases_and_a_damaged_key_say_so(sealed: Circle, secret: Path) -> None:
    lock = ("--lock", "--library-passphrase-file", secret)
    sealed.open(*sealed.answers("Ana", "Chen"), more=lock)
    wrong = sealed.folder / "wrong"
    wrong.write_text("another\n")
    said = sealed.run("search", sealed.library, "的", "--json", "--passphrase-file", wrong)
    assert (said.code, said.rows[0]["error"], len(said.rows)) == (3, "library-passphrase-wrong", 1)
    new = sealed.folder / "new"
    new.write_text("a new one\n")
    changing = ("--passphrase-file", secret, "--new-passphrase-file", new)
    assert sealed.run("library", "passphrase", sealed.library, *changing).code == 0
    assert sealed.run("search", sealed.library, "的", "--passphrase-file", new).code == 0
    assert sealed.run("search", sealed.library, "的", "--passphrase-file", secret).code == 3
    key = sealed.library / "library.key"
    key.write_bytes(key.read_bytes()[:-1])
    said = sealed.run("search", sealed.library, "的", "--json", "--passphrase-file", new)
    assert (said.code, said.rows[0]["error"]) == (3, "library-key-damaged")


@pytest.mark.parametrize(
    "moment",
    [
        "database",
        pytest.param("members", marks=pytest.mark.soak),
        pytest.param("attachments", marks=pytest.mark.soak),
    ],
)
def test_killed_while_building_leaves_nothing_readable(
    sealed: Circle, secret: Path, temporary: Path, moment: str
) -> None:
    answers = sealed.answers("Ana", "Chen")
    sealed.open(*answers)
    plain, sealed.library = sealed.library, sealed.folder / "locked"
    scan = scan_of(plain)
    words = ["recover", "open", sealed.vault, *answers, "-i", sealed.key("coordinator")]
    words += ["--library", sealed.library, "--lock", "--library-passphrase-file", secret]
    command = [sys.executable, "-m", "wildgrass.cli.main", *map(str, words)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and not _has_come(sealed.library, moment):
        time.sleep(0.001)  # a moment between two looks
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert scan.found(sealed.library, temporary) == []
    said = sealed.open(*answers, more=("--lock", "--library-passphrase-file", secret))
    assert said.code == 0, said.err
    assert everything(place_of(sealed.library)) == everything(plain)
    assert not [file for file in sealed.library.rglob("*") if re.search("incoming|journal", file.name)]


def _has_come(library: Path, moment: str) -> bool:
    if moment == "members":
        return any((library / ".incoming-sealed").glob("*"))
    if moment == "database":
        return (library / "library.locked-journal").exists()
    return any((library / "sealed").glob("*/*"))
