"""Runs subjects' damaged cases in a process of its own, with limits on memory and time.

    PYTHONPATH=tests:. python -m soak.worker SUBJECT --seed 1 --seconds 5
    PYTHONPATH=tests:. python -m soak.worker SUBJECT --seed 1 --case 4711    # one case again

Prints one JSON object: for each subject, how many cases ran and what went wrong.
"""

import argparse
import json
import os
import resource
import signal
import sys
import time
import traceback
from pathlib import Path
from random import Random
from types import FrameType

from soak.damage import damaged
from soak.subject import Subject
from soak.subjects import SUBJECTS
from wildgrass.errors import WildgrassError

MEMORY = 512 << 20
ADDRESSES = 2 << 30  # what is asked for and never touched costs nothing
CASE_SECONDS = 10


class CaseTooSlowError(Exception):
    """A case took longer than any hostile file may take."""


def main() -> int:
    """Run cases of each subject until its time is over, or one case again."""
    parser = argparse.ArgumentParser()
    parser.add_argument("subjects", nargs="+", choices=sorted(SUBJECTS))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=1.0, help="for each subject")
    parser.add_argument("--case", type=int)
    parser.add_argument("--progress", type=Path, help="file that always names the case at work")
    chosen = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_DATA, (ADDRESSES, ADDRESSES))
    signal.signal(signal.SIGALRM, _too_slow)
    if chosen.case is not None:
        fault = _run(SUBJECTS[chosen.subjects[0]](), chosen.seed, chosen.case)
        sys.stdout.write(fault or "all is well\n")
        return 0
    progress = os.open(chosen.progress, os.O_WRONLY | os.O_CREAT, 0o600) if chosen.progress else None
    found = {name: _run_many(name, chosen.seed, chosen.seconds, progress) for name in chosen.subjects}
    json.dump(found, sys.stdout)
    return 0


def _run_many(name: str, seed: int, seconds: float, progress: int | None) -> dict[str, object]:
    try:
        subject = SUBJECTS[name]()
    except BaseException:  # noqa: BLE001 - one subject that cannot be set up must not hide the others
        return {
            "cases": 0,
            "faults": [{"case": -1, "fault": traceback.format_exc()[-1500:]}],
            "peak": 0,
            "seen": {},
        }
    until, number, faults = time.monotonic() + seconds, 0, []
    while (time.monotonic() < until or number == 0) and len(faults) < 5:
        if progress is not None:
            os.pwrite(progress, f"{name}, case {number}".ljust(60).encode(), 0)
        if fault := _run(subject, seed, number):
            faults.append({"case": number, "fault": fault})
        number += 1
    peak = _peak_bytes()
    return {"cases": number, "faults": faults, "peak": peak, "seen": dict(subject.seen)}


def _peak_bytes() -> int:
    """Return this process's own peak; getrusage gives that of the process that started it where that was higher."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("this system does not say how much memory a process took")


def _run(subject: Subject, seed: int, number: int) -> str:
    """Run one case; return what went wrong, "" if nothing did. A typed error is a right answer."""
    random = Random(f"{seed}:{number}")
    original = random.choice(subject.samples)
    data = damaged(original, random, subject.samples)
    signal.setitimer(signal.ITIMER_REAL, CASE_SECONDS)
    try:
        subject.probe(data, original)
        subject.seen["a result"] += 1
    except WildgrassError as error:
        subject.seen[error.code] += 1
        str(error), error.hint_text()  # the sentence must be sayable
    except BaseException:  # noqa: BLE001 - anything else is what this looks for
        return traceback.format_exc()[-1500:]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return ""


def _too_slow(_signal: int, _frame: FrameType | None) -> None:
    raise CaseTooSlowError(f"more than {CASE_SECONDS} seconds")


if __name__ == "__main__":
    sys.exit(main())
