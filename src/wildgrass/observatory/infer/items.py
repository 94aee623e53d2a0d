"""Strings of one to four characters that stand in at least three removed texts, and where each stands.

Every string of n characters is two overlapping ones of n-1, so only what is frequent grows: one packed number (the two
shorter strings' numbers) per place, sorted once, and looked up in all other texts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.infer.corpus import Corpus, characters

LONGEST: Final = 4
LEAST: Final = 3
"""Removed texts that a string must stand in."""
_PIECE: Final = 8192
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
    def by_rows(cls, row_starts: NDArray[np.int64], row_items: NDArray[np.int32], items: int) -> "Sparse":
        """Build from each text's items, in order."""
        rows = np.repeat(np.arange(len(row_starts) - 1, dtype=np.int32), np.diff(row_starts))
        return cls(
            row_starts, row_items, _starts(row_items, items), rows[np.argsort(row_items, kind="stable")]
        )

    def only(self, number: NDArray[np.int64], items: int) -> "Sparse":
        """Return the table of fewer items; `number` is each item's new one, in the same order, -1 where it is left."""
        renamed = number.astype(np.int32)[self.row_items]
        held = renamed >= 0
        sums = np.zeros(len(held) + 1, np.int32)
        np.cumsum(held, dtype=np.int32, out=sums[1:])
        starts, chosen = sums[self.row_starts].astype(np.int64), renamed[held]
        del renamed, held, sums  # as large as the table itself: a million posts must fit
        return Sparse.by_rows(starts, chosen, items)

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


