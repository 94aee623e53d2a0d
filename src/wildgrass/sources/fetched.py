"""Files that `follow` fetched because a record names their address: a member's name is a digest of that address.

So that readers find them without a list beside them, and no server chooses a member's name. docs/spec/follow.md.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from wildgrass.sources.base import Export, Member
from wildgrass.sources.mediatypes import media_type

FOLDER: Final = "media/"
_DIGITS: Final = 40


def member_name(url: str) -> str:
    """Return the name under which the file of an address is kept, with its ending where that is a usual one."""
    digest = sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
    name = url_name(url)
    ending = name.rpartition(".")[2].lower()
    return f"{FOLDER}{digest}.{ending}" if media_type(name) else f"{FOLDER}{digest}"


def url_name(url: str) -> str:
    """Return the last part of an address's path, or the address where it has none."""
    return url.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2] or url


class Files:
    """The fetched files of an export; remembers which of them an item names."""

    def __init__(self, export: Export) -> None:
        self._members: Mapping[str, Member] = export.members
        self._claimed: set[str] = set()
        self._is_any = any(name.startswith(FOLDER) for name in export.members)

    def find(self, url: str | None) -> str | None:
        """Return the member that holds the file of an address, None where it was not fetched."""
        if not self._is_any or not url:
            return None
        name = member_name(url)
        if name not in self._members:
            return None
        self._claimed.add(name)
        return name

    def size(self, name: str | None) -> int | None:
        """Return a member's length."""
        return None if name is None else self._members[name].size_bytes

    def is_claimed(self, name: str) -> bool:
        """Say whether an item names this member."""
        return name in self._claimed
