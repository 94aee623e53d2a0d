"""Search of a library beside what people use instead: `python -m benchmarks.library_search [POSTS] [--work FOLDER]`.

Makes the posts, builds a library of them, holds every query to a scan of all texts, and prints two tables: ours by kind
of query, and the other ways beside ours by queries of one word. CPU milliseconds of this process and its children.
What is made stays in `--work` for another run; without it, nothing stays.
"""

import argparse
import resource
import sqlite3
import sys
import tempfile
import time
from array import array
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import quantiles

from benchmarks.library_corpus import SAMPLES, Corpus, build
from benchmarks.library_peers import PAGE, Peer, peers
from benchmarks.library_queries import ONE_WORD, Asked, Scan, queries
from wildgrass.library import Library
from wildgrass.library.search import Filters, matching, wanted

_PAIRS = ("1 character", "2 characters", "3-4 characters", "5-12 characters", "Latin")


def cpu() -> float:
    """Return the CPU seconds of this process and of the programs it ran."""
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def milliseconds(run: Callable[[], object]) -> float:
    """Return the CPU time of a call."""
    start = time.process_time()
    run()
    return (time.process_time() - start) * 1000


def spread(took: Sequence[float]) -> str:
    """Return the median, the 95th of a hundred, and the worst."""
    if len(took) < 2:
        return f"{max(took, default=0):8.2f}" * 3
    cuts = quantiles(took, n=20, method="inclusive")
    return f"{cuts[9]:8.2f} {cuts[18]:8.2f} {max(took):8.1f}"


def main() -> int:
    """Print the figures; 1 where a query of ours found something else than the scan."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("posts", type=int, nargs="?", default=100_000)
    parser.add_argument(
        "--work", type=Path, help="folder for the texts and the library, kept for another run"
    )
    parser.add_argument("--alone", action="store_true", help="without the other ways")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        work = options.work or Path(name)
        corpus = Corpus(work, options.posts)
        corpus.make()
        text = corpus.folded.stat().st_size - corpus.count
        print(
            f"{corpus.count} posts, {text / 1e6:.0f} MB of text, {'with' if SAMPLES.is_dir() else 'WITHOUT'} "
            f"samples of real text; SQLite {sqlite3.sqlite_version}, Python {sys.version.split()[0]}"
        )
        folder = work / f"library-{corpus.count}"
        if not (folder / "library.sqlite").exists():
            print_build(corpus, folder)
        print_size(folder, text)
        return measured(corpus, folder, text, alone=options.alone)


def measured(corpus: Corpus, folder: Path, text: int, *, alone: bool) -> int:
    """Print the tables and return 1 where a query found something wrong."""
    scan = Scan(corpus)
    asked = list(queries(scan))
    with Library.open(folder) as library:
        wrong = print_ours(library, scan, asked)
        if not alone:
            words = [one for one in asked if one.kind in ONE_WORD]
            there = {one: array("I", scan.found(one)) for one in words if one.kind in _PAIRS}
            print_heading()
            print_line("ours, whole library", "", "", _times(words, _Ours(library)), "")
            for peer in peers(corpus, folder.parent):
                print_peer(peer, there, words, text)
    return int(wrong > 0)


def print_build(corpus: Corpus, folder: Path) -> None:
    """Build the library and print how long it took; making the items is taken off."""
    start = cpu()
    made = sum(1 for _ in corpus.items())
    making = cpu() - start
    build(corpus.items(), folder)
    took = cpu() - start - 2 * making
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"built {made / took:.0f} items per CPU second, peak {peak:.0f} MB", flush=True)


def print_size(folder: Path, text: int) -> None:
    """Print how large the library and its index are."""
    connection = sqlite3.connect(folder / "library.sqlite")
    (index,) = connection.execute("SELECT sum(length(block)) FROM tokens_data").fetchone()
    (sizes,) = connection.execute("SELECT sum(length(sz) + 4) FROM tokens_docsize").fetchone()
    connection.close()
    whole = (folder / "library.sqlite").stat().st_size
    print(
        f"index {(index + sizes) / text:.2f} times the text, the library {whole / text:.1f} times", flush=True
    )


def print_ours(library: Library, scan: Scan, asked: Sequence[Asked]) -> int:
    """Print each kind's times, and return how many queries found something else than the scan."""
    heading = "     p50      p95    worst"
    print(f"\n{'ours, CPU ms':32}{'page with its items':27}{'numbers of a page':27}{'all counted':24}wrong")
    print(f"{'':27}{heading}  {heading}  {heading}")
    pages: list[list[float]] = [[], [], []]
    wrong = 0
    for kind in dict.fromkeys(one.kind for one in asked):
        these = [one for one in asked if one.kind == kind]
        bad = sum(_numbers(library, one.query) != scan.found(one) for one in these)
        took = _all_times(library, these)
        print(f"{kind:27}{'  '.join(map(spread, took))} {bad:4} of {len(these)}", flush=True)
        wrong += bad
        pages = [[*before, *new] for before, new in zip(pages, took, strict=True)]
    print(f"{'together':27}{'  '.join(map(spread, pages))} {wrong:4} of {len(asked)}", flush=True)
    return wrong


