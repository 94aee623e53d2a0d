"""A text's lines with their numbers and where they lie, and the groups that the vault keeps them in.

A line ends with LF or CR LF; a lone CR belongs to its line. Memory is constant. Groups begin anew after a line whose
CRC-32 ends in six zero bits, 64 lines on average, so that a text that grew in its middle keeps all other groups.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final
from zlib import crc32

from wildgrass.sources.base import Batch

MAX_LINE_BYTES: Final = 16 << 20
_WINDOW: Final = 1 << 20
_GROUP_BITS: Final = 0x3F
_GROUP_BYTES: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end: `number` from 1, `group` from 0, `start` in bytes; `is_cut` where it is only a part.

    A line longer than 16 MiB comes in several parts of the same number.
    """

    number: int
    group: int
    start: int
    data: bytes
    is_cut: bool = False


def lines(stream: BinaryIO) -> Iterator[Line]:
    """Yield every line. Raises only what `stream` does."""
    number, group, start, size = 1, 0, 0, 0
    for data in _pieces(stream):
        is_whole = data.endswith(b"\n")
        text = data.rstrip(b"\r\n") if is_whole else data
        yield Line(number, group, start, text, not is_whole and len(data) >= MAX_LINE_BYTES)
        start += len(data)
        size += len(data)
        number += is_whole
        if _ends_group(data, size):
            group, size = group + 1, 0


def batches(stream: BinaryIO) -> Iterator[Batch]:
    """Yield the text's bytes with the spans of its groups of lines."""
    waiting: list[bytes] = []
    spans: list[tuple[int, int]] = []
    at = begun = 0
    for data in _pieces(stream):
        waiting.append(data)
        at += len(data)
        if not _ends_group(data, at - begun):
            continue
        spans.append((begun, at))
        begun = at
        if at > _WINDOW:
            yield b"".join(waiting), spans
            waiting, spans, at, begun = [], [], 0, 0
    if at > begun:
        spans.append((begun, at))
    yield b"".join(waiting), spans


def _ends_group(data: bytes, size: int) -> bool:
    return crc32(data) & _GROUP_BITS == 0 or size >= _GROUP_BYTES


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    """Yield each line with its end, a longer one than 16 MiB in parts."""
    window = b""
    while data := stream.read(_WINDOW):
        parts = _split(window + data)
        window = parts.pop() if not parts[-1].endswith(b"\n") else b""
        yield from parts
        while len(window) >= MAX_LINE_BYTES:
            yield window[:MAX_LINE_BYTES]
            window = window[MAX_LINE_BYTES:]
    if window:
        yield window


def _split(data: bytes) -> list[bytes]:
    """Split at LF only: a lone CR belongs to its line."""
    parts = [part + b"\n" for part in data.split(b"\n")]
    parts[-1] = parts[-1][:-1]
    return parts if parts[-1] else parts[:-1]
