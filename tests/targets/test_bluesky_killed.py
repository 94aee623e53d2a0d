"""The real command against the real server, killed three times on the way: whole in the end, as others read it."""

import base64
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest
import regex
from benchmarks.bluesky import OWNER, posts
from PIL import Image, ImageChops, ImageStat

from interop.running_pds import ABSENT, IS_THERE, read_by_others, running_pds
from targets.made_up_life import picture
from wildgrass.library import ExportAbout, LibraryWriter
from wildgrass.model import Attachment, Item
from wildgrass.targets.ledger import Ledger, state_folder
from wildgrass.targets.runs import RunKind, runs_of

pytestmark = [pytest.mark.skipif(not IS_THERE, reason=ABSENT), pytest.mark.soak]
POSTS = int(os.environ.get("WILDGRASS_SOAK_POSTS", "4000"))
KILLS = int(os.environ.get("WILDGRASS_SOAK_KILLS", "3"))
SEED = int(os.environ.get("WILDGRASS_SOAK_SEED", "1"))
LEDGER_BYTES = 550  # a post takes more than that in the ledger: kills fall anywhere on the way
PICTURED = 50


def _life() -> Iterator[Item]:
    """Yield posts; every fiftieth has a picture with a description."""
    for number, item in enumerate(posts(POSTS)):
        if number % PICTURED:
            yield item
        else:
            name = f"hill-{number}.jpg"
            yield replace(item, attachments=(Attachment(name=name, member=name, alt=f"第{number}座山 ⛰️"),))


def _hill(name: str) -> bytes:
    return picture(640, 360 + int(regex.findall(r"\d+", name)[0]) % 97, 20)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    about = ExportAbout(key="1", name="x.zip", source="x", vintage="2022", as_of=None, owner=OWNER)
    with LibraryWriter.open(folder) as writer:
        writer.add_export(about, _life(), lambda member: io.BytesIO(_hill(member)))
    return folder


def _restore(library: Path, place: str, password: Path) -> "subprocess.Popen[bytes]":
    """Begin a run; what it says goes to a file, since a pipe that nobody reads would hold it up."""
    words = ["restore", str(library), place, "--publish", "--yes", "--show-names", "--json"]
    words += ["--password-file", str(password)]
    with password.with_name("said").open("wb") as said:
        return subprocess.Popen(
            [sys.executable, "-m", "wildgrass.cli.main", *words], stdout=said, stderr=subprocess.DEVNULL
        )


def _kill_when(process: "subprocess.Popen[bytes]", ledger: Path, size: int) -> None:
    """Kill a run as soon as its ledger is that long."""
    until = time.monotonic() + 600
    while process.poll() is None and not (ledger.exists() and ledger.stat().st_size > size):
        assert time.monotonic() < until
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert process.returncode == -signal.SIGKILL, "it ended before it could be killed"


def test_killed_at_random_points_and_whole_in_the_end(library: Path, tmp_path: Path) -> None:
    """For more posts than usual: WILDGRASS_SOAK_POSTS=15000 WILDGRASS_SOAK_KILLS=5 and -o faulthandler_timeout=7200."""
    chance = Random(SEED)
    password = tmp_path / "password"
    password.write_text("made-up\n")
    (tmp_path / "pds").mkdir()
    with running_pds(tmp_path / "pds") as pds:
        did = pds.account("killed")
        place = f"bluesky:killed.test@{pds.url}"
        ledger = Ledger.of(state_folder(library), place).path
        for _ in range(KILLS):
            before = ledger.stat().st_size if ledger.exists() else 0
            more = chance.randrange(1_000, POSTS * LEDGER_BYTES // KILLS)
            _kill_when(_restore(library, place, password), ledger, before + more)
            assert 0 < len(pds.records(did)) < POSTS
        process = _restore(library, place, password)
        assert process.wait() == 0
        found = read_by_others(pds, did)
    rows = [json.loads(line) for line in (tmp_path / "said").read_bytes().splitlines()]
    assert len(rows) == POSTS
    assert {row["status"] for row in rows} == {"done"}
    assert {one["uri"] for one in found} == {row["target_id"] for row in rows}
    _check(found)


def _check(found: list[dict[str, Any]]) -> None:
    """Compare what another client reads with the archive: texts, marks, dates, threads, pictures; none twice."""
    assert len({one["item"] for one in found}) == len(found) == POSTS
    by_item = {one["item"]: one for one in found}
    assert [one["rkey"] for one in found] == sorted((one["rkey"] for one in found), reverse=True)
    for item in _life():
        one = by_item[item.id]
        assert one["valid"]
        runs = runs_of(item)
        assert one["text"] == "".join(run.text for run in runs)
        marked = [[run.text, run.value] for run in runs if run.kind in {RunKind.LINK, RunKind.TAG}]
        assert one["marks"] == marked
        assert one["graphemes"] == len(regex.findall(r"\X", one["text"]))
        assert item.published is not None
        assert one["createdAt"] == item.published.iso()
        parent = by_item.get(str(item.in_reply_to))
        assert one["parent"] == (parent and {"uri": parent["uri"], "cid": parent["cid"]})
        assert one["root"] == one["parent"]
        _check_pictures(item, one["pictures"])


def _check_pictures(item: Item, found: list[dict[str, str]]) -> None:
    assert [one["alt"] for one in found] == [one.alt for one in item.attachments]
    for attachment, one in zip(item.attachments, found, strict=True):
        data = base64.b64decode(one["bytes"])
        assert sha256(data).hexdigest() == one["sha256"]
        there = Image.open(io.BytesIO(data)).convert("RGB")
        ours = Image.open(io.BytesIO(_hill(attachment.name or ""))).convert("RGB")
        assert there.size == ours.size
        assert max(ImageStat.Stat(ImageChops.difference(there, ours)).mean) < 6
