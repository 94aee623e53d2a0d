"""The files of messages: which members they are, and which the export only names."""

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import unquote

from wildgrass.model import JSON, Attachment
from wildgrass.sources.base import Export
from wildgrass.sources.idtable import IdTable
from wildgrass.sources.mediatypes import media_type

_ROLES: Final = {
    "sticker": "sticker",
    "video_message": "video",
    "voice_message": "audio",
    "animation": "animated_gif",
    "video_file": "video",
    "audio_file": "audio",
}
_KEYS: Final = ("photo", "file", "thumbnail", "contact_vcard")
_SIZES: Final = {
    "photo": ("photo_file_size",),
    "file": ("file_size",),
    "thumbnail": ("thumbnail_file_size",),
    "contact_vcard": ("contact_vcard_file_size",),
}
FILE_KEYS: Final = frozenset({*_KEYS, "media"})
"""Fields of a message that name files."""
MEDIA_FOLDERS: Final = frozenset(
    {
        "chats",
        "contacts",
        "files",
        "images",
        "photos",
        "profile_pictures",
        "round_video_messages",
        "stickers",
        "stories",
        "video_files",
        "voice_messages",
    }
)


class Media:
    """The members that are no text."""

    def __init__(self, export: Export) -> None:
        self._members = export.members
        self._claimed = IdTable()

    def is_claimed(self, key: str) -> bool:
        """Say whether an item names the member."""
        return key in self._claimed

    def find(self, root: str, path: str) -> str | None:
        """Return the member that a path leads to from the folder `root`, None where it is not there."""
        plain = path.replace("\\", "/").removeprefix("./")
        for name in (plain, unquote(plain)):
            key = _resolved(root + name)
            if key in self._members:
                self._claimed.put(key, 1)
                return key
        return None

    def attachment(
        self, root: str, path: str, *, name: str | None = None, role: str | None = None, type_: str | None = None,
        size: int | None = None,
    ) -> Attachment:  # fmt: skip
        """Return the attachment of a path; its member is None where the export lacks it."""
        key = self.find(root, path)
        shown = name or path.replace("\\", "/").rpartition("/")[2] or path
        if key is not None:
            size = self._members[key].size_bytes
        return Attachment(
            name=shown,
            member=key,
            role=role,
            media_type=type_ or media_type(path) or media_type(shown),
            size_bytes=size,
        )

    def of_message(self, root: str, body: Mapping[str, JSON], extra: dict[str, JSON]) -> Iterator[Attachment]:
        """Yield what a message's fields name; takes what an attachment says out of `extra`."""
        for key in _KEYS:
            path = body.get(key)
            if isinstance(path, str) and path:
                yield self._of_field(root, key, path, body, extra)

    def _of_field(
        self, root: str, key: str, path: str, body: Mapping[str, JSON], extra: dict[str, JSON]
    ) -> Attachment:
        size = next((value for name in _SIZES[key] if type(value := body.get(name)) is int), None)
        name = _text(body.get("file_name")) if key == "file" else None
        type_ = _text(body.get("mime_type")) if key == "file" else None
        role = _role(key, body.get("media_type"))
        for used in (*_SIZES[key], *(("file_name", "mime_type") if key == "file" else ())):
            if used in extra and isinstance(extra[used], int if used in _SIZES[key] else str):
                del extra[used]
        made = self.attachment(root, path, name=name, role=role, type_=type_, size=size)
        if made.member is not None:
            extra.pop(key, None)
        elif is_notice(path):  # the words stay in extra
            shown = name or path[: _bracket(path)].strip() or _text(body.get("media_type")) or key
            return Attachment(name=shown, role=role, media_type=type_ or media_type(shown), size_bytes=size)
        return made


def is_notice(path: str) -> bool:
    """Say whether a path is a sentence in brackets instead, "(File not included. …)" in whatever language."""
    if not path.endswith((")", "\uff09")):
        return False
    start = _bracket(path)
    why = path[start + 1 : -1]
    return start >= 0 and (start == 0 or " " in why.strip() or not why.isascii())


def _bracket(path: str) -> int:
    return max(path.rfind("("), path.rfind("\uff08"))


def _role(key: str, kind: JSON) -> str:
    if key == "photo":
        return "photo"
    if key == "thumbnail":
        return "thumbnail"
    return _ROLES.get(kind, "file") if key == "file" and isinstance(kind, str) else "file"


def _text(value: JSON) -> str | None:
    return value if isinstance(value, str) and value else None


def _resolved(path: str) -> str:
    """Return a member's name without "." and ".."; it only looks members up."""
    if "./" not in path:
        return path
    kept: list[str] = []
    for part in path.split("/"):
        if part == "..":
            kept = kept[:-1]
        elif part != ".":
            kept.append(part)
    return "/".join(kept)
