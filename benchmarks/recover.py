"""Getting everything back, checking it without a key, and fetching one picture: against restic, borg and age.

    python -m benchmarks.recover [--work DIR] [--rounds 3] [--posts 50000] [--media 3000]

All tools hold both months; the second is restored. Ours checks the SHA-256 of every member against what was sealed.
"""

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import exports
from benchmarks.arguments import parse, title
from benchmarks.baselines import Age, Borg, Restic
from benchmarks.measure import Goal, Rounds, Usage, measure, warm
from benchmarks.ours import Wildgrass

RESTORE = (
    Goal("wildgrass, all members", "restic restore", 0.65),
    Goal("wildgrass, all members", "borg extract", 0.35),
    Goal("wildgrass, all members", "age -d, the zip", 1.1),
)
VERIFY = (Goal("wildgrass verify, no key", "restic check --read-data", 0.50),)
ONE_SECONDS, ONE_READS = 0.25, 3
OPENING = (sys.executable, "-m", "benchmarks.opening")


class Filled:
    """Every tool with both months in it."""

    def __init__(self, work: Path, months: list[Path]) -> None:
        self.out = work / "out"
        self.ours, self.restic, self.borg = (
            Wildgrass(work / "ours"),
            Restic(work / "restic"),
            Borg(work / "borg"),
        )
        self.ours.make_keys()
        for tool in (self.ours, self.restic, self.borg):
            tool.init()
        self.age = Age(work / "age")
        for month in months:
            self.ours.add(month, index="local")
            self.restic.backup(exports.unzipped(month))
            self.borg.backup(exports.unzipped(month))
        self.age.seal(months[-1])
        self.answers = self.ours.answers()
        self.identity = work / "recovered-identity.txt"
        self._opening("identity", self.identity)
        self.folder = exports.unzipped(months[-1])
        self.picture = _some_picture(months[-1])

    def all_members(self) -> Usage:
        """Write every member of the latest export."""
        return self._opening("all", self.out)

    def one_member(self) -> Usage:
        """Write one picture, starting with the recovered identity."""
        return measure(self._one())

    def reads(self) -> dict[str, list[str]]:
        """Return what was read from the store to open the vault, and to read the picture."""
        answer: dict[str, list[str]] = json.loads(
            subprocess.run(self._one(), check=True, capture_output=True).stdout
        )
        return answer

    def _one(self) -> list[str]:
        known = ("--identity-file", self.identity, "--member", self.picture)
        return [
            str(word) for word in (*OPENING, "one", self.ours.vault, self.out.with_suffix(".jpg"), *known)
        ]

    def _opening(self, what: str, out: Path) -> Usage:
        shutil.rmtree(out, ignore_errors=True)
        unlock = ("--key", self.ours.key("coordinator"), "--passphrase-file", self.ours.passphrase)
        return measure([*OPENING, what, self.ours.vault, out, *self.answers, *unlock])


def main() -> int:
    """Measure and print."""
    chosen = parse(__doc__)
    months = exports.two_months(chosen.work, chosen.scale)
    filled = Filled(chosen.work, months)
    warm(filled.ours.vault, filled.restic.repository, filled.borg.repository, filled.age.sealed)
    print(title(chosen, months))
    _show("everything back", chosen.rounds, RESTORE, _restores(filled))
    _show(
        "every byte checked",
        chosen.rounds,
        VERIFY,
        {
            "wildgrass verify, no key": filled.ours.verify,
            "restic check --read-data": filled.restic.check,
            "borg check --verify-data": filled.borg.check,
        },
    )
    inside = str(filled.folder / filled.picture)
    one = _show(
        "one picture, cold process",
        chosen.rounds,
        (),
        {
            "wildgrass, one member": filled.one_member,
            "restic restore --include": lambda: filled.restic.one_file(inside, filled.out),
        },
    )
    print(_one_verdict(one, filled.reads()))
    return 0


def _restores(filled: Filled) -> dict[str, Callable[[], Usage]]:
    return {
        "wildgrass, all members": filled.all_members,
        "restic restore": lambda: filled.restic.restore(filled.out),
        "borg extract": lambda: filled.borg.restore(filled.out),
        "age -d, the zip": lambda: filled.age.open(filled.out.with_suffix(".zip")),
    }


def _show(
    heading: str, rounds: int, goals: tuple[Goal, ...], contenders: dict[str, Callable[[], Usage]]
) -> Rounds:
    measured = Rounds()
    measured.run(contenders, rounds)
    print(f"\n{heading}\n{measured.table()}\n{measured.verdicts(goals)}")
    return measured


def _one_verdict(one: Rounds, reads: dict[str, list[str]]) -> str:
    seconds = sorted(cost.wall for cost in one.costs["wildgrass, one member"])
    median, count = seconds[len(seconds) // 2], len(reads["to read"])
    lines = [
        f"{median:.2f} s; goal <= {ONE_SECONDS} s: {'met' if median <= ONE_SECONDS else 'MISSED'}",
        f"{count} reads for the member; goal <= {ONE_READS}: {'met' if count <= ONE_READS else 'MISSED'}",
        f"{len(reads['to open'])} reads to open the vault",
    ]
    return "\n".join(lines)


def _some_picture(archive: Path) -> str:
    """Return the name of a picture of about the median size."""
    with zipfile.ZipFile(archive) as opened:
        pictures = [entry for entry in opened.infolist() if entry.filename.endswith(".jpg")]
    pictures.sort(key=lambda entry: entry.file_size)
    return pictures[len(pictures) // 2].filename


if __name__ == "__main__":
    sys.exit(main())
