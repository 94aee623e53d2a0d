"""A locked library that a reader stands before: opened with its passphrase, and locked again when nobody is there."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from wildgrass.library.keys import read_key_file
from wildgrass.library.place import LibraryHalfLockedError, LibraryPlace, plain_files
from wildgrass.web.reading import Reading


@dataclass(frozen=True, slots=True)
class Idle:
    """After how many seconds without a page a locked library is locked again, 0 never; `clock` only grows."""

    seconds: float = 600
    clock: Callable[[], float] = time.monotonic


@dataclass(slots=True)
class LockedLibrary:
    """The folder of a locked library, and when somebody last asked for a page of it."""

    folder: Path
    idle: Idle
    _seen: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        """Refuse a library that is only half locked.

        Raises:
            LibraryHalfLockedError: readable files lie beside it.
        """
        if plain_files(self.folder):
            raise LibraryHalfLockedError(folder=self.folder)
        self.touch()

    def touch(self) -> None:
        """Note that somebody is there."""
        self._seen = self.idle.clock()

    @property
    def is_idle(self) -> bool:
        """Say whether nobody has been there for too long."""
        return self.idle.seconds > 0 and self.idle.clock() - self._seen >= self.idle.seconds

    def open(self, passphrase: str) -> Reading:
        """Open the library; the passphrase is not kept.

        Raises:
            LibraryPassphraseError, LibraryKeyDamagedError and the others of `Library.open`.
        """
        keys = read_key_file(self.folder, passphrase.encode("utf-8", "surrogatepass"))
        reading = Reading(LibraryPlace(self.folder, keys=keys))
        try:
            reading.start()
        except BaseException:
            reading.close()
            raise
        self.touch()
        return reading
