"""The process that decodes: requests in, pictures out. It gives up everything else before a file's first byte comes."""

import io
import sys
import warnings
from collections.abc import Callable
from typing import Any, BinaryIO, Final

import pypdfium2
from PIL import Image, ImageFile, ImageOps

from wildgrass.files import sandbox
from wildgrass.files.worker_wire import ANSWER, FACES, REQUEST

MOST_PIXELS: Final = 100_000_000
_FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "ICO")
_JPEG_QUALITY: Final = 88
_MOST_FRAMES: Final = 300
_FRAME_MS: Final = 100
_LARGEST_SCALE: Final = 4  # of 72 pixels an inch


Made = tuple[int, int, int, bytes]
_LOOKS: Final[dict[str, Callable[[bytes, int], Made]]] = {}


class NoDetectorError(RuntimeError):
    """Nothing here can tell a face."""


def _blind(_data: bytes, _side: int) -> Made:
    raise NoDetectorError("no detector of faces is there")


def main() -> int:
    """Load the decoders, enter the sandbox, then serve until the input ends."""
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.preinit()
    for name in _FORMATS:
        if name not in Image.OPEN:
            Image.init()  # imports every plugin; afterwards nothing can be imported
            break
    _rehearse()
    if FACES in sys.argv[1:]:
        _load_faces()
    is_closed = sandbox.enter()
    sys.stdout.buffer.write(b"\x01" if is_closed else b"\x00")
    sys.stdout.buffer.flush()
    while _serve(sys.stdin.buffer, sys.stdout.buffer):
        continue
    return 0


def _load_faces() -> None:
    """Load the detector of faces; where it is not installed, whoever asks for faces is told so."""
    try:
        from wildgrass.files import worker_faces  # noqa: PLC0415 - only a process that is asked for faces loads it
    except ImportError:
        return
    worker_faces.rehearse()
    _LOOKS["f"] = lambda data, _side: worker_faces.look(data, _FORMATS)
    _LOOKS["b"] = lambda data, side: worker_faces.blurred(data, side, _FORMATS)


def _rehearse() -> None:
    """Use every decoder and encoder once, so that what they load late is loaded."""
    dot, other = Image.new("RGB", (2, 2)), Image.new("RGB", (2, 2), "red")
    for name in ("PNG", "JPEG", "WEBP", "GIF", "TIFF", "BMP"):
        made = io.BytesIO()
        dot.save(made, name)
        _image(made.getvalue(), 2)
        _luminance(made.getvalue(), 2)
    made = io.BytesIO()
    dot.save(made, "GIF", save_all=True, append_images=[other])
    _image(made.getvalue(), 2)
    document = pypdfium2.PdfDocument.new()
    document.new_page(2, 2)
    made = io.BytesIO()
    document.save(made)
    _page(made.getvalue(), 0, 2)


def _serve(requests: BinaryIO, answers: BinaryIO) -> bool:
    head = requests.read(REQUEST.size)
    if len(head) < REQUEST.size:
        return False
    what, page, side, length = REQUEST.unpack(head)
    data = requests.read(length)
    try:
        width, height, count, picture = _made(what, data, page, side)
        answers.write(ANSWER.pack(b"+", width, height, count, len(picture)) + picture)
    except Exception as error:  # noqa: BLE001 - whatever a decoder raises on hostile bytes is a reason, not a crash
        reason = f"{type(error).__name__}: {error}"[:300].encode(errors="replace")
        answers.write(ANSWER.pack(b"-", 0, 0, 0, len(reason)) + reason)
    answers.flush()
    return True


def _made(what: bytes, data: bytes, page: int, side: int) -> tuple[int, int, int, bytes]:
    """Return width, height, how many frames or pages there are, and the bytes asked for."""
    if what == b"p":
        return _page(data, page, side)
    if what in (b"f", b"b"):
        return _LOOKS.get(what.decode(), _blind)(data, side)
    return _luminance(data, side) if what == b"l" else _image(data, side)


def _image(data: bytes, side: int) -> tuple[int, int, int, bytes]:
    with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
        frames = int(getattr(opened, "n_frames", 1))
        if 1 < frames <= _MOST_FRAMES:
            return _moving(opened, frames, side)
        picture = ImageOps.exif_transpose(opened)
        picture.load()
    picture.thumbnail((side, side))
    return *picture.size, frames, _encoded(picture)


def _luminance(data: bytes, side: int) -> tuple[int, int, int, bytes]:
    """Return the first frame upright, on white, as one byte a pixel."""
    with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
        frames = int(getattr(opened, "n_frames", 1))
        opened.draft("RGB", (side * 2, side * 2))  # a JPEG is decoded no larger than it is looked at
        picture = ImageOps.exif_transpose(opened)
        picture.load()
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    picture = picture.convert("RGB").convert("L")
    picture.thumbnail((side, side), Image.Resampling.BILINEAR)
    return *picture.size, frames, picture.tobytes()


def _moving(opened: Image.Image, frames: int, side: int) -> tuple[int, int, int, bytes]:
    """Encode each frame of an animation anew."""
    pictures, durations = [], []
    for number in range(frames):
        opened.seek(number)
        picture = opened.convert("RGBA")
        picture.thumbnail((side, side))
        pictures.append(_bare(picture))
        durations.append(int(opened.info.get("duration", _FRAME_MS)) or _FRAME_MS)
    made = io.BytesIO()
    first, *others = pictures
    first.save(
        made, "WEBP", save_all=True, append_images=others, duration=durations, loop=0, quality=_JPEG_QUALITY
    )
    return *first.size, frames, made.getvalue()


def _encoded(picture: Image.Image) -> bytes:
    """Encode pixels anew; no comment, profile or EXIF goes along."""
    has_alpha = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    made = io.BytesIO()
    if has_alpha:
        _bare(picture.convert("RGBA")).save(made, "PNG")
    else:
        _bare(picture.convert("RGB")).save(made, "JPEG", quality=_JPEG_QUALITY)
    return made.getvalue()


def _bare(picture: Image.Image) -> Image.Image:
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare


def _page(data: bytes, page: int, side: int) -> tuple[int, int, int, bytes]:
    document: Any = pypdfium2.PdfDocument(data)
    try:
        sheet = document[page]
        scale = min(side / max(sheet.get_size()), _LARGEST_SCALE)
        picture = sheet.render(scale=scale, may_draw_forms=False).to_pil()
        return *picture.size, len(document), _encoded(picture)
    finally:
        document.close()


if __name__ == "__main__":
    sys.exit(main())
