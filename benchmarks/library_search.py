"""How fast a library is searched, and whether a scan finds the same: `python -m benchmarks.library_search [POSTS]`.

`[POSTS [CHECKED [FOLDER]]]`: how many queries of a kind are held to the scan, and where the library is kept for another
run. Made-up Chinese: words of one to four characters, common and rare as in a language, a third of the posts in
traditional script, some with Latin words, links, emoji and digits. Figures are CPU milliseconds of this process; "all"
counts every hit. The scan reads every folded text.
"""

import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from statistics import quantiles

from wildgrass.library import ExportAbout, Library, LibraryWriter
from wildgrass.library.search import Filters, matching, wanted
from wildgrass.model import Actor, Audience, Item, Kind, Moment, Origin
from wildgrass.text import fold_table
from wildgrass.text.fold import searchable

ME = Actor(platform="x", id_kind="account", id="1", handle="example", name="野草")
START = datetime(2010, 1, 1, tzinfo=UTC)
PAGE = 50
PER_KIND = 65
COMMON = bytes(byte for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF) for byte in (row, cell))
LATIN = "ai vpn iphone china covid news github telegram hello world python claire".split()  # noqa: SIM905
MARKS = "，。！？、…"  # noqa: RUF001


class Writer:
    """Writes posts, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        """Make up a vocabulary in which the n-th word is n times rarer than the first."""
        self.rng = random.Random(seed)
        characters = COMMON.decode("gb2312", "ignore")
        weights = list(accumulate(1 / (n + 8) for n in range(len(characters))))
        shuffled = self.rng.sample(characters, len(characters))
        lengths = self.rng.choices((1, 2, 3, 4), (5, 70, 15, 10), k=40_000)
        self.words = ["".join(self.rng.choices(shuffled, cum_weights=weights, k=n)) for n in lengths]
        self.weights = list(accumulate(1 / (n + 20) for n in range(len(self.words))))
        classes = [group for group in fold_table.HAN_CLASSES.split() if len(group) == 2]
        self.traditional = str.maketrans({group[0]: group[1] for group in classes})

    def text(self) -> str:
        """Return a post of some forty characters."""
        rng = self.rng
        parts = []
        for word in rng.choices(self.words, cum_weights=self.weights, k=rng.randint(5, 28)):
            parts.append(word)
            if rng.random() < 0.18:
                parts.append(rng.choice(MARKS))
        if rng.random() < 0.10:
            parts.insert(rng.randrange(len(parts)), rng.choice(LATIN))
        if rng.random() < 0.08:
            parts.append(" https://t.co/" + "".join(rng.choices("abcdefghijkABCDEFGHIJK0123456789", k=10)))
        if rng.random() < 0.10:
            parts.append(rng.choice("🕯🌾🙏😂"))
        text = "".join(parts)
        return text.translate(self.traditional) if rng.random() < 0.35 else text


def posts(count: int, texts: list[str] | None) -> Iterator[Item]:
    """Yield posts, oldest first; `texts` takes what search looks through."""
    writer = Writer(4)
    for number in range(count):
        text = writer.text()
        if texts is not None:
            texts.append(searchable(text))
        yield Item(
            id=f"x:post:{1_500_000_000_000_000_000 + number}",
            kind=Kind.POST,
            source="x",
            origin=Origin(member="data/tweets.js", record=number),
            author=ME,
            published=Moment(instant=START + timedelta(seconds=211 * number), precision_ms=1000),
            text=text,
            audience=Audience.PUBLIC,
        )


def queries(texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield (kind, query): cuts of the posts by length, Latin words whole and in pieces, and mixtures."""
    rng = random.Random(7)
    han = ("1 character", 1, 1), ("2 characters", 2, 2), ("3-4 characters", 3, 4), ("5-12 characters", 5, 12)
    for kind, shortest, longest in han:
        for _ in range(PER_KIND):
            yield kind, f'"{_cut(rng, texts, rng.randint(shortest, longest))}"'
    for _ in range(PER_KIND):
        word = rng.choice(LATIN)
        start = rng.randrange(len(word) - 1)
        yield "Latin", rng.choice((word, word[start : start + 3], word[:2]))
        yield "Latin and Han", f"{rng.choice(LATIN)}{_cut(rng, texts, 1)}"
        yield "two words", f"{_cut(rng, texts, 2)} {_cut(rng, texts, 2)}"
        yield "one without another", f"{_cut(rng, texts, 2)} -{_cut(rng, texts, 1)}"


