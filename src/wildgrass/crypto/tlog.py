"""The Merkle tree of RFC 6962: hashes, roots, proofs and their verification.

Start at `Tree` to build and prove, at `verify_inclusion` and `verify_consistency` to check. A verifier
returns nothing when the proof holds and raises `ProofError` when it does not: a forgotten `if` cannot pass.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from hmac import compare_digest
from typing import Final

from wildgrass.errors import EXIT_CHECK, WildgrassError

HASH_SIZE: Final = 32
EMPTY_ROOT: Final = sha256(b"").digest()
"""The root hash of a tree without leaves, RFC 6962 section 2.1."""


class ProofError(WildgrassError):
    """A proof does not show what it claims; what was logged was changed, or the proof was."""

    code = "log-proof-wrong"
    exit_code = EXIT_CHECK
    message = "the log's {kind} proof does not hold at size {size}: {reason}"
    hint = "this log was changed after it was witnessed; keep all copies and tell the trustees"


def leaf_hash(data: bytes) -> bytes:
    """Hash one log entry."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two child hashes into their parent."""
    return sha256(b"\x01" + left + right).digest()


def root_hash(leaf_hashes: Iterable[bytes]) -> bytes:
    """Return the root of a tree over these leaf hashes."""
    return Tree(leaf_hashes).root()


class Tree:
    """A growing Merkle tree that keeps the hash of every full subtree (64 bytes a leaf)."""

    def __init__(self, leaf_hashes: Iterable[bytes] = ()) -> None:
        """Build a tree over leaf hashes of 32 bytes."""
        self._levels: list[list[bytes]] = [[]]
        for leaf in leaf_hashes:
            self.append(leaf)

    @property
    def size(self) -> int:
        """The number of leaves."""
        return len(self._levels[0])

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash (32 bytes, from `leaf_hash`) at the end."""
        if len(leaf) != HASH_SIZE:
            raise ValueError("a leaf hash is 32 bytes")
        self._levels[0].append(leaf)
        level = 0
        while len(self._levels[level]) % 2 == 0:
            if level + 1 == len(self._levels):
                self._levels.append([])
            below = self._levels[level]
            self._levels[level + 1].append(node_hash(below[-2], below[-1]))
            level += 1

    def full_subtrees(self, level: int, start: int, end: int) -> list[bytes]:
        """Return hashes number `start` to `end` (exclusive) of the full subtrees with 2^level leaves each."""
        hashes = self._levels[level][start:end] if level < len(self._levels) else []
        if len(hashes) != end - start:
            raise ValueError("the tree does not have these subtrees yet")
        return hashes

    def root(self, size: int | None = None) -> bytes:
        """Return the root hash now, or as it was at an earlier size."""
        size = self._checked(self.size if size is None else size)
        return self._range_hash(0, size) if size else EMPTY_ROOT

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """Return the hashes that prove leaf `index` to be in the tree of `size`, leaf to root."""
        size = self._checked(self.size if size is None else size)
        if not 0 <= index < size:
            raise ValueError("no such leaf in a tree of that size")
        start, end = 0, size
        proof: list[bytes] = []
        while end - start > 1:
            middle = start + _split_point(end - start)
            if index < middle:
                proof.append(self._range_hash(middle, end))
                end = middle
            else:
                proof.append(self._range_hash(start, middle))
                start = middle
        return proof[::-1]

    def consistency_proof(self, old: int, new: int | None = None) -> list[bytes]:
        """Return the hashes that prove the tree of size `old` to be a prefix of the tree of size `new`."""
        new = self._checked(self.size if new is None else new)
        if not 0 <= old <= new:
            raise ValueError("the old tree is not smaller than the new one")
        if old in (0, new):
            return []
        start, end = 0, new
        proof: list[bytes] = []
        while end != old:
            middle = start + _split_point(end - start)
            if old <= middle:
                proof.append(self._range_hash(middle, end))
                end = middle
            else:
                proof.append(self._range_hash(start, middle))
                start = middle
        if start:
            proof.append(self._range_hash(start, end))
        return proof[::-1]

    def _checked(self, size: int) -> int:
        if not 0 <= size <= self.size:
            raise ValueError("the tree has never had that size")
        return size

    def _range_hash(self, start: int, end: int) -> bytes:
        """Return MTH(D[start:end]) for a range whose start is a multiple of its width rounded up to 2^n."""
        hashes: list[bytes] = []
        while start < end:
            level = (end - start).bit_length() - 1
            hashes.append(self._levels[level][start >> level])
            start += 1 << level
        root = hashes.pop()
        while hashes:
            root = node_hash(hashes.pop(), root)
        return root


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Check that the leaf hash `leaf` stands at `index` in the tree of `size` with this root.

    Raises:
        ProofError: it does not, or the proof is malformed.
    """
    verify_subtree_inclusion(index, 0, size, leaf, proof, root)


