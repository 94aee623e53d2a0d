"""What each member is by its name: records, a page, a file, or nothing of the person."""

import re
from enum import StrEnum
from typing import Final

from wildgrass.sources.base import Export, own_name
from wildgrass.sources.mediatypes import media_type
from wildgrass.sources.meta.heads import start_of


class Place(StrEnum):
    """A kind of member."""

    DATA = "data"
    PAGE = "page"
    MEDIA = "media"
    IGNORED = "ignored"
    UNKNOWN = "unknown"


_SYSTEM: Final = re.compile(
    r"(?:\A|/)(?:__MACOSX/.*|\.DS_Store|\._[^/]*|Thumbs\.db|desktop\.ini|no-data\.txt)\Z", re.IGNORECASE
)
_PICTURES: Final = re.compile(
    r"(?:/|\A)album/\d+\.json\Z|your_(?:videos|photos|uncategorized_photos)[^/]*\.json\Z|other_photos",
    re.IGNORECASE,
)
_PROFILE: Final = re.compile(
    r"(?:/|\A)(?:profile_information|personal_information|profile)\.json\Z", re.IGNORECASE
)
# The pages' own looks, and what the export itself says of its files.
_LOOKS: Final = re.compile(
    r"\.(?:css|js|svg|ico|woff2?)\Z|(?:\A|/)(?:files/icons|icon)/[^/]+\Z", re.IGNORECASE
)
_ENDINGS: Final = {"json": Place.DATA, "html": Place.PAGE, "htm": Place.PAGE}
_TEXT_ENDINGS: Final = ("", "txt", "js", "text", "bak")


_SENT: Final = re.compile(
    r"/(?:messages|inbox|archived_threads|filtered_threads|message_requests|e2ee_cutover)/(?:[^/]+/)*"
    r"(?:photos|videos|audio|files|gifs|stickers_used)/[^/]+\Z"
)


def is_sent(name: str) -> bool:
    """Say whether a member is a file that somebody sent, whatever it looks like, by the folder it lies in."""
    return _SENT.search("/" + name) is not None


def place_of(export: Export, key: str) -> Place:
    """Say what a member is."""
    name = own_name(key)
    if _SYSTEM.search(name):
        return Place.IGNORED
    if is_sent(name):
        return Place.MEDIA
    base = name.rpartition("/")[2]
    stem, dot, ending = base.rpartition(".")
    ending = ending.lower() if dot and stem else ""
    if ending in _TEXT_ENDINGS:
        return _by_content(export, key)
    if ending in _ENDINGS:
        return _ENDINGS[ending]
    if _LOOKS.search(name):
        return Place.IGNORED
    return Place.MEDIA if media_type(base) is not None else Place.UNKNOWN


def _by_content(export: Export, key: str) -> Place:
    """Say what a member is whose name does not: JSON under another name is read."""
    head = start_of(export, key, 64).lstrip(b"\xef\xbb\xbf \t\r\n")
    return (
        Place.DATA if head.startswith((b"{", b'["', b"[{", b"[[", b"[\n", b"[ ", b"[\r")) else Place.UNKNOWN
    )


def phase(key: str) -> int:
    """Say when a member is read: who the owner is first, pictures after the posts that hold them."""
    if _PROFILE.search(key):
        return 0
    return 2 if _PICTURES.search(key) else 1


def why_ignored(key: str) -> str:
    """Return the reason for a member that is not read."""
    if _LOOKS.search(key):
        return "how the pages look"
    return (
        "the platform's word that there is nothing" if key.endswith("no-data.txt") else "left by a computer"
    )
