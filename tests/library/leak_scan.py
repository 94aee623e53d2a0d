"""Looks for anything readable of an archive in a folder: texts in usual encodings, packed or not, names, pictures."""

import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import zstandard

SHINGLE = 6
_HAN = "\u3400-\u9fff"
_RUNS = re.compile(f"[{_HAN}]{{{SHINGLE},}}")
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
_PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08|\x28\xb5\x2f\xfd", re.DOTALL)
_MOST = 1 << 18
_HEADS = (b"SQLite format 3", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"%PDF", b"PK\x03\x04", b"ftyp")


class LeakScan:
    """Knows what must not be found."""

    def __init__(self, texts: Iterable[str], words: Iterable[str], contents: Iterable[bytes]) -> None:
        """Take texts, words such as names and digests, and the bytes of attachments."""
        self._shingles = {
            run[at : at + SHINGLE]
            for text in texts
            for run in _RUNS.findall(text)
            for at in range(len(run) - SHINGLE + 1)
        }
        assert self._shingles, "a scan that knows no text finds none"
        self._words = [word for word in words if len(word) >= 8]
        self._slices = [content[len(content) // 2 :][:48] for content in contents if len(content) > 200]

    def found(self, *folders: Path) -> list[str]:
        """Return what is readable in folders, each with the file it was found in."""
        files = [file for folder in folders for file in sorted(folder.rglob("*")) if file.is_file()]
        return [f"{file.name}: {what}" for file in files for what in self._in_file(file)]

    def _in_file(self, file: Path) -> Iterator[str]:
        try:
            data = file.read_bytes()
        except FileNotFoundError:  # the archive is in use: a journal comes and goes
            return
        for word in self._words:
            if word in file.name:
                yield f"its name holds {word}"
        if any(head in data[:16] for head in _HEADS):
            yield "it begins like a known kind of file"
        yield from self._in_bytes(data)
        for unpacked in _unpacked(data):
            yield from self._in_bytes(unpacked)

    def _in_bytes(self, data: bytes) -> Iterator[str]:
        for encoding in _ENCODINGS:
            for start in range(2 if encoding.startswith("utf-16") else 1):
                for run in _RUNS.findall(data[start:].decode(encoding, "ignore")):
                    for at in range(len(run) - SHINGLE + 1):
                        if run[at : at + SHINGLE] in self._shingles:
                            yield f"{run} in {encoding}"
        for word in self._words:
            for encoding in ("utf-8", "utf-16-le"):
                if word.encode(encoding) in data:
                    yield f"{word} in {encoding}"
        yield from ("a piece of an attachment" for piece in self._slices if piece in data)


def _unpacked(data: bytes) -> Iterator[bytes]:
    """Yield what unpacks from anywhere in the bytes as zlib, gzip, raw deflate from the start, or zstd."""
    for found in _PACKED.finditer(data):
        piece = data[found.start() : found.start() + _MOST]
        if piece[:4] == b"\x28\xb5\x2f\xfd":
            try:
                yield zstandard.ZstdDecompressor().decompressobj().decompress(piece)
            except zstandard.ZstdError:
                continue
        else:
            yield from _inflated(piece, 47)
    yield from _inflated(data[:_MOST], -15)


def _inflated(piece: bytes, window: int) -> Iterator[bytes]:
    try:
        yield zlib.decompressobj(window).decompress(piece, _MOST)
    except zlib.error:
        return
