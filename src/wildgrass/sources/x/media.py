"""Pictures and videos: which file belongs to which item, which are missing, which no item names."""

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Final, cast
from urllib.parse import urlsplit

from wildgrass.model import Attachment
from wildgrass.model.quick import draft_of
from wildgrass.sources.base import Export
from wildgrass.sources.idtable import IdTable
from wildgrass.sources.x.layout import Layout

_TYPES: Final = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".heic": "image/heic",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".ts": "video/mp2t",
}
# These folders name files by ids in ways that no public sample shows, so they are matched by the id in front.
_BY_ID: Final = (
    "spaces_media",
    "periscope_broadcast_media",
    "moments_media",
    "moments_tweets_media",
    "grok_chat_media",
    "article_media",
    "articles_media",
)


_USUAL_URL: Final = re.compile(r"https://[a-z0-9.-]+/(?:[\w-]+/)*([\w-][\w.-]*)", re.ASCII)
_AttachmentDraft = draft_of(Attachment)


def basename(url: str) -> str:
    """Return the last part of a URL's path."""
    usual = _USUAL_URL.fullmatch(url)
    if usual is not None:
        return usual[1]
    try:
        return PurePosixPath(urlsplit(url).path).name
    except ValueError:  # urlsplit refuses some brackets
        return ""


class Media:
    """The media members of an archive."""

    def __init__(self, export: Export, layout: Layout) -> None:
        self._members = export.members
        self._folders = layout.media_folders
        self._claimed = IdTable()
        self._by_id: dict[tuple[str, str], list[str]] = {}
        if any(folder in self._folders for folder in _BY_ID):
            self._index()

    def _index(self) -> None:
        prefixes = {self._folders[folder]: folder for folder in _BY_ID if folder in self._folders}
        for key in self._members:
            prefix, _, name = key.rpartition("/")
            if prefix + "/" in prefixes:
                number = name.split("-")[0].split(".")[0].split("_")[0]
                self._by_id.setdefault((prefixes[prefix + "/"], number), []).append(key)

    def is_claimed(self, key: str) -> bool:
        """Say whether an item names the member."""
        return key in self._claimed

    def attach(
        self,
        number: str,
        names: Iterable[str],
        folders: tuple[str, ...],
        *,
        role: str | None,
        url: str | None,
        alt: str | None = None,
    ) -> Attachment:
        """Return the attachment of item `number` whose file has one of the names, best first."""
        names = [name for name in names if name]
        for name in names:
            for folder in folders:
                key = f"{self._folders[folder]}{number}-{name}" if folder in self._folders else ""
                if key and key in self._members:
                    return self._attachment(key, f"{number}-{name}", role, url, alt)
        shown = f"{number}-{names[0]}" if names else number
        return Attachment(name=shown, media_type=media_type(shown), role=role, alt=alt, url=url)

    def named_by(self, number: str, folders: tuple[str, ...], role: str) -> Iterator[Attachment]:
        """Yield the files in `folders` whose names start with an item's id."""
        for folder in folders:
            for key in self._by_id.get((folder, number), ()):
                yield self._attachment(key, key.rpartition("/")[2], role, None, None)

    def _attachment(
        self, key: str, name: str, role: str | None, url: str | None, alt: str | None
    ) -> Attachment:
        self._claimed.put(key, 1)
        size = self._members[key].size_bytes
        made = _AttachmentDraft(
            name=name, member=key, media_type=media_type(name), size_bytes=size, role=role, alt=alt, url=url
        )
        made.__class__ = Attachment
        return cast("Attachment", made)


def media_type(name: str) -> str | None:
    """Return the media type that a file name claims."""
    if "/" in name:
        return _TYPES.get(PurePosixPath(name).suffix.lower())
    stem, _, ending = name.rpartition(".")
    return _TYPES.get("." + ending.lower()) if stem else None
