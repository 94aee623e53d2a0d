"""Judging one log from its own files: which of them agree with the run's signature, and which do not."""

from collections.abc import Mapping, Sequence

from wildgrass.crypto.checkpoint import Checkpoint, open_checkpoint
from wildgrass.crypto.note import Verifier
from wildgrass.crypto.tiles import (
    ENTRIES,
    TileError,
    TileName,
    entry_bundle,
    hash_tile,
    parse_entry_bundle,
    parse_hash_tile,
    tile_names,
)
from wildgrass.crypto.tlog import Tree, leaf_hash
from wildgrass.errors import WildgrassError
from wildgrass.vault import layout
from wildgrass.vault.entries import Commit, EntryError, Head, Opening, parse_entry
from wildgrass.vault.logs import ALTERED, FOREIGN, MISSING, UNKNOWN, UNREADABLE, UNSIGNED, Log
from wildgrass.vault.runlog import fits_key, log_origin

_DISAGREES = "it does not agree with the log's checkpoint"
_GONE = "the log's file is gone"
Bundles = dict[int, list[bytes]]
"""Entries by the number of their bundle."""


def check_log(name: str, files: Mapping[str, bytes]) -> Log:
    """Judge a log from all of its files, by path inside the log."""
    return _LogCheck(name, files).run()


