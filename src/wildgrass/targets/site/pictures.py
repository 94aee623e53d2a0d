"""Pictures without what else they tell: place, camera, owner, thumbnails, and bytes after the end.

The picture's own data is copied bit for bit, never decoded. Sources: ISO/IEC 10918-1 annex B (JPEG),
Exif 2.32 section 4.6 (orientation), PNG 3rd edition section 5, RFC 9649 (WebP).
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from wildgrass.targets.site.files import GIF, JPEG, PNG, WEBP, Format

# What colour and animation need; text, time and Exif chunks are not among them.
_PNG_KEPT: Final = frozenset(
    {
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"cHRM",
        b"gAMA",
        b"iCCP",
        b"sBIT",
        b"sRGB",
        b"bKGD",
        b"pHYs",
    }
    | {b"acTL", b"fcTL", b"fdAT", b"cICP"}
)
_WEBP_KEPT: Final = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_WEBP_METADATA_FLAGS: Final = 0x08 | 0x04  # Exif, XMP
_SOI, _EOI, _SOS, _APP0, _APP1, _APP2, _APP14, _APP15, _COM = (
    0xD8,
    0xD9,
    0xDA,
    0xE0,
    0xE1,
    0xE2,
    0xEE,
    0xEF,
    0xFE,
)
# In coded data FF is followed by 00 (a stuffed byte) or D0-D7 (a restart); anything else is the next segment.
_NEXT_SEGMENT: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_FRAMES: Final = frozenset({*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)})
_ORIENTATION: Final = 0x0112


class PictureError(ValueError):
    """The bytes do not make a whole picture; it is named on the page and not shown."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture fit to be shown: its bytes, and its size in pixels as it is seen."""

    data: bytes
    width: int
    height: int


def bare_picture(data: bytes, kind: Format) -> Picture:
    """Return a picture without its metadata; a JPEG keeps the way it is turned.

    Raises:
        PictureError: the bytes are damaged or cut.
    """
    readers = {JPEG: _jpeg, PNG: _png, GIF: _gif, WEBP: _webp}
    try:
        picture = readers[kind](data)
    except (struct.error, IndexError) as error:
        raise PictureError("cut short") from error
    if not (0 < picture.width <= 100_000 and 0 < picture.height <= 100_000):
        raise PictureError("no size")
    return picture


def _jpeg(data: bytes) -> Picture:
    kept = [data[:2]]
    size = (0, 0)
    turned = 1
    for marker, start, end in _jpeg_segments(data):
        body = data[start + 4 : end]
        if marker in _FRAMES and size == (0, 0):
            height, width = struct.unpack_from(">HH", body, 1)
            size = (width, height)
        if marker == _APP1 and body.startswith(b"Exif\0\0"):
            turned = _orientation(body[6:])
            if turned != 1:
                kept.append(_turned(turned))
        elif _is_kept(marker, body):
            kept.append(data[start:end])
    width, height = size if turned < 5 else size[::-1]
    return Picture(b"".join(kept), width, height)


def _is_kept(marker: int, body: bytes) -> bool:
    if marker == _APP2:
        return body.startswith(b"ICC_PROFILE\0")
    if marker == _APP14:
        return body.startswith(b"Adobe")
    if marker == _APP0:
        return body.startswith(b"JFIF\0")
    return not (_APP0 < marker <= _APP15 or marker == _COM)


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield (marker, start, end) up to the end of the image; a scan's end is where its coded data ends."""
    at = 2
    while True:
        while data[at] == 0xFF and data[at + 1] == 0xFF:  # fill bytes, B.1.1.2
            at += 1
        if data[at] != 0xFF:
            raise PictureError("no segment where one must be")
        marker = data[at + 1]
        if marker == _EOI:
            yield marker, at, at + 2
            return
        end = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
        if end > len(data) or end < at + 4:
            raise PictureError("a segment is longer than the file")
        if marker == _SOS:
            found = _NEXT_SEGMENT.search(data, end)
            if found is None:
                raise PictureError("no end of image")
            end = found.start()
        yield marker, at, end
        at = end


def _orientation(tiff: bytes) -> int:
    """Return Exif's orientation, 1 (upright) where there is none to be had."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return 1
    directory = struct.unpack_from(f"{order}I", tiff, 4)[0]
    if directory + 2 > len(tiff):
        return 1
    count = struct.unpack_from(f"{order}H", tiff, directory)[0]
    for entry in range(directory + 2, min(directory + 2 + 12 * count, len(tiff) - 11), 12):
        tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, entry)
        if tag == _ORIENTATION and 1 <= value <= 8:
            return int(value)
    return 1


def _turned(orientation: int) -> bytes:
    """Return an Exif segment that says nothing but how the picture is turned."""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)
    return struct.pack(">BBH", 0xFF, _APP1, 2 + 6 + len(tiff)) + b"Exif\0\0" + tiff


def _png(data: bytes) -> Picture:
    width, height = struct.unpack_from(">II", data, 16)
    kept = [data[:8]]
    at = 8
    while True:
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise PictureError("a chunk is longer than the file")
        if name in _PNG_KEPT:
            kept.append(data[at:end])
        if name == b"IEND":
            return Picture(b"".join(kept), width, height)
        at = end


def _webp(data: bytes) -> Picture:
    chunks = [
        (name, bytes([body[0] & ~_WEBP_METADATA_FLAGS]) + body[1:] if name == b"VP8X" else body)
        for name, body in _webp_chunks(data)
        if name in _WEBP_KEPT
    ]
    if not chunks:
        raise PictureError("no picture in it")
    width, height = _webp_size(*chunks[0])
    packed = b"".join(
        name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2) for name, body in chunks
    )
    return Picture(b"RIFF" + struct.pack("<I", 4 + len(packed)) + b"WEBP" + packed, width, height)


def _webp_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    end = 8 + struct.unpack_from("<I", data, 4)[0]
    if end > len(data) + 1:
        raise PictureError("cut short")
    at = 12
    while at + 8 <= min(end, len(data)):
        name, length = struct.unpack_from("<4sI", data, at)
        if at + 8 + length > len(data):
            raise PictureError("a chunk is longer than the file")
        yield name, data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def _webp_size(name: bytes, body: bytes) -> tuple[int, int]:
    if name == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if name == b"VP8 ":
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF
    if name == b"VP8L":
        bits = struct.unpack_from("<I", body, 1)[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    raise PictureError("no picture first")


def _gif(data: bytes) -> Picture:
    width, height = struct.unpack_from("<HH", data, 6)
    return Picture(data, width, height)
