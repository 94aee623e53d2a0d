"""Find texts that say nearly the same: copies with a changed word, reposts in the other script, a line added.

A text is the set of its character pairs, folded (one script, one width, one case) and without white space,
punctuation, links and names. Two texts are as near as their sets overlap (Jaccard, 0 to 1). Candidates come
from MinHash: 48 bands of 4 minima, so of two texts that are 0.6 alike 998 in a thousand pairs share a band; each
candidate is then measured exactly. Broder, "On the resemblance and containment of documents", 1997.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from wildgrass.text.fold import searchable

NEARNESS_VERSION: Final = "1"
"""Changes whenever any text gets another form or other bands."""

NEAR_LEAST: Final = 0.6
"""Texts at least so near are shown together."""
SHORTEST: Final = 8
"""Characters; what is shorter ("生日快乐") is said again and again without being copied."""

_BANDS: Final = 48
_ROWS: Final = 4
_CROWD: Final = (
    64  # texts that share a band and are all compared with each other; more of them each with the first
)
_LEFT_OUT: Final = re.compile(r"https?://\S+|www\.\S+|@[\w.-]+|[\W_]")
_ROTATION: Final = np.uint64(0x9E37_79B9_7F4A_7C15)  # 2**64 / the golden ratio, as in Fibonacci hashing

Bands: TypeAlias = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Form:
    """What of a text is compared: its letters in one script, and the digest by which equal ones are told."""

    letters: str

    @property
    def digest(self) -> bytes:
        """Return 16 bytes that equal forms share."""
        return hashlib.blake2b(self.letters.encode("utf-8", "surrogatepass"), digest_size=16).digest()

    @property
    def is_long_enough(self) -> bool:
        """Say whether likeness to this text means anything."""
        return len(self.letters) >= SHORTEST

    @property
    def pairs(self) -> frozenset[str]:
        """Return its character pairs."""
        return frozenset(map("".join, zip(self.letters, self.letters[1:], strict=False)))


def form(text: str) -> Form:
    """Return what of a text is compared; what is folded already stays as it is."""
    return Form(_LEFT_OUT.sub("", searchable(text)))


def nearness(one: Form, other: Form) -> float:
    """Return how far two texts overlap, from 0 to 1; 1 only where their forms are equal or hold the same pairs."""
    first, second = one.pairs, other.pairs
    if not first or not second:
        return float(one.letters == other.letters)
    shared = len(first & second)
    return shared / (len(first) + len(second) - shared)


def bands(one: Form) -> bytes:
    """Return the 48 numbers of 4 bytes, of which near texts share at least one."""
    codes = np.frombuffer(one.letters.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    pairs = np.unique(codes[:-1] << np.uint64(21) | codes[1:])
    if not pairs.size:
        pairs = codes[:1] if codes.size else np.zeros(1, np.uint64)
    factors, additions = _hashes()
    with np.errstate(over="ignore"):
        mixed = pairs * _ROTATION
        mixed ^= mixed >> np.uint64(29)
        minima = (mixed[None, :] * factors[:, None] + additions[:, None]).min(axis=1)
        rows = minima.reshape(_BANDS, _ROWS)
        joined = rows[:, 0]
        for row in range(1, _ROWS):
            joined = (joined ^ (joined >> np.uint64(31))) * _ROTATION + rows[:, row]
    return bytes((joined >> np.uint64(32)).astype("<u4").tobytes())


@cache
def _hashes() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return odd factors and additions, from a digest of their numbers: the same on every machine."""
    count = _BANDS * _ROWS
    stream = b"".join(
        hashlib.blake2b(f"wildgrass nearness {at}".encode(), digest_size=16).digest() for at in range(count)
    )
    numbers = np.frombuffer(stream, "<u8").reshape(count, 2)
    return numbers[:, 0] | np.uint64(1), numbers[:, 1].copy()


def candidates(held: Sequence[bytes], fresh: int = 0) -> Iterator[tuple[int, int]]:
    """Yield pairs of places in `held` that share a band, each once; only those with a place from `fresh` on.

    Where more than 64 texts share a band, which boilerplate does, each is paired with the first of them only.
    """
    if not held:
        return
    table = np.frombuffer(b"".join(held), "<u4").reshape(len(held), _BANDS)
    seen: set[int] = set()
    for band in range(_BANDS):
        for first, second in _sharing(table[:, band], fresh):
            key = first * len(held) + second
            if key not in seen:
                seen.add(key)
                yield first, second


def _sharing(column: Bands, fresh: int) -> Iterator[tuple[int, int]]:
    order = np.argsort(column, kind="stable")
    ends = np.flatnonzero(np.diff(column[order])) + 1
    starts = np.concatenate(([0], ends))
    sizes = np.diff(np.concatenate((starts, [len(column)])))
    for start, size in zip(starts[sizes > 1].tolist(), sizes[sizes > 1].tolist(), strict=True):
        together = order[start : start + size].tolist()  # in rising order: the sort is stable
        if together[-1] < fresh:
            continue
        firsts = together if size <= _CROWD else together[:1]
        for at, first in enumerate(firsts):
            yield from ((first, second) for second in together[at + 1 :] if second >= fresh)


def near_pairs(
    forms: Sequence[Form], least: float = NEAR_LEAST, fresh: int = 0
) -> Iterator[tuple[int, int, float]]:
    """Yield (place, place, nearness) of the texts that are at least so near; only with a place from `fresh` on."""
    sets: dict[int, frozenset[str]] = {}
    for first, second in candidates([bands(one) for one in forms], fresh):
        one, other = (sets.setdefault(place, forms[place].pairs) for place in (first, second))
        shared = len(one & other)
        near = shared / max(1, len(one) + len(other) - shared)
        if near >= least:
            yield first, second, near


def groups(pairs: Mapping[tuple[bytes, bytes], float]) -> list[list[bytes]]:
    """Join what is near to what is near: the groups, each sorted, the largest first."""
    heads: dict[bytes, bytes] = {}

    def head(one: bytes) -> bytes:
        path = []
        while (above := heads.setdefault(one, one)) != one:
            path.append(one)
            one = above
        for passed in path:
            heads[passed] = one
        return one

    for first, second in pairs:
        heads[head(first)] = head(second)
    found: dict[bytes, list[bytes]] = {}
    for one in sorted(heads):
        found.setdefault(head(one), []).append(one)
    return sorted(found.values(), key=lambda group: (-len(group), group))
