"""A log as immutable files: hash tiles and entry bundles under C2SP's names.

Source: C2SP tlog-tiles v0.1.0. Start at `log_files` to write and `read_log` to read back.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

from wildgrass.crypto.tlog import HASH_SIZE, Tree, leaf_hash
from wildgrass.errors import EXIT_CHECK, WildgrassError

TILE_WIDTH: Final = 256
TILE_HEIGHT: Final = 8
MAX_LEVEL: Final = 63
MAX_ENTRY_SIZE: Final = 0xFFFF
ENTRIES: Final = -1
"""The level number that stands for entry bundles."""
_PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-9][0-9]?)/(?P<groups>(?:x[0-9]{3}/){0,5})(?P<last>[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)


class TileError(WildgrassError):
    """A tile's name or bytes are wrong."""

    code = "log-tile-malformed"
    exit_code = EXIT_CHECK
    message = "the log's tile {path} is wrong: {reason}"
    hint = "get this file again from another place that holds this vault"


@dataclass(frozen=True, slots=True, kw_only=True)
class TileName:
    """Which tile: its level (`ENTRIES` for a bundle), its index there, how many hashes or entries it has."""

    level: int
    index: int
    width: int = TILE_WIDTH

    def path(self) -> str:
        """Return the path, such as "tile/0/x001/x234/067.p/12"."""
        groups = f"{self.index:03d}"
        groups = groups.zfill((len(groups) + 2) // 3 * 3)
        split = [groups[i : i + 3] for i in range(0, len(groups), 3)]
        place = "/".join([*("x" + group for group in split[:-1]), split[-1]])
        level = "entries" if self.level == ENTRIES else str(self.level)
        return f"tile/{level}/{place}" + (f".p/{self.width}" if self.width < TILE_WIDTH else "")

    @classmethod
    def from_path(cls, path: str) -> Self:
        """Parse a path strictly: one that `path` would write.

        Raises:
            TileError: it is not a tile's path.
        """
        found = _PATH.fullmatch(path)
        if not found:
            raise TileError(path=ascii(path)[:80], reason="its name is not a tile's")
        level = ENTRIES if found["level"] == "entries" else int(found["level"])
        index = int(found["groups"].replace("x", "").replace("/", "") + found["last"])
        name = cls(level=level, index=index, width=int(found["width"] or TILE_WIDTH))
        if level > MAX_LEVEL or name.path() != path:
            raise TileError(path=path, reason="its name is not a tile's")
        return name


_Parse = Callable[[TileName, bytes], list[bytes]]


def tile_names(old_size: int, new_size: int) -> Iterator[TileName]:
    """Yield each hash tile and entry bundle that a log growing from `old_size` to `new_size` gets.

    A tile is partial exactly when the tree of `new_size` leaves it so. What that of `old_size` had already
    is not named again. Bundles come first, then level 0 and up.
    """
    if not 0 <= old_size <= new_size:
        raise ValueError("a log only grows")
    yield from _level_names(ENTRIES, old_size, new_size)
    level = 0
    while new_size >> (TILE_HEIGHT * level):
        shift = TILE_HEIGHT * level
        yield from _level_names(level, old_size >> shift, new_size >> shift)
        level += 1


def log_files(
    entries: Sequence[bytes], old_size: int, new_size: int | None = None
) -> Iterator[tuple[str, bytes]]:
    """Yield (path, bytes) of each file that a log of all these entries gets as it grows from `old_size`."""
    new_size = len(entries) if new_size is None else new_size
    tree = Tree(leaf_hash(entry) for entry in entries[:new_size])
    for name in tile_names(old_size, new_size):
        start = name.index * TILE_WIDTH
        if name.level == ENTRIES:
            yield name.path(), entry_bundle(entries[start : start + name.width])
        else:
            yield name.path(), hash_tile(tree, name)


def hash_tile(tree: Tree, name: TileName) -> bytes:
    """Return a hash tile's bytes, 32 for each hash."""
    start = name.index * TILE_WIDTH
    return b"".join(tree.full_subtrees(name.level * TILE_HEIGHT, start, start + name.width))


def parse_hash_tile(name: TileName, data: bytes) -> list[bytes]:
    """Split a hash tile into its hashes.

    Raises:
        TileError: its size does not fit its name.
    """
    if len(data) != name.width * HASH_SIZE:
        raise TileError(path=name.path(), reason="its size does not fit its width")
    return [data[i : i + HASH_SIZE] for i in range(0, len(data), HASH_SIZE)]


def entry_bundle(entries: Sequence[bytes]) -> bytes:
    """Return entries, each of at most 65,535 bytes, with their length as two big-endian bytes before each."""
    if any(len(entry) > MAX_ENTRY_SIZE for entry in entries):
        raise ValueError("a log entry has at most 65535 bytes")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def parse_entry_bundle(name: TileName, data: bytes) -> list[bytes]:
    """Split an entry bundle into its entries.

    Raises:
        TileError: it is cut off, or holds more or fewer entries than its name says.
    """
    entries: list[bytes] = []
    at = 0
    while at < len(data) and len(entries) < name.width:
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if at + 2 > len(data) or end > len(data):
            raise TileError(path=name.path(), reason="an entry is cut off")
        entries.append(data[at + 2 : end])
        at = end
    if at != len(data) or len(entries) != name.width:
        raise TileError(path=name.path(), reason="it does not hold as many entries as its name says")
    return entries


def read_log(size: int, files: Mapping[str, bytes]) -> list[bytes]:
    """Return all entries of a log of `size` from its bundles, after comparing them with its level 0 tiles.

    A full tile may stand for a partial one. The root hash must still be compared with a checkpoint.

    Raises:
        TileError: a file is missing, malformed, or the two disagree.
    """
    entries: list[bytes] = []
    for name in _level_names(ENTRIES, 0, size):
        found = _cut(name, files, parse_entry_bundle)
        hashes = _cut(TileName(level=0, index=name.index, width=name.width), files, parse_hash_tile)
        if [leaf_hash(entry) for entry in found] != hashes:
            raise TileError(path=name.path(), reason="its entries do not have the hashes of the level 0 tile")
        entries += found
    return entries


def _level_names(level: int, old_count: int, new_count: int) -> Iterator[TileName]:
    if old_count == new_count:
        return
    for index in range(old_count // TILE_WIDTH, -(-new_count // TILE_WIDTH)):
        yield TileName(level=level, index=index, width=min(TILE_WIDTH, new_count - index * TILE_WIDTH))


def _cut(name: TileName, files: Mapping[str, bytes], parse: _Parse) -> list[bytes]:
    full = TileName(level=name.level, index=name.index)
    for candidate in (name, full):
        if (data := files.get(candidate.path())) is not None:
            return parse(candidate, data)[: name.width]
    raise TileError(path=name.path(), reason="it is missing")
