"""The Merkle search tree of an AT Protocol repository: built from sorted keys, its root says what is in it.

A key "collection/rkey" stands at the layer that its SHA-256 gives; a node holds the keys of its layer and links to
the subtrees between them. The same keys and values give the same tree, whoever builds it
(https://atproto.com/specs/repository, "MST structure").
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from wildgrass.crypto import dagcbor
from wildgrass.crypto.cid import Cid, cid_of


@dataclass(frozen=True, slots=True)
class Block:
    """Bytes and what they are called."""

    cid: Cid
    data: bytes


def height(key: bytes) -> int:
    """Return a key's layer: the leading zero bits of its SHA-256, in pairs."""
    digest = int.from_bytes(hashlib.sha256(key).digest(), "big")
    return (256 - digest.bit_length()) // 2


def build(entries: Sequence[tuple[bytes, Cid]]) -> Iterator[Block]:
    """Yield the tree's nodes, the root last. `entries` are (key, record), sorted by key, no key twice.

    Raises:
        ValueError: the keys are not sorted, or one stands twice.
    """
    if any(one[0] >= other[0] for one, other in pairwise(entries)):
        raise ValueError("keys must be sorted, and none twice")
    heights = [height(key) for key, _ in entries]
    yield from _nodes(entries, heights, 0, len(entries), max(heights, default=0))


def _nodes(
    entries: Sequence[tuple[bytes, Cid]], heights: Sequence[int], start: int, end: int, layer: int
) -> Iterator[Block]:
    """Yield the node that holds `start` to `end` at a layer, after everything under it."""
    here = [place for place in range(start, end) if heights[place] == layer]
    links: list[Cid | None] = []
    for before, after in zip([start - 1, *here], [*here, end], strict=True):
        last: Block | None = None
        if before + 1 < after:
            for last in _nodes(entries, heights, before + 1, after, layer - 1):
                yield last
        links.append(None if last is None else last.cid)
    yield _node([entries[place] for place in here], links)


def _node(entries: Sequence[tuple[bytes, Cid]], links: Sequence[Cid | None]) -> Block:
    """Write one node: each key without what it shares with the one before, and the subtree after it."""
    made: list[dagcbor.Value] = []
    last = b""
    for (key, value), right in zip(entries, links[1:], strict=True):
        shared = _shared(last, key)
        made.append({"k": key[shared:], "p": shared, "t": right, "v": value})
        last = key
    data = dagcbor.encode({"e": made, "l": links[0]})
    return Block(cid_of(data), data)


def _shared(one: bytes, other: bytes) -> int:
    size = min(len(one), len(other))
    for place in range(size):
        if one[place] != other[place]:
            return place
    return size
