"""The queries of the search benchmark, and the scan that says what each has to find."""

import random
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from benchmarks.library_corpus import APART, LATIN, START, Corpus, Writer, is_removed, is_weibo

PER_KIND = 50
ONE_WORD = (
    "1 character",
    "2 characters",
    "3-4 characters",
    "5-12 characters",
    "traditional",
    "Latin",
    "mixed",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A query: it finds what has every one of `words`, one of `either`, none of `without`, and `is_so`."""

    kind: str
    query: str
    words: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    is_so: Callable[[int], bool] | None = None


class Scan:
    """The reference: all folded texts in memory, every byte of them looked at for every word."""

    def __init__(self, corpus: Corpus) -> None:
        """Read the folded texts."""
        self.data = corpus.folded.read_bytes()
        self.starts = array("Q", [0])
        end = self.data.find(b"\n")
        while end >= 0:
            self.starts.append(end + 1)
            end = self.data.find(b"\n", end + 1)
        self.count = len(self.starts) - 1

    def text(self, number: int) -> str:
        """Return a folded text."""
        return self.data[self.starts[number] : self.starts[number + 1] - 1].decode()

    def having(self, word: str) -> set[int]:
        """Return the numbers of the texts that hold a word."""
        return set(self._having(word.encode()))

    def _having(self, word: bytes) -> Iterator[int]:
        at = self.data.find(word)
        while at >= 0:
            number = bisect_right(self.starts, at) - 1
            yield number
            at = self.data.find(word, self.starts[number + 1])

    def found(self, asked: Asked) -> set[int]:
        """Return the numbers of the texts that a query has to find."""
        sets = [self.having(word) for word in asked.words]
        if asked.either:
            sets.append(set().union(*map(self.having, asked.either)))
        found = set.intersection(*sets) if sets else set(range(self.count))
        for word in asked.without:
            found -= self.having(word)
        return {number for number in found if asked.is_so(number)} if asked.is_so else set(found)


def queries(scan: Scan) -> Iterator[Asked]:
    """Yield each kind's queries: cuts of the texts by length, Latin words whole and in pieces, mixtures, filters."""
    rng = random.Random(7)
    traditional = Writer(4, []).traditional
    for _ in range(PER_KIND):
        for kind, shortest, longest in zip(ONE_WORD, (1, 2, 3, 5), (1, 2, 4, 12), strict=False):
            yield _one(kind, _cut(rng, scan, rng.randint(shortest, longest)))
        word = _cut(rng, scan, rng.randint(1, 6))
        yield Asked(kind="traditional", query=f'"{word.translate(traditional)}"', words=(word,))
        latin = rng.choice(LATIN)
        start = rng.randrange(len(latin) - 1)
        yield _one("Latin", rng.choice((latin, latin[start : start + 3], latin[:2])))
        yield _one("mixed", f"{rng.choice(LATIN)}{_cut(rng, scan, 1)}")
        yield from _several(rng, scan)


def _several(rng: random.Random, scan: Scan) -> Iterator[Asked]:
    one, other, single = _cut(rng, scan, 2), _cut(rng, scan, 2), _cut(rng, scan, 1)
    yield Asked(kind="two words", query=f"{one} {other}", words=(one, other))
    yield Asked(kind="one or another", query=f"{one} OR {other}", either=(one, other))
    yield Asked(kind="one without a word", query=f"{one} -{other}", words=(one,), without=(other,))
    yield Asked(kind="one without a character", query=f"{one} -{single}", words=(one,), without=(single,))
    yield _filtered(rng, scan, _cut(rng, scan, rng.choice((1, 2))))


def _filtered(rng: random.Random, scan: Scan, word: str) -> Asked:
    if rng.random() < 0.33:
        return Asked(kind="filter", query=f"{word} 平台:微博", words=(word,), is_so=is_weibo)
    if rng.random() < 0.5:
        return Asked(kind="filter", query=f"{word} 已删", words=(word,), is_so=is_removed)
    moment = START + APART * rng.randrange(scan.count)
    first = _number(datetime(moment.year, moment.month, moment.day, tzinfo=UTC))
    return Asked(
        kind="filter",
        query=f"{word} since:{moment:%Y-%m-%d}",
        words=(word,),
        is_so=lambda number: number >= first,
    )


def _number(moment: datetime) -> int:
    return -((START - moment) // APART)


def _one(kind: str, word: str) -> Asked:
    return Asked(kind=kind, query=f'"{word}"', words=(word,))


def _cut(rng: random.Random, scan: Scan, length: int) -> str:
    """Return a piece of a text that is all Han."""
    while True:
        text = scan.text(rng.randrange(scan.count))
        start = rng.randrange(max(1, len(text) - length))
        piece = text[start : start + length]
        if len(piece) == length and all("一" <= character <= "鿿" for character in piece):
            return piece
