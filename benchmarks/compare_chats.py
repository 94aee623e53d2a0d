"""How well and how fast two ends of a chat are compared: `python -m benchmarks.compare_chats [--messages N]`.

Each way is measured in a process of its own, which keeps no item: what it needs is what the comparison needs.
"""

import argparse
import resource
import subprocess
import sys
import time
from itertools import islice

from tests.observatory.made_chat import Way, made_messages

from wildgrass.observatory.compare.alignment import align
from wildgrass.observatory.compare.classes import Class, classify
from wildgrass.observatory.compare.sides import SideMaker
from wildgrass.observatory.compare.statistics import summary

WAYS = {
    "seconds": Way(),
    "minutes": Way(minutes=True),
    "clock off and drifting, 2 % altered": Way(offset_s=-7, drift=1e-5, jitter_s=3, altered=0.02),
}
_AT_ONCE = 20_000


def main() -> None:
    """Print a line for each way and seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--way", choices=WAYS, help="measure this one here")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if given.way is not None:
        measure(given.way, given.messages, given.seed)
        return
    for name in WAYS:
        for seed in range(1, given.seeds + 1):
            asked = ["--messages", str(given.messages), "--way", name, "--seed", str(seed)]
            subprocess.run([sys.executable, "-m", "benchmarks.compare_chats", *asked], check=True)


def measure(name: str, count: int, seed: int) -> None:
    """Make both sides a part at a time, compare them, and print the figures of this process."""
    makers, lost, taking = (SideMaker(), SideMaker()), set[int](), 0.0
    messages = made_messages(count, seed, WAYS[name])
    done = 0
    while part := list(islice(messages, _AT_ONCE)):
        lost.update(done + at for at, (_, other) in enumerate(part) if other is None)
        done += len(part)
        before = time.process_time()
        for one, other in part:
            makers[0].add(one)
            if other is not None:
                makers[1].add(other)
        taking += time.process_time() - before
    before = time.process_time()
    a, b = (maker.side()[0] for maker in makers)
    alignment = align(a, b)
    results = classify(a, b, alignment)
    summary(a, b, results)
    seconds = time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    only = {number(a.ids[row]) for row in results.rows_a[results.of(Class.ONLY_A)].tolist()}
    links = zip(alignment.rows_a.tolist(), alignment.rows_b.tolist(), strict=True)
    right = sum(number(a.ids[left]) == number(b.ids[other]) for left, other in links)
    hits = len(only & lost)
    print(
        f"{name}, seed {seed}: {taking + seconds:.1f} s of CPU ({taking:.1f} taking items, {seconds:.1f} comparing), "
        f"peak {peak} MB; links {right / len(alignment.rows_a):.5f}, missing: precision "
        f"{hits / max(1, len(only)):.4f}, recall {hits / max(1, len(lost)):.4f}",
        flush=True,
    )


def number(item_id: str) -> int:
    return int(item_id.rpartition(":")[2])


if __name__ == "__main__":
    main()
