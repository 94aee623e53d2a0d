"""Whatever is changed in a vault is found without a key, and named."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from vault.memory_store import MemoryStore
from vault.vaultkit import Made, export, noise, tweets
from wildgrass.vault.entries import Stored
from wildgrass.vault.runlog import RunLog
from wildgrass.vault.stores.base import StoreError
from wildgrass.vault.stores.folder import FolderStore
from wildgrass.vault.verify import Verification, parse_remembered, verify

Objects = dict[str, bytes]


@pytest.fixture(scope="module")
def two_runs(tmp_path_factory: pytest.TempPathFactory) -> Objects:
    """Return the objects of a vault with a birth and two runs."""
    made = Made(tmp_path_factory.mktemp("vault"))
    made.seal(export({"t.js": tweets(0, 50), "a.jpg": noise("a", 3000)}))
    made.seal(export({"t.js": tweets(0, 60)}))
    store = made.stores[0]
    return {name: store.read(name) for name, _ in store.list()}


@pytest.fixture(scope="module")
def one_run(tmp_path_factory: pytest.TempPathFactory) -> Objects:
    """Return the objects of a vault with a birth and one run."""
    made = Made(tmp_path_factory.mktemp("vault"))
    made.seal(export({"t.js": tweets(0, 50), "a.jpg": noise("a", 3000)}))
    store = made.stores[0]
    return {name: store.read(name) for name, _ in store.list()}


def named(objects: Objects) -> set[str]:
    """Return the names of everything that verify finds fault with."""
    return {finding.name for finding in verify(MemoryStore(objects)).problems}


def places(size: int) -> Iterator[int]:
    """Yield some positions of an object, among them its ends."""
    yield from sorted({0, size - 1, size // 2, *range(0, size, max(1, size // 12))})


def test_a_whole_vault_has_no_problem(two_runs: Objects) -> None:
    """And the counts are those of what lies there."""
    found = verify(MemoryStore(two_runs))
    assert found.problems == ()
    assert found.unfinished == ()
    assert (found.objects, found.bytes) == (len(two_runs), sum(map(len, two_runs.values())))
    assert found.tree_size == sum(head.size for head in found.heads)


def test_every_flipped_byte_is_found_in_its_object(one_run: Objects) -> None:
    """Every object, at a dozen positions and its ends; soak goes through every byte."""
    for name, data in one_run.items():
        for at in places(len(data)):
            changed = data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :]
            assert name in named({**one_run, name: changed}), f"{name} at {at}"


@pytest.mark.soak
def test_every_bit_of_every_small_object(one_run: Objects) -> None:
    """All bits of objects up to 2 KiB."""
    for name, data in one_run.items():
        for bit in range(len(data) * 8 if len(data) <= 2048 else 0):
            changed = bytearray(data)
            changed[bit // 8] ^= 1 << bit % 8
            assert name in named({**one_run, name: bytes(changed)}), f"{name} at bit {bit}"


def test_every_object_that_is_taken_away_is_named(one_run: Objects) -> None:
    """Also the last one that a run wrote: its end without its signature is no clean end."""
    for name in one_run:
        rest = {other: data for other, data in one_run.items() if other != name}
        assert name in named(rest), name


def test_every_object_that_is_cut_is_named(one_run: Objects) -> None:
    """By one byte, by half, to nothing; and one that grew."""
    for name, data in one_run.items():
        for size in {0, 1, len(data) // 2, len(data) - 1}:
            assert name in named({**one_run, name: data[:size]}), f"{name} cut to {size}"
        assert name in named({**one_run, name: data + b"\n"}), f"{name} grown"


def test_swapped_objects_are_named_both_and_the_reason_says_whose_bytes_they_are(two_runs: Objects) -> None:
    """Two whole segments under each other's names."""
    one, two, *_ = [name for name in two_runs if "/seg/" in name]
    changed = {**two_runs, one: two_runs[two], two: two_runs[one]}
    problems = {finding.name: finding for finding in verify(MemoryStore(changed)).problems}
    assert set(problems) == {one, two}
    assert two in problems[one].reason


