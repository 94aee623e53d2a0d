"""Find the hashes that differ from others in few bits, among a hundred thousand and more.

Two ways. `within` counts the bits of every pair: exact at any limit. `within_near` asks sixteen tables of 16 bits each
for the hashes that differ there in one bit at most: of 31 bits that differ, one of sixteen parts has one at most, so it
misses none up to `NEAR_MOST`, and looks at one pair in hundreds.
"""

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

NEAR_MOST: Final = 31
_BANDS: Final = 16
_WORDS: Final = 4
_AT_ONCE: Final = 1 << 20  # pairs looked at together: some 100 MB

Table: TypeAlias = NDArray[np.uint64]
"""Hashes of 256 bits, a row of four words each."""
Pairs: TypeAlias = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
"""Rows of the one table, rows of the other, and the bits in which they differ."""


def table(hashes: Sequence[bytes]) -> Table:
    """Return hashes of 32 bytes as a table."""
    return np.frombuffer(b"".join(hashes), np.uint64).reshape(-1, _WORDS)


def distances(one: bytes, others: Table) -> NDArray[np.int64]:
    """Return the bits in which each hash differs from one; 0.7 ms for a hundred thousand."""
    return _counted(np.frombuffer(one, np.uint64), others)


def _counted(one: NDArray[np.uint64], others: Table) -> NDArray[np.int64]:
    differing = np.bitwise_count(others ^ one)
    bits: NDArray[np.int16] = differing[:, 0].astype(np.int16)
    for word in range(1, _WORDS):
        bits += differing[:, word]
    counted: NDArray[np.int64] = bits.astype(np.int64)
    return counted


def within(limit: int, some: Table, others: Table, *, is_same: bool = False) -> Pairs:
    """Return the pairs that differ in at most `limit` bits; of a table with itself (`is_same`) each pair once."""
    found = []
    for row in range(len(some)):
        start = row + 1 if is_same else 0
        bits = _counted(some[row], others[start:])
        near = np.flatnonzero(bits <= limit)
        if near.size:
            found.append((np.full(near.size, row), near + start, bits[near]))
    return _joined(found)


def within_near(some: Table, others: Table, limit: int = NEAR_MOST) -> Pairs:
    """Return the pairs that differ in at most `limit` bits, which is at most `NEAR_MOST`; each once.

    Raises:
        ValueError: `limit` is larger.
    """
    if limit > NEAR_MOST:
        raise ValueError(limit)
    found = [
        _near(some, others, pairs, limit) for band in range(_BANDS) for pairs in _sharing(some, others, band)
    ]
    first, second, bits = _joined(found)
    _, once = np.unique(first * max(1, len(others)) + second, return_index=True)
    return first[once], second[once], bits[once]


def _sharing(some: Table, others: Table, band: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield the pairs whose 16 bits of a band differ in one bit at most, so many at once."""
    asked = some.view(np.uint16)[:, band]
    held = others.view(np.uint16)[:, band]
    order = np.argsort(held, kind="stable")
    counts = np.bincount(held, minlength=1 << 16)
    starts = np.concatenate(([0], np.cumsum(counts)))
    for flipped in (0, *(1 << bit for bit in range(16))):
        probe = (asked ^ np.uint16(flipped)).astype(np.int64)
        sizes = counts[probe]
        for part in _parts(sizes):
            many = sizes[part]
            rows = np.repeat(np.arange(part.start, part.stop), many)
            within_run = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
            yield rows, order[np.repeat(starts[probe[part]], many) + within_run]


def _parts(sizes: NDArray[np.int64]) -> Iterator[slice]:
    """Cut rows into runs with some `_AT_ONCE` pairs each."""
    total = np.cumsum(sizes)
    start = 0
    while start < len(sizes):
        before = total[start - 1] if start else 0
        end = max(start + 1, int(np.searchsorted(total, before + _AT_ONCE, side="right")))
        yield slice(start, min(end, len(sizes)))
        start = end


def _near(
    some: Table, others: Table, pairs: tuple[NDArray[np.int64], NDArray[np.int64]], limit: int
) -> Pairs:
    first, second = pairs
    # The first words alone rule out most pairs of different pictures.
    bits = np.bitwise_count(some[first, 0] ^ others[second, 0]).astype(np.int64)
    for word in range(1, _WORDS):
        keep = bits <= limit
        first, second, bits = first[keep], second[keep], bits[keep]
        bits = bits + np.bitwise_count(some[first, word] ^ others[second, word])
    keep = bits <= limit
    return first[keep], second[keep], bits[keep]


def _joined(found: Sequence[Pairs]) -> Pairs:
    if not found:
        empty = np.empty(0, np.int64)
        return empty, empty, empty
    first, second, bits = (np.concatenate(part) for part in zip(*found, strict=True))
    return first, second, bits
