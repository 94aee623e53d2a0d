"""Copies are one vote: of texts that say nearly the same and met the same fate, one is counted.

Candidates by MinHash over character pairs (8 bands of 3 minima: of two texts that are 0.8 alike 997 in a thousand pairs
share a band), each then measured exactly. Boilerplate that is posted again and again is the main source of false rules.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.infer.corpus import BREAK, Corpus

ALIKE: Final = 0.8
_BANDS, _ROWS = 8, 3
_SHORTEST: Final = 8
"""A text with fewer characters is a copy only of its equal."""
_LARGEST: Final = np.uint64(2**64 - 1)
_FACTOR: Final = np.uint64(0x9E37_79B9_7F4A_7C15)  # 2**64 / the golden ratio


def voters(corpus: Corpus) -> NDArray[np.int64]:
    """Return for each post the row of the post whose vote it shares: its own, or an earlier one's."""
    heads = np.arange(len(corpus), dtype=np.int64)
    first: dict[tuple[str, bool, tuple[str, ...]], int] = {}
    for row, (text, post) in enumerate(zip(corpus.texts, corpus.posts, strict=True)):
        heads[row] = first.setdefault((text, bool(corpus.removed[row]), post.images), row)
    alone = heads[(heads == np.arange(len(corpus))) & (corpus.lengths >= _SHORTEST)]
    for one, other in _near(corpus, alone):
        _join(heads, one, other)
    for row in range(len(heads)):
        heads[row] = heads[heads[row]]
    return heads


def _join(heads: NDArray[np.int64], one: int, other: int) -> None:
    while heads[one] != one:
        one = int(heads[one])
    while heads[other] != other:
        other = int(heads[other])
    heads[max(one, other)] = min(one, other)


def _near(corpus: Corpus, rows: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Yield rows of posts that met the same fate and say nearly the same."""
    bands = _bands(corpus, rows)
    sets: dict[int, frozenset[str]] = {}
    for band in bands:
        keyed = (band << np.uint64(1)) | corpus.removed[rows].astype(np.uint64)
        order = np.argsort(keyed, kind="stable")
        same = np.flatnonzero(keyed[order][1:] == keyed[order][:-1])
        for at in same.tolist():
            one, other = int(rows[order[at]]), int(rows[order[at + 1]])
            if corpus.posts[one].images == corpus.posts[other].images and _alike(corpus, sets, one, other):
                yield one, other


def _alike(corpus: Corpus, sets: dict[int, frozenset[str]], one: int, other: int) -> bool:
    first, second = (sets.setdefault(row, _pairs(corpus.texts[row])) for row in (one, other))
    shared = len(first & second)
    return shared >= ALIKE * max(1, len(first) + len(second) - shared)


def _pairs(text: str) -> frozenset[str]:
    return frozenset(map("".join, pairwise(text)))


def _bands(corpus: Corpus, rows: NDArray[np.int64]) -> list[NDArray[np.uint64]]:
    """Return for each band one number a row."""
    if not len(rows):
        return []
    codes = corpus.codes.astype(np.int64)
    pairs = (codes[:-1] + 1) << np.int64(32) | (codes[1:] + 1)
    is_nothing = (codes[:-1] == BREAK) & (codes[1:] == BREAK)
    starts = corpus.starts[rows]
    ends = corpus.starts[rows + 1] - 1
    # reduceat takes the even segments, from a text's start to its last pair; what lies between is thrown away
    edges = np.stack([starts, np.minimum(ends, len(pairs) - 1)], axis=1).ravel()
    found = []
    with np.errstate(over="ignore"):
        keys = pairs.astype(np.uint64) * _FACTOR
        keys ^= keys >> np.uint64(31)
        for band in range(_BANDS):
            joined = np.zeros(len(rows), np.uint64)
            for row in range(_ROWS):
                salt = np.uint64((2 * (band * _ROWS + row) + 1) * 0xD6E8_FEB8_6659_FD93 & (1 << 64) - 1)
                hashed = keys * salt
                hashed ^= hashed >> np.uint64(29)
                hashed *= _FACTOR
                hashed[is_nothing] = _LARGEST
                minima = np.minimum.reduceat(hashed, edges)[::2]
                joined = (joined ^ (joined >> np.uint64(30))) * _FACTOR + minima
            found.append(joined)
    return found
