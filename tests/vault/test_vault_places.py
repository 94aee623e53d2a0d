"""Places that are not all there: sealing goes on, what a place lacks is told, and it catches up without a key.

A place that was set back or changed is not taken for one that was away.
"""

import shutil
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import replace
from pathlib import Path

import pytest

from vault.memory_store import MemoryStore
from vault.vaultkit import Made, clock, export, noise, tweets
from wildgrass.vault import layout
from wildgrass.vault.catchup import SMALL_BYTES, CatchingUp, PlaceDiffersError
from wildgrass.vault.index import FolderIndex
from wildgrass.vault.places import NoPlaceError, NoVaultError, PlaceState, WrongVaultError
from wildgrass.vault.seal import seal
from wildgrass.vault.stores.base import Store, StoreError
from wildgrass.vault.stores.folder import FolderStore
from wildgrass.vault.unseal import open_vault
from wildgrass.vault.verify import verify

FIRST, SECOND, THIRD = ({f"{n}.bin": noise(str(n), 5_000), "t.js": tweets(n, n + 9)} for n in range(3))


def away(folder: Path) -> Path:
    """Unplug a disk."""
    return folder.rename(folder.with_name(folder.name + " away"))


def back(folder: Path) -> None:
    """Plug it in again."""
    folder.with_name(folder.name + " away").rename(folder)


def contents(made: Made, store: Store) -> list[dict[str, bytes]]:
    """Return what one place alone gives back."""
    return made.contents(open_vault([store], [made.identity]))


def holds_all(made: Made, *expected: dict[str, bytes]) -> None:
    """Each place alone is sound and gives everything back."""
    for store in made.stores:
        assert verify(store).problems == ()
        found = contents(made, store)
        assert len(found) == len(expected)
        assert all(one in found for one in expected)


