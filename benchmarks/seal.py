"""Sealing, first and a month later: against restic, borg and plain age, on the same export, in the same run.

python -m benchmarks.seal [--work DIR] [--rounds 3] [--posts 50000] [--media 3000]
"""

import shutil
import sys
from pathlib import Path

from benchmarks import exports
from benchmarks.arguments import parse, title
from benchmarks.baselines import Age, Borg, Restic
from benchmarks.measure import Goal, Rounds, warm
from benchmarks.ours import Wildgrass

FIRST = (
    Goal("wildgrass, zip", "restic, zip", 0.45),
    Goal("wildgrass, zip", "borg, zip", 0.42),
    Goal("wildgrass, zip", "age, zip", 2.5),
    Goal("wildgrass, with report", "restic, zip", 0.80),
)
AGAIN = (
    Goal("wildgrass, zip, local index", "restic, unzipped", 0.65),
    Goal("wildgrass, zip, no index, media since", "restic, unzipped", 0.65),
)
STORED = (
    ("wildgrass, zip, local index", "restic, unzipped", 0.85),
    ("wildgrass, zip, local index", "restic, zip", 0.05),
    ("wildgrass, zip, no index, media since", "restic, unzipped", 1.1),
)


def main() -> int:
    """Measure and print."""
    chosen = parse(__doc__)
    months = exports.two_months(chosen.work, chosen.scale)
    folders = [exports.unzipped(path) for path in months]
    warm(*months, *folders)
    print(title(chosen, months))
    first, again = Rounds(), Rounds()
    for _ in range(chosen.rounds):
        _round(chosen.work, months, folders, first, again)
    print(f"\nfirst seal\n{first.table()}\n{first.verdicts(FIRST)}")
    print(f"\na month later (stored: what the second run added)\n{again.table()}\n{again.verdicts(AGAIN)}")
    print(_news(again))
    return 0


def _round(work: Path, months: list[Path], folders: list[Path], first: Rounds, again: Rounds) -> None:
    """Run every tool on both months; each starts empty, and its second run follows its first."""
    ours = Wildgrass(work / "ours")
    ours.make_keys()
    for label, index, since in (
        ("local index", "local", ""),
        ("no index, media since", "none", exports.day_of(months[0])),
    ):
        ours.init()
        cost = ours.add(months[0], index=index)
        if index == "none":
            first.add("wildgrass, zip", cost, ours.stored())
        before = ours.stored()
        cost = ours.add(months[1], index=index, since=since)
        again.add(f"wildgrass, zip, {label}", cost, ours.stored() - before)
    ours.init()
    first.add("wildgrass, with report", ours.add(months[0], report=True), ours.stored())
    for name, sources in (("zip", months), ("unzipped", folders)):
        for label, tool in (("restic", Restic(work / "restic")), ("borg", Borg(work / "borg"))):
            tool.init()
            first.add(f"{label}, {name}", tool.backup(sources[0]), tool.stored())
            before = tool.stored()
            again.add(f"{label}, {name}", tool.backup(sources[1]), tool.stored() - before)
    age = Age(work / "age")
    first.add("age, zip", age.seal(months[0]), age.sealed.stat().st_size)
    for name in ("ours", "restic", "borg", "age"):
        shutil.rmtree(work / name)


def _news(again: Rounds) -> str:
    """Compare what the second month added to the store."""
    lines = []
    for ours, other, limit in STORED:
        news, theirs = again.stored[ours], again.stored[other]
        word = "met" if news <= limit * theirs else "MISSED"
        lines.append(
            f"  {ours}: {news / 1e6:.1f} MB, {news / theirs:.3f}x of {other}; goal <= {limit:.2f}: {word}"
        )
    return "\n".join(["stored for the news", *lines])


if __name__ == "__main__":
    sys.exit(main())
