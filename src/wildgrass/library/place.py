"""Where a library is, in which of its two forms, and what opens it.

A folder with `library.key` holds a locked library, whatever else lies there; without it, a plain one.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from wildgrass.errors import EXIT_DECIDE, WildgrassError
from wildgrass.library.keys import (
    KEY_FILE,
    LibraryKeyDamagedError,
    LibraryKeys,
    LibraryLockedError,
    read_key_file,
)

PLAIN: Final = "library.sqlite"
LOCKED: Final = "library.locked"
ATTACHMENTS: Final = "attachments"
SEALED: Final = "sealed"
CHANGING: Final = ".changing"
"""Where the other form is made when a library is locked or unlocked."""
INCOMING: Final = ".incoming"
"""Where an export's members lie while they are read into a plain library; readable."""


class LibraryHalfLockedError(WildgrassError):
    """Locking or unlocking was cut off, and readable files lie beside the locked library."""

    code = "library-half-locked"
    exit_code = EXIT_DECIDE
    message = "locking or unlocking {folder} was cut off, and readable files are still there"
    hint = "run `wildgrass library lock` or `wildgrass library unlock` again to finish; nothing is lost"


class LibraryPlace:
    """A library's folder, and whom to ask for its passphrase; asks once, and only where it is locked."""

    def __init__(
        self, folder: Path, ask: Callable[[], bytes] | None = None, *, keys: LibraryKeys | None = None
    ) -> None:
        """Take the folder; nothing is opened or asked yet."""
        self.folder = folder
        self._ask = ask
        self._keys = keys

    @property
    def is_locked(self) -> bool:
        """Say whether this is a locked library."""
        return (self.folder / KEY_FILE).exists()

    @property
    def database(self) -> Path:
        """Where the database is."""
        return self.folder / (LOCKED if self.is_locked else PLAIN)

    def keys(self) -> LibraryKeys | None:
        """Return what opens the library, None for a plain one.

        Raises:
            LibraryHalfLockedError: readable files lie beside it.
            LibraryLockedError: there is nobody to ask.
            LibraryPassphraseError, LibraryKeyDamagedError: it does not open.
        """
        if not self.is_locked:
            if (self.folder / LOCKED).exists() and not (self.folder / PLAIN).exists():
                raise LibraryKeyDamagedError(file=self.folder / KEY_FILE, reason="it is not there")
            return None
        if plain_files(self.folder):
            raise LibraryHalfLockedError(folder=self.folder)
        return self.opened()

    def opened(self) -> LibraryKeys:
        """Return the keys of a locked library, whatever else lies in its folder; raises as `keys`."""
        if self._keys is None:
            if self._ask is None:
                raise LibraryLockedError(folder=self.folder)
            self._keys = read_key_file(self.folder, self._ask())
        return self._keys

    def forget(self) -> None:
        """Forget the keys."""
        self._keys = None

    def __repr__(self) -> str:
        return f"LibraryPlace({self.folder!r})"


def place_of(place: Path | LibraryPlace) -> LibraryPlace:
    """Return a folder as a place with nobody to ask."""
    return place if isinstance(place, LibraryPlace) else LibraryPlace(place)


def plain_files(folder: Path) -> list[str]:
    """Return the names of what anybody can read of a library in a folder, whole or left behind by a cut."""
    names = (PLAIN, *(f"{PLAIN}-{kind}" for kind in ("journal", "wal", "shm")), ATTACHMENTS, INCOMING)
    return [name for name in (*names, CHANGING) if (folder / name).exists()]