def _cut(rng: random.Random, texts: Sequence[str], length: int) -> str:
    """Return a piece of a post that is all Han."""
    while True:
        text = rng.choice(texts)
        start = rng.randrange(max(1, len(text) - length))
        piece = text[start : start + length]
        if len(piece) == length and all("一" <= character <= "鿿" for character in piece):
            return piece


def is_right(library: Library, query: str) -> bool:
    """Say whether a search finds exactly what reading every folded text finds."""
    database = library._db  # noqa: SLF001 - a hundred thousand items take long to make, their numbers do not
    terms = [term.strip('"') for term in query.split()]
    condition = " AND ".join(f"(instr(folded, ?) > 0) = {not term.startswith('-')}" for term in terms)
    values = [term.removeprefix("-") for term in terms]
    scanned = database.execute(f"SELECT item_no FROM searched WHERE {condition}", values)
    found = matching(database, wanted(query, Filters()))
    return {number for (number,) in scanned} == set(found)


def timed(what: str, took: Sequence[float]) -> str:
    """Return the median, the 95th of a hundred, and the worst."""
    cuts = quantiles(took, n=20)
    return f"{what} {cuts[9]:7.2f} {cuts[18]:7.2f} {max(took):7.1f}"


def milliseconds(run: object) -> float:
    """Return the CPU time of a call."""
    start = time.process_time()
    run()  # type: ignore[operator]
    return (time.process_time() - start) * 1000


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    checked = int(sys.argv[2]) if len(sys.argv) > 2 else PER_KIND
    with tempfile.TemporaryDirectory() as name:
        folder = Path(sys.argv[3]) if len(sys.argv) > 3 else Path(name)
        if not (folder / "library.sqlite").exists():
            print_build(count, folder)
        texts: list[str] = []
        for _ in posts(count, texts):
            continue
        with Library.open(folder) as library:
            print_queries(library, texts, checked)


def print_build(count: int, folder: Path) -> None:
    """Build the library and print how long it took and how large it is."""
    start = time.process_time()
    made = sum(1 for _ in posts(count, None))
    making = time.process_time() - start
    start = time.process_time()
    with LibraryWriter.open(folder) as writer:
        writer.add_export(ExportAbout(key="1", name="bench", source="x", vintage="bench"), posts(count, None))
    took = time.process_time() - start - making
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    connection = sqlite3.connect(folder / "library.sqlite")
    (text,) = connection.execute("SELECT sum(length(CAST(text AS BLOB))) FROM items").fetchone()
    (index,) = connection.execute("SELECT sum(length(block)) FROM tokens_data").fetchone()
    (places,) = connection.execute("SELECT sum(length(sz) + 4) FROM tokens_docsize").fetchone()
    connection.close()
    whole = (folder / "library.sqlite").stat().st_size
    print(f"{made} posts, {text / 1e6:.0f} MB of text, SQLite {sqlite3.sqlite_version}")
    print(f"built {made / took:.0f} items per CPU second, peak {peak:.0f} MB")
    print(f"index {(index + places) / text:.2f} times the text; the library {whole / text:.1f} times")


def print_queries(library: Library, texts: Sequence[str], checked: int) -> None:
    """Print each kind's times, and how many of the queries found something else than the scan."""
    kinds: dict[str, list[str]] = {}
    for kind, query in queries(texts):
        kinds.setdefault(kind, []).append(query)
    print(f"{'':20}  page   p50     p95   worst   all   p50     p95   worst   wrong")
    pages: list[float] = []
    wrong = 0
    for kind, asked in kinds.items():
        page = [milliseconds(lambda q=query: list(library.search(q, limit=PAGE))) for query in asked]
        every = [milliseconds(lambda q=query: library.count(q)) for query in asked]
        bad = sum(not is_right(library, query) for query in asked[:checked])
        print(
            f"{kind:20} {timed('     ', page)} {timed('     ', every)} {bad:5} of {len(asked[:checked])}",
            flush=True,
        )
        pages += page
        wrong += bad
    print(f"{'together':20} {timed('     ', pages)}   {wrong} wrong")


if __name__ == "__main__":
    main()
