"""Killed at any moment, a vault verifies, and running again finishes the work."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from vault.vaultkit import Made, export, noise, tweets
from wildgrass.vault.seal import seal
from wildgrass.vault.stores.folder import FolderStore
from wildgrass.vault.unseal import open_vault
from wildgrass.vault.verify import verify

HAVE_STRACE = Path("/usr/bin/strace").exists()
pytestmark = pytest.mark.skipif(not HAVE_STRACE, reason="strace is not installed (make system)")
MEMBERS = {"t.js": tweets(0, 200), "a.jpg": noise("a", 400_000), "film.mp4": noise("film", 1_500_000)}
MISSED = {"missed.js": tweets(20, 60), "b.jpg": noise("b", 100_000)}
CALLS = ["openat", "write", "fsync", "linkat", "unlink", "mkdir", "close"]
WRITER = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[3:]
from vault.vaultkit import export, clock
from vault.test_vault_kill import MEMBERS
from wildgrass.vault.card import Card
from wildgrass.vault.index import FolderIndex
from wildgrass.vault.seal import seal
from wildgrass.vault.stores.folder import FolderStore
card = Card.from_text(Path(sys.argv[1]).read_text())
index = FolderIndex(Path(sys.argv[2]), sealed=True)
Path(sys.argv[1] + ".ready").touch()
stores = [FolderStore(Path(place)) for place in card.places]
receipt = seal(card, stores, [export(MEMBERS)], clock=clock, index=index)
print("acknowledged", *(Path(one.place).name for one in receipt.places if one.holds))
"""


