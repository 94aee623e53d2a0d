"""Looking a library through for what is alike, beside its pages: one thread for each library that is read."""

import threading
from collections.abc import Callable
from typing import Final
from weakref import WeakKeyDictionary, ref

from wildgrass.errors import WildgrassError
from wildgrass.library.likeness import prepare
from wildgrass.library.place import LibraryPlace
from wildgrass.web.reading import Reading


class Looking:
    """One library's work: `what` is "texts", "images", "text-pairs" or "image-pairs", `done` of `count`."""

    def __init__(self, place: LibraryPlace, is_closing: Callable[[], bool]) -> None:
        """Begin nothing yet; it ends when the library `is_closing`."""
        self._place = place
        self._is_closing = is_closing
        self._thread: threading.Thread | None = None
        self._stops = threading.Event()
        self.what, self.done, self.count = "texts", 0, 0
        self.failure: WildgrassError | None = None

    @property
    def is_running(self) -> bool:
        """Say whether it is at work."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Begin, unless it is at work."""
        if self.is_running:
            return
        self._stops.clear()
        self.what, self.done, self.count, self.failure = "texts", 0, 0, None
        # It ends with the program: what was not kept by then is looked at again.
        self._thread = threading.Thread(target=self._run, name="looking", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop after the file that is being looked at; what is done stays."""
        self._stops.set()
        self.wait()

    def wait(self, seconds: float | None = 10.0) -> None:
        """Wait for the end."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self) -> None:
        try:
            prepare(self._place, progress=self._told, is_stopped=self._is_stopped)
        except WildgrassError as error:
            self.failure = error

    def _is_stopped(self) -> bool:
        return self._stops.is_set() or self._is_closing()

    def _told(self, what: str, done: int, count: int | None) -> None:
        self.what, self.done, self.count = what, done, count or 0


_LOOKING: Final[WeakKeyDictionary[Reading, Looking]] = WeakKeyDictionary()


def looking_of(reading: Reading) -> Looking:
    """Return the work on the library that is read; it is forgotten with the reading."""
    held = ref(reading)  # the work must not keep alive what it is forgotten with

    def is_closing() -> bool:
        read = held()
        return read is None or read.is_closing

    return _LOOKING.setdefault(reading, Looking(reading.place, is_closing))
