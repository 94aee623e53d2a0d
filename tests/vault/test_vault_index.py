"""What a device remembers saves sending, never loses a byte, and opens nothing."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.vaultkit import Made, clock, export, noise, objects, plan, tweets
from wildgrass.vault.index import FolderIndex, IndexStateError, index_mode
from wildgrass.vault.index_file import IndexBusyError, locked
from wildgrass.vault.index_records import ManyRecords, record_ids
from wildgrass.vault.seal import ExportPlan, seal
from wildgrass.vault.sealing.known import RUN_SHIFT
from wildgrass.vault.stores.folder import FolderStore
from wildgrass.vault.unseal import open_vault
from wildgrass.vault.verify import verify

MONTH_1 = {"t.js": tweets(0, 500), "a.jpg": noise("a", 300_000), "film.mp4": noise("film", 20_000_000)}
MONTH_2 = {**MONTH_1, "t.js": tweets(3, 520), "b.jpg": noise("b", 200_000), "again.jpg": noise("a", 300_000)}
MODES = pytest.mark.parametrize("sealed", [False, True], ids=["local", "sealed"])


def test_none_remembers_nothing_and_says_nothing_about_what_is_new(tmp_path: Path) -> None:
    """The default: everything is sent again."""
    made = Made(tmp_path / "vault")
    assert index_mode("none", None) is None
    first, second = made.seal(export(MONTH_1)), made.seal(export(MONTH_1))
    assert first.bytes_stored == second.bytes_stored
    assert (second.new_files, second.new_records, second.new_members) == (None, None, None)


def test_a_mode_without_a_folder_is_refused() -> None:
    """There would be nowhere to keep it."""
    with pytest.raises(IndexStateError):
        index_mode("local", None)


@MODES
def test_only_what_is_new_is_sent(tmp_path: Path, *, sealed: bool) -> None:
    """And everything of both months comes back."""
    made = Made(tmp_path / "vault")
    index = FolderIndex(tmp_path / "state", sealed=sealed)
    first = made.seal(export(MONTH_1), index=index)
    second = made.seal(export(MONTH_2), index=index)
    assert (first.new_files, second.new_files) == (2, 1)
    assert second.new_members == frozenset({(0, "b.jpg")})
    assert second.bytes_stored < 700_000
    assert first.new_records == {(0, "t.js"): bytes([1] * 500)}
    assert second.new_records == {(0, "t.js"): bytes([1] * 20 + [0] * 497)}
    assert sorted(made.contents(), key=len) == [MONTH_1, MONTH_2]
    assert verify(made.stores[0]).problems == ()


@MODES
def test_a_known_entry_of_a_container_is_not_even_read(tmp_path: Path, *, sealed: bool) -> None:
    """Name, size and CRC-32 of a zip's entry are enough."""
    made = Made(tmp_path / "vault")
    index = FolderIndex(tmp_path / "state", sealed=sealed)
    made.seal(export(MONTH_1), index=index)

    def refuse() -> None:
        raise AssertionError("it was read")

    members = [replace(plan(name, data), open=refuse) for name, data in MONTH_1.items() if name != "t.js"]
    receipt = made.seal(ExportPlan(name="x", members=members), index=index)
    assert (receipt.new_files, receipt.damaged) == (0, {})
    assert {"a.jpg": MONTH_1["a.jpg"], "film.mp4": MONTH_1["film.mp4"]} in made.contents()


@MODES
def test_a_damaged_member_is_not_taken_for_known(tmp_path: Path, *, sealed: bool) -> None:
    """Its name, size and CRC-32 are those of the whole one, its bytes were not."""
    made = Made(tmp_path / "vault")
    index = FolderIndex(tmp_path / "state", sealed=sealed)
    hurt = replace(plan("a.bin", b"hurt!"), crc32=plan("a.bin", b"whole").crc32)
    assert made.seal(ExportPlan(name="x", members=[hurt]), index=index).damaged
    made.seal(export({"a.bin": b"whole"}), index=index)
    assert {"a.bin": b"whole"} in made.contents()


