"""Copies are one vote: of texts that say nearly the same and met the same fate, one is counted.

Candidates by MinHash over character pairs (8 bands of 3 minima: of two texts that are 0.8 alike 997 in a thousand pairs
share a band), each then measured exactly. Boilerplate that is posted again and again is the main source of false rules.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.infer.corpus import BREAK, Corpus, characters

ALIKE: Final = 0.8
_BANDS, _ROWS = 8, 3
_AGREED: Final = 14
"""Of 24 minima; two texts that are 0.8 alike share fewer in one pair of two hundred."""
_SHORTEST: Final = 8
"""A text with fewer characters is a copy only of its equal."""
_LARGEST: Final = np.uint32(2**32 - 1)
_FACTOR: Final = 0x9E37_79B9_7F4A_7C15  # 2**64 / the golden ratio
_PIECE: Final = 4096


def voters(corpus: Corpus) -> NDArray[np.int64]:
    """Return for each post the row of the post whose vote it shares: its own, or an earlier one's."""
    heads = np.arange(len(corpus), dtype=np.int64)
    first: tuple[dict[object, int], dict[object, int]] = ({}, {})
    for row, (text, post) in enumerate(zip(corpus.texts, corpus.posts, strict=True)):
        heads[row] = first[post.removed].setdefault((text, post.images) if post.images else text, row)
    del first
    alone = heads[(heads == np.arange(len(corpus))) & (corpus.lengths >= _SHORTEST)]
    for one, other in _near(corpus, alone):
        _join(heads, one, other)
    while not np.array_equal(heads, heads[heads]):
        heads = heads[heads]
    return heads


def _join(heads: NDArray[np.int64], one: int, other: int) -> None:
    while heads[one] != one:
        one = int(heads[one])
    while heads[other] != other:
        other = int(heads[other])
    heads[max(one, other)] = min(one, other)


def _near(corpus: Corpus, rows: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Yield rows of posts that met the same fate and say nearly the same."""
    minima = _minima_of(corpus, rows)
    gone = corpus.removed[rows].astype(np.uint64)
    for band in _bands(minima):
        keyed = (band << np.uint64(1)) | gone
        order = np.argsort(keyed, kind="stable")
        same = np.flatnonzero(keyed[order][1:] == keyed[order][:-1])
        first, second = order[same], order[same + 1]
        for start in range(0, len(same), _PIECE):
            ones, others = first[start : start + _PIECE], second[start : start + _PIECE]
            agreed = (minima[:, ones] == minima[:, others]).sum(0) >= _AGREED
            for one, other in zip(rows[ones[agreed]].tolist(), rows[others[agreed]].tolist(), strict=True):
                if corpus.posts[one].images == corpus.posts[other].images and _alike(corpus, one, other):
                    yield one, other


def _alike(corpus: Corpus, one: int, other: int) -> bool:
    first, second = _pairs(corpus.texts[one]), _pairs(corpus.texts[other])
    shared = len(first & second)
    return shared >= ALIKE * max(1, len(first) + len(second) - shared)


def _pairs(text: str) -> frozenset[str]:
    return frozenset(map("".join, pairwise(text)))


def _minima_of(corpus: Corpus, rows: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Return a column of minima a row; texts are read in pieces that stay in the processor's cache."""
    minima = np.empty((_BANDS * _ROWS, len(rows)), np.uint32)
    for start in range(0, len(rows), _PIECE):
        piece = rows[start : start + _PIECE]
        minima[:, start : start + len(piece)] = _minima([corpus.texts[row] for row in piece.tolist()])
    return minima


def _bands(minima: NDArray[np.uint32]) -> Iterator[NDArray[np.uint64]]:
    """Yield for each band one number a row."""
    factor = np.uint64(_FACTOR)
    for band in range(_BANDS):
        joined = np.zeros(minima.shape[1], np.uint64)
        for row in minima[band * _ROWS : (band + 1) * _ROWS]:
            joined = (joined ^ (joined >> np.uint64(30))) * factor + row
        yield joined


def _minima(texts: list[str]) -> NDArray[np.uint32]:
    """Return the least hash of each text's character pairs, by each of the hashes."""
    codes, starts = characters(texts)
    points = (codes + 1).astype(np.uint32)
    keys = points[:-1] * np.uint32(0x9E37_79B1) ^ (points[1:] * np.uint32(0x85EB_CA77)) >> np.uint32(7)
    keys += points[1:] * np.uint32(0xC2B2_AE3D)
    is_nothing = (codes[:-1] == BREAK) & (codes[1:] == BREAK)
    # reduceat takes the even segments, from a text's start to its last pair; what lies between is thrown away
    edges = np.stack([starts[:-1], np.minimum(starts[1:] - 1, len(keys) - 1)], axis=1).ravel()
    found = np.empty((_BANDS * _ROWS, len(texts)), np.uint32)
    for number in range(_BANDS * _ROWS):
        hashed = (keys ^ np.uint32((number + 1) * 0x27D4_EB2F & 0xFFFF_FFFF)) * np.uint32(0x85EB_CA6B)
        hashed ^= hashed >> np.uint32(13)
        hashed *= np.uint32(0xC2B2_AE35)
        hashed ^= hashed >> np.uint32(16)
        hashed[is_nothing] = _LARGEST
        found[number] = np.minimum.reduceat(hashed, edges)[::2]
    return found
