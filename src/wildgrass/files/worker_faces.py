"""Looks for faces inside the process that decodes: which regions of a picture, and the picture with them blurred.

The detector is dlib's (histograms of oriented gradients, five views): faces that look at the camera or a little aside,
larger than about a thirtieth of the picture. Others it misses. It is loaded before the sandbox closes.
"""

import io
from collections.abc import Iterator, Sequence
from typing import Any, Final

import dlib
import numpy as np
from PIL import Image, ImageOps, ImageSequence

from wildgrass.files.worker_wire import BOX

Box = tuple[int, int, int, int]
"""Left, top, right, bottom."""
LOOKED_SIDE: Final = 1200
"""Pixels of the longest side in which faces are looked for."""
_DRAWN_SIDE: Final = 5120
_SMALL: Final = 800
_LEAST_SIDE: Final = 80
_MOST_FRAMES: Final = 60
_QUALITY: Final = 92
_SURE: Final = -0.2
"""The detector's own threshold is 0; below it are more of the faces that are turned away, and more that are none."""
_SURE_ENLARGED: Final = 0.0  # grass and leaves, enlarged, look like faces below it
_WIDER: Final = 0.35  # of a face on each side: hair, ears and chin tell who it is too
_CELLS: Final = 4  # what is left of a face: so many colours across
_detector: Any = dlib.get_frontal_face_detector()


class FramesError(ValueError):
    """A picture moves for longer than is looked at."""


def rehearse() -> None:
    """Use the detector once, so that what it loads late is loaded."""
    found_in(Image.new("RGB", (100, 100), "white"))


def found_in(picture: Image.Image, *, enlarges: bool = True) -> list[Box]:
    """Return the regions of an upright picture in which a face was found; a small one is looked at enlarged too."""
    scale = min(1.0, LOOKED_SIDE / max(picture.size))
    boxes = _at_scale(picture, scale, _SURE)
    if enlarges and max(picture.size) <= _SMALL:
        more = _at_scale(picture, 2.0, _SURE_ENLARGED)
        boxes += [one for one in more if not any(_same(one, other) for other in boxes)]
    return boxes


def _at_scale(picture: Image.Image, scale: float, sure: float) -> list[Box]:
    size = (max(_LEAST_SIDE, round(picture.width * scale)), max(_LEAST_SIDE, round(picture.height * scale)))
    looked = picture.convert("L").resize(size, Image.Resampling.BICUBIC)
    places, _scores, _views = _detector.run(np.asarray(looked), 1, sure)
    across, down = picture.width / looked.width, picture.height / looked.height
    return [_wider(picture, one, across, down) for one in places]


def _same(one: Box, other: Box) -> bool:
    """Say whether the middle of one region lies in another."""
    x, y = (one[0] + one[2]) / 2, (one[1] + one[3]) / 2
    return other[0] < x < other[2] and other[1] < y < other[3]


def _wider(picture: Image.Image, place: Any, across: float, down: float) -> Box:
    more = _WIDER * place.width()
    return (
        max(0, int((place.left() - more) * across)),
        max(0, int((place.top() - more) * down)),
        min(picture.width, int((place.right() + more) * across) + 1),
        min(picture.height, int((place.bottom() + more) * down) + 1),
    )


def look(data: bytes, formats: tuple[str, ...]) -> tuple[int, int, int, bytes]:
    """Return width, height, how many faces, and their regions."""
    frames = list(_frames(data, formats))
    boxes = _in_all(frames)
    return *frames[0].size, len(boxes), b"".join(BOX.pack(*one) for one in boxes)


def blurred(data: bytes, side: int, formats: tuple[str, ...]) -> tuple[int, int, int, bytes]:
    """Return width, height, how many faces, and a JPEG without metadata in which they cannot be made out.

    A picture that moves comes as its first frame alone; one without faces not at all, for it needs no change.
    """
    frames = list(_frames(data, formats))
    boxes, picture = _in_all(frames), frames[0]
    if not boxes:
        return *picture.size, 0, b""
    for box in boxes:
        _veil(picture, box)
    picture.thumbnail((side, side))
    made = io.BytesIO()
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    bare.save(made, "JPEG", quality=_QUALITY)
    return *picture.size, len(boxes), made.getvalue()


def _frames(data: bytes, formats: tuple[str, ...]) -> Iterator[Image.Image]:
    """Yield every frame upright; transparent ones on white, since that is how they are seen."""
    with Image.open(io.BytesIO(data), formats=formats) as opened:
        opened.draft("RGB", (_DRAWN_SIDE, _DRAWN_SIDE))  # a JPEG is decoded no larger than it leaves
        count = int(getattr(opened, "n_frames", 1))
        if count > _MOST_FRAMES:
            raise FramesError(f"it has {count} frames")
        if count == 1:
            yield _seen(ImageOps.exif_transpose(opened))
            return
        for frame in ImageSequence.Iterator(opened):
            yield _seen(frame)


def _seen(frame: Image.Image) -> Image.Image:
    if frame.mode in ("RGBA", "LA", "PA") or "transparency" in frame.info:
        clear = frame.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("RGB")
    return frame.convert("RGB")


def _in_all(frames: Sequence[Image.Image]) -> list[Box]:
    """Return the regions of the frame with the most faces, then those of the others that are elsewhere."""
    boxes: list[Box] = []
    every = [found_in(frame, enlarges=len(frames) == 1) for frame in frames]
    for found in sorted(every, key=len, reverse=True):
        boxes += [one for one in found if not any(_meet(one, other) for other in boxes)]
    return boxes


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _veil(picture: Image.Image, box: Box) -> None:
    """Leave of a region only a few colours: nothing that could be sharpened again."""
    size = (box[2] - box[0], box[3] - box[1])
    few = picture.crop(box).resize((_CELLS, _CELLS), Image.Resampling.BOX)
    picture.paste(few.resize(size, Image.Resampling.BICUBIC), box)
