"""Which members are the files that posts and profiles name."""

from typing import Final
from urllib.parse import unquote, urlsplit

from wildgrass.model import Attachment
from wildgrass.sources.base import Export, own_name
from wildgrass.sources.fetched import Files
from wildgrass.sources.mediatypes import media_type

_FOLDER: Final = "media_attachments/"
_ROLES: Final = {"image": "photo", "video": "video", "audio": "audio", "gifv": "animated_gif"}


class Media:
    """Finds members by the addresses under which servers wrote them, and remembers which were found."""

    def __init__(self, export: Export, root: str) -> None:
        self._members = export.members
        self._root = root
        self._claimed: set[str] = set()
        self._fetched = Files(export)
        self._tails: dict[str, str] | None = None

    def is_claimed(self, key: str) -> bool:
        """Say whether an item names this member."""
        return key in self._claimed

    def find(self, url: str, *, is_by_name: bool = False) -> str | None:
        """Return the member of that address: "/system/media_attachments/files/1/a.png" and the like."""
        try:
            path = unquote(urlsplit(url).path)
        except ValueError:
            return None
        path = path.lstrip("/")
        tries = [self._root + path]
        at = path.find(_FOLDER)
        if at >= 0:
            tries.append(self._root + path[at:])
        if is_by_name and "://" not in url:
            tries.append(self._root + path.rpartition("/")[2])
        key = next((one for one in tries if one in self._members), None)
        if key is None and at >= 0:
            key = self._by_tail().get(path[at + len(_FOLDER) :])
        key = key or self._fetched.find(url)
        if key is not None:
            self._claimed.add(key)
        return key

    def _by_tail(self) -> dict[str, str]:
        """Return members by what follows "media_attachments/", in whatever folder that was put."""
        if self._tails is None:
            self._tails = {}
            for key in self._members:
                _, found, tail = own_name(key).partition(_FOLDER)
                if found:
                    self._tails.setdefault(tail, key)
        return self._tails

    def attachment(self, url: str, type_: str | None, alt: str | None, role: str | None = None) -> Attachment:
        """Return the attachment of that address."""
        name = unquote(url.partition("?")[0].rstrip("/").rpartition("/")[2]) or url
        kind = type_ or media_type(name)
        family = kind.partition("/")[0] if kind else ""
        return Attachment(
            name=name,
            member=self.find(url, is_by_name=role is not None),
            media_type=kind,
            role=role or _ROLES.get(family, "file"),
            alt=alt,
            url=url if url.startswith(("http://", "https://")) else None,
        )