def test_swapped_files_of_two_logs_are_named(two_runs: Objects) -> None:
    """Checkpoints and tiles of one run do not pass in another."""
    logs = sorted({name.split("/")[2] for name in two_runs if "/log/" in name})
    mine = [name for name in two_runs if f"/log/{logs[0]}/" in name]
    for name in mine:
        twin = name.replace(logs[0], logs[1])
        if twin in two_runs and two_runs[twin] != two_runs[name]:
            assert {name, twin} <= named({**two_runs, name: two_runs[twin], twin: two_runs[name]}), name


def test_an_object_under_a_name_no_run_gave_is_named(two_runs: Objects) -> None:
    """Something was put here that no run logged."""
    copied = next(name for name in two_runs if "/seg/" in name)
    added = copied[:-8] + "0000.age"
    assert named({**two_runs, added: two_runs[copied]}) == {added}
    assert named({**two_runs, "v1/other": b""}) == {"v1/other"}


def test_a_run_whose_log_was_taken_away_is_named(one_run: Objects) -> None:
    """Its segments are there, its log is not."""
    run = next(name for name in one_run if "/seg/" in name).split("/")[2]
    rest = {name: data for name, data in one_run.items() if f"/log/{run}/" not in name}
    assert named(rest) == {f"v1/log/{run}/"}


def test_a_run_that_was_taken_away_whole_is_named_by_the_next(two_runs: Objects) -> None:
    """The later run's opening names the heads it saw."""
    runs = {name.split("/")[2] for name in two_runs if "/seg/" in name}
    found = [named({name: data for name, data in two_runs.items() if f"/{run}/" not in name}) for run in runs]
    assert sorted(map(len, found)) == [0, 1]


def test_the_birth_that_was_taken_away_is_named(one_run: Objects) -> None:
    """Birth log and all."""
    run = next(name for name in one_run if "/seg/" in name).split("/")[2]
    rest = {name: data for name, data in one_run.items() if "/log/" not in name or run in name}
    assert "v1/log/" in named(rest)


def test_a_rollback_is_named_by_who_remembers(two_runs: Objects) -> None:
    """The latest run gone without a trace, or its end: a trustee's note of the heads tells."""
    before = verify(MemoryStore(two_runs))
    heads = parse_remembered(before.remembered())
    assert tuple(heads) == before.heads
    last = _last_run(two_runs, before)
    without = {name: data for name, data in two_runs.items() if f"/{last}/" not in name}
    assert verify(MemoryStore(without)).problems == ()
    found = verify(MemoryStore(without), remembered=heads)
    assert [finding.name for finding in found.problems] == [f"v1/log/{last}/"]
    started = {
        name: data for name, data in two_runs.items() if f"/log/{last}/" not in name or _is_opening(name)
    }
    assert verify(MemoryStore(started)).problems == ()
    found = verify(MemoryStore(started), remembered=heads)
    assert [finding.code for finding in found.problems] == ["log-rolled-back"]
    assert verify(MemoryStore(two_runs), remembered=heads).problems == ()


def test_another_vault_json_is_named(two_runs: Objects, one_run: Objects, tmp_path: Path) -> None:
    """Nobody can swap the recipient for all who come later."""
    other = Made(tmp_path / "v", seed="other").stores[0].read("v1/vault.json")
    assert "v1/vault.json" in named({**two_runs, "v1/vault.json": other})


def test_an_unfinished_run_is_counted_and_no_problem(tmp_path: Path) -> None:
    """What a kill leaves: an opening and some segments."""
    made = Made(tmp_path / "v")
    receipt = made.seal(export({"a.bin": noise("a", 100)}))
    for name, path in _files(tmp_path / "v"):
        if f"/log/{receipt.run}/" in name and not _is_opening(name):
            path.unlink()
    found = verify(made.stores[0])
    assert found.problems == ()
    assert found.unfinished == (receipt.run,)
    made.seal(export({"a.bin": noise("a", 100)}))
    assert verify(made.stores[0]).problems == ()