class _LogCheck:
    def __init__(self, name: str, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.log = Log(name)

    def run(self) -> Log:
        verifier = self._key()
        if verifier is None:
            self._report_unopened()
            return self.log
        checkpoints = self._checkpoints(verifier)
        size = max(checkpoints, default=0)
        if size:
            raw = self._signed_entries(size, checkpoints)
            self.log.head = Head(checkpoints[size].origin, size, checkpoints[size].root)
            self.log.body = checkpoints[size].to_text().encode()
        else:
            raw = self._opening_only()
        self._parse(raw)
        self._judge_end(size)
        return self.log

    def _key(self) -> Verifier | None:
        """The first entry has the key, and several bundles hold it; the log's name says which is right."""
        for path in sorted(self.files):
            name = _tile(path)
            if name is None or name.level != ENTRIES or name.index:
                continue
            for raw in self._bundle(name)[:1]:
                if opening := self._as_opening(raw):
                    self.log.opening = opening
                    return opening.verifier
        return None

    def _as_opening(self, raw: bytes) -> Opening | None:
        try:
            entry = parse_entry(raw, log=self.log.name, number=0)
        except EntryError:
            return None
        return entry if isinstance(entry, Opening) and fits_key(entry.verifier, self.log.name) else None

    def _report_unopened(self) -> None:
        """Without an opening a run never began, or somebody took or changed it."""
        first = TileName(level=ENTRIES, index=0, width=1).path()
        if set(self.files) == {TileName(level=0, index=0, width=1).path()}:
            return  # killed while the opening was written
        for path in self.files:
            if layout.checkpoint_size(path) is None:
                self.log.found(ALTERED, path, "the log's opening cannot be read from it")
        if first not in self.files:
            self.log.found(MISSING, first, "the log's opening is gone")

    def _checkpoints(self, verifier: Verifier) -> dict[int, Checkpoint]:
        good: dict[int, Checkpoint] = {}
        for path, data in self.files.items():
            size = layout.checkpoint_size(path)
            if size and (checkpoint := self._checkpoint(path, data, verifier)):
                good[size] = checkpoint
        return good

    def _checkpoint(self, path: str, data: bytes, verifier: Verifier) -> Checkpoint | None:
        try:
            checkpoint = open_checkpoint(data, [verifier], origin=log_origin(verifier.public_key))
        except WildgrassError as error:
            self.log.found(ALTERED, path, str(error))
            return None
        if path != f"checkpoint.{checkpoint.size}":
            self.log.found(ALTERED, path, f"it is the checkpoint of size {checkpoint.size}")
            return None
        return checkpoint

    def _signed_entries(self, size: int, checkpoints: Mapping[int, Checkpoint]) -> list[bytes]:
        bundles = self._bundles(size)
        hashes = self._level0(size)
        root = checkpoints[size].root
        from_entries = _joined_hashes(bundles, size)
        if from_entries and Tree(from_entries).root() == root:
            trusted: list[bytes] | None = from_entries
        else:
            trusted = hashes if hashes and Tree(hashes).root() == root else None
        if trusted is None:
            self._report_both(size, bundles)
            return [raw for number in sorted(bundles) for raw in bundles[number]]
        self._compare(Tree(trusted), size)
        self._compare_checkpoints(Tree(trusted), checkpoints)
        wanted = set(trusted)
        return [raw for number in sorted(bundles) for raw in bundles[number] if leaf_hash(raw) in wanted]

    def _compare(self, tree: Tree, size: int) -> None:
        """Every file of the log follows from its leaf hashes, but for the entries themselves."""
        expected = {name.path(): name for name in (*tile_names(0, 1), *tile_names(1, size))}
        for path, name in expected.items():
            if path not in self.files:
                self.log.found(MISSING, path, _GONE)
            elif not self._is_right(tree, name):
                self.log.found(ALTERED, path, _DISAGREES)
        first = layout.checkpoint_name("", 1).rpartition("/")[2]
        if first not in self.files:
            self.log.found(MISSING, first, "the log's first checkpoint is gone")
        for path in self.files:
            # After a kill, files of an end that was never signed lie here; the next run ignores them.
            is_tile = _tile(path) is not None
            if path not in expected and not layout.checkpoint_size(path) and not (size == 1 and is_tile):
                self.log.found(UNKNOWN, path, "no log of this size has such a file")

    def _is_right(self, tree: Tree, name: TileName) -> bool:
        data = self.files[name.path()]
        if name.level != ENTRIES:
            return data == hash_tile(tree, name)
        start = name.index * 256
        hashes = [leaf_hash(raw) for raw in self._bundle(name)]
        return hashes == tree.full_subtrees(0, start, start + name.width) and data == entry_bundle(
            self._bundle(name)
        )

    def _compare_checkpoints(self, tree: Tree, checkpoints: Mapping[int, Checkpoint]) -> None:
        for size, checkpoint in checkpoints.items():
            if tree.root(size) != checkpoint.root:
                self.log.found(ALTERED, f"checkpoint.{size}", "it is of another history of this log")

    def _report_both(self, size: int, bundles: Bundles) -> None:
        """Neither entries nor hashes give the signed root: name what is gone or disagrees with its twin."""
        named = len(self.log.findings)
        for name in tile_names(0, size):
            if name.path() not in self.files:
                self.log.found(MISSING, name.path(), _GONE)
            elif name.level == ENTRIES and not self._agrees(name):
                twin = TileName(level=0, index=name.index, width=name.width).path()
                self.log.found(ALTERED, name.path(), "it does not agree with the hashes beside it")
                if twin in self.files:
                    self.log.found(ALTERED, twin, "it does not agree with the entries beside it")
        if len(self.log.findings) == named:
            for number in bundles:
                self.log.found(ALTERED, _bundle_name(number, size).path(), _DISAGREES)

    def _agrees(self, name: TileName) -> bool:
        twin = TileName(level=0, index=name.index, width=name.width)
        return [leaf_hash(raw) for raw in self._bundle(name)] == self._hashes(twin)

    def _opening_only(self) -> list[bytes]:
        """No checkpoint can be trusted: go on with the entries as they are, the largest set of them."""
        sizes = [name.index * 256 + name.width for path in self.files if (name := _tile(path))]
        bundles = self._bundles(max(sizes, default=1))
        began = {path for path in self.files if layout.checkpoint_size(path)}
        small = {name.path() for name in tile_names(0, 1)}
        if not began and not set(self.files) <= small:
            self.log.found(MISSING, "checkpoint.1", "the log's first checkpoint is gone")
        return [raw for number in sorted(bundles) for raw in bundles[number]]

    def _parse(self, raw: Sequence[bytes]) -> None:
        for number, data in enumerate(raw):
            try:
                self.log.entries.append(parse_entry(data, log=self.log.name, number=number))
            except EntryError as error:
                self.log.found(UNREADABLE, "", str(error))

    def _judge_end(self, size: int) -> None:
        """A log of size 1 is an unfinished run, unless all but the end's signature is there."""
        last = self.log.entries[-1] if self.log.entries else None
        self.log.is_finished = isinstance(last, Commit)
        if size > 1 and not self.log.is_finished and not self.log.findings:
            self.log.found(FOREIGN, "", "its last entry is no commit")
        if size == 1 and (unsigned := self._unsigned_end()):
            self.log.found(
                UNSIGNED, f"checkpoint.{unsigned}", "everything of this run is there but its last signature"
            )

    def _unsigned_end(self) -> int:
        names = [name for path in self.files if (name := _tile(path)) and name.level == ENTRIES]
        size = max((name.index * 256 + name.width for name in names), default=0)
        bundles = self._bundles(size) if size > 1 else {}
        raw = [data for number in sorted(bundles) for data in bundles[number]]
        return size if len(raw) == size and raw and raw[-1].startswith(b"commit\n") else 0

    def _bundles(self, size: int) -> Bundles:
        names = [name for name in tile_names(0, size) if name.level == ENTRIES]
        found = {name.index: self._bundle(name) for name in names if name.path() in self.files}
        return {number: raw for number, raw in found.items() if raw}

    def _bundle(self, name: TileName) -> list[bytes]:
        try:
            return parse_entry_bundle(name, self.files[name.path()])
        except TileError:
            return []

    def _level0(self, size: int) -> list[bytes]:
        names = [name for name in tile_names(0, size) if name.level == 0]
        hashes = [found for name in names for found in self._hashes(name)]
        return hashes if len(hashes) == size else []

    def _hashes(self, name: TileName) -> list[bytes]:
        try:
            return parse_hash_tile(name, self.files[name.path()])
        except (TileError, KeyError):
            return []


def _joined_hashes(bundles: Bundles, size: int) -> list[bytes]:
    """Return the leaf hashes of all entries, or none if a bundle is missing."""
    hashes = [leaf_hash(raw) for number in sorted(bundles) for raw in bundles[number]]
    return hashes if len(hashes) == size else []


def _bundle_name(number: int, size: int) -> TileName:
    return TileName(level=ENTRIES, index=number, width=min(256, size - number * 256))


def _tile(path: str) -> TileName | None:
    try:
        return TileName.from_path(path)
    except TileError:
        return None
