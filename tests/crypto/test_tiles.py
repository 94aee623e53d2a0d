"""The log as files: names, the specification's 70,000 entries, growth in steps, and damage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wildgrass.crypto.tiles import (
    ENTRIES,
    TileError,
    TileName,
    entry_bundle,
    hash_tile,
    log_files,
    parse_entry_bundle,
    parse_hash_tile,
    read_log,
    tile_names,
)
from wildgrass.crypto.tlog import Tree, leaf_hash, root_hash


def test_the_index_of_the_specification():
    assert TileName(level=0, index=1234067).path() == "tile/0/x001/x234/067"
    assert TileName(level=ENTRIES, index=1234067, width=8).path() == "tile/entries/x001/x234/067.p/8"
    assert TileName(level=63, index=0).path() == "tile/63/000"


def test_the_70000_entries_of_the_specification():
    """273 full and one partial (112) at level 0, one full and one partial (17) above, one (1) at the top."""
    names = list(tile_names(0, 70_000))
    by_level = {
        level: [name.width for name in names if name.level == level] for level in (ENTRIES, 0, 1, 2, 3)
    }
    assert by_level == {
        ENTRIES: [256] * 273 + [112],
        0: [256] * 273 + [112],
        1: [256, 17],
        2: [1],
        3: [],
    }


def test_a_tree_of_256_has_a_full_tile_and_one_hash_above():
    assert [name.path() for name in tile_names(0, 256)] == [
        "tile/entries/000",
        "tile/0/000",
        "tile/1/000.p/1",
    ]


def test_tiles_hold_the_hashes_that_the_specification_defines():
    entries = [number.to_bytes(3, "big") for number in range(66_000)]
    hashes = [leaf_hash(entry) for entry in entries]
    tree = Tree(hashes)
    level_1 = parse_hash_tile(name := TileName(level=1, index=0), hash_tile(tree, name))
    assert level_1[7] == root_hash(hashes[7 * 256 : 8 * 256])
    level_2 = parse_hash_tile(name := TileName(level=2, index=0, width=1), hash_tile(tree, name))
    assert level_2 == [root_hash(hashes[:65536])]


sizes = st.lists(st.integers(0, 700), min_size=1, max_size=6).map(sorted)


@given(sizes)
def test_a_log_that_grows_in_steps_reads_back_at_every_step(steps):
    """Files of later steps never replace files of earlier ones, and old checkpoints stay readable."""
    entries = [number.to_bytes(2, "big") * (number % 5) for number in range(steps[-1])]
    files: dict[str, bytes] = {}
    old = 0
    for size in steps:
        grown = dict(log_files(entries, old, size))
        assert not files.keys() & grown.keys()
        files |= grown
        old = size
    for size in steps:
        assert read_log(size, files) == entries[:size]


def test_a_full_tile_stands_for_a_partial_one_that_is_gone():
    entries = [bytes([number % 256]) for number in range(300)]
    files = {path: data for path, data in log_files(entries, 0, 300) if ".p/" not in path}
    assert read_log(200, files) == entries[:200]


@given(st.integers(0, 10**17 // 256), st.integers(1, 256), st.sampled_from([ENTRIES, 0, 1, 9, 10, 63]))
def test_a_name_is_read_back(index, width, level):
    name = TileName(level=level, index=index, width=width)
    assert TileName.from_path(name.path()) == name


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001/x002",
        "tile/00/001",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/257",
        "tile/0/000.p",
        "/tile/0/000",
        "tile/0/000/",
        "tile/0/000\n",
        "tile/0/\u0660\u0660\u0661",
        "tile/entries/../000",
        "tile/x/000",
        "tile/0/" + "x001/" * 6 + "000",
    ],
)
def test_a_name_that_is_not_canonical_is_refused(path):
    with pytest.raises(TileError):
        TileName.from_path(path)


@given(st.text(alphabet="tile/0123x.pentris", max_size=30))
def test_any_path_is_refused_or_written_back_the_same(path):
    try:
        name = TileName.from_path(path)
    except TileError:
        return
    assert name.path() == path


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=256))
def test_bundles_are_read_back(entries):
    name = TileName(level=ENTRIES, index=0, width=len(entries))
    assert parse_entry_bundle(name, entry_bundle(entries)) == entries


@given(st.binary(max_size=600), st.integers(1, 256))
def test_any_bytes_are_a_bundle_or_a_typed_error(data, width):
    name = TileName(level=ENTRIES, index=0, width=width)
    try:
        entries = parse_entry_bundle(name, data)
    except TileError:
        return
    assert len(entries) == width
    assert entry_bundle(entries) == data


@pytest.mark.parametrize(
    "data", [b"", b"\x00", b"\x00\x01", b"\x00\x00", b"\x00\x00" * 3, b"\x00\x00\x00\x00\x00"]
)
def test_a_bundle_of_two_with_another_length_is_refused(data):
    with pytest.raises(TileError):
        parse_entry_bundle(TileName(level=ENTRIES, index=0, width=2), data)


def test_an_entry_has_at_most_65535_bytes():
    assert len(entry_bundle([bytes(65535)])) == 65537
    with pytest.raises(ValueError, match="65535"):
        entry_bundle([bytes(65536)])


def test_a_hash_tile_of_the_wrong_size_is_refused():
    with pytest.raises(TileError):
        parse_hash_tile(TileName(level=0, index=0, width=2), bytes(63))


def test_a_log_only_grows():
    with pytest.raises(ValueError, match="grows"):
        list(tile_names(2, 1))


@pytest.mark.parametrize("path", ["tile/entries/000.p/3", "tile/0/000.p/3"])
def test_a_missing_or_changed_file_is_named(path):
    files = dict(log_files([b"a", b"b", b"c"], 0))
    without = {name: data for name, data in files.items() if name != path}
    with pytest.raises(TileError, match=path):
        read_log(3, without)
    with pytest.raises(TileError):
        read_log(3, files | {path: files[path][:-1] + b"!"})
