"""Attachments as pages show them: pixels made anew, bare videos, sound; anything else by name, with its warnings.

Nothing made here is written to a disk: pictures stay in memory, and only as many as fit.
"""

import struct
import zlib
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from wildgrass.files.content import Content
from wildgrass.files.kinds import HEAD_BYTES, MP4, PDF, Family, FileKind, kind_of
from wildgrass.files.preview import Picture, Previewer, PreviewError
from wildgrass.model import Attachment
from wildgrass.targets.site.chrome import number
from wildgrass.targets.site.videos import bare_video

SIDES: Final = {"small": 360, "page": 1200, "full": 4096}
"""Sizes that a picture is asked for in: the longest side in pixels."""
BLURRED_SIDE: Final = 12
_KEPT_BYTES: Final = 64 << 20
_PART: Final = 1 << 18
# What current browsers play; AMR and SILK, in which WeChat and QQ keep voices, are not among them.
_PLAYED: Final = {
    "audio/mpeg": "audio/mpeg",
    "audio/wav": "audio/wav",
    "audio/ogg": "audio/ogg",
    "audio/flac": "audio/flac",
    "audio/aac": "audio/aac",
    "video/mp4": "video/mp4",
    "video/webm": "video/webm",
}
_PICTURES: Final = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
_MP4_SOUND: Final = frozenset({b"M4A ", b"M4B "})


class Shows(StrEnum):
    """How a page shows a file."""

    PICTURE = "picture"
    PDF = "pdf"
    VIDEO = "video"
    AUDIO = "audio"
    NAME = "name"  # by its name only


@dataclass(frozen=True, slots=True)
class Look:
    """What a file is by its first bytes, how it is shown, and the media type it is played as."""

    kind: FileKind | None
    shows: Shows
    played: str = ""


def look_at(path: Content, attachment: Attachment) -> Look:
    """Read a file's head and say how it may be shown; what it is named proves nothing."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    kind = kind_of(head)
    if kind is None:
        return Look(None, Shows.NAME)
    if kind.media_type in _PICTURES:
        return Look(kind, Shows.PICTURE)
    if kind is PDF:
        return Look(kind, Shows.PDF)
    played = _PLAYED.get(kind.media_type, "")
    if not played:
        return Look(kind, Shows.NAME)
    is_sound = kind.family is Family.AUDIO or attachment.role in {"voice", "audio"}
    if kind is MP4 and head[8:12] in _MP4_SOUND:
        is_sound = True
    return Look(kind, Shows.AUDIO if is_sound else Shows.VIDEO, played)


class PictureShelf:
    """Keeps decoded pictures, the ones asked for last."""

    def __init__(self, previewer: Previewer) -> None:
        """Decode with `previewer`."""
        self._previewer = previewer
        self._kept: OrderedDict[tuple[Content, int, int], Picture] = OrderedDict()
        self._bytes = 0

    def forget(self) -> None:
        """Drop every picture."""
        self._kept.clear()
        self._bytes = 0

    def picture(self, path: Content, look: Look, side: int, page: int = 0) -> Picture:
        """Return a picture, or a page of a PDF, at most `side` pixels wide or high.

        Raises:
            PreviewError: it cannot be shown.
        """
        key = (path, side, page)
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            return kept
        if look.shows is Shows.PDF:
            made = self._previewer.page(path, page, side)
        elif look.shows is Shows.PICTURE:
            made = self._previewer.image(path, side)
        else:
            raise PreviewError(reason="it is not a picture")
        self._keep(key, made)
        return made

    def _keep(self, key: tuple[Content, int, int], made: Picture) -> None:
        self._kept[key] = made
        self._bytes += len(made.data)
        while self._bytes > _KEPT_BYTES and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._bytes -= len(dropped.data)


def stream_of(path: Content, look: Look, start: int, end: int) -> Iterator[bytes]:
    """Yield the bytes from `start` to before `end` of what may be played; an MP4 without the boxes that tell a place.

    Raises:
        VideoError: at once, when a video's boxes contradict each other.
    """
    parts = bare_video(path) if look.played == "video/mp4" else _parts(path)
    return _between(parts, start, end)


def _parts(path: Content) -> Iterator[bytes]:
    with path.open("rb") as file:
        while part := file.read(_PART):
            yield part


def _between(parts: Iterator[bytes], start: int, end: int) -> Iterator[bytes]:
    at = 0
    for part in parts:
        if at + len(part) > start:
            yield part[max(0, start - at) : end - at]
        at += len(part)
        if at >= end:
            return


def size_text(size_bytes: int | None) -> str:
    """Return "1.2 MB"; "" where the size is not known."""
    if size_bytes is None:
        return ""
    for unit, width in (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)):
        if size_bytes >= width:
            return f"{size_bytes / width:.1f} {unit}"
    return f"{number(size_bytes)} B"


@cache
def blank_picture() -> bytes:
    """Return a pale PNG with a line across, for a picture that cannot be decoded; the file's own page says why."""
    wide, high = 120, 90
    rows = b"".join(
        b"\0" + bytes(0x80 if abs(x * high - y * wide) < wide else 0xC4 for x in range(wide))
        for y in range(high)
    )
    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in chunks)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
