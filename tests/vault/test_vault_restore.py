"""Many members written back at once: what lies on the disk afterwards, and how little is read to get there."""

from pathlib import Path

import pytest

from vault.memory_store import MemoryStore
from vault.vaultkit import Made, export, noise, objects, read, tweets
from wildgrass.vault.index import FolderIndex
from wildgrass.vault.stores.base import Store
from wildgrass.vault.stores.folder import FolderStore
from wildgrass.vault.unseal import open_vault, write_all

EDGES = (0, 1, 511, 4096, 65_535, 65_536, 65_537, 69_632, 300_001, 1_048_577)
MEMBERS = {f"{size}.bin": noise(str(size), size) for size in EDGES} | {"t.js": tweets(0, 400)}
SPANNING = {"first.bin": noise("first", 9_000_000), "second.bin": noise("second", 9_000_000)}


def written(stores: list[Store], made: Made, out: Path) -> dict[str, bytes]:
    """Write the first export to `out`; return what the files hold."""
    vault = open_vault(stores, [made.identity])
    members = vault.exports[0].members
    assert write_all(vault, members, lambda member: out / member.name) == []
    return {path.name: path.read_bytes() for path in out.iterdir()}


def in_memory(folder: Path) -> MemoryStore:
    """Return a store that cannot read into memory of the caller's."""
    return MemoryStore({name: path.read_bytes() for name, path in objects(folder).items()})


@pytest.mark.parametrize("members", [MEMBERS, SPANNING], ids=["edges", "spanning"])
@pytest.mark.parametrize("kind", ["folder", "memory"])
def test_what_is_written_is_what_was_sealed(tmp_path: Path, kind: str, members: dict[str, bytes]) -> None:
    """Files around the sizes of a sector, a page, a chunk and a part of a segment, and one in two segments."""
    made = Made(tmp_path / "vault")
    made.seal(export(members))
    store: Store = FolderStore(tmp_path / "vault") if kind == "folder" else in_memory(tmp_path / "vault")
    assert written([store], made, tmp_path / "out") == members


@pytest.mark.parametrize("keep", [0, 65_552, 17 * 65_552, 1_100_000])
def test_a_cut_segment_comes_from_the_second_place(tmp_path: Path, keep: int) -> None:
    """Cut within a part, and between parts; the first place's bytes do not stay in the way."""
    made = Made(tmp_path / "a", tmp_path / "b")
    made.seal(export(MEMBERS))
    (largest,) = sorted((tmp_path / "a").rglob("*.age"), key=lambda path: path.stat().st_size)[-1:]
    largest.chmod(0o644)
    largest.write_bytes(largest.read_bytes()[:keep])
    assert written(made.stores, made, tmp_path / "out") == MEMBERS


def test_a_vault_opens_with_two_reads_a_log(tmp_path: Path) -> None:
    """The checkpoint and the entries it signs, for the birth and two runs, and two manifests."""
    made = Made(tmp_path / "vault")
    made.seal(export({"a": b"1"}))
    made.seal(export({"b": b"2"}))
    store = in_memory(tmp_path / "vault")
    assert len(open_vault([store], [made.identity]).runs) == 2
    assert store.reads == 3 * 2 + 2


def test_a_log_whose_entries_its_checkpoint_does_not_sign_is_looked_at_whole(tmp_path: Path) -> None:
    """The second place's log is taken."""
    made = Made(tmp_path / "a", tmp_path / "b")
    run = made.seal(export({"a": b"1"})).run
    (newest,) = sorted(
        (tmp_path / f"a/v1/log/{run}/tile/entries/000.p").iterdir(), key=lambda path: int(path.name)
    )[-1:]
    newest.chmod(0o644)
    newest.write_bytes(newest.read_bytes().replace(b"size ", b"size 1", 1))
    assert made.contents() == [{"a": b"1"}]


def test_a_file_that_an_earlier_run_sealed_is_found_from_the_run_that_names_it(tmp_path: Path) -> None:
    """Only the later run is named; the earlier one costs its entries and its manifest."""
    made = Made(tmp_path / "vault")
    index = FolderIndex(tmp_path / "state", sealed=False)
    made.seal(export({"a.jpg": noise("a", 70_000)}), index=index)
    later = made.seal(export({"a.jpg": noise("a", 70_000), "b.jpg": noise("b", 70_000)}), index=index).run
    store = in_memory(tmp_path / "vault")
    vault = open_vault([store], [made.identity], only_run=later)
    member = vault.exports[0].members[0]
    assert member.file is not None
    assert member.file[0] != later
    assert read(vault, member) == noise("a", 70_000)
    assert store.reads == 5
