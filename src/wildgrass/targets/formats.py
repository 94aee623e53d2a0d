"""What an attachment's bytes are, by their own first bytes: names and stated types prove nothing."""

from dataclasses import dataclass
from typing import Final

HEAD_SIZE: Final = 64
_MP4_BRANDS: Final = frozenset(
    {
        b"isom",
        b"iso2",
        b"iso4",
        b"iso5",
        b"iso6",
        b"mp41",
        b"mp42",
        b"avc1",
        b"dash",
        b"MSNV",
        b"M4V ",
        b"M4VP",
    }
)


@dataclass(frozen=True, slots=True)
class Format:
    """A format that a page may show in place: raster pictures and video, nothing that a browser would run."""

    extension: str
    is_video: bool


JPEG: Final = Format("jpg", is_video=False)
PNG: Final = Format("png", is_video=False)
GIF: Final = Format("gif", is_video=False)
WEBP: Final = Format("webp", is_video=False)
MP4: Final = Format("mp4", is_video=True)
WEBM: Final = Format("webm", is_video=True)
_TYPES: Final = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "mp4": "video/mp4",
    "webm": "video/webm",
}
_MAGIC: Final = {
    b"\xff\xd8\xff": JPEG,
    b"\x89PNG\r\n\x1a\n": PNG,
    b"GIF87a": GIF,
    b"GIF89a": GIF,
}


def sniff(head: bytes) -> Format | None:
    """Return the format of a file that begins with `head` (64 bytes do), None for all that stays closed."""
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and (head[8:12] in _MP4_BRANDS or head[8:11] == b"3gp"):
        return MP4
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:HEAD_SIZE]:
        return WEBM
    return None


def media_type(name: str) -> str:
    """Return the media type of a file by the ending that the site gave it."""
    return _TYPES[name.rpartition(".")[2]]