def states(made: Made, members: dict[str, bytes]) -> dict[str, PlaceState]:
    """Seal, and return how each place stands, by its folder's name."""
    return {Path(one.place).name: one for one in made.seal(export(members)).places}


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return a vault in two places with one run, for all tests of this file; each works on a copy."""
    folder = tmp_path_factory.mktemp("origin")
    made = Made(folder / "one", folder / "two")
    made.seal(export(FIRST))
    return made


@pytest.fixture
def made(origin: Made, tmp_path: Path) -> Made:
    """Return a vault in two places with one run."""
    made = copy(origin)
    made.folders = tuple(tmp_path / folder.name for folder in origin.folders)
    for old, new in zip(origin.folders, made.folders, strict=True):
        shutil.copytree(old, new)
    made.stores = [FolderStore(folder) for folder in made.folders]
    made.card = replace(origin.card, places=tuple(map(str, made.folders)))
    return made


def test_an_unplugged_place_keeps_nobody_from_sealing(made: Made) -> None:
    """What is there holds the run; what is away is named, and how much it lacks is not known."""
    away(made.folders[1])
    found = states(made, SECOND)
    assert (found["one"].holds, found["one"].lacks, found["one"].error) == (True, 0, None)
    assert (found["two"].holds, found["two"].lacks) == (False, None)
    assert isinstance(found["two"].error, NoVaultError)
    assert not made.folders[1].exists()
    assert sorted(map(sorted, contents(made, made.stores[0]))) == sorted(map(sorted, [FIRST, SECOND]))


def test_the_next_run_brings_it_up_to_the_others(made: Made) -> None:
    """And then both hold all, each sound and complete by itself."""
    away(made.folders[1])
    made.seal(export(SECOND))
    back(made.folders[1])
    found = states(made, THIRD)
    assert all(one.holds and one.lacks == 0 and one.error is None for one in found.values())
    holds_all(made, FIRST, SECOND, THIRD)


def test_two_disks_unplugged_in_turn(made: Made) -> None:
    """Neither ever holds all, until both are there; at no moment is either unsound."""
    away(made.folders[1])
    made.seal(export(SECOND))
    back(made.folders[1])
    away(made.folders[0])
    made.seal(export(THIRD))
    back(made.folders[0])
    for store in made.stores:
        assert verify(store).problems == ()
    made.seal(export(FIRST))
    holds_all(made, FIRST, SECOND, THIRD, FIRST)


def test_a_place_that_lacks_much_gets_the_new_run_at_once_and_the_rest_when_nobody_waits(made: Made) -> None:
    """No one in danger waits for gigabytes; the run names nothing that a place it goes to lacks."""
    big = {"film.mp4": noise("film", SMALL_BYTES + 70_000)}
    away(made.folders[1])
    made.seal(export(big))
    back(made.folders[1])
    found = states(made, SECOND)
    assert (found["two"].holds, found["two"].lacks, found["two"].can_catch_up) == (True, 1, True)
    for store in made.stores:
        assert verify(store).problems == ()
    told: list[tuple[int, int]] = []
    (became,) = CatchingUp(
        made.card.vault_json, made.stores, lambda done, total: told.append((done, total))
    ).bring(made.stores)
    assert (became.runs, became.lacks, became.error) == (1, 0, None)
    assert told[-1][0] == told[-1][1] > SMALL_BYTES
    holds_all(made, FIRST, big, SECOND)


def test_catching_up_twice_carries_nothing_more(made: Made) -> None:
    """What is there is left as it is."""
    away(made.folders[1])
    made.seal(export(SECOND))
    back(made.folders[1])
    assert len(CatchingUp(made.card.vault_json, made.stores).bring(made.stores)) == 1
    assert CatchingUp(made.card.vault_json, made.stores).bring(made.stores) == []
    holds_all(made, FIRST, SECOND)


class FailingStore(MemoryStore):
    """A place that fails from its n-th object on."""

    def __init__(self, objects: dict[str, bytes], after: int) -> None:
        super().__init__(objects, place="failing")
        self.after = after

    def create(self, name: str, parts: Sequence[bytes | bytearray | memoryview]) -> None:
        self.after -= 1
        if self.after < 0:
            raise StoreError(place=self.place, doing="writing", name=name, reason="gone")
        super().create(name, parts)


def copied(store: Store) -> dict[str, bytes]:
    """Return all objects of a place."""
    return {name: store.read(name) for name, _ in store.list()}


def test_a_place_that_fails_at_any_object_of_a_run_is_left_out_and_catches_up(tmp_path: Path) -> None:
    """The other place goes on; the one that failed stays sound, and the next run brings it up."""
    origin = Made(tmp_path / "origin")
    origin.seal(export(FIRST))
    before = copied(origin.stores[0])
    for after in range(40):
        whole, failing = MemoryStore(before, place="whole"), FailingStore(before, after)
        receipt = seal(origin.card, [failing, whole], [export(SECOND)], clock=clock, random=origin.random)
        found = {one.place: one for one in receipt.places}
        assert found["whole"].holds
        wrong = [one for one in verify(failing).problems if one.code != "log-end-missing"]
        assert wrong == [], after
        if found["failing"].holds:
            break
        assert (found["failing"].lacks, found["failing"].error.code) == (1, "store-failed")  # type: ignore[union-attr]
        failing.after = 1_000
        seal(origin.card, [failing, whole], [export(THIRD)], clock=clock, random=origin.random)
        assert verify(failing).problems == ()
        assert sorted(copied(failing)) == sorted(copied(whole))
    assert 5 < after < 39


def test_catching_up_that_fails_at_any_object_is_taken_up_again(made: Made) -> None:
    """The place verifies at every moment: a run that is not all there is not signed there."""
    behind = copied(made.stores[1])
    away(made.folders[1])
    made.seal(export(SECOND))
    for after in range(40):
        failing = FailingStore(behind, after)
        stores = [made.stores[0], failing]
        (became,) = CatchingUp(made.card.vault_json, stores).bring(stores)
        assert [one for one in verify(failing).problems if one.code != "log-end-missing"] == [], after
        if became.error is None:
            break
        assert became.lacks == 1
        failing.after = 1_000
        (became,) = CatchingUp(made.card.vault_json, stores).bring(stores)
        assert (became.lacks, became.error) == (0, None)
        assert copied(failing) == copied(made.stores[0])
    assert 5 < after < 39


def test_when_no_place_is_there_nothing_is_sealed(made: Made) -> None:
    """And that is an error."""
    for folder in made.folders:
        away(folder)
    with pytest.raises(NoPlaceError, match="2 places"):
        made.seal(export(SECOND))
    assert not any(folder.exists() for folder in made.folders)


def test_a_place_with_another_vault_still_stops_everything(made: Made, tmp_path: Path) -> None:
    """A card that was changed looks like that, and nothing may go to the wrong people."""
    other = Made(tmp_path / "three", seed="other")
    before = copied(made.stores[0])
    with pytest.raises(WrongVaultError):
        seal(made.card, [*made.stores, *other.stores], [export(SECOND)], clock=clock)
    assert copied(made.stores[0]) == before


class WriteOnlyStore(MemoryStore):
    """A place whose credentials may create and nothing else."""

    def read(self, name: str, start: int = 0, length: int | None = None) -> bytes:
        raise StoreError(place=self.place, doing="reading", name=name, reason="permission denied")

    def list(self, prefix: str = "") -> object:  # type: ignore[override]
        raise StoreError(place=self.place, doing="listing", name=prefix, reason="permission denied")


def test_of_a_place_that_may_not_be_read_nobody_says_what_it_lacks(made: Made) -> None:
    """It gets every run that is made while it is there, and no more is claimed."""
    closed = WriteOnlyStore(copied(made.stores[0]), place="closed")
    receipt = seal(made.card, [made.stores[0], closed], [export(SECOND)], clock=clock, random=made.random)
    state = receipt.places[1]
    assert (state.holds, state.lacks, state.can_catch_up, state.error) == (True, None, False, None)
    assert closed.objects == copied(made.stores[0])


def lose_run(folder: Path, run: str) -> None:
    """Remove a run whole, as somebody with the disk can."""
    shutil.rmtree(folder / layout.log_folder(run))
    shutil.rmtree(folder / layout.segment_folder(run))


def test_a_run_that_a_place_itself_names_was_removed_and_is_not_put_back(made: Made) -> None:
    """That place is refused and told; its state stays as evidence, and the other place goes on."""
    removed = made.seal(export(SECOND)).run
    made.seal(export(THIRD))
    lose_run(made.folders[1], removed)
    before = copied(made.stores[1])
    found = states(made, FIRST)
    assert found["one"].holds
    assert (found["two"].holds, found["two"].can_catch_up) == (False, False)
    assert isinstance(found["two"].error, PlaceDiffersError)
    assert removed in str(found["two"].error)
    (became,) = CatchingUp(made.card.vault_json, made.stores).bring(made.stores)
    assert isinstance(became.error, PlaceDiffersError)
    assert became.lacks == 2
    assert copied(made.stores[1]) == before
    assert verify(made.stores[0]).problems == ()


def test_where_every_place_lost_something_sealing_still_goes_on(made: Made) -> None:
    """Whoever damages all places must not be able to keep a person from sealing; it is told of each."""
    second = made.seal(export(SECOND)).run
    third = made.seal(export(THIRD)).run
    made.seal(export(THIRD))
    lose_run(made.folders[0], second)
    lose_run(made.folders[1], third)
    found = states(made, FIRST)
    assert all(one.holds and isinstance(one.error, PlaceDiffersError) for one in found.values())


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(bytes(data))


def test_a_beginning_that_differs_is_refused(made: Made) -> None:
    """What lies in the place under a log's name must be a prefix of that log."""
    away(made.folders[1])
    run = made.seal(export(SECOND)).run
    back(made.folders[1])
    other = Made(made.folders[0].with_name("three"))
    other_run = other.seal(export(SECOND)).run
    wrong = other.folders[0] / layout.log_folder(other_run) / "checkpoint.1"
    FolderStore(made.folders[1]).create(layout.checkpoint_name(run, 1), [wrong.read_bytes()])
    (became,) = CatchingUp(made.card.vault_json, made.stores).bring(made.stores)
    assert isinstance(became.error, PlaceDiffersError)
    assert not list(made.stores[1].list(layout.segment_folder(run)))


