"""What every benchmark shares: running a command and seeing what it cost, in pairs, side by side.

A figure is only ever compared with one of the same run: each round runs every contender once, in an order
that turns from round to round, and a ratio is taken inside its round. The median of the rounds is reported,
with the smallest and largest.
"""

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

QUIET = 0.04
"""A run is quiet when other processes used less than this part of all cores; else only CPU ratios count."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What one command cost: seconds, bytes of memory, and the part of all cores that others used."""

    wall: float
    cpu: float
    peak_anonymous: int
    peak_resident: int
    foreign: float


class CommandFailedError(Exception):
    """A command under measurement failed: the figure would be worthless."""


def measure(
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    memory: bool = False,
) -> Usage:
    """Run a command in a cold process; return its cost, children included. `memory` watches its heap too."""
    environment = None if env is None else {**os.environ, **env}
    busy_before = _busy()
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(word) for word in command],
        cwd=cwd,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    watch = _HeapWatch(process.pid) if memory else None
    assert process.stderr is not None
    complaint = process.stderr.read()
    _, status, spent = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    peak = watch.stop() if watch else 0
    if process.returncode != 0:
        raise CommandFailedError(f"{command[0]} ended with {process.returncode}: {complaint.decode()[-800:]}")
    cpu = spent.ru_utime + spent.ru_stime
    foreign = max(0.0, _busy() - busy_before - cpu) / (wall * (os.cpu_count() or 1))
    return Usage(wall, cpu, peak, spent.ru_maxrss * 1024, foreign)


@dataclass(frozen=True, slots=True)
class Goal:
    """A ratio that ours must not exceed."""

    ours: str
    other: str
    limit: float


class Rounds:
    """Costs of several contenders over several rounds."""

    def __init__(self) -> None:
        self.costs: dict[str, list[Usage]] = {}
        self.stored: dict[str, int] = {}

    def run(self, contenders: Mapping[str, Callable[[], Usage]], rounds: int) -> None:
        """Run every contender once a round, beginning with another one each time."""
        names = list(contenders)
        for number in range(rounds):
            turn = number % len(names)
            for name in names[turn:] + names[:turn]:
                self.add(name, contenders[name]())

    def add(self, name: str, cost: Usage, stored: int | None = None) -> None:
        """Add one run of a contender, and how many bytes it stored."""
        self.costs.setdefault(name, []).append(cost)
        if stored is not None:
            self.stored[name] = stored
        shown = f"{cost.wall:8.2f} s wall{cost.cpu:8.2f} s cpu{cost.foreign:6.0%} others"
        print(f"  round {len(self.costs[name])}  {name:<34}{shown}", file=sys.stderr)

    def ratios(self, ours: str, other: str, field: str) -> list[float]:
        """Return ours / other of each round for "wall" or "cpu"."""
        pairs = zip(self.costs[ours], self.costs[other], strict=True)
        return [getattr(mine, field) / getattr(theirs, field) for mine, theirs in pairs]

    def table(self) -> str:
        """Return the medians as text."""
        lines = [f"{'':<36}{'wall s':>9}{'cpu s':>9}{'stored MB':>11}{'others':>8}"]
        for name, costs in self.costs.items():
            wall, cpu, foreign = (statistics.median(getattr(cost, key) for cost in costs) for key in _SHOWN)
            stored = f"{self.stored[name] / 1e6:11.1f}" if name in self.stored else " " * 11
            lines.append(f"{name:<36}{wall:9.2f}{cpu:9.2f}{stored}{foreign:8.0%}")
        return "\n".join(lines)

    def verdicts(self, goals: Sequence[Goal]) -> str:
        """Return each ratio against its goal: wall time on a quiet machine, CPU time on a busy one."""
        return "\n".join(self._verdict(goal) for goal in goals)

    def _verdict(self, goal: Goal) -> str:
        wall, cpu = (self.ratios(goal.ours, goal.other, field) for field in ("wall", "cpu"))
        costs = self.costs[goal.ours] + self.costs[goal.other]
        quiet = statistics.median(cost.foreign for cost in costs) <= QUIET
        counted = statistics.median(wall if quiet else cpu)
        word = "met" if counted <= goal.limit else "MISSED"
        why = "" if quiet else " (by cpu: the machine was busy)"
        measured = f"wall {_spread(wall)}, cpu {_spread(cpu)}"
        return f"{goal.ours} / {goal.other}: {measured}; goal <= {goal.limit:.2f}: {word}{why}"


def warm(*paths: Path) -> None:
    """Read files once, so that every contender finds them in the page cache."""
    for path in paths:
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            if file.is_file():
                with file.open("rb") as stream:
                    while stream.read(1 << 20):
                        continue


def folder_bytes(folder: Path) -> int:
    """Return the sum of the sizes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def machine() -> str:
    """Describe the machine's class for the record: cores, memory, kernel, Python; no names."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system, python = os.uname(), ".".join(map(str, sys.version_info[:3]))
    hardware = f"{os.cpu_count()} cores {system.machine}, {memory:.0f} GiB"
    return f"{hardware}, {system.sysname} {system.release}, Python {python}"


_SHOWN = ("wall", "cpu", "foreign")


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f}-{max(values):.2f})"


def _busy() -> float:
    """Return the seconds that all cores together have worked since the machine started."""
    fields = Path("/proc/stat").read_text("ascii").split("\n", 1)[0].split()[1:]
    user, nice, system, _idle, _wait, interrupts, soft, stolen = map(int, fields[:8])
    return (user + nice + system + interrupts + soft + stolen) / os.sysconf("SC_CLK_TCK")


class _HeapWatch:
    """Watches a process's anonymous memory, which `ru_maxrss` mixes with mapped files."""

    def __init__(self, pid: int) -> None:
        self._path = Path(f"/proc/{pid}/status")
        self._peak = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> int:
        """Stop watching; return the largest value seen, in bytes."""
        self._over.set()
        self._thread.join()
        return self._peak

    def _watch(self) -> None:
        while not self._over.wait(0.005):
            try:
                status = self._path.read_text("ascii")
            except (FileNotFoundError, ProcessLookupError):
                return
            for line in status.splitlines():
                if line.startswith("RssAnon:"):
                    self._peak = max(self._peak, int(line.split()[1]) * 1024)
