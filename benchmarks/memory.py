"""Peak memory of sealing, while the export grows: it must not grow along.

    python -m benchmarks.memory [--work DIR] [--posts 50000]

Exports of a quarter, one and eight times `--posts`; for the usual 50 000 the largest has a tweets.js
of about 500 MB.
Anonymous memory is what counts; resident memory also holds shared libraries and file pages.
"""

import sys
from pathlib import Path

from benchmarks import exports
from benchmarks.arguments import parse, title
from benchmarks.measure import Usage, warm
from benchmarks.ours import Wildgrass

LIMIT = 160 << 20
FACTORS = (0.25, 1, 8)


def main() -> int:
    """Measure and print."""
    chosen = parse(__doc__)
    scales = [exports.Scale(int(chosen.scale.posts * factor), 200) for factor in FACTORS]
    archives = [exports.one_month(chosen.work, scale, 1) for scale in scales]
    print(title(chosen, archives))
    ours = Wildgrass(chosen.work / "ours")
    ours.make_keys()
    worst = 0
    for archive in archives:
        warm(archive)
        for report in (False, True):
            worst = max(worst, _peak(ours, archive, report=report))
    print(
        f"worst {worst / 2**20:.0f} MiB; goal <= {LIMIT / 2**20:.0f} MiB: {'met' if worst <= LIMIT else 'MISSED'}"
    )
    return 0


def _peak(ours: Wildgrass, archive: Path, *, report: bool) -> int:
    ours.init()
    cost: Usage = ours.add(archive, report=report, memory=True)
    label = "sealed and counted" if report else "sealed"
    anonymous, resident = (size / 2**20 for size in (cost.peak_anonymous, cost.peak_resident))
    print(f"{archive.name:<40}{label:<20}{anonymous:7.0f} MiB anonymous{resident:7.0f} MiB resident")
    return cost.peak_anonymous


if __name__ == "__main__":
    sys.exit(main())
