"""What a timeline of a large library costs: `python -m benchmarks.timeline [POSTS] [--work FOLDER]`.

A library of made-up posts, two years apart at most, with a watch beside it: a fifth of the posts went, and each is
looked at ever more rarely. Then the real command, `wildgrass timeline --html --tables`, in a process of its own: its
CPU seconds, its peak memory, and whether the tables hold what was put in. Ends with 1 where a goal is missed.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

from benchmarks.library_corpus import START, build, post
from benchmarks.measure import machine
from wildgrass.model import Moment
from wildgrass.watch.book import LOOKS

GOAL_CPU_S: Final = 120.0
GOAL_RSS: Final = 700 << 20
"""For 1,000,000 posts; of this the engine takes 15 s and 400 MB for itself, and the rest is in proportion."""
_OWN_S, _OWN_RSS = 15.0, 400 << 20
_APART: Final = timedelta(seconds=63)
_GONE: Final = 0.2
_LIFE_H: Final = 200.0


def looks(number: int, chance: random.Random) -> Iterator[dict[str, object]]:
    """Yield the looks at a post: three where it stays, else ever more rarely until its absence is sure."""
    published = START + _APART * number
    gone_at = chance.expovariate(1 / _LIFE_H) if chance.random() < _GONE else float("inf")
    at, missed = 0.05 * chance.uniform(1, 1.5), 0
    while at < 24 * 60 and missed < 2:
        is_missing = at > gone_at
        missed += is_missing
        yield {
            "item": f"x:post:{1_500_000_000_000_000_000 + number}",
            "at": (published + timedelta(hours=at)).isoformat(),
            "path": "page",
            "state": "tombstone" if is_missing else "present",
            "by": "platform" if is_missing else "unknown",
            "sure": "stated" if is_missing else "likely",
            "notice": "此内容因违规无法查看" if is_missing else "",
            "status": 200,
            "of_account": False,
            "window": False,
            "record": f"<urn:uuid:{number:08x}-0000-4000-8000-000000000000> sha256:{number:064x}",
        }
        at *= 3 if gone_at < float("inf") else 30


def made(count: int, folder: Path) -> tuple[int, int]:
    """Make the library and its watch; return how many looks, and how many posts two looks missed."""
    build(
        (
            post(
                n,
                f"帖子 {n}",
                published=Moment(instant=START + _APART * n, precision_ms=1000),
                is_deleted=False,
            )
            for n in range(count)
        ),
        folder,
    )
    chance, written, gone = random.Random(3), 0, 0
    (folder / "watch").mkdir(mode=0o700)
    with (folder / "watch" / LOOKS).open("w", encoding="utf-8") as file:
        for number in range(count):
            rows = list(looks(number, chance))
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            written += len(rows)
            gone += sum(row["state"] == "tombstone" for row in rows) == 2
    return written, gone


def main() -> int:
    """Make, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("posts", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--work", type=Path, default=None)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.work) as folder:
        library, tables = Path(folder) / "library", Path(folder) / "tables"
        written, gone = made(chosen.posts, library)
        command = [
            sys.executable,
            "-m",
            "wildgrass.cli.main",
            "--json",
            "timeline",
            str(library),
            "--seed",
            "1",
        ]
        command += ["--tables", str(tables), "--html", str(Path(folder) / "report.html")]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        told = json.loads(done.stdout.splitlines()[-1])["summary"]["posts"]["platform"]
        with (tables / "items.jsonl").open("rb") as file:
            rows = sum(1 for _ in file)
    cpu, peak = used.ru_utime + used.ru_stime, used.ru_maxrss * 1024
    print(machine())
    print(f"{chosen.posts} posts, {written} looks: {cpu:.1f} s of CPU, peak {peak / 2**20:.0f} MB")
    print(f"gone: {told} told of {gone}; rows of items: {rows}")
    share = chosen.posts / 1_000_000
    is_well = (
        cpu <= _OWN_S + (GOAL_CPU_S - _OWN_S) * share and peak <= _OWN_RSS + (GOAL_RSS - _OWN_RSS) * share
    )
    return int(not is_well or told != gone or rows != chosen.posts)


if __name__ == "__main__":
    sys.exit(main())
