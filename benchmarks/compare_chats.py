"""How well and how fast two ends of a chat are compared: `python -m benchmarks.compare_chats [--messages N]`."""

import argparse
import resource
import time

from tests.observatory.made_chat import made_chat

from wildgrass.observatory.compare.alignment import align
from wildgrass.observatory.compare.classes import Class, classify
from wildgrass.observatory.compare.sides import side_of

WAYS = {
    "seconds": {},
    "minutes": {"minutes": True},
    "clock off and drifting, 2 % altered": {"offset_s": -7, "drift": 1e-5, "jitter_s": 3, "altered": 0.02},
}


def main() -> None:
    """Print a line for each way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    count = parser.parse_args().messages
    for name, how in WAYS.items():
        chat = made_chat(count, 1, **how)
        a, b = side_of(chat.a), side_of(chat.b)
        before = time.process_time()
        alignment = align(a, b)
        results = list(classify(a, b, alignment))
        seconds = time.process_time() - before
        only = {a.ids[one.row_a] for one in results if one.kind is Class.ONLY_A and one.row_a is not None}
        links = zip(alignment.rows_a.tolist(), alignment.rows_b.tolist(), strict=True)
        right = sum(
            a.ids[left].rpartition(":")[2] == b.ids[other].rpartition(":")[2] for left, other in links
        )
        hits = len(only & chat.lost)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{name}: {seconds:.1f} s of CPU, links {right / len(alignment.rows_a):.5f}, missing: precision "
            f"{hits / max(1, len(only)):.4f}, recall {hits / len(chat.lost):.4f}; peak {peak} MB with the made-up items"
        )


if __name__ == "__main__":
    main()
