"""The real command against a real relay: killed three times on the way, the fourth run ends it, nothing twice."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from benchmarks.bluesky import OWNER, posts

from targets.nostr_relays import events_at, local_relay
from wildgrass.library import ExportAbout, LibraryWriter
from wildgrass.targets.ledger import Ledger, state_folder
from wildgrass.targets.nostr.key import NostrKey, note_address

pytestmark = pytest.mark.soak
POSTS = 2000
KEY = "67dea2ed018072d675f5415ecfaed7d2597555e202d85b3d65ea4e58d2d92ffa"  # NIP-06's own example
PUBLIC = NostrKey.of(KEY).public


def _restore(library: Path, place: str, key: Path) -> "subprocess.Popen[bytes]":
    """Begin a run; what it says goes to a file, since a pipe that nobody reads would hold it up."""
    words = [
        "restore",
        str(library),
        place,
        "--publish",
        "--yes",
        "--show-names",
        "--key",
        str(key),
        "--json",
    ]
    with key.with_name("said").open("wb") as said:
        return subprocess.Popen(
            [sys.executable, "-m", "wildgrass.cli.main", *words], stdout=said, stderr=subprocess.DEVNULL
        )


def _kill_when(process: "subprocess.Popen[bytes]", ledger: Path, size: int) -> None:
    """Kill a run as soon as its ledger is that long."""
    until = time.monotonic() + 120
    while process.poll() is None and not (ledger.exists() and ledger.stat().st_size > size):
        assert time.monotonic() < until
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert process.returncode == -signal.SIGKILL, "it ended before it could be killed"


def test_killed_three_times_and_whole_in_the_end(tmp_path: Path) -> None:
    library, key = tmp_path / "library", tmp_path / "key"
    key.write_text(KEY + "\n")
    about = ExportAbout(key="1", name="x.zip", source="x", vintage="2022", as_of=None, owner=OWNER)
    with LibraryWriter.open(library) as writer:
        writer.add_export(about, posts(POSTS), lambda _member: None)
    with local_relay() as one, local_relay() as two:
        place = "nostr:" + ",".join(sorted([one, two]))
        ledger = Ledger.of(state_folder(library), place).path
        for _ in range(3):
            before = ledger.stat().st_size if ledger.exists() else 0
            _kill_when(_restore(library, place, key), ledger, before + 20_000)
            assert 0 < len([found for found in events_at(one, PUBLIC) if found["kind"] == 1]) < POSTS
        process = _restore(library, place, key)
        assert process.wait() == 0
        there = [[found for found in events_at(relay, PUBLIC) if found["kind"] == 1] for relay in (one, two)]
    rows = [json.loads(line) for line in (tmp_path / "said").read_bytes().splitlines()]
    assert len(rows) == POSTS
    assert {row["status"] for row in rows} == {"done"}
    wanted = {item.id: item for item in posts(POSTS)}
    addresses = {row["target_id"]: wanted[row["id"]] for row in rows}
    for events in there:
        assert {note_address(found["id"]) for found in events} == set(addresses)
        assert len(events) == POSTS
        for found in events:
            item = addresses[note_address(found["id"])]
            assert item.published is not None
            assert found["created_at"] == int(item.published.instant.timestamp())
            assert any(tag[0] == "e" for tag in found["tags"]) == (item.in_reply_to is not None)
