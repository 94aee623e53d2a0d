"""Getting everything back, checking it without a key, and fetching one picture: against restic, borg and age.

    python -m benchmarks.recover [--work DIR] [--rounds 3] [--posts 50000] [--media 3000]

All tools hold both months; the second is restored. Ours checks the SHA-256 of every member against what was sealed.
Opening the coordinator's key counts, as does restic's password; a second line starts with the opened key.
"""

import json
import os
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
    Goal("wildgrass, all members, key open", "restic restore", 0.65),
    Goal("wildgrass, all members", "borg extract", 0.35),
    Goal("wildgrass, all members", "age -d, the zip", 1.1),
)
VERIFY = (Goal("wildgrass verify, no key", "restic check --read-data", 0.50),)
ONE_SECONDS, ONE_READS = 0.25, 3
OPENING = (sys.executable, "-m", "benchmarks.opening")


class Targets:
    """A new place for whatever is written back, on a disk that has nothing left to do."""

    def __init__(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self._folder = folder
        self._count = 0

    def fresh(self, suffix: str = "") -> Path:
        """Return a path at which nothing lies.

        Earlier output is emptied, not removed: ext4 steps over each inode freed in the last minutes when it makes
        a file, so that three thousand removed files would cost whoever comes next some seconds.
        """
        for file in self._folder.rglob("*"):
            if file.is_file() and file.stat().st_size:
                file.chmod(0o600)
                os.truncate(file, 0)
        os.sync()
        self._count += 1
        return self._folder / f"{self._count}{suffix}"


class Filled:
    """Every tool with both months in it."""

    def __init__(self, work: Path, months: list[Path]) -> None:
        self.targets = Targets(work / "out")
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
        self.run = subprocess.run(
            self._all("identity", self.identity), check=True, capture_output=True, text=True
        ).stdout.strip()
        self.folder = exports.unzipped(months[-1])
        self.picture = _some_picture(months)

    def all_members(self) -> Usage:
        """Write every member of the latest export, from the trustees' answers and the coordinator's key."""
        return measure(self._all("all", self.targets.fresh()))

    def all_members_key_open(self) -> Usage:
        """The same, starting with the recovered identity."""
        return measure(self._words("all", self.targets.fresh(), "--identity-file", self.identity))

    def one_member(self, *, run_known: bool) -> Usage:
        """Write one picture, starting with the recovered identity."""
        return measure(self._one(run_known=run_known))

    def reads(self, *, run_known: bool) -> dict[str, list[str]]:
        """Return what was asked of the store to open the vault, and to read the picture."""
        said = subprocess.run(self._one(run_known=run_known), check=True, capture_output=True).stdout
        answer: dict[str, list[str]] = json.loads(said)
        return answer

    def _one(self, *, run_known: bool) -> list[str]:
        known = ("--identity-file", self.identity, "--member", self.picture)
        run = ("--run", self.run) if run_known else ()
        return self._words("one", self.targets.fresh(".jpg"), *known, *run)

    def _all(self, what: str, out: Path) -> list[str]:
        unlock = ("--key", self.ours.key("coordinator"), "--passphrase-file", self.ours.passphrase)
        return self._words(what, out, *self.answers, *unlock)

    def _words(self, what: str, out: Path, *words: str | Path) -> list[str]:
        return [str(word) for word in (*OPENING, what, self.ours.vault, out, *words)]


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
            "wildgrass, one member": lambda: filled.one_member(run_known=True),
            "wildgrass, one member, any run": lambda: filled.one_member(run_known=False),
            "restic restore --include": lambda: filled.restic.one_file(inside, filled.targets.fresh()),
        },
    )
    print(_one_verdict(one, filled.reads(run_known=True), filled.reads(run_known=False)))
    return 0


def _restores(filled: Filled) -> dict[str, Callable[[], Usage]]:
    return {
        "wildgrass, all members": filled.all_members,
        "wildgrass, all members, key open": filled.all_members_key_open,
        "restic restore": lambda: filled.restic.restore(filled.targets.fresh()),
        "borg extract": lambda: filled.borg.restore(filled.targets.fresh()),
        "age -d, the zip": lambda: filled.age.open(filled.targets.fresh(".zip")),
    }


def _show(
    heading: str, rounds: int, goals: tuple[Goal, ...], contenders: dict[str, Callable[[], Usage]]
) -> Rounds:
    measured = Rounds()
    measured.run(contenders, rounds)
    print(f"\n{heading}\n{measured.table()}\n{measured.verdicts(goals)}")
    return measured


def _one_verdict(one: Rounds, known: dict[str, list[str]], any_run: dict[str, list[str]]) -> str:
    seconds = sorted(cost.wall for cost in one.costs["wildgrass, one member"])
    median = seconds[len(seconds) // 2]
    asked = known["to open"] + known["to read"]
    count = sum(not what.startswith("list ") for what in asked)
    reads_met = "met" if count <= ONE_READS else "MISSED"
    lines = [
        f"{median:.2f} s; goal <= {ONE_SECONDS} s: {'met' if median <= ONE_SECONDS else 'MISSED'}",
        f"{count} reads where the run is known, {len(asked) - count} listing; goal <= {ONE_READS}: {reads_met}",
        f"{len(any_run['to open'])} reads and listings to open the whole vault, {len(any_run['to read'])} for it",
    ]
    return "\n".join(lines)


def _some_picture(months: list[Path]) -> str:
    """Return the name of a picture of about the median size that only the last month has."""
    pictures: dict[str, int] = {}
    for month in reversed(months):
        with zipfile.ZipFile(month) as opened:
            found = {
                one.filename: one.file_size for one in opened.infolist() if one.filename.endswith(".jpg")
            }
        pictures = {name: size for name, size in pictures.items() if name not in found} if pictures else found
    return sorted(pictures, key=pictures.__getitem__)[len(pictures) // 2]


if __name__ == "__main__":
    sys.exit(main())
