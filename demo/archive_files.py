"""Writing an archive's files into a folder or zip, with the size and SHA-256 of each."""

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class File:
    """One file to write: `contents` makes its bytes. Media are stored, everything else deflated."""

    name: str
    contents: Callable[[], Iterable[bytes]]
    is_media: bool = False


class ArchiveWriter:
    """Writes files into `target`: a zip, several zips, or a folder if the name does not end in ".zip"."""

    def __init__(self, target: Path, when: datetime, zip_parts: int) -> None:
        self._when = when
        self._folder = None if target.suffix == ".zip" else target
        names = [target] if zip_parts == 1 else [_part(target, number + 1) for number in range(zip_parts)]
        self._paths = names if self._folder is None else [target]
        self._zips: list[zipfile.ZipFile] = []
        self._media = 0
        if self._folder is None:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._zips = [zipfile.ZipFile(path, "w", compresslevel=6) for path in names]

    def write(self, file: File) -> tuple[int, str]:
        """Write one file; return its size and SHA-256."""
        if self._folder is not None:
            return self._write_plain(self._folder / file.name, file)
        target = self._zips[0]
        if file.is_media:
            target = self._zips[self._media % len(self._zips)]
            self._media += 1
        info = zipfile.ZipInfo(file.name, self._when.timetuple()[:6])
        info.compress_type = zipfile.ZIP_STORED if file.is_media else zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        with target.open(info, "w") as out:
            return _copy(file, out.write)

    def close(self) -> list[Path]:
        """Finish; return the zips, or the folder."""
        for part in self._zips:
            part.close()
        return self._paths

    def _write_plain(self, path: Path, file: File) -> tuple[int, str]:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            written = _copy(file, out.write)
        os.utime(path, (self._when.timestamp(), self._when.timestamp()))
        return written


def _copy(file: File, write: Callable[[bytes], int]) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    pending: list[bytes] = []
    held = 0
    for piece in file.contents():
        pending.append(piece)
        held += len(piece)
        if held >= 1 << 18:
            size += _flush(pending, digest.update, write)
            held = 0
    size += _flush(pending, digest.update, write)
    return size, digest.hexdigest()


def _flush(pending: list[bytes], *sinks: Callable[[bytes], object]) -> int:
    block = b"".join(pending)
    pending.clear()
    for sink in sinks:
        sink(block)
    return len(block)


def _part(target: Path, number: int) -> Path:
    return target.with_name(f"{target.stem}-part{number}.zip")