def test_an_object_with_other_bytes_is_refused_and_never_replaced(made: Made) -> None:
    """Objects are created once."""
    away(made.folders[1])
    run = made.seal(export(SECOND)).run
    back(made.folders[1])
    name = next(name for name, _ in made.stores[0].list(layout.segment_folder(run)))
    made.stores[1].create(name, [b"something else"])
    (became,) = CatchingUp(made.card.vault_json, made.stores).bring(made.stores)
    assert isinstance(became.error, PlaceDiffersError)
    assert made.stores[1].read(name) == b"something else"
    assert not list(made.stores[1].list(layout.checkpoint_name(run, 9)[:-1]))[1:]


def test_damage_is_not_carried_and_another_copy_is_used(tmp_path: Path) -> None:
    """Of three places one is behind, one has an altered object, and one is sound."""
    made = Made(*(tmp_path / name for name in ("one", "two", "three")))
    away(made.folders[2])
    run = made.seal(export(SECOND)).run
    back(made.folders[2])
    _flip(next(path for path in (made.folders[0] / layout.segment_folder(run)).iterdir()))
    (became,) = CatchingUp(made.card.vault_json, made.stores).bring(made.stores)
    assert (became.lacks, became.error) == (0, None)
    assert verify(made.stores[2]).problems == ()


