"""How many pictures, videos and other files of items would appear, and how many the library does not hold."""

from collections.abc import Mapping
from typing import Final

from wildgrass.model import Attachment
from wildgrass.targets.base import Archive
from wildgrass.targets.formats import HEAD_SIZE, sniff

MEDIA: Final = ("pictures", "videos", "files", "missing")
"""What is counted, by the files' own bytes; "missing" are those that the export names and the library does not hold."""


def media_of(archive: Archive, item_id: str) -> Mapping[str, int]:
    """Count an item's attachments, as the archive that a target gets has them."""
    counts = dict.fromkeys(MEDIA, 0)
    item = archive.item(item_id)
    for one in item.attachments if item is not None else ():
        counts[_kind(archive, one)] += 1
    return counts


def _kind(archive: Archive, one: Attachment) -> str:
    path = archive.attachment_path(one.sha256) if one.sha256 else None
    if path is None:
        return "missing"
    with path.open("rb") as file:
        kind = sniff(file.read(HEAD_SIZE))
    if kind is None:
        return "files"
    return "videos" if kind.is_video else "pictures"
