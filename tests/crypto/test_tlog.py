"""The Merkle tree: RFC 6962's own vectors, others' vectors, and properties of every tree."""

import json
from base64 import b64decode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wildgrass.crypto.tlog import (
    EMPTY_ROOT,
    ProofError,
    Tree,
    leaf_hash,
    node_hash,
    root_hash,
    verify_consistency,
    verify_inclusion,
    verify_subtree_consistency,
    verify_subtree_inclusion,
)

# The eight leaves and roots that the first RFC 6962 implementations used.
LEAVES = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


def tree_of(count: int) -> Tree:
    return Tree(leaf_hash(number.to_bytes(4, "big")) for number in range(count))


def plain_root(hashes: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word."""
    if len(hashes) < 2:
        return hashes[0] if hashes else sha256(b"").digest()
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return node_hash(plain_root(hashes[:split]), plain_root(hashes[split:]))


def test_empty_tree_has_the_hash_of_nothing():
    assert Tree().root() == EMPTY_ROOT == sha256(b"").digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_of_the_eight_known_leaves(size):
    assert root_hash(map(leaf_hash, LEAVES[:size])).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_known_inclusion_proofs(index, size):
    tree = Tree(map(leaf_hash, LEAVES))
    assert [part.hex() for part in tree.inclusion_proof(index, size)] == INCLUSION[index, size]


@pytest.mark.parametrize(("old", "new"), CONSISTENCY)
def test_known_consistency_proofs(old, new):
    tree = Tree(map(leaf_hash, LEAVES))
    assert [part.hex() for part in tree.consistency_proof(old, new)] == CONSISTENCY[old, new]


def test_every_root_up_to_130_leaves_is_that_of_the_recursive_definition():
    hashes = [leaf_hash(bytes([number])) for number in range(130)]
    tree = Tree(hashes)
    assert all(tree.root(size) == plain_root(hashes[:size]) for size in range(131))


def test_every_leaf_of_every_tree_up_to_70_is_proven():
    tree = tree_of(70)
    for size in range(1, 71):
        for index in range(size):
            leaf = leaf_hash(index.to_bytes(4, "big"))
            verify_inclusion(index, size, leaf, tree.inclusion_proof(index, size), tree.root(size))


def test_every_prefix_is_consistent_with_every_later_tree_up_to_70():
    tree = tree_of(70)
    for new in range(71):
        for old in range(new + 1):
            verify_consistency(old, new, tree.consistency_proof(old, new), tree.root(old), tree.root(new))


@given(st.integers(1, 3000), st.data())
def test_a_tampered_inclusion_proof_is_refused(size, data):
    """Any flipped bit, missing, added or swapped hash, other index or other leaf breaks it."""
    tree = tree_of(size)
    index = data.draw(st.integers(0, size - 1))
    leaf, proof, root = leaf_hash(index.to_bytes(4, "big")), tree.inclusion_proof(index), tree.root()
    verify_inclusion(index, size, leaf, proof, root)
    for wrong in broken(proof, data):
        with pytest.raises(ProofError):
            verify_inclusion(index, size, leaf, wrong, root)
    with pytest.raises(ProofError):
        verify_inclusion(index, size, flipped(leaf, data), proof, root)
    if size > 1:
        other = data.draw(st.integers(0, size - 1).filter(lambda number: number != index))
        with pytest.raises(ProofError):
            verify_inclusion(other, size, leaf, proof, root)


@given(st.integers(2, 3000), st.data())
def test_a_tampered_consistency_proof_is_refused(new, data):
    tree = tree_of(new)
    old = data.draw(st.integers(1, new - 1))
    proof, old_root, new_root = tree.consistency_proof(old), tree.root(old), tree.root()
    verify_consistency(old, new, proof, old_root, new_root)
    for wrong in broken(proof, data):
        with pytest.raises(ProofError):
            verify_consistency(old, new, wrong, old_root, new_root)
    with pytest.raises(ProofError):
        verify_consistency(old, new, proof, flipped(old_root, data), new_root)
    with pytest.raises(ProofError):
        verify_consistency(old, new, proof, old_root, flipped(new_root, data))


@given(st.integers(1, 200), st.integers(0, 200), st.binary(min_size=32, max_size=32))
def test_a_changed_old_entry_is_never_consistent(old, more, changed):
    """A fork: the same log with one old leaf replaced has no proof from the honest root."""
    honest = tree_of(old)
    hashes = [leaf_hash(number.to_bytes(4, "big")) for number in range(old + more)]
    hashes[old // 2] = changed
    fork = Tree(hashes)
    with pytest.raises(ProofError):
        verify_consistency(old, old + more, fork.consistency_proof(old), honest.root(), fork.root())


def flipped(value, data):
    bit = data.draw(st.integers(0, len(value) * 8 - 1))
    return (int.from_bytes(value, "big") ^ (1 << bit)).to_bytes(len(value), "big")


def broken(proof, data):
    """Proofs that differ from this one in one way each."""
    yield [*proof, bytes(32)]
    yield [bytes(32), *proof]
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        yield [*proof[:at], flipped(proof[at], data), *proof[at + 1 :]]
        yield proof[:-1]
        yield [*proof[:at], proof[at][:-1], *proof[at + 1 :]]
    if len(proof) > 1:
        yield [proof[1], proof[0], *proof[2:]]


def test_impossible_questions_are_refused_before_any_hashing():
    tree = tree_of(5)
    for ask in (
        lambda: tree.root(6),
        lambda: tree.inclusion_proof(5),
        lambda: tree.inclusion_proof(-1),
        lambda: tree.consistency_proof(4, 3),
        lambda: tree.append(b"short"),
        lambda: tree.full_subtrees(3, 0, 1),
    ):
        with pytest.raises(ValueError, match=r".+"):
            ask()


def test_a_growing_empty_log_needs_the_empty_root():
    tree = tree_of(3)
    verify_consistency(0, 3, [], EMPTY_ROOT, tree.root())
    for old_root, new, proof in ((bytes(32), 3, []), (EMPTY_ROOT, 3, [bytes(32)]), (EMPTY_ROOT, -1, [])):
        with pytest.raises(ProofError):
            verify_consistency(0, new, proof, old_root, tree.root())


# transparency-dev/merkle, testdata: 518 files. Seven are accepted there and refused here, on purpose: their
# "root hash" has 12 bytes, or they say that a subtree without leaves is part of a tree, which proves nothing.
STRICTER = ("sizes-are-equal-one-and-proof-is-empty.json", "subtree-is-empty-")


def hashes_of(values):
    return [b64decode(value) for value in values or []]


def check_inclusion(case):
    end = case["treeSize"] if "treeSize" in case else case["end"]
    args = (case["leafIdx"], case.get("start", 0), end, b64decode(case["leafHash"]))
    verify_subtree_inclusion(*args, hashes_of(case["proof"]), b64decode(case["root"]))


def check_consistency(case):
    roots = (b64decode(case["root1"] or ""), b64decode(case["root2"] or ""))
    if "size1" in case:
        verify_consistency(case["size1"], case["size2"], hashes_of(case["proof"]), *roots)
    else:
        proof = hashes_of(case["proof"])
        verify_subtree_consistency(case["start"], case["end"], case["size"], proof, *roots)


@pytest.mark.parametrize(
    ("kind", "count", "check"),
    [
        ("inclusion", 98, check_inclusion),
        ("consistency", 98, check_consistency),
        ("subtreeinclusion", 204, check_inclusion),
        ("subtreeconsistency", 118, check_consistency),
    ],
)
def test_vectors_of_transparency_dev(samples, kind, count, check):
    """Each file is accepted or refused as it says."""
    files = sorted((samples / "vectors/transparency-dev__merkle/testdata" / kind).rglob("*.json"))
    if not files:
        pytest.skip("the vectors of transparency-dev/merkle are not beside the project")
    for path in files:
        wanted = json.loads(path.read_bytes())["wantErr"] or path.name.startswith(STRICTER)
        assert refused(check, path) == wanted, path
    assert len(files) == count


def refused(check, path):
    try:
        check(json.loads(path.read_bytes()))
    except ProofError:
        return True
    return False
