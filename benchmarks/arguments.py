"""What every benchmark takes on its command line, and the lines that say what was measured and where."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.baselines import versions
from benchmarks.exports import Scale
from benchmarks.measure import machine


@dataclass(frozen=True, slots=True)
class Chosen:
    """Where to work, how often, how large."""

    work: Path
    rounds: int
    scale: Scale


def parse(description: str | None) -> Chosen:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--work", type=Path, default=Path("benchmark-work"), help="folder for exports and vaults"
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--posts", type=int, default=Scale().posts)
    parser.add_argument("--media", type=int, default=Scale().media)
    options = parser.parse_args()
    return Chosen(options.work.resolve(), options.rounds, Scale(options.posts, options.media))


def title(chosen: Chosen, inputs: Sequence[Path]) -> str:
    """Say when, on what and with what."""
    sizes = ", ".join(f"{path.name} {path.stat().st_size / 1e6:.0f} MB" for path in inputs)
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    return f"{today}; {machine()}; {versions()}; {chosen.rounds} rounds\n{sizes}"