def test_an_object_that_is_sound_nowhere_is_told_and_the_run_stays_unsigned(made: Made) -> None:
    """The place that is behind stays a sound vault, and still lacks the run."""
    away(made.folders[1])
    run = made.seal(export(SECOND)).run
    back(made.folders[1])
    _flip(next(path for path in (made.folders[0] / layout.segment_folder(run)).iterdir()))
    (became,) = CatchingUp(made.card.vault_json, made.stores).bring(made.stores)
    assert became.lacks == 1
    assert became.error is not None
    assert "altered" in str(became.error)
    assert verify(made.stores[1]).problems == ()


@pytest.mark.parametrize("junk", [b"", b"log/x\n9\n", b"\xff" * 200], ids=["empty", "text", "bytes"])
def test_junk_in_one_place_makes_no_other_place_lack_anything(made: Made, junk: bytes) -> None:
    """Whoever can write into one place cannot steer what goes to the others."""
    made.stores[1].create("v1/log/0123456789abcdef/checkpoint.9", [junk])
    found = states(made, SECOND)
    assert (found["one"].holds, found["one"].lacks, found["one"].error) == (True, 0, None)
    assert sorted(map(sorted, contents(made, made.stores[0]))) == sorted(map(sorted, [FIRST, SECOND]))
    assert not list(made.stores[0].list("v1/log/0123456789abcdef/"))


def test_a_run_of_another_vault_is_not_carried(made: Made, tmp_path: Path) -> None:
    """It is sound by itself, and not of this vault."""
    other = Made(tmp_path / "three", seed="other")
    other.seal(export(SECOND))
    before = sorted(copied(made.stores[0]))
    for name, _ in other.stores[0].list(layout.LOGS):
        made.stores[1].create(name, [other.stores[0].read(name)])
    assert CatchingUp(made.card.vault_json, made.stores).bring(made.stores) == []
    assert sorted(copied(made.stores[0])) == before


def test_the_half_of_an_index_is_never_carried(made: Made, tmp_path: Path) -> None:
    """Or a trustee who takes it away would find it back."""
    index = FolderIndex(tmp_path / "state", sealed=True)
    away(made.folders[1])
    made.seal(export(SECOND), index=index)
    back(made.folders[1])
    CatchingUp(made.card.vault_json, made.stores).bring(made.stores)
    assert list(made.stores[0].list(layout.HALVES))
    assert not list(made.stores[1].list(layout.HALVES))


def test_with_an_index_only_what_every_place_holds_is_left_out(made: Made, tmp_path: Path) -> None:
    """A place that was away gets the file again, or the run that has it first; each gives all back alone."""
    index = FolderIndex(tmp_path / "state", sealed=False)
    away(made.folders[1])
    made.seal(export(SECOND), index=index)
    back(made.folders[1])
    assert made.seal(export(SECOND), index=index).new_files == 0
    holds_all(made, FIRST, SECOND, SECOND)


def test_the_removal_of_a_run_is_still_named_after_catching_up(made: Made) -> None:
    """The next run names every earlier one in each place: catching up loses no evidence."""
    away(made.folders[1])
    missed = made.seal(export(SECOND)).run
    back(made.folders[1])
    made.seal(export(THIRD))
    lose_run(made.folders[1], missed)
    assert [one.code for one in verify(made.stores[1]).problems] == ["log-removed"]


def test_two_histories_of_one_run_are_told(made: Made, signed_again: Callable[[Made], str]) -> None:
    """Whoever held a run's key signed twice: the place that comes first in the card stands, the other is refused."""
    log = signed_again(made)
    found = states(made, SECOND)
    assert found["one"].holds
    assert not found["two"].holds
    assert log in str(found["two"].error)


@pytest.fixture
def signed_again() -> Callable[[Made], str]:
    """Return what puts another end of one run into the second place, signed with that run's own key."""
    from wildgrass.vault.entries import Stored
    from wildgrass.vault.places import EveryPlace
    from wildgrass.vault.runlog import RunLog

    def write(made: Made) -> str:
        for number, store in enumerate(made.stores):
            log = RunLog(made.card.vault_id, random=lambda size: b"k" * size)
            vault_json = bytes.fromhex(made.card.vault_json)
            log.open(EveryPlace([store]), vault_json=vault_json)
            data = bytes([number])
            name = layout.segment_name(log.name, b"n" * 16)
            store.create(name, [data])
            from hashlib import sha256

            log.add(Stored(name, sha256(data).digest(), 1))
            log.commit(EveryPlace([store]))
        return log.name

    return write
