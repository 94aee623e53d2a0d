"""The repository tree: roots that the AT Protocol's own tests state, and the same root whatever the key's layers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wildgrass.crypto import dagcbor
from wildgrass.crypto.cid import Cid, cid_of, parsed, varint, varint_of
from wildgrass.crypto.mst import build, height

VALUE = parsed("bafyreie5cvv4h45feadgeuwhbcutmh6t2ceseocckahdoe6uat64zmz454")
assert VALUE is not None

# Keys and roots from the tests of @atproto/repo ("MST Interop Known Maps"): facts, written out again.
KNOWN = {
    "bafyreie5737gdxlw5i64vzichcalba3z2v5n6icifvx5xytvske7mr3hpm": [],
    "bafyreibj4lsc3aqnrvphp5xmrnfoorvru4wynt6lwidqbm2623a6tatzdu": ["3jqfcqzm3fo2j"],
    "bafyreih7wfei65pxzhauoibu3ls7jgmkju4bspy4t2ha2qdjnzqvoy33ai": ["3jqfcqzm3fx2j"],
    "bafyreicmahysq4n6wfuxo522m6dpiy7z7qzym3dzs756t5n7nfdgccwq7m": [
        "3jqfcqzm3fp2j",
        "3jqfcqzm3fr2j",
        "3jqfcqzm3fs2j",
        "3jqfcqzm3ft2j",
        "3jqfcqzm4fc2j",
    ],
}


@pytest.mark.parametrize("root", KNOWN)
def test_known_trees_have_their_known_roots(root: str) -> None:
    entries = [(f"com.example.record/{key}".encode(), VALUE) for key in KNOWN[root]]
    assert list(build(entries))[-1].cid.text() == root


def _walk(blocks: dict[Cid, bytes], root: Cid) -> list[tuple[bytes, Cid]]:
    node = dagcbor.decode(blocks[root])[0]
    found, key = [], b""
    if node["l"]:
        found += _walk(blocks, node["l"])
    for entry in node["e"]:
        key = key[: entry["p"]] + entry["k"]
        found.append((key, entry["v"]))
        if entry["t"]:
            found += _walk(blocks, entry["t"])
    return found


@given(st.sets(st.binary(min_size=1, max_size=12), max_size=200))
def test_walking_a_tree_gives_its_entries_back(keys: set[bytes]) -> None:
    entries = [(key, cid_of(key)) for key in sorted(keys)]
    nodes = list(build(entries))
    blocks = {node.cid: node.data for node in nodes}
    assert all(dagcbor.decode(data)[1] == "" for data in blocks.values())
    assert _walk(blocks, nodes[-1].cid) == entries


def test_deep_keys_stand_over_empty_nodes() -> None:
    """A key of a high layer alone has nothing under it; a low key beside it is reached through nodes without keys."""
    high = next(key for n in range(10**6) if height(key := str(n).encode()) == 5)
    low = next(key for n in range(10**6) if height(key := f"{high.decode()}-{n}".encode()) == 0)
    nodes = list(build([(high, VALUE), (low, VALUE)]))
    assert len(nodes) == 6
    assert _walk({node.cid: node.data for node in nodes}, nodes[-1].cid) == [(high, VALUE), (low, VALUE)]


def test_keys_out_of_order_are_refused() -> None:
    for keys in ([b"b", b"a"], [b"a", b"a"]):
        with pytest.raises(ValueError, match="sorted"):
            list(build([(key, VALUE) for key in keys]))


@given(st.integers(0, (1 << 63) - 1))
def test_numbers_are_read_as_they_were_written(value: int) -> None:
    written = varint_of(value)
    assert varint(written, 0) == (value, len(written))


def test_json_and_blocks_say_the_same() -> None:
    """Links and bytes of the AT Protocol's JSON go into a block and come back."""
    value = {"ref": {"$link": VALUE.text()}, "raw": {"$bytes": "AQID"}, "list": [1, "草", None, True]}
    block = dagcbor.encode(dagcbor.from_json(value))
    assert dagcbor.decode_json(block) == (value, "")
    with pytest.raises(ValueError, match="link"):
        dagcbor.from_json({"$link": "no"})