@MODES
def test_a_new_place_gets_everything(tmp_path: Path, *, sealed: bool) -> None:
    """What another place does not hold must not be left out there."""
    made = Made(tmp_path / "one")
    index = FolderIndex(tmp_path / "state", sealed=sealed)
    made.seal(export(MONTH_1), index=index)
    twin = tmp_path / "two"
    for name in ("v1/vault.json",):
        FolderStore(twin).create(name, [made.stores[0].read(name)])
    stores = [made.stores[0], FolderStore(twin)]
    receipt = seal(made.card, stores, [export(MONTH_1)], clock=clock, index=index)
    assert receipt.new_files == 2
    assert made.contents(open_vault([FolderStore(twin)], [made.identity])) == [MONTH_1]


@MODES
def test_what_a_place_lost_is_sent_again(tmp_path: Path, *, sealed: bool) -> None:
    """A run that lost a segment is not built upon."""
    made = Made(tmp_path / "vault")
    index = FolderIndex(tmp_path / "state", sealed=sealed)
    made.seal(export(MONTH_1), index=index)
    next(path for name, path in objects(tmp_path / "vault").items() if "/seg/" in name).unlink()
    assert made.seal(export(MONTH_1), index=index).new_files == 2
    assert made.contents(made.open())[-1] == MONTH_1


@MODES
@pytest.mark.parametrize("damage", [b"", b"not an index", bytes(70_000)], ids=["empty", "text", "zeros"])
def test_a_lost_index_only_means_that_all_is_sent_again(
    tmp_path: Path, damage: bytes, *, sealed: bool
) -> None:
    """No error, no loss."""
    made = Made(tmp_path / "vault")
    index = FolderIndex(tmp_path / "state", sealed=sealed)
    made.seal(export(MONTH_1), index=index)
    for path in (tmp_path / "state").iterdir():
        path.write_bytes(damage)
    assert made.seal(export(MONTH_1), index=index).new_files == 2
    assert made.seal(export(MONTH_1), index=index).new_files == 0
    assert verify(made.stores[0]).problems == ()


def test_who_removes_the_half_in_the_vault_cuts_the_device_off(tmp_path: Path) -> None:
    """The device's bytes are noise then; the next run starts anew."""
    made = Made(tmp_path / "vault")
    index = FolderIndex(tmp_path / "state", sealed=True)
    made.seal(export(MONTH_1), index=index)
    assert made.seal(export(MONTH_1), index=index).new_files == 0
    (half,) = [path for name, path in objects(tmp_path / "vault").items() if "/half/" in name]
    half.unlink()
    assert verify(made.stores[0]).problems == ()
    assert made.seal(export(MONTH_1), index=index).new_files == 2
    assert made.seal(export(MONTH_1), index=index).new_files == 0


def test_a_sealed_index_shows_nothing_on_disk(tmp_path: Path) -> None:
    """No file of the state is a database, and its size is one of few."""
    made = Made(tmp_path / "vault")
    made.seal(export(MONTH_1), index=FolderIndex(tmp_path / "state", sealed=True))
    files = {path.suffix: path.read_bytes() for path in (tmp_path / "state").iterdir()}
    assert set(files) == {".sealed", ".half", ".lock"}
    assert all(b"SQLite" not in data and b"CREATE" not in data for data in files.values())
    made.seal(export({"one-more.bin": b"1"}), index=FolderIndex(tmp_path / "state", sealed=True))
    assert (tmp_path / "state" / f"{made.card.vault_id}.sealed").stat().st_size == len(files[".sealed"])


@MODES
def test_an_index_holds_no_key_and_no_name(tmp_path: Path, *, sealed: bool) -> None:
    """A seized index opens no segment and lists no member."""
    made = Made(tmp_path / "vault")
    made.seal(export(MONTH_1), index=FolderIndex(tmp_path / "state", sealed=sealed))
    run = made.open().runs[0]
    keys = [run.segment(number).file_key for number in range(3)]
    for path in (tmp_path / "state").iterdir():
        data = path.read_bytes()
        assert not any(secret in data for secret in [*keys, b"film.mp4", b"t.js", b"post 1"])


