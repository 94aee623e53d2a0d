"""Writing many members at once: segment after segment, each read once, on several threads."""

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final

from wildgrass.errors import WildgrassError
from wildgrass.vault.stores.durable import write_past_cache
from wildgrass.vault.unseal.content import ContentError
from wildgrass.vault.unseal.manifest import OpenMember, PlaceRow
from wildgrass.vault.unseal.opening import OpenVault
from wildgrass.vault.unseal.segments import SegmentReader

THREADS: Final = 3
"""More than most devices have cores, as threads also wait for the disk."""
DIRECT_BYTES: Final = 64 * 1024
"""Files from this size on are written past the page cache: a tenth of the CPU, twice as fast (ext4, measured)."""
WRITE_BYTES: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Failed:
    """A member that could not be written, and why."""

    member: OpenMember
    reason: str


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A file in one piece, and every member that is this file."""

    place: PlaceRow
    members: list[tuple[OpenMember, Path]]


Task = Callable[[], list[Failed]]
Create = Callable[[Path], BinaryIO]
"""Makes a file that must not exist yet, and gives what its bytes are written to."""


def write_all(
    vault: OpenVault,
    members: Iterable[OpenMember],
    choose: Callable[[OpenMember], Path | None],
    *,
    threads: int = THREADS,
    create: Create | None = None,
) -> list[Failed]:
    """Write members to the paths that `choose` gives; return those that could not be written.

    `choose` returns None to leave a member out. Folders are made as needed. No file is ever replaced. A file
    that could not be written whole is removed. With `create`, everything is written through what it gives.

    Raises:
        OSError: a target cannot be written.
    """
    chosen = [(member, path) for member in members if (path := choose(member)) is not None]
    restore = _Restore(vault, create)
    tasks = restore.plan(chosen)
    with ThreadPoolExecutor(threads) as pool:
        return [failed for part in pool.map(lambda task: task(), tasks) for failed in part]


class _Restore:
    def __init__(self, vault: OpenVault, create: Create | None) -> None:
        self._vault = vault
        self._create = create
        self._segments = SegmentReader(vault.copies)
        self._folders: set[Path] = set()

    def plan(self, chosen: Sequence[tuple[OpenMember, Path]]) -> list[Task]:
        """Return a task for all split members, which share frames, and for each segment and file in parts."""
        split = [(member, path) for member, path in chosen if member.file is None]
        tasks: list[Task] = [partial(self._write_each, split)] if split else []
        segments: dict[tuple[str, int], dict[int, _Wanted]] = {}
        for (log, file), members in _by_file(chosen).items():
            places, failed = self._places(log, file, members)
            if failed:
                tasks.append(partial(list, failed))
            elif len(places) == 1:
                segments.setdefault((log, places[0].segment), {})[file] = _Wanted(places[0], members)
            else:
                tasks.append(partial(self._write_each, members))
        for (log, number), files in sorted(segments.items()):
            wanted = sorted(files.values(), key=lambda want: want.place.offset)
            tasks.append(partial(self._write_segment, log, number, wanted))
        return tasks

    def _places(
        self, log: str, file: int, members: Sequence[tuple[OpenMember, Path]]
    ) -> tuple[list[PlaceRow], list[Failed]]:
        try:
            return self._vault.run(log).places(file), []
        except WildgrassError as error:
            return [], [Failed(member, str(error)) for member, _ in members]

    def _write_each(self, pairs: Sequence[tuple[OpenMember, Path]]) -> list[Failed]:
        return [failed for member, path in pairs for failed in self._write_one(member, path)]

    def _write_one(self, member: OpenMember, path: Path) -> list[Failed]:
        self._make_folder(path.parent)
        try:
            with path.open("xb") if self._create is None else self._create(path) as out:
                self._vault.write_member(member, out)
        except ContentError as error:
            path.unlink()
            return [Failed(member, str(error.details["reason"]))]
        return []

    def _write_segment(self, log: str, number: int, wanted: Sequence[_Wanted]) -> list[Failed]:
        segment = self._vault.run(log).segment(number)
        try:
            plain = self._segments.open(segment)
        except WildgrassError:
            # Damage reaches no further than its 64 KiB chunk: read each file by itself, from any copy.
            return [failed for want in wanted for failed in self._write_each(want.members)]
        return [failed for want in wanted for failed in self._write_from(plain, want)]

    def _write_from(self, plain: memoryview, want: _Wanted) -> list[Failed]:
        piece = plain[want.place.offset : want.place.offset + want.place.length]
        digest = sha256(piece).digest()
        failed = []
        for member, path in want.members:
            if digest != member.sha256:
                failed.append(Failed(member, "its SHA-256 is not the one that was sealed"))
                continue
            self._make_folder(path.parent)
            if self._create is None:
                write_new(path, piece)
                continue
            with self._create(path) as out:
                out.write(piece)
        return failed

    def _make_folder(self, folder: Path) -> None:
        if folder not in self._folders:
            folder.mkdir(parents=True, exist_ok=True)
            self._folders.add(folder)


def write_new(path: Path, data: memoryview) -> None:
    """Write a file that must not exist yet."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, 0o666)
    try:
        at = write_past_cache(descriptor, data) if len(data) >= DIRECT_BYTES else 0
        while at < len(data):
            at += os.write(descriptor, data[at : at + WRITE_BYTES])
    finally:
        os.close(descriptor)


def _by_file(
    chosen: Sequence[tuple[OpenMember, Path]],
) -> dict[tuple[str, int], list[tuple[OpenMember, Path]]]:
    files: dict[tuple[str, int], list[tuple[OpenMember, Path]]] = {}
    for member, path in chosen:
        if member.file is not None:
            files.setdefault(member.file, []).append((member, path))
    return files
