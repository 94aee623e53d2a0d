"""Strings of one to four characters that stand in at least three removed texts, and where each stands.

Every string of n characters is two overlapping ones of n-1, so only what is frequent grows: one packed number (the two
shorter strings' numbers) per place, sorted once, and looked up in all other texts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.infer.corpus import Corpus, characters

LONGEST: Final = 4
LEAST: Final = 3
"""Removed texts that a string must stand in."""
IMAGE: Final = "\ufffc"
"""Begins the name of an image among the items: the character that stands for an object in a text."""


@dataclass(frozen=True, slots=True)
class Sparse:
    """Which items stand in which texts, both ways round (compressed rows)."""

    row_starts: NDArray[np.int64]
    row_items: NDArray[np.int32]
    item_starts: NDArray[np.int64]
    item_rows: NDArray[np.int32]

    @classmethod
    def of(cls, cells: NDArray[np.int64], items: int, rows: int) -> "Sparse":
        """Build from sorted, distinct cells: item << 32 | row."""
        item, row = cells >> 32, cells & 0xFFFF_FFFF
        order = np.argsort(row.astype(np.int32), kind="stable")
        return cls(
            _starts(row, rows), item[order].astype(np.int32), _starts(item, items), row.astype(np.int32)
        )

    @property
    def items(self) -> int:
        """Return how many items there are."""
        return len(self.item_starts) - 1

    @property
    def counts(self) -> NDArray[np.int64]:
        """Return in how many texts each item stands."""
        return np.diff(self.item_starts)

    def rows_of(self, item: int) -> NDArray[np.int32]:
        """Return the texts that hold an item, in order."""
        return self.item_rows[self.item_starts[item] : self.item_starts[item + 1]]

    def beside(self, rows: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return how often each item stands in these texts."""
        return np.bincount(self.row_items[self._cells(rows)[0]], minlength=self.items)

    def table(self, rows: NDArray[np.int32], items: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return a dense table of ones: which of these items stand in which of these texts."""
        found = np.zeros((len(rows), len(items) + 1), np.float32)
        column = np.full(self.items, len(items), np.int64)
        column[items] = np.arange(len(items))
        places, sizes = self._cells(rows)
        found[np.repeat(np.arange(len(rows)), sizes), column[self.row_items[places]]] = 1
        return found[:, :-1]

    def _cells(self, rows: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return where the items of these texts are, and how many each text has."""
        starts = self.row_starts[rows]
        sizes = self.row_starts[rows + 1] - starts
        ends = np.cumsum(sizes)
        total = int(ends[-1]) if len(ends) else 0
        return np.repeat(starts - ends + sizes, sizes) + np.arange(total), sizes


def distinct(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the values in order, each once; sorts in place. On many of them ten times as fast as `numpy.unique`."""
    values.sort()
    keep = np.ones(len(values), bool)
    keep[1:] = values[1:] != values[:-1]
    return values[keep]


def _starts(sorted_or_not: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(np.bincount(sorted_or_not, minlength=count)))).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Items:
    """All strings and images that count, and where they stand among removed and among kept texts.

    `parts` are the numbers of the two strings, shorter by one, that make up each (-1: none); `rows_removed` and
    `rows_kept` are the corpus's rows behind the two tables' rows.
    """

    strings: Sequence[str]
    parts: NDArray[np.int64]
    removed: Sparse
    kept: Sparse
    rows_removed: NDArray[np.int64]
    rows_kept: NDArray[np.int64]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.strings)


def items_of(corpus: Corpus, removed: NDArray[np.bool_]) -> Items:
    """Cut every text into strings; `removed` says of which posts to learn them."""
    codes, starts = characters(corpus.texts)
    row_of = np.repeat(np.arange(len(corpus), dtype=np.int64), np.diff(starts))
    strings: list[str] = []
    cells: list[NDArray[np.int64]] = []
    parts: list[NDArray[np.int64]] = []
    at = codes.astype(np.int64)
    places = np.flatnonzero(at >= 0)
    keys = at[places]
    for length in range(1, LONGEST + 1):
        numbers, firsts = _frequent(keys, row_of[places], places, removed)
        first = (
            np.full((len(firsts), 2), -1, np.int64)
            if length == 1
            else np.stack([at[firsts], at[firsts + 1]], 1)
        )
        parts.append(first)
        held = numbers >= 0
        at = np.full(len(row_of), -1, np.int64)
        at[places[held]] = numbers[held] + len(strings)
        cells.append((numbers[held] + len(strings)) << 32 | row_of[places[held]])
        strings += [_string(corpus, starts, first, length) for first in firsts.tolist()]
        places = places[held]
        places = places[at[np.minimum(places + 1, len(at) - 1)] >= 0]
        keys = at[places] << 32 | at[places + 1]
    images = _images(corpus, removed, len(strings))
    strings += [IMAGE + name for name in images[0]]
    parts.append(np.full((len(images[0]), 2), -1, np.int64))
    return _tables(removed, (strings, np.concatenate(parts)), [*cells, images[1]])


def _frequent(
    keys: NDArray[np.int64],
    rows: NDArray[np.int64],
    places: NDArray[np.int64],
    removed: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each place's number among the frequent strings (-1: not frequent), and one place of each string."""
    here = np.flatnonzero(removed[rows])
    order = here[np.argsort(keys[here], kind="stable")]
    sorted_keys, sorted_rows = keys[order], rows[order]
    is_new = np.ones(len(order), bool)
    is_new[1:] = sorted_keys[1:] != sorted_keys[:-1]
    # a stable sort leaves each string's texts in order: a text is new where it differs from the one before
    is_text = is_new.copy()
    is_text[1:] |= sorted_rows[1:] != sorted_rows[:-1]
    heads = np.flatnonzero(is_new)
    texts = np.add.reduceat(is_text, heads) if len(heads) else heads
    often = heads[texts >= LEAST]
    table = sorted_keys[often]
    if not len(table):
        return np.full(len(keys), -1, np.int64), np.zeros(0, np.int64)
    at = np.minimum(np.searchsorted(table, keys), len(table) - 1)
    return np.where(table[at] == keys, at, -1), places[order[often]]


def _string(corpus: Corpus, starts: NDArray[np.int64], first: int, length: int) -> str:
    row = int(np.searchsorted(starts, first, "right")) - 1
    start = first - int(starts[row])
    return corpus.texts[row][start : start + length]


def _images(corpus: Corpus, removed: NDArray[np.bool_], offset: int) -> tuple[list[str], NDArray[np.int64]]:
    rows: dict[str, set[int]] = {}
    for row, post in enumerate(corpus.posts):
        for image in post.images:
            rows.setdefault(image, set()).add(row)
    often = [name for name, held in sorted(rows.items()) if sum(bool(removed[row]) for row in held) >= LEAST]
    cells = [(offset + number) << 32 | row for number, name in enumerate(often) for row in rows[name]]
    return often, np.array(cells, np.int64)


def _tables(
    removed: NDArray[np.bool_], named: tuple[list[str], NDArray[np.int64]], cells: list[NDArray[np.int64]]
) -> Items:
    strings, parts = named
    rows_removed, rows_kept = np.flatnonzero(removed), np.flatnonzero(~removed)
    local = np.zeros(len(removed), np.int64)
    local[rows_removed], local[rows_kept] = np.arange(len(rows_removed)), np.arange(len(rows_kept))
    gone: list[NDArray[np.int64]] = []
    left: list[NDArray[np.int64]] = []
    while cells:  # strings of one length at a time, in order: sorting all at once would take twice the memory
        held = cells.pop(0)
        row = held & 0xFFFF_FFFF
        held += local[row] - row
        gone.append(distinct(held[removed[row]]))
        left.append(distinct(held[~removed[row]]))
    return Items(
        strings,
        parts,
        Sparse.of(np.concatenate(gone), len(strings), len(rows_removed)),
        Sparse.of(np.concatenate(left), len(strings), len(rows_kept)),
        rows_removed,
        rows_kept,
    )


def representatives(items: Items) -> NDArray[np.int64]:
    """Return the items worth searching among.

    Left out is a string whose longer form stands in just as many removed texts: it matches the same of them, and more
    kept ones. Of strings that stand in the very same texts one is taken.
    """
    counts = items.removed.counts
    longer, part = np.nonzero(items.parts >= 0)
    shorter = items.parts[longer, part]
    chosen = np.ones(len(items), bool)
    chosen[shorter[counts[shorter] == counts[longer]]] = False
    left = np.flatnonzero(chosen)
    sums = _sums(items.removed, len(items.rows_removed)) ^ (
        _sums(items.kept, len(items.rows_kept)) * np.uint64(0x9E37_79B9_7F4A_7C15)
    )
    order = left[np.argsort(sums[left], kind="stable")]
    is_first = np.ones(len(order), bool)
    is_first[1:] = sums[order][1:] != sums[order][:-1]
    return np.sort(order[is_first])


def _sums(table: Sparse, rows: int) -> NDArray[np.uint64]:
    """Return a number for each item that names the set of texts it stands in."""
    with np.errstate(over="ignore"):
        sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(_marks(rows)[table.item_rows])])
        named: NDArray[np.uint64] = sums[table.item_starts[1:]] - sums[table.item_starts[:-1]]
        return named


def _marks(count: int) -> NDArray[np.uint64]:
    """Return a number of 64 bits for each row, so that a sum of them names a set of rows."""
    with np.errstate(over="ignore"):
        mixed = (np.arange(count, dtype=np.uint64) + np.uint64(1)) * np.uint64(0x9E37_79B9_7F4A_7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58_476D_1CE4_E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D0_49BB_1331_11EB)
        mixed ^= mixed >> np.uint64(31)
    return mixed


def only(items: Items, chosen: NDArray[np.int64]) -> Items:
    """Return the tables of the chosen items alone."""
    number = np.full(len(items), -1, np.int64)
    number[chosen] = np.arange(len(chosen))

    def table(of: Sparse, rows: int) -> Sparse:
        item = number[np.repeat(np.arange(of.items), of.counts)]
        cells = (item << 32 | of.item_rows)[item >= 0]
        return Sparse.of(cells, len(chosen), rows)

    return Items(
        [items.strings[at] for at in chosen.tolist()],
        items.parts[chosen],
        table(items.removed, len(items.rows_removed)),
        table(items.kept, len(items.rows_kept)),
        items.rows_removed,
        items.rows_kept,
    )
