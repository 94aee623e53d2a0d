"""Stores keep their contract, and a folder keeps it through kills, full disks and hostile leftovers."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from vault.memory_store import MemoryStore
from vault.store_contract import StoreContract
from wildgrass.vault.sealing.segment import aligned_buffer
from wildgrass.vault.stores import publish
from wildgrass.vault.stores.base import Store
from wildgrass.vault.stores.folder import FolderStore
from wildgrass.vault.stores.registry import PlaceError, open_store

HAVE_STRACE = Path("/usr/bin/strace").exists()


class TestFolderStore(StoreContract):
    """The contract, on a real folder."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> Store:
        """Return an empty folder."""
        return FolderStore(tmp_path / "place")


class TestMemoryStore(StoreContract):
    """The contract, on the store that other tests use."""

    @pytest.fixture
    def store(self) -> Store:
        """Return an empty store."""
        return MemoryStore()


def test_leftovers_of_killed_writes_and_foreign_files_are_no_objects(tmp_path: Path) -> None:
    """They are neither listed nor in the way."""
    store = FolderStore(tmp_path)
    store.create("v1/a", [b"a"])
    (tmp_path / "v1" / ".part-0011").write_bytes(b"half")
    (tmp_path / "v1" / ".DS_Store").write_bytes(b"")
    (tmp_path / "v1" / "Thumbs.db").write_bytes(b"")
    store.create("v1/b", [b"b"])
    assert [name for name, _ in store.list()] == ["v1/a", "v1/b"]


def test_objects_cannot_be_written_to(tmp_path: Path) -> None:
    """A slip of the hand must not change an object."""
    FolderStore(tmp_path).create("v1/a", [b"a"])
    assert not (tmp_path / "v1" / "a").stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)


def test_a_link_that_leads_out_is_not_listed(tmp_path: Path) -> None:
    """A folder in a vault must not make `list` walk elsewhere."""
    (tmp_path / "else").mkdir()
    (tmp_path / "else" / "secret").write_bytes(b"x")
    store = FolderStore(tmp_path / "place")
    store.create("v1/a", [b"a"])
    (tmp_path / "place" / "v1" / "out").symlink_to(tmp_path / "else")
    assert [name for name, _ in store.list()] == ["v1/a"]


def test_without_hard_links_nothing_is_replaced_either(tmp_path: Path) -> None:
    """The way for exFAT and some shares, by the system's own exclusive rename."""
    (tmp_path / "new").write_bytes(b"new")
    publish._rename_without_links(tmp_path / "new", tmp_path / "name")
    (tmp_path / "other").write_bytes(b"other")
    with pytest.raises(FileExistsError):
        publish._rename_without_links(tmp_path / "other", tmp_path / "name")
    assert (tmp_path / "name").read_bytes() == b"new"


@pytest.mark.parametrize("size", [0, 1, 4095, 4096, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 5_000_001])
def test_bytes_written_past_the_cache_are_the_same(tmp_path: Path, size: int) -> None:
    """A page-aligned buffer of any length arrives whole."""
    buffer = aligned_buffer(max(1, size))
    buffer[:size] = os.urandom(size)
    FolderStore(tmp_path).create("v1/a", [buffer[:size]])
    assert FolderStore(tmp_path).read("v1/a") == bytes(buffer[:size])


def test_a_place_of_an_unknown_kind_is_refused() -> None:
    """Better than a folder with a strange name."""
    for place in ("gopher://somewhere/x", "", "a\0b"):
        with pytest.raises(PlaceError):
            open_store(place)


FAULTS = [
    ("write", "ENOSPC"),
    ("write", "EIO:when=2+"),
    ("fsync", "EIO"),
    ("fsync", "EIO:when=2+"),
    ("link,linkat", "EROFS"),
    ("mkdir,mkdirat", "EACCES"),
]
WRITER = """
import sys
from pathlib import Path
from wildgrass.vault.sealing.segment import aligned_buffer
from wildgrass.vault.stores.base import StoreError
from wildgrass.vault.stores.folder import FolderStore
try:
    FolderStore(Path(sys.argv[1])).create("v1/new/x", [aligned_buffer(3 << 20), b"tail"])
except StoreError:
    sys.exit(7)
"""


@pytest.mark.skipif(not HAVE_STRACE, reason="strace is not installed (make system)")
@pytest.mark.parametrize(("calls", "error"), FAULTS, ids=[f"{calls} {error}" for calls, error in FAULTS])
def test_a_failing_disk_is_a_store_error(tmp_path: Path, calls: str, error: str) -> None:
    """The error is typed, an object that is visible is whole, and a later attempt finds nothing in its way.

    Before the object is written, the interpreter makes none of these calls but `write` of nothing.
    """
    command = ["strace", "-f", "-qq", "-o", os.devnull, "-e", f"inject={calls}:error={error}"]
    done = subprocess.run(
        [*command, sys.executable, "-B", "-c", WRITER, str(tmp_path)],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 7, done.stderr
    store = FolderStore(tmp_path)
    visible = [size for _, size in store.list()]
    assert visible in ([], [(3 << 20) + 4])
    if not visible:
        store.create("v1/new/x", [b"later"])
