"""Pictures, voices and files in the exporter's folders: which message each belongs to."""

from collections.abc import Mapping
from urllib.parse import unquote

from wildgrass.model import Attachment
from wildgrass.sources.base import Export, own_name
from wildgrass.sources.mediatypes import media_type
from wildgrass.sources.wechat.endings import LONGEST_PATH, is_media
from wildgrass.sources.wechat.said import File


class Media:
    """The members of an export that messages may name."""

    def __init__(self, export: Export) -> None:
        self._members = export.members
        self._claimed: set[str] = set()
        self._by_name: Mapping[str, str | None] | None = None
        self._by_stem: Mapping[str, str | None] | None = None

    def is_claimed(self, key: str) -> bool:
        """Say whether an item names the member."""
        return key in self._claimed

    def claim(self, path: str, beside: str) -> str | None:
        """Return the member at a path and take it as named, None where there is none."""
        key = self._found(path, beside)
        if key is not None:
            self._claimed.add(key)
        return key

    def attach(self, file: File, beside: str) -> Attachment:
        """Return the attachment for a file that a message of member `beside` names."""
        key = self.claim(file.path, beside) if file.path else None
        if key is None and file.digest:
            key = self._of_digest(file.digest)
        if key is None:
            name = file.name or _last(file.path) or file.digest or file.role
            return Attachment(
                name=name,
                media_type=media_type(name),
                size_bytes=file.size_bytes,
                role=file.role,
                url=file.url,
            )
        self._claimed.add(key)
        name = file.name or _last(own_name(key))
        return Attachment(
            name=name,
            member=key,
            media_type=media_type(name) or media_type(own_name(key)),
            size_bytes=self._members[key].size_bytes,
            role=file.role,
            url=file.url,
        )

    def _found(self, path: str, beside: str) -> str | None:
        """Look for a path from the chat's own folder outwards, then for a file of that name anywhere, if only one."""
        parts = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".")]
        if not parts or ".." in parts or len(path) > LONGEST_PATH:
            return None
        plain = "/".join(parts)
        folder = beside
        while folder:
            folder = folder.rpartition("/")[0]
            for ending in (plain, unquote(plain)):
                key = f"{folder}/{ending}" if folder else ending
                if key in self._members:
                    return key
        return self._names().get(parts[-1])

    def _of_digest(self, digest: str) -> str | None:
        if self._by_stem is None:
            self._by_stem = _index(self._members, with_ending=False)
        return self._by_stem.get(digest.lower())

    def _names(self) -> Mapping[str, str | None]:
        if self._by_name is None:
            self._by_name = _index(self._members, with_ending=True)
        return self._by_name


def _index(members: Mapping[str, object], *, with_ending: bool) -> dict[str, str | None]:
    """Map the last part of each media member's name to the member; None where two share it."""
    found: dict[str, str | None] = {}
    for key in members:
        if not is_media(key):
            continue
        name = _last(own_name(key))
        if not with_ending:
            name = name.rpartition(".")[0].lower()
        found[name] = None if name in found else key
    return found


def _last(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]