def verify_subtree_inclusion(
    index: int, start: int, end: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> None:
    """Check that a leaf stands at `index` (counted in the whole tree) below the subtree [start, end).

    Source: RFC 9162 section 2.1.3.2; subtrees as in draft-ietf-plants-merkle-tree-certs section 4.
    """
    fail = _Failure("inclusion", end)
    _check_shape(fail, [leaf, root, *proof])
    if not (_is_subtree(start, end) and start <= index < end):
        raise fail.because("the index is outside the tree")
    position, last, hashed = index - start, end - start - 1, leaf
    for sibling in proof:
        if last == 0:
            raise fail.because("the proof is too long")
        if position & 1 or position == last:
            hashed = node_hash(sibling, hashed)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            hashed = node_hash(hashed, sibling)
        position, last = position >> 1, last >> 1
    if last:
        raise fail.because("the proof is too short")
    if not compare_digest(hashed, root):
        raise fail.because("the root hash differs")


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Check that the tree of `old` leaves with `old_root` is a prefix of that of `new` with `new_root`.

    The empty tree is a prefix of every tree, with an empty proof.

    Raises:
        ProofError: it is not, or the proof is malformed.
    """
    if old != 0:
        verify_subtree_consistency(0, old, new, proof, old_root, new_root)
        return
    fail = _Failure("consistency", new)
    _check_shape(fail, [old_root, new_root, *proof])
    if new < 0 or proof:
        raise fail.because("the proof is too long")
    if not compare_digest(old_root, EMPTY_ROOT) or (new == 0 and not compare_digest(new_root, EMPTY_ROOT)):
        raise fail.because("the root hash of an empty tree differs")


def verify_subtree_consistency(
    start: int, end: int, size: int, proof: Sequence[bytes], subtree_root: bytes, root: bytes
) -> None:
    """Check that the subtree [start, end) with `subtree_root` is part of the tree of `size` with `root`.

    Source: draft-ietf-plants-merkle-tree-certs section 4.4.3; with start 0 it is RFC 9162 section 2.1.4.2.
    """
    fail = _Failure("consistency", size)
    _check_shape(fail, [subtree_root, root, *proof])
    if not (_is_subtree(start, end) and end <= size):
        raise fail.because("the old tree is not smaller than the new one")
    first, second, last = start, end - 1, size - 1
    while first != second and (second == last or second & 1):
        first, second, last = first >> 1, second >> 1, last >> 1
    rest = list(proof)
    if first != second and not rest:
        raise fail.because("the proof is too short")
    part = whole = subtree_root if first == second else rest.pop(0)
    for sibling in rest:
        if last == 0:
            raise fail.because("the proof is too long")
        if second & 1 or second == last:
            part = node_hash(sibling, part) if first < second else part
            whole = node_hash(sibling, whole)
            while not second & 1 and second:
                first, second, last = first >> 1, second >> 1, last >> 1
        else:
            whole = node_hash(whole, sibling)
        first, second, last = first >> 1, second >> 1, last >> 1
    if last:
        raise fail.because("the proof is too short")
    if not (compare_digest(part, subtree_root) and compare_digest(whole, root)):
        raise fail.because("the root hash differs")


class _Failure:
    """What is being checked, so that every refusal says it the same way."""

    def __init__(self, kind: str, size: int) -> None:
        self.kind, self.size = kind, size

    def because(self, reason: str) -> ProofError:
        return ProofError(kind=self.kind, size=self.size, reason=reason)


def _check_shape(fail: _Failure, hashes: Iterable[bytes]) -> None:
    if any(len(value) != HASH_SIZE for value in hashes):
        raise fail.because("a hash is not 32 bytes")


def _is_subtree(start: int, end: int) -> bool:
    """Tell whether [start, end) is one: `start` is a multiple of its width rounded up to a power of two."""
    return 0 <= start < end and start & ((1 << (end - start - 1).bit_length()) - 1) == 0


def _split_point(width: int) -> int:
    """Return the largest power of two smaller than `width`, which is at least 2."""
    return 1 << ((width - 1).bit_length() - 1)