def run(card: Path, state: Path, inject: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    """Seal in a process of its own, under strace if something is to be injected."""
    command = [
        *inject,
        sys.executable,
        "-B",
        "-c",
        WRITER,
        str(card),
        str(state),
        str(Path(__file__).parents[1]),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def count_calls(card: Path, state: Path, call: str) -> tuple[int, int]:
    """Return how often the main thread makes a call before our own work begins, and the most any thread makes.

    strace counts the calls of each thread by itself, so `when=n` hits whichever thread first makes its n-th.
    """
    log = card.with_name("strace.log")
    run(card, state, ["strace", "-f", "-qq", "-o", str(log), "-e", f"trace={call},openat"])
    counts: Counter[str] = Counter()
    before = 0
    for line in log.read_text().splitlines():
        thread, made = line.split(None, 1)
        if ".ready" in line:
            before = counts[thread]
        if made.startswith(f"{call}(") and "acknowledged" not in made:
            counts[thread] += 1
    return before, max(counts.values())


def made_vault(tmp_path: Path, *, behind: bool = False) -> tuple[Made, Path]:
    """Return a vault in two places with one committed run, and its card's file; `behind`: one lacks a second run."""
    made = Made(tmp_path / "one", tmp_path / "two")
    made.seal(export({"first.js": tweets(0, 20)}))
    if behind:
        (tmp_path / "two").rename(tmp_path / "away")
        made.seal(export(MISSED))
        (tmp_path / "away").rename(tmp_path / "two")
    card = tmp_path / "vault.card"
    card.write_text(made.card.to_text())
    return made, card


def acknowledged_in(made: Made, done: subprocess.CompletedProcess[str]) -> list[Path]:
    """Return the places of which a run said that they hold it."""
    said = done.stdout.split()
    return [folder for folder in made.folders if said[:1] == ["acknowledged"] and folder.name in said[1:]]


def check(made: Made, holding: Sequence[Path]) -> None:
    """Each place verifies; what was acknowledged in a place is there."""
    for folder in made.folders:
        found = verify(FolderStore(folder))
        # Between the last tile and the last signature a kill looks like a signature that somebody removed; that is
        # told until the next run, which settles it.
        assert [finding for finding in found.problems if finding.code != "log-end-missing"] == []
        contents = made.contents(open_vault([FolderStore(folder)], [made.identity]))
        assert {"first.js": tweets(0, 20)} in contents
        assert MEMBERS in contents or folder not in holding


def kill_at(tmp_path: Path, call: str, when: int, *, behind: bool = False) -> None:
    """Kill a run at the given call, check, run again, check again: then every place holds all."""
    made, card = made_vault(tmp_path, behind=behind)
    inject = f"inject={call}:signal=KILL:when={when}"
    killed = run(card, tmp_path / "state", ["strace", "-f", "-qq", "-o", os.devnull, "-e", inject])
    check(made, acknowledged_in(made, killed))
    again = run(card, tmp_path / "state")
    assert again.returncode == 0, again.stderr
    assert acknowledged_in(made, again) == list(made.folders)
    check(made, made.folders)
    for folder in made.folders:
        assert verify(FolderStore(folder)).problems == ()
        contents = made.contents(open_vault([FolderStore(folder)], [made.identity]))
        assert MISSED in contents or not behind


def points(tmp_path: Path, call: str, count: int, *, behind: bool = False) -> list[int]:
    """Return up to `count` numbers of calls that are made by our own work, the first and the last among them."""
    _, card = made_vault(tmp_path / "count", behind=behind)
    before, last = count_calls(card, tmp_path / "count" / "state", call)
    ours = range(before + 1, last + 1)
    step = max(1, len(ours) // count)
    return sorted({*ours[::step], *ours[-1:]})


@pytest.mark.parametrize("call", ["fsync", "linkat"])
def test_killed_at_some_calls(tmp_path: Path, call: str) -> None:
    """A short slice: a few points of the calls that make an object durable and visible."""
    for when in points(tmp_path, call, 2):
        kill_at(tmp_path / str(when), call, when)


@pytest.mark.soak
@pytest.mark.parametrize("call", CALLS)
def test_killed_at_every_call(tmp_path: Path, call: str) -> None:
    """Every point of every kind of call that touches the disk."""
    for when in points(tmp_path, call, 10_000):
        kill_at(tmp_path / str(when), call, when)


@pytest.mark.parametrize("call", ["fsync", pytest.param("linkat", marks=pytest.mark.soak)])
def test_killed_while_a_place_catches_up(tmp_path: Path, call: str) -> None:
    """A few points of a run that first brings a place up to the other."""
    for when in points(tmp_path, call, 4, behind=True):
        kill_at(tmp_path / str(when), call, when, behind=True)


@pytest.mark.soak
@pytest.mark.parametrize("call", CALLS)
def test_killed_at_every_call_while_a_place_catches_up(tmp_path: Path, call: str) -> None:
    """Every point of every kind of call that touches the disk."""
    for when in points(tmp_path, call, 10_000, behind=True):
        kill_at(tmp_path / str(when), call, when, behind=True)


@pytest.mark.parametrize("error", ["ENOSPC", pytest.param("EIO", marks=pytest.mark.soak)])
def test_a_failing_disk_during_a_run(tmp_path: Path, error: str) -> None:
    """One write that fails costs the run in its place only, or, where nothing is left, ends in a typed error.

    Nothing is acknowledged that is nowhere; the next run brings the place up to the other.
    """
    made, card = made_vault(tmp_path)
    (first, last) = count_calls(card, tmp_path / "s", "write")
    for when in (first + 2, (first + last) // 2):
        inject = f"inject=write:error={error}:when={when}"
        failing = run(card, tmp_path / "state", ["strace", "-f", "-qq", "-o", os.devnull, "-e", inject])
        holding = acknowledged_in(made, failing)
        assert holding or "StoreError" in failing.stderr
        check(made, holding)
    again = run(card, tmp_path / "state")
    assert acknowledged_in(made, again) == list(made.folders)
    check(made, made.folders)


def test_when_every_disk_fails_nothing_is_acknowledged(tmp_path: Path) -> None:
    """A typed error, and what was acknowledged is there."""
    made, card = made_vault(tmp_path)
    (first, _) = count_calls(card, tmp_path / "s", "write")
    before = [made.contents(open_vault([FolderStore(f)], [made.identity])) for f in made.folders]
    inject = f"inject=write:error=ENOSPC:when={first + 2}+"
    failed = run(card, tmp_path / "state", ["strace", "-f", "-qq", "-o", os.devnull, "-e", inject])
    assert failed.returncode != 0
    assert "acknowledged" not in failed.stdout
    check(made, [])
    assert before == [made.contents(open_vault([FolderStore(f)], [made.identity])) for f in made.folders]


def test_two_writers_at_once(tmp_path: Path) -> None:
    """Two devices with one card write into one place; both are whole."""
    made, card = made_vault(tmp_path)
    script = [sys.executable, "-B", "-c", WRITER, str(card)]
    rest = str(Path(__file__).parents[1])
    both = [subprocess.Popen([*script, str(tmp_path / name), rest], stdout=subprocess.PIPE) for name in "ab"]
    assert [process.wait(timeout=120) for process in both] == [0, 0]
    for process in both:
        assert process.communicate()[0] == b"acknowledged one two\n"
    check(made, made.folders)
    assert made.contents().count(MEMBERS) == 2


def test_a_card_of_another_vault_writes_nothing(tmp_path: Path) -> None:
    """Or every later run would go to the wrong people."""
    made = Made(tmp_path / "one")
    other = Made(tmp_path / "two", seed="other")
    before = list(made.stores[0].list())
    with pytest.raises(Exception, match="another vault"):
        seal(other.card, made.stores, [export(MEMBERS)], clock=lambda: datetime.now(UTC))
    assert list(made.stores[0].list()) == before
