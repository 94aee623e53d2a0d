"""From what a person wrote as a place to a store."""

import re
from pathlib import Path

from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.vault.stores.base import Store
from wildgrass.vault.stores.folder import FolderStore

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)


class PlaceError(WildgrassError):
    """A place of a kind that is not supported."""

    code = "place-unknown"
    exit_code = EXIT_USAGE
    message = "{place} is not a place that a vault can be kept in"
    hint = "give the path of a folder"


def is_folder(place: str) -> bool:
    """Tell whether a place is a folder's path rather than an address."""
    return _SCHEME.match(place) is None


def absolute_place(place: str) -> str:
    """Return the place in a form that means the same from every working directory."""
    return str(Path(place).expanduser().absolute()) if is_folder(place) else place


def open_store(place: str) -> Store:
    """Return the store at a place; nothing is read, written or contacted yet.

    Raises:
        PlaceError: no store handles such a place.
    """
    if not place or "\0" in place or not is_folder(place):
        raise PlaceError(place=ascii(place)[:120] if "\0" in place else place)
    return FolderStore(Path(place).expanduser(), place=place)
