"""Videos without the boxes that tell where and on what they were made. Source: ISO/IEC 14496-12 section 4.2.

A box is renamed to "free" and its content set to zero, so that no offset in the file moves. Place that is
recorded as a track of its own (some action cameras do) stays; the site's manual says so.
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO, Final

from wildgrass.files.content import Content

_INSIDE: Final = frozenset({b"moov", b"trak", b"moof", b"traf"})
_TELLING: Final = frozenset({b"udta", b"meta", b"uuid"})
_PART: Final = 1 << 20
_BOXES_MAX: Final = 100_000


class VideoError(ValueError):
    """The boxes of a video make no sense; it is named on the page and not shown."""


def bare_video(path: Content) -> Iterator[bytes]:
    """Return an MP4 file's bytes in parts, its telling boxes blanked; constant memory.

    Raises:
        VideoError: at once, when the boxes contradict each other.
    """
    size = path.stat().st_size
    with path.open("rb") as video:
        blanks = list(_telling(video, 0, size))
    return _blanked(path, size, blanks)


def _blanked(path: Content, size: int, blanks: list[tuple[int, int]]) -> Iterator[bytes]:
    with path.open("rb") as video:
        at = 0
        for start, end in blanks:
            yield from _plain(video, at, start + 4)
            yield b"free"
            head = 16 if _is_long(video, start) else 8
            yield from _plain(video, start + 8, start + head)
            yield from _zeros(end - start - head)
            at = end
        yield from _plain(video, at, size)


def _telling(video: BinaryIO, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the places of the boxes to blank, in order."""
    waiting = [(start, end)]
    seen = 0
    while waiting:
        at, stop = waiting.pop()
        while at < stop:
            seen += 1
            name, head, length = _box(video, at, stop)
            if seen > _BOXES_MAX:
                raise VideoError("too many boxes")
            if name in _TELLING:
                yield at, at + length
            elif name in _INSIDE:
                waiting.append((at + length, stop))
                at, stop = at + head, at + length
                continue
            at += length


def _box(video: BinaryIO, at: int, stop: int) -> tuple[bytes, int, int]:
    """Return a box's name, the length of its head and its whole length."""
    video.seek(at)
    raw = video.read(8)
    if len(raw) < 8:
        raise VideoError("a box is cut short")
    length, name = struct.unpack(">I4s", raw)
    head = 8
    if length == 1:
        head = 16
        length = int.from_bytes(video.read(8), "big")
    elif length == 0:
        length = stop - at
    if length < head or at + length > stop:
        raise VideoError("a box is longer than what holds it")
    return name, head, length


def _is_long(video: BinaryIO, at: int) -> bool:
    video.seek(at)
    return video.read(4) == b"\0\0\0\1"


def _plain(video: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    video.seek(start)
    left = end - start
    while left > 0:
        part = video.read(min(left, _PART))
        if not part:
            raise VideoError("the file became shorter")
        left -= len(part)
        yield part


def _zeros(count: int) -> Iterator[bytes]:
    for done in range(0, count, _PART):
        yield bytes(min(_PART, count - done))
