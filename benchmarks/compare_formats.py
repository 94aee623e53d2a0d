"""How well two formats of one chat are compared: `python -m benchmarks.compare_formats [--messages N] [--seeds K]`.

Every pair has bursts within a second, renames, edits, recalls, and exports that begin and end at other times; a part
of B stands there twice. With `--blind` A is compared with a file of B's tags. Writes tables of docs/measurements.md.
"""

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path

from tests.observatory.made_exports import PAIRS, Way, Write, made_ends, twice
from tests.observatory.made_truth import Score, scored

from wildgrass.flows.answers import answers
from wildgrass.flows.compare import compare
from wildgrass.flows.compare_blind import Own, compare_blind, make_tags
from wildgrass.library.place import LibraryPlace

_SPOKEN = b"4821 9037 5518 2264 7093 1186"
_LITTLE_WORK = 4


def main() -> None:
    """Print a row of a table for each pair: the worst of all seeds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--blind", action="store_true", help="with a file of B's tags in B's place")
    parser.add_argument("--no-edits", action="store_true", help="nobody edits")
    given = parser.parse_args()
    print("| formats | links | missing: precision | recall | missing in all |\n|---|---|---|---|---|")
    for name in PAIRS:
        write_a, write_b, way = PAIRS[name]
        pair = (write_a, write_b, replace(way, edited=0.0) if given.no_edits else way)
        scores = [
            measured(pair, given.messages, seed, is_blind=given.blind) for seed in range(1, given.seeds + 1)
        ]
        worst = [min(one) for one in zip(*((s.links, s.precision, s.recall) for s in scores), strict=True)]
        figures = " | ".join(f"{one:.4f}" for one in worst)
        print(f"| {name} | {figures} | {sum(s.missing for s in scores)} |", flush=True)


def measured(pair: tuple[Write, Write, Way], count: int, seed: int, *, is_blind: bool) -> Score:
    """Write both exports of one chat, compare them with the flow behind the command, and check every answer."""
    write_a, write_b, way = pair
    ends = made_ends(count, seed, way)
    zone = "UTC" if way.shift_h else "Asia/Shanghai"
    with tempfile.TemporaryDirectory() as folder:
        a, b = Path(folder, "a"), Path(folder, "b")
        a.mkdir()
        b.mkdir()
        places = LibraryPlace(write_a(a, ends.a)), LibraryPlace(write_b(b, twice(ends.b)))
        read_as = answers(zone, "dmy")
        if not is_blind:
            return scored(compare(*places, answers=read_as), ends)
        tags = Path(folder, "tags")
        make_tags(Own(places[1], answers=read_as), tags, _SPOKEN, log2_n=_LITTLE_WORK)
        return scored(compare_blind(Own(places[0], answers=read_as), tags, _SPOKEN), ends)


if __name__ == "__main__":
    main()
