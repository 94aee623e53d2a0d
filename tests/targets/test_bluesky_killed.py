"""The real command against the real server: killed three times on the way, the fourth run ends it, nothing twice."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from benchmarks.bluesky import OWNER, posts

from interop.running_pds import ABSENT, IS_THERE, running_pds
from wildgrass.library import ExportAbout, LibraryWriter
from wildgrass.targets.ledger import Ledger, state_folder

pytestmark = [pytest.mark.skipif(not IS_THERE, reason=ABSENT), pytest.mark.soak]
POSTS = 1500


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    about = ExportAbout(key="1", name="x.zip", source="x", vintage="2022", as_of=None, owner=OWNER)
    with LibraryWriter.open(folder) as writer:
        writer.add_export(about, posts(POSTS), lambda _member: None)
    return folder


def _restore(library: Path, place: str, password: Path) -> "subprocess.Popen[bytes]":
    words = ["restore", str(library), place, "--publish", "--yes", "--password-file", str(password), "--json"]
    return subprocess.Popen(
        [sys.executable, "-m", "wildgrass.cli.main", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _kill_when(process: "subprocess.Popen[bytes]", ledger: Path, size: int) -> None:
    """Kill a run as soon as its ledger is that long."""
    until = time.monotonic() + 60
    while process.poll() is None and not (ledger.exists() and ledger.stat().st_size > size):
        assert time.monotonic() < until
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL, "it ended before it could be killed"


def test_killed_three_times_and_whole_in_the_end(library: Path, tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("made-up\n")
    (tmp_path / "pds").mkdir()
    with running_pds(tmp_path / "pds") as pds:
        did = pds.account("killed")
        place = f"bluesky:killed.test@{pds.url}"
        ledger = Ledger.of(state_folder(library), place).path
        for _ in range(3):
            before = ledger.stat().st_size if ledger.exists() else 0
            _kill_when(_restore(library, place, password), ledger, before + 20_000)
            assert 0 < len(pds.records(did)) < POSTS
        process = _restore(library, place, password)
        out = process.communicate()[0]
        assert process.returncode == 0
        rows = [json.loads(line) for line in out.splitlines()]
        records = pds.records(did)
    assert len(rows) == POSTS
    assert {row["status"] for row in rows} == {"done"}
    assert {one["uri"] for one in records} == {row["target_id"] for row in rows}
    wanted = {item.id: item for item in posts(POSTS)}
    for one in records:
        item = wanted.pop(one["value"]["wildgrass"]["id"])
        assert item.published is not None
        assert one["value"]["createdAt"] == item.published.iso()
        assert one["value"]["text"].split()[-1] == item.text.split()[-1]
        assert ("reply" in one["value"]) == (item.in_reply_to is not None)
    assert wanted == {}
