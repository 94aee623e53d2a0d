"""Pictures as they are published: pixels made anew in the sandbox, without place or camera, within a network's size."""

from typing import Final

from wildgrass.files.content import Content
from wildgrass.files.preview import Picture, Previewer, PreviewError

_SIDES: Final = (2000, 1600, 1200, 1000, 800, 600, 400, 240)
MEDIA_TYPES: Final = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}


def picture_within(previewer: Previewer, path: Content, most_bytes: int) -> Picture:
    """Return a picture's pixels in at most `most_bytes`, made smaller until they fit; the same file gives the same.

    Raises:
        PreviewError: it is no picture, or damaged.
    """
    for side in _SIDES:
        picture = previewer.image(path, side)
        if len(picture.data) <= most_bytes:
            return picture
    raise PreviewError(reason=f"it does not fit into {most_bytes:,} bytes")