def both(one: NDArray[np.int32], other: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return what stands in both of two ordered lists of rows: the shorter is looked up in the longer."""
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    if not len(few):
        return few
    found: NDArray[np.int32] = few[many[np.minimum(np.searchsorted(many, few), len(many) - 1)] == few]
    return found


def _starts(sorted_or_not: NDArray[np.int32], count: int) -> NDArray[np.int64]:
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
    rows_removed, rows_kept = np.flatnonzero(removed), np.flatnonzero(~removed)
    strings, parts, tables = learnt([corpus.texts[row] for row in rows_removed.tolist()], LONGEST)
    images = _images(corpus, removed)
    numbers = {name: len(strings) + number for number, name in enumerate(images)}
    strings += [IMAGE + name for name in images]
    parts.append(np.full((len(images), 2), -1, np.int64))
    gone = _Side(corpus, rows_removed, tables, numbers).table(len(strings))
    left = _Side(corpus, rows_kept, tables, numbers).table(len(strings))
    return Items(strings, np.concatenate(parts), gone, left, rows_removed, rows_kept)


def learnt(
    texts: Sequence[str], longest: int
) -> tuple[list[str], list[NDArray[np.int64]], list[NDArray[np.int64]]]:
    """Return the frequent strings, of which two each is made, and for each length the sorted keys of its strings."""
    codes, starts = characters(texts)
    row_of = np.repeat(np.arange(len(texts), dtype=np.int64), np.diff(starts))
    strings: list[str] = []
    parts: list[NDArray[np.int64]] = []
    tables: list[NDArray[np.int64]] = []
    at = codes.astype(np.int64)
    places = np.flatnonzero(at >= 0)
    keys = at[places]
    for length in range(1, longest + 1):
        table, firsts = _frequent(keys, row_of[places], places)
        is_short = length == 1
        parts.append(
            np.full((len(firsts), 2), -1, np.int64) if is_short else np.stack([at[firsts], at[firsts + 1]], 1)
        )
        tables.append(table)
        at, places, keys = _longer(table, keys, places, len(strings), len(codes))
        strings += [_string(texts, starts, first, length) for first in firsts.tolist()]
    return strings, parts, tables


def _longer(
    table: NDArray[np.int64], keys: NDArray[np.int64], places: NDArray[np.int64], offset: int, size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return each place's string (-1: not frequent), the places where the next string is too, and keys of both."""
    at = np.full(size + 1, -1, np.int64)
    if len(table):
        number = np.minimum(np.searchsorted(table, keys), len(table) - 1)
        held = table[number] == keys
        places = places[held]
        at[places] = number[held] + offset
        places = places[at[places + 1] >= 0]
    else:
        places = places[:0]
    return at[:-1], places, at[places] << 32 | at[places + 1]


def _frequent(
    keys: NDArray[np.int64], rows: NDArray[np.int64], places: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the keys that stand in enough texts, in order, and one place of each."""
    order = np.argsort(keys, kind="stable")
    sorted_keys, sorted_rows = keys[order], rows[order]
    is_new = np.ones(len(order), bool)
    is_new[1:] = sorted_keys[1:] != sorted_keys[:-1]
    # a stable sort leaves each string's texts in order: a text is new where it differs from the one before
    is_text = is_new.copy()
    is_text[1:] |= sorted_rows[1:] != sorted_rows[:-1]
    heads = np.flatnonzero(is_new)
    texts = np.add.reduceat(is_text, heads, dtype=np.int64) if len(heads) else heads
    often = heads[texts >= LEAST]
    return sorted_keys[often], places[order[often]]


class _Side:
    """Where the learnt strings stand in some of the texts, read in pieces: tables of all places would not fit."""

    def __init__(
        self,
        corpus: Corpus,
        rows: NDArray[np.int64],
        tables: Sequence[NDArray[np.int64]],
        images: Mapping[str, int],
    ) -> None:
        self._corpus, self._rows, self._tables, self._images = corpus, rows.tolist(), tables, images

    def table(self, items: int) -> Sparse:
        """Return the compressed table."""
        sizes: list[NDArray[np.int64]] = []
        held: list[NDArray[np.int32]] = []
        for start in range(0, len(self._rows), _PIECE):
            cells = self._cells(self._rows[start : start + _PIECE])
            sizes.append(np.bincount(cells >> 32, minlength=min(_PIECE, len(self._rows) - start)))
            held.append((cells & 0xFFFF_FFFF).astype(np.int32))
        ends = np.cumsum(np.concatenate([np.zeros(1, np.int64), *sizes]))
        joined = np.concatenate([np.zeros(0, np.int32), *held])
        held.clear()
        return Sparse.by_rows(ends, joined, items)

    def _cells(self, rows: Sequence[int]) -> NDArray[np.int64]:
        """Return text << 32 | item, in order, each once."""
        found = places_of([self._corpus.texts[row] for row in rows], self._tables)
        shown = [
            row << 32 | self._images[image]
            for row, post in enumerate(rows)
            for image in self._corpus.posts[post].images
            if image in self._images
        ]
        return distinct(np.concatenate([found, np.array(shown, np.int64)]))


def places_of(texts: Sequence[str], tables: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return text << 32 | string for each place of learnt strings; `tables` as from `learnt`."""
    codes, starts = characters(texts)
    row_of = np.repeat(np.arange(len(texts), dtype=np.int64), np.diff(starts)) << 32
    at = codes.astype(np.int64)
    places = np.flatnonzero(at >= 0)
    keys, offset = at[places], 0
    found = []
    for table in tables:
        at, places, keys = _longer(table, keys, places, offset, len(codes))
        here = np.flatnonzero(at >= 0)
        found.append(row_of[here] | at[here])
        offset += len(table)
    return np.concatenate(found)


def _string(texts: Sequence[str], starts: NDArray[np.int64], first: int, length: int) -> str:
    row = int(np.searchsorted(starts, first, "right")) - 1
    start = first - int(starts[row])
    return texts[row][start : start + length]


def _images(corpus: Corpus, removed: NDArray[np.bool_]) -> list[str]:
    """Return the images of enough removed posts."""
    counts: dict[str, int] = {}
    for row in np.flatnonzero(removed).tolist():
        for image in set(corpus.posts[row].images):
            counts[image] = counts.get(image, 0) + 1
    return sorted(image for image, count in counts.items() if count >= LEAST)


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

    return Items(
        [items.strings[at] for at in chosen.tolist()],
        items.parts[chosen],
        items.removed.only(number, len(chosen)),
        items.kept.only(number, len(chosen)),
        items.rows_removed,
        items.rows_kept,
    )
