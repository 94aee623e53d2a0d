"""Damaged and hostile files end in a result or a typed error: never in a crash, a hang or a full memory."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from soak.subjects import SUBJECTS
from soak.worker import CASE_SECONDS, MEMORY


def run_cases(subject: str, folder: Path, *, seed: int, seconds: float) -> dict[str, object]:
    progress = folder / "case"
    command = [sys.executable, "-m", "soak.worker", subject, "--seed", str(seed), "--seconds", str(seconds)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        done = subprocess.run(
            [*command, "--progress", str(progress)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=seconds + CASE_SECONDS + 30,
            check=False,
        )
    except subprocess.TimeoutExpired:
        pytest.fail(f"{subject}: case {progress.read_text('ascii')} of seed {seed} did not end")
    if done.returncode:
        case = progress.read_text("ascii") if progress.exists() else "none"
        pytest.fail(f"{subject}: the process died at case {case} of seed {seed}\n{done.stderr[-2000:]}")
    return json.loads(done.stdout)


def check(subject: str, found: dict[str, object], seed: int) -> None:
    assert not found["faults"], f"{subject}, seed {seed}: {json.dumps(found['faults'], indent=1)}"
    assert found["cases"] > 0
    assert found["peak"] < MEMORY


@pytest.mark.parametrize("subject", sorted(SUBJECTS))
def test_a_slice_of_damage_is_survived(subject: str, tmp_path: Path) -> None:
    check(subject, run_cases(subject, tmp_path, seed=20261121, seconds=0.4), 20261121)


@pytest.mark.soak
@pytest.mark.parametrize("subject", sorted(SUBJECTS))
def test_much_damage_is_survived(subject: str, tmp_path: Path) -> None:
    seed = int(os.environ.get("SOAK_SEED", "1"))
    check(
        subject,
        run_cases(subject, tmp_path, seed=seed, seconds=float(os.environ.get("SOAK_SECONDS", "60"))),
        seed,
    )