def test_a_run_killed_before_its_last_signature_is_settled_by_the_next(tmp_path: Path) -> None:
    """Alone it looks like a removed signature; the next run names what it saw."""
    made = Made(tmp_path / "v")
    receipt = made.seal(export({"a.bin": noise("a", 100)}))
    (last,) = [path for name, path in _files(tmp_path / "v") if _is_last(name, receipt.run)]
    last.unlink()
    assert [finding.code for finding in verify(made.stores[0]).problems] == ["log-end-missing"]
    made.seal(export({"a.bin": noise("a", 100)}))
    assert verify(made.stores[0]).problems == ()


@pytest.mark.parametrize("began", [True, False], ids=["at the opening", "at the end"])
def test_a_kill_between_two_places_is_no_problem_in_either(tmp_path: Path, *, began: bool) -> None:
    """One place has a signature that the other never got; the next run names only what both have."""
    made = Made(tmp_path / "one", tmp_path / "two")
    run = made.seal(export({"a.bin": noise("a", 100)})).run
    for folder in made.folders if began else made.folders[1:]:
        for name, path in _files(folder):
            after_opening = f"/{run}/" in name and not _is_opening(name)
            if (after_opening and began) or _is_last(name, run):
                path.unlink()
    if began:
        (tmp_path / "two" / f"v1/log/{run}/checkpoint.1").unlink()
    made.seal(export({"a.bin": noise("a", 100)}))
    for store in made.stores:
        assert verify(store).problems == ()


def test_a_log_of_many_entries(tmp_path: Path) -> None:
    """More than one bundle and a second level of tiles: every file of the log is still checked."""
    made = Made(tmp_path / "v")
    store = MemoryStore({name: made.stores[0].read(name) for name, _ in made.stores[0].list()})
    log = RunLog(made.card.vault_id, random=made.random)
    log.open(store, vault_json=bytes.fromhex(made.card.vault_json))
    digest = sha256(b"x").digest()
    for number in range(600):
        name = f"v1/seg/{log.name}/{number:032x}.age"
        store.create(name, [b"x"])
        log.add(Stored(name, digest, 1))
    log.commit(store)
    objects = store.objects
    assert verify(MemoryStore(objects)).problems == ()
    mine = [name for name in objects if f"/log/{log.name}/" in name]
    assert any("tile/1/" in name for name in mine)
    for name in mine:
        data = objects[name]
        changed = data[:-1] + bytes([data[-1] ^ 1])
        assert named({**objects, name: changed}) == {name}
        assert name in named({other: data for other, data in objects.items() if other != name})


def test_a_store_that_cannot_read_one_object_still_reports_the_rest(tmp_path: Path) -> None:
    """A bad sector is one problem, not the end of the check."""

    class Failing(MemoryStore):
        def read(self, name: str, start: int = 0, length: int | None = None) -> bytes:
            if name == bad:
                raise StoreError(place="memory", doing="reading", name=name, reason="input/output error")
            return super().read(name, start, length)

    made = Made(tmp_path / "v")
    made.seal(export({"a.bin": noise("a", 100)}))
    objects = {name: made.stores[0].read(name) for name, _ in made.stores[0].list()}
    for bad in objects:
        assert {finding.name for finding in verify(Failing(objects)).problems} >= {bad}


def _files(folder: Path) -> list[tuple[str, Path]]:
    return [(name, folder / name) for name, _ in FolderStore(folder).list()]


def _is_opening(name: str) -> bool:
    return name.endswith(("/checkpoint.1", ".p/1"))


def _is_last(name: str, run: str) -> bool:
    return f"/log/{run}/checkpoint." in name and not name.endswith(".1")


def _last_run(objects: Objects, found: Verification) -> str:
    """Return the run without which nothing is missed."""
    runs = {name.split("/")[2] for name in objects if "/seg/" in name}
    (last,) = [run for run in runs if not named({n: d for n, d in objects.items() if f"/{run}/" not in n})]
    return last
