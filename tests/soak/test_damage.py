"""Damaged and hostile files end in a result or a typed error: never in a crash, a hang or a full memory."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from soak.subjects import SUBJECTS
from soak.worker import CASE_SECONDS, MEMORY

SEED = 20261121
SLICE_SECONDS = 0.25


def run_cases(subjects: Sequence[str], folder: Path, *, seed: int, seconds: float) -> dict[str, Any]:
    progress = folder / "case"
    command = [sys.executable, "-m", "soak.worker", *subjects, "--seed", str(seed), "--seconds", str(seconds)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        done = subprocess.run(
            [*command, "--progress", str(progress)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=(seconds + CASE_SECONDS) * len(subjects) + 60,
            check=False,
        )
    except subprocess.TimeoutExpired:
        pytest.fail(f"{progress.read_text('ascii')} of seed {seed} did not end")
    if done.returncode:
        case = progress.read_text("ascii") if progress.exists() else "the start"
        pytest.fail(f"the process died at {case} of seed {seed}\n{done.stderr[-2000:]}")
    return json.loads(done.stdout)


def check(found: dict[str, Any], seed: int) -> None:
    assert not found["faults"], f"seed {seed}: {json.dumps(found['faults'], indent=1)}"
    assert found["cases"] > 0
    assert found["peak"] < MEMORY


@pytest.fixture(scope="module")
def slices(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A short while of every subject, in one process."""
    return run_cases(sorted(SUBJECTS), tmp_path_factory.mktemp("slice"), seed=SEED, seconds=SLICE_SECONDS)


@pytest.mark.parametrize("subject", sorted(SUBJECTS))
def test_a_slice_of_damage_is_survived(subject: str, slices: dict[str, Any]) -> None:
    check(slices[subject], SEED)


@pytest.mark.soak
@pytest.mark.parametrize("subject", sorted(SUBJECTS))
def test_much_damage_is_survived(subject: str, tmp_path: Path) -> None:
    seed, seconds = int(os.environ.get("SOAK_SEED", "1")), float(os.environ.get("SOAK_SECONDS", "60"))
    check(run_cases([subject], tmp_path, seed=seed, seconds=seconds)[subject], seed)
