"""Killed at any moment while sealing: nothing acknowledged is lost, and running it again finishes the work."""

import hashlib
import os
import time
from pathlib import Path
from random import Random

import pytest
from demo.x_archive import write_archive
from demo.x_facts import ArchiveFacts

from soak.command import Circle, ask, start_and_kill


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[ArchiveFacts]]:
    """Two months of an account, about 20 MB: more than one segment, so that there is a middle to be killed in."""
    folder = tmp_path_factory.mktemp("exports")
    return folder, [
        write_archive(
            folder / f"month{month}.zip",
            seed=8,
            posts=150,
            media=80,
            likes=50,
            conversations=6,
            messages=80,
            followers=20,
            month=month,
            media_bytes="incompressible",
        )
        for month in (1, 2)
    ]


def check_whole(circle: Circle, facts: list[ArchiveFacts], name: str) -> None:
    """Compare every member of every export that was acknowledged, byte by byte."""
    assert ask("verify", circle.vault)[0]["problems"] in (0, [])
    came_back = [
        {hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}
        for folder in circle.recover(name)
    ]
    for month in facts:
        wanted = {digest for _, digest in month.files.values()}
        assert any(wanted <= found for found in came_back), (
            f"month of {month.generated} did not come back whole"
        )


def kill_and_finish(
    folder: Path, exports: tuple[Path, list[ArchiveFacts]], *, seed: int, kills: int, index: str
) -> None:
    random = Random(f"{seed}:{index}")
    circle = Circle(folder)
    source, facts = exports
    state = () if index == "none" else ("--state", folder / "state")
    started = time.monotonic()
    ask("add", circle.card, source / "month1.zip", "--index", index, *state)
    usual = time.monotonic() - started
    words = ("add", circle.card, source / "month2.zip", "--index", index, *state)
    for _ in range(kills):
        code = start_and_kill(words, random.uniform(0.3, 1.0) * usual)
        assert code in (0, None)
        assert ask("verify", circle.vault)[0]["problems"] in (0, []), "an unfinished run looks like damage"
    ask(*words)
    check_whole(circle, facts, "end")


@pytest.mark.parametrize("index", ["local"])
def test_a_slice_of_kills_loses_nothing(
    tmp_path: Path, exports: tuple[Path, list[ArchiveFacts]], index: str
) -> None:
    kill_and_finish(tmp_path, exports, seed=5, kills=1, index=index)


@pytest.mark.soak
@pytest.mark.parametrize("index", ["none", "sealed", "local"])
def test_many_kills_lose_nothing(
    tmp_path: Path, exports: tuple[Path, list[ArchiveFacts]], index: str
) -> None:
    seed = int(os.environ.get("SOAK_SEED", "1"))
    kill_and_finish(tmp_path, exports, seed=seed, kills=40, index=index)
