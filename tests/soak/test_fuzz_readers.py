"""Every platform's reader under a coverage-guided fuzzer: readings or an error of ours, within time and memory."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from wildgrass.sources.registry import SOURCES

NAMES = [source.info.name for source in SOURCES]
SLICE_SECONDS = 3
SLICE_SEED = 8964  # the slice makes the same cases each time; new ones are looked for by `make soak`


def fuzz(platform: str, folder: Path, seconds: int, seed: int) -> None:
    corpus = folder / "corpus"
    corpus.mkdir()
    search = os.pathsep.join(filter(None, sys.path))
    environment = {**os.environ, "PYTHONPATH": search, "PYTHONHASHSEED": "0"}
    # The fuzzer reads its peak memory from getrusage, which a process started by vfork inherits from us; one that a
    # shell forks begins at nought.
    shell = ["sh", "-c", '"$@"; exit $?', "sh"]
    command = [sys.executable, "-m", "soak.fuzz_reader", platform, str(corpus)]
    command += ["--seconds", str(seconds), "--seed", str(seed)]
    done = subprocess.run(
        [*shell, *command],
        env=environment,
        capture_output=True,
        text=True,
        timeout=seconds + 120,
        check=False,
    )
    cases = re.search(r"stat::number_of_executed_units:\s+(\d+)", done.stderr)
    assert done.returncode == 0, f"{platform}: see {folder}\n{done.stdout[-3000:]}\n{done.stderr[-1000:]}"
    assert cases is not None
    assert int(cases[1]) > 10


@pytest.mark.parametrize("platform", NAMES)
def test_a_slice_of_fuzzing_is_survived(platform: str, tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="the fuzzer has no build for this machine")
    fuzz(platform, tmp_path, SLICE_SECONDS, SLICE_SEED)


@pytest.mark.soak
@pytest.mark.parametrize("platform", NAMES)
def test_much_fuzzing_is_survived(platform: str, tmp_path: Path) -> None:
    fuzz(platform, tmp_path, int(os.environ.get("SOAK_SECONDS", "60")), seed=0)