def _all_times(library: Library, asked: Sequence[Asked]) -> list[list[float]]:
    ours = _Ours(library)
    return [
        [milliseconds(lambda: list(library.search(one.query, limit=PAGE))) for one in asked],  # noqa: B023
        [milliseconds(lambda: ours.page(one.query)) for one in asked],  # noqa: B023
        [milliseconds(lambda: library.count(one.query)) for one in asked],  # noqa: B023
    ]


def _numbers(library: Library, query: str) -> set[int]:
    """Return what a search finds, numbered as the texts are: a library's first export is filed in its order."""
    return {number - 1 for number in matching(library._db, wanted(query, Filters()))}  # noqa: SLF001


class _Ours:
    """A library, asked as the other ways are."""

    every = 1

    def __init__(self, library: Library) -> None:
        self.library = library

    def page(self, query: str) -> list[int]:
        return list(matching(self.library._db, wanted(query, Filters()), PAGE))  # noqa: SLF001

    def count(self, query: str) -> int:
        return self.library.count(query)


def _times(asked: Sequence[Asked], way: Peer | _Ours) -> tuple[list[float], list[float], list[float]]:
    """Return the milliseconds of every page, of a single character's, and of counting."""
    chosen = asked[:: way.every]
    page = {
        one: _cpu_ms(lambda: way.page(one.query if isinstance(way, _Ours) else one.words[0]))  # noqa: B023
        for one in chosen
    }
    count = [
        _cpu_ms(lambda: way.count(one.query if isinstance(way, _Ours) else one.words[0]))  # noqa: B023
        for one in chosen
    ]
    return list(page.values()), [took for one, took in page.items() if one.kind == _PAIRS[0]], count


def _cpu_ms(run: Callable[[], object]) -> float:
    start = cpu()
    run()
    return (cpu() - start) * 1000


def print_heading() -> None:
    """Print the second table's heading."""
    print(
        f"\n{'queries of one word':22}{'built':>9}{'index':>8}   page, CPU ms              1 char    count",
        end="",
    )
    print("    found of what is there")
    print(f"{'':22}{'/CPU s':>9}{'÷ text':>8}      p50      p95    worst      p95      p95", end="")
    print("   1      2      3-4    5-12   Latin")


def print_line(
    name: str, rate: str, size: str, times: tuple[list[float], list[float], list[float]], recall: str
) -> None:
    """Print a way's line."""
    page, single, count = times
    p95 = [quantiles(took, n=20, method="inclusive")[18] for took in (single, count)]
    print(f"{name:22}{rate:>9}{size:>8} {spread(page)} {p95[0]:8.2f} {p95[1]:8.2f}   {recall}", flush=True)


def print_peer(peer: Peer, there: Mapping[Asked, Sequence[int]], words: Sequence[Asked], text: int) -> None:
    """Build another way, and print its line."""
    start = cpu()
    peer.build()
    rate = peer.corpus.count / max(cpu() - start, 1e-9)
    recall = " ".join(_recall(peer, there, kind) for kind in _PAIRS)
    built = "-" if rate > 1e7 else f"{rate:.0f}"
    print_line(peer.name, built, f"{peer.size_bytes() / text:.2f}", _times(words, peer), recall)


def _recall(peer: Peer, there: Mapping[Asked, Sequence[int]], kind: str) -> str:
    """Return which part of all hits a way finds, with "!" where it finds others besides."""
    hits = found_hits = others = 0
    for one in [one for one in there if one.kind == kind][:: peer.every]:
        expected, found = set(there[one]), peer.all(one.words[0])
        hits += len(expected)
        found_hits += len(expected & found)
        others += len(found - expected)
    return f"{found_hits / max(hits, 1):.3f}{'!' if others else ' '}"


if __name__ == "__main__":
    sys.exit(main())