def test_a_run_that_is_not_committed_is_not_remembered(tmp_path: Path) -> None:
    """The index follows the commit."""
    made = Made(tmp_path / "vault")
    state = tmp_path / "state"
    made.seal(export({}), index=FolderIndex(state, sealed=False))
    before = _records(state)

    def fail() -> None:
        raise KeyboardInterrupt

    members = [plan("t.js", tweets(0, 50)), replace(plan("z.bin", b""), open=fail)]
    index = FolderIndex(state, sealed=False)
    with pytest.raises(KeyboardInterrupt):
        made.seal(ExportPlan(name="x", members=members), index=index)
    assert _records(state) == before == 0
    assert verify(made.stores[0]).problems == ()


def test_two_runs_do_not_use_one_index_at_once(tmp_path: Path) -> None:
    """The second is refused before it writes anything."""
    made = Made(tmp_path / "vault")
    count = len(objects(tmp_path / "vault"))
    index = FolderIndex(tmp_path / "state", sealed=False)
    again = export(MONTH_1)
    with locked(tmp_path / "state", made.card.vault_id), pytest.raises(IndexBusyError):
        made.seal(again, index=index)
    assert len(objects(tmp_path / "vault")) == count


def test_very_many_records_are_looked_up_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond what a dictionary should hold, a smaller table answers; results are the same."""
    monkeypatch.setattr("wildgrass.vault.index_records.MOST_RECORDS", 10)
    made = Made(tmp_path / "vault")
    index = FolderIndex(tmp_path / "state", sealed=False)
    made.seal(export(MONTH_1), index=index)
    second = made.seal(export(MONTH_2), index=index)
    assert second.new_records == {(0, "t.js"): bytes([1] * 20 + [0] * 497)}
    third = made.seal(export(MONTH_2), index=index)
    assert third.new_records == {(0, "t.js"): bytes(517)}
    assert sorted(made.contents(), key=len) == [MONTH_1, MONTH_2, MONTH_2]


@given(st.lists(st.binary(min_size=16, max_size=16), min_size=1, max_size=60), st.integers(0, 60), st.data())
def test_both_ways_to_look_up_records_agree(ids: list[bytes], cut: int, data: st.DataObject) -> None:
    """Whether an id is known, and that its address leads to it; ids that collide in the table too."""
    ids = [identifier[:1] + bytes(7) + identifier[8:] for identifier in ids]
    runs = {3: ids[:cut], 7: ids[cut:]}
    stored = [(run, b"".join(part)) for run, part in runs.items()]
    few, many = record_ids(stored), ManyRecords(stored)
    for asked in [*ids, data.draw(st.binary(min_size=16, max_size=16))]:
        for found in (few.get(asked), many.get(asked)):
            assert (found is not None) == (asked in ids)
            assert found is None or runs[found >> RUN_SHIFT][found & ((1 << RUN_SHIFT) - 1)] == asked


def test_an_index_of_an_older_format_is_forgotten(tmp_path: Path) -> None:
    """Everything is sent once more, and from then on the index is used again."""
    made = Made(tmp_path / "vault")
    index = FolderIndex(tmp_path / "state", sealed=False)
    made.seal(export(MONTH_1), index=index)
    (path,) = (tmp_path / "state").glob("*.sqlite")
    with sqlite3.connect(path) as tables:
        tables.executescript(
            "PRAGMA user_version=0; DROP TABLE records;"
            "CREATE TABLE records(id BLOB PRIMARY KEY, address INTEGER NOT NULL) WITHOUT ROWID"
        )
    tables.close()
    assert made.seal(export(MONTH_1), index=index).new_files == 2
    assert made.seal(export(MONTH_1), index=index).new_files == 0


def _records(state: Path) -> int:
    (path,) = state.glob("*.sqlite")
    return int(sqlite3.connect(path).execute("SELECT sum(length(ids)) FROM records").fetchone()[0])
