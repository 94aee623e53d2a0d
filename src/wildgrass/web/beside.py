"""Work on the library that is read, beside its pages: one thread for each library and kind of work."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, MutableMapping
from typing import ClassVar, TypeVar
from weakref import ref

from wildgrass.errors import WildgrassError
from wildgrass.library.place import LibraryPlace
from wildgrass.web.reading import Reading


class Beside(ABC):
    """Work that ends when it is done, when somebody stops it, or with the library; `failure` is why it failed."""

    name: ClassVar[str]
    """What its thread is called."""

    def __init__(self, place: LibraryPlace, is_closing: Callable[[], bool]) -> None:
        """Begin nothing yet; it ends when the library `is_closing`."""
        self.place = place
        self._is_closing = is_closing
        self._thread: threading.Thread | None = None
        self._stops = threading.Event()
        self.failure: WildgrassError | None = None

    @property
    def is_running(self) -> bool:
        """Say whether it is at work."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Begin anew, unless it is at work. It ends with the program."""
        if self.is_running:
            return
        self._stops.clear()
        self.failure = None
        self.reset()
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ask it to stop, and wait for that."""
        self._stops.set()
        self.wait()

    def wait(self, seconds: float | None = 10.0) -> None:
        """Wait for the end."""
        if self._thread is not None:
            self._thread.join(seconds)

    def ends(self) -> bool:
        """Say whether it is to stop."""
        return self._stops.is_set() or self._is_closing()

    def _run(self) -> None:
        try:
            self.work()
        except WildgrassError as error:
            self.failure = error

    @abstractmethod
    def reset(self) -> None:
        """Forget what an earlier run came to."""

    @abstractmethod
    def work(self) -> None:
        """Do it, asking `ends` again and again."""


Kind = TypeVar("Kind", bound=Beside)


def work_of(reading: Reading, held: MutableMapping[Reading, Kind], kind: type[Kind]) -> Kind:
    """Return the work of a kind on the library that is read; `held` forgets it with the reading."""
    read = ref(reading)  # the work must not keep alive what it is forgotten with

    def is_closing() -> bool:
        still = read()
        return still is None or still.is_closing

    return held.setdefault(reading, kind(reading.place, is_closing))
