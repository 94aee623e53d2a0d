"""How fast a library is built: `python -m benchmarks.library_build [ITEMS [ARCHIVE]]`.

Side by side with the least that any program could do: one `json.dumps` a row into a table without an index, which
can neither search nor show a thread. CPU seconds of this process, reading and writing alike; peak memory in MB.

With an archive, also its first ITEMS items as its reader gives them; they are read before the clock starts.
"""

import json
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path
from statistics import median

from benchmarks.library_corpus import START, build, post
from wildgrass.library import Library
from wildgrass.model import Item, Link, Moment, item_to_json
from wildgrass.sources.opening import open_export
from wildgrass.sources.registry import recognise

WORDS = (
    "离离原上草",
    "一岁一枯荣",
    "野火烧不尽",
    "春风吹又生",
    "遠芳侵古道",
    "晴翠接荒城",
    "又送王孫去",
    "萋萋滿別情",
)


def items(count: int) -> Iterator[Item]:
    """Yield posts of about one kilobyte each in JSON, as an X archive gives them; every third answers another."""
    for number in range(count):
        text = f"{WORDS[number % 8]} {WORDS[number % 7]} {number} https://t.co/{number:08d}"
        yield post(
            number,
            text,
            published=Moment(instant=START + timedelta(minutes=7 * number), precision_ms=1000),
            in_reply_to=f"x:post:{1_500_000_000_000_000_000 + number - 1}" if number % 3 == 0 else None,
            url=f"https://x.com/example/status/{number}",
            links=(
                Link(
                    url=f"https://t.co/{number:08d}", target=f"https://example.org/{number}", start=14, end=35
                ),
            ),
            counts={"likes": number % 50, "shares": number % 9},
            extra={
                "lang": "zh",
                "source": '<a href="https://example.org">app</a>',
                "edit": {"left": "5", "ids": []},
            },
        )


def plain(count: int, folder: Path) -> None:
    """Write one JSON text a row."""
    with sqlite3.connect(folder / "plain.sqlite") as connection:
        connection.execute("CREATE TABLE items (json TEXT)")
        rows = ((json.dumps(item_to_json(item), ensure_ascii=False),) for item in items(count))
        connection.executemany("INSERT INTO items VALUES (?)", rows)
    connection.close()


def cpu_seconds(run: Callable[[Path], object]) -> float:
    """Return the CPU seconds of building in a fresh folder."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        run(Path(folder))
        return time.process_time() - start


def archive_items(archive: Path, count: int) -> list[Item]:
    """Return an archive's first items, as its reader gives them."""
    export = open_export([archive])[0]
    source, vintage = recognise(export)
    return list(islice((one for one in source.read(export, vintage) if isinstance(one, Item)), count))


def search_ms(count: int, query: str) -> tuple[int, float]:
    """Return the hits on a first page, and the CPU milliseconds it takes to find them."""
    with tempfile.TemporaryDirectory() as folder:
        build(items(count), Path(folder))
        with Library.open(Path(folder)) as opened:
            start = time.process_time()
            hits = len(list(opened.search(query, limit=50)))
            return hits, (time.process_time() - start) * 1000


def main() -> None:
    """Print the figures; making the items themselves is taken off both."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    rounds = range(3)
    making = min(cpu_seconds(lambda _: sum(1 for _ in items(count))) for _ in rounds)
    baseline = min(cpu_seconds(lambda folder: plain(count, folder)) for _ in rounds) - making
    ours = min(cpu_seconds(lambda folder: build(items(count), folder)) for _ in rounds) - making
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    hits, took = search_ms(count, "春風吹又生")
    print(f"{count} items, best of {len(rounds)}, {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}")
    print(f"library            {count / ours:10.0f} items per CPU second, peak {peak:.0f} MB")
    print(f"one JSON text a row {count / baseline:9.0f} items per CPU second")
    print(f"a library costs {ours / baseline:.1f} times one JSON text a row")
    print(f"first page of a search: {hits} hits in {took:.1f} ms of CPU")
    if len(sys.argv) > 2:
        print_archive(Path(sys.argv[2]), count)


def print_archive(archive: Path, count: int) -> None:
    """Print the figures of an archive's own items, median and best of five builds."""
    read = archive_items(archive, count)
    took = [cpu_seconds(lambda folder: build(read, folder)) for _ in range(5)]
    middle, best = len(read) / median(took), len(read) / min(took)
    print(f"{archive.name}: {len(read)} items, {middle:.0f} items per CPU second, {best:.0f} at best")


if __name__ == "__main__":
    main()
