"""What locking a library costs: `python -m benchmarks.library_locked [POSTS [FOLDER]]`, 1,000,000 posts by default.

Builds the same texts (see `library_corpus`) as a plain library and as a locked one, asks both the same queries side by
side, and times `wildgrass search` from its start to its end, passphrase included. CPU seconds are of the process (user
and system); wall seconds are what a person waits, and only mean something on a quiet machine. FOLDER keeps both.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from benchmarks.library_corpus import Corpus
from benchmarks.library_queries import Scan, queries
from benchmarks.library_search import milliseconds
from wildgrass.library import ExportAbout, Library, LibraryWriter
from wildgrass.library.keys import WORK_FACTOR, LibraryKeys, read_key_file, write_key_file
from wildgrass.library.place import LibraryPlace
from wildgrass.library.search import Filters, counted, matching, wanted

PASSPHRASE = b"correct horse battery staple"
STARTS = 7
PAGE = 50
FORMS = ("plain", "locked")


def place(folder: Path, form: str) -> LibraryPlace:
    return LibraryPlace(folder / form, lambda: PASSPHRASE)


def build(corpus: Corpus, folder: Path, form: str) -> None:
    """Build a library and print what it took."""
    (folder / form).mkdir(parents=True)
    if form == "locked":
        write_key_file(folder / form, LibraryKeys.new().sealed(PASSPHRASE))
    about = ExportAbout(key="1", name="bench", source="x", vintage="bench")
    start, wall = time.process_time(), time.perf_counter()
    with LibraryWriter.open(place(folder, form)) as writer:
        writer.add_export(about, corpus.items())
    took, waited = time.process_time() - start, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = place(folder, form).database.stat().st_size / 1e6
    print(
        f"{form:7} built {corpus.count / took:7,.0f} items per CPU second ({waited:.0f} s wall), "
        f"peak {peak:.0f} MB, {size:.0f} MB on disk",
        flush=True,
    )


def print_starts(folder: Path) -> None:
    """Print how long `wildgrass search` takes from its start to its first result."""
    secret = folder / "passphrase"
    secret.write_bytes(PASSPHRASE + b"\n")
    secret.chmod(0o600)
    command = [
        sys.executable,
        "-m",
        "wildgrass.cli.main",
        "search",
        "--limit",
        "1",
        "--passphrase-file",
        str(secret),
    ]
    for form in FORMS:
        waits, works = [], []
        for _ in range(STARTS):
            before = os.times()
            start = time.perf_counter()
            subprocess.run([*command, str(folder / form), "vpn"], check=True, capture_output=True)
            waits.append(time.perf_counter() - start)
            after = os.times()
            works.append(
                after.children_user + after.children_system - before.children_user - before.children_system
            )
        print(
            f"{form:7} command to first result: {median(waits):.2f} s wall (best {min(waits):.2f}), "
            f"{median(works):.2f} s CPU"
        )
    secret.unlink()


def print_unlock(folder: Path) -> None:
    """Print what of that is the passphrase, and what the first page, inside one process."""
    start = time.perf_counter(), time.process_time()
    keys = read_key_file(folder / "locked", PASSPHRASE)
    middle = time.perf_counter(), time.process_time()
    with Library.open(LibraryPlace(folder / "locked", keys=keys)) as library:
        next(library.search("vpn", limit=1))
    end = time.perf_counter(), time.process_time()
    print(
        f"of it scrypt (work factor {WORK_FACTOR}) {middle[0] - start[0]:.2f} s wall, "
        f"{middle[1] - start[1]:.2f} s CPU; "
        f"opening and the first result {end[0] - middle[0]:.3f} s wall, {end[1] - middle[1]:.3f} s CPU"
    )


def print_queries(folder: Path, corpus: Corpus) -> None:
    """Print the CPU milliseconds of a page of hits with its items, in both forms, by kind of query."""
    kinds: dict[str, list[str]] = {}
    for asked in queries(Scan(corpus)):
        kinds.setdefault(asked.kind, []).append(asked.query)
    opened = {form: Library.open(place(folder, form)) for form in FORMS}
    print(
        f"CPU ms of a page of {PAGE}".ljust(32) + "".join(f"{form + ' p50':>12}{'p95':>8}" for form in FORMS)
    )
    whole: dict[str, list[float]] = {form: [] for form in FORMS}
    for kind, words in kinds.items():
        took = {form: [_page(opened[form], query) for query in words] for form in FORMS}
        print(f"{kind:32}" + "".join(_cells(took[form]) for form in FORMS))
        for form in FORMS:
            whole[form] += took[form]
    print(f"{'all':32}" + "".join(_cells(whole[form]) for form in FORMS))
    every = [query for words in kinds.values() for query in words]
    differ = sum(_found(opened["plain"], query) != _found(opened["locked"], query) for query in every)
    print(f"{differ} of {len(every)} queries find something else")
    for library in opened.values():
        library.close()


def _page(library: Library, query: str) -> float:
    return milliseconds(lambda: list(library.search(query, limit=PAGE)))


def _cells(took: list[float]) -> str:
    cuts = quantiles(took, n=20, method="inclusive") if len(took) > 1 else took * 19
    return f"{cuts[9]:12.2f}{cuts[18]:8.2f}"


def _found(library: Library, query: str) -> tuple[list[int], int]:
    database, parts = library._db, wanted(query, Filters())  # noqa: SLF001 - numbers, without making the items
    return list(matching(database, parts, 200)), counted(database, parts, 10_001)


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(name)
        corpus = Corpus(folder, count)
        corpus.make()
        if len(sys.argv) > 3:
            build(corpus, folder, sys.argv[3])
            return
        for form in FORMS:
            if not (folder / form).exists():
                # In a process of its own, for its peak of memory.
                command = [sys.executable, "-m", "benchmarks.library_locked", str(count), str(folder), form]
                subprocess.run(command, check=True)
        print_starts(folder)
        print_unlock(folder)
        print_queries(folder, corpus)


if __name__ == "__main__":
    main()
