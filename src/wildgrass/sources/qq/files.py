"""The files that QQChatExporter copies beside its output."""

from collections.abc import Iterator, Mapping
from typing import Final

from wildgrass.model import JSON, Attachment
from wildgrass.sources.base import Export
from wildgrass.sources.idtable import IdTable
from wildgrass.sources.mediatypes import media_type

_ROLES: Final = {"image": "photo", "video": "video", "audio": "audio", "ptt": "audio", "file": "file"}
_FOLDERS: Final = {"image": "images", "video": "videos", "audio": "audios", "ptt": "audios"}


class Files:
    """The members that are no text."""

    def __init__(self, export: Export) -> None:
        self._members = export.members
        self._claimed = IdTable()

    def is_claimed(self, key: str) -> bool:
        """Say whether an item names the member."""
        return key in self._claimed

    def of(self, root: str, resource: Mapping[str, JSON]) -> Attachment | None:
        """Return the attachment that a resource is, None where it names no file at all."""
        get = resource.get
        kind = get("type")
        kind = kind if isinstance(kind, str) else "file"
        local = _text(get("localPath")) or _text(get("localFilePath"))
        url = _text(get("url")) or _text(get("originalUrl"))
        name = _text(get("filename")) or _text(get("fileName")) or _last(local or url or "")
        if not name and not local and not url:
            return None
        size = get("size", get("fileSize"))
        number = int(size) if isinstance(size, str) and size.isdecimal() and len(size) < 18 else size
        return self.attachment(
            root,
            [*_places(kind, local, name)],
            name=name,
            role=_ROLES.get(kind, "file"),
            url=url if url and url.startswith(("http://", "https://")) else None,
            size=number if type(number) is int and number > 0 else None,
        )

    def attachment(
        self,
        root: str,
        paths: list[str],
        *,
        name: str,
        role: str,
        url: str | None = None,
        size: int | None = None,
    ) -> Attachment:
        """Return the attachment whose file lies at the first of the paths that is there."""
        type_ = media_type(name)
        for path in paths:
            key = root + path
            if path and key in self._members:
                self._claimed.put(key, 1)
                size = self._members[key].size_bytes
                return Attachment(
                    name=name,
                    member=key,
                    media_type=type_ or media_type(path),
                    size_bytes=size,
                    role=role,
                    url=url,
                )
        return Attachment(name=name, media_type=type_, size_bytes=size, role=role, url=url)


def _places(kind: str, local: str, name: str) -> Iterator[str]:
    """Yield where a resource's file may lie, beside the JSON or above it."""
    plain = local.replace("\\", "/").removeprefix("./")
    folder = _FOLDERS.get(kind, "files")
    if plain and ":" not in plain:
        yield plain.removeprefix("/")
        yield f"resources/{plain}"
    for last in dict.fromkeys((_last(plain), name)):
        if last:
            yield f"resources/{folder}/{last}"
            yield f"{folder}/{last}"
            yield f"resources/{last}"


def _last(path: str) -> str:
    return path.replace("\\", "/").partition("?")[0].rpartition("/")[2]


def _text(value: JSON) -> str:
    return value if isinstance(value, str) else ""
