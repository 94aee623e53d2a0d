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
    Goal("wildgrass, zip", "restic, zip", 0.40),
    Goal("wildgrass, zip", "borg, zip", 0.42),
    Goal("wildgrass, zip", "age, zip", 2.3),
)
AGAIN = (
    Goal("wildgrass, zip, local index", "restic, unzipped", 0.45),
    Goal("wildgrass, zip, no index", "restic, unzipped", 0.65),
)
REPORT = (Goal("wildgrass, with report", "wildgrass, zip", 2.0),)


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
    print(f"\nfirst seal\n{first.table()}\n{first.verdicts(FIRST + REPORT)}")
    print(f"\na month later (stored: what the second run added)\n{again.table()}\n{again.verdicts(AGAIN)}")
    print(_news(again))
    return 0


def _round(work: Path, months: list[Path], folders: list[Path], first: Rounds, again: Rounds) -> None:
    """Run every tool on both months; each starts empty, and its second run follows its first."""
    ours = Wildgrass(work / "ours")
    ours.make_keys()
    for index in ("local", "none"):
        ours.init()
        cost = ours.add(months[0], index=index)
        if index == "none":
            first.add("wildgrass, zip", cost, ours.stored())
        before = ours.stored()
        cost = ours.add(months[1], index=index)
        again.add(f"wildgrass, zip, {'no' if index == 'none' else index} index", cost, ours.stored() - before)
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
    news = again.stored["wildgrass, zip, local index"]
    lines = [f"stored news, local index: {news / 1e6:.1f} MB"]
    for other, limit in (("restic, unzipped", 0.80), ("restic, zip", 0.05)):
        ratio = news / again.stored[other]
        word = "met" if ratio <= limit else "MISSED"
        lines.append(f"  {ratio:.3f}x of {other}; goal <= {limit:.2f}: {word}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
