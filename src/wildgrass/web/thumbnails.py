"""Small pictures for whoever decides on them: pixels made anew in a sandbox, in memory only."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any, Final

from wildgrass.files.preview import Previewer, PreviewError
from wildgrass.library import Library
from wildgrass.library.place import LibraryPlace

_SIDE: Final = 160
_MOST: Final = 400
"""So many are made, those with faces first: about 3 MB. The others are decided on by where they stand."""
_TYPES: Final = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}


def thumbnails(place: LibraryPlace, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return data addresses by a picture's digest; what cannot be shown is not among them."""
    wanted = sorted(rows, key=lambda row: row["faces"] == 0)[:_MOST]
    made: dict[str, str] = {}
    with Library.open(place) as library, Previewer() as previewer:
        for digest in (str(row["picture"]) for row in wanted):
            path = library.attachment_path(digest)
            if path is None:
                continue
            try:
                picture = previewer.image(path, _SIDE)
            except PreviewError:
                continue
            made[digest] = f"data:{_TYPES[picture.ending]};base64,{b64encode(picture.data).decode()}"
    return made
