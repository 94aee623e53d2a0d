"""Looking a library through for what is alike, beside its pages: what is done stays, and it goes on from there."""

from collections.abc import Callable
from typing import ClassVar, Final
from weakref import WeakKeyDictionary

from wildgrass.library.likeness import prepare
from wildgrass.library.place import LibraryPlace
from wildgrass.web.beside import Beside, work_of
from wildgrass.web.reading import Reading


class Looking(Beside):
    """One library's work: `what` is "texts", "images", "text-pairs" or "image-pairs", `done` of `count`."""

    name: ClassVar[str] = "looking"

    def __init__(self, place: LibraryPlace, is_closing: Callable[[], bool]) -> None:
        """Begin nothing yet; it ends when the library `is_closing`."""
        super().__init__(place, is_closing)
        self.reset()

    def reset(self) -> None:
        """Count from the beginning."""
        self.what, self.done, self.count = "texts", 0, 0

    def work(self) -> None:
        """Look at what is new."""
        prepare(self.place, progress=self._told, is_stopped=self.ends)

    def _told(self, what: str, done: int, count: int | None) -> None:
        self.what, self.done, self.count = what, done, count or 0


_LOOKING: Final[WeakKeyDictionary[Reading, Looking]] = WeakKeyDictionary()


def looking_of(reading: Reading) -> Looking:
    """Return the work on the library that is read; it is forgotten with the reading."""
    return work_of(reading, _LOOKING, Looking)
