"""Auditing the library that is read, beside its pages: what was found stays in memory until the lock."""

import threading
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias
from weakref import WeakKeyDictionary, ref

from wildgrass.audit.exposure import Exposure
from wildgrass.audit.finding import Finding
from wildgrass.errors import WildgrassError
from wildgrass.flows.audit import audit
from wildgrass.library.place import LibraryPlace
from wildgrass.web.reading import Reading

Findings: TypeAlias = Sequence[Finding | Exposure]


class _StoppedError(Exception):
    """Somebody stopped the audit, or the library is being closed."""


class Auditing:
    """One library's audit: `findings` is None before it was done; `done` items were looked at so far."""

    def __init__(self, place: LibraryPlace, is_closing: Callable[[], bool]) -> None:
        """Begin nothing yet; it ends when the library `is_closing`."""
        self._place = place
        self._is_closing = is_closing
        self._thread: threading.Thread | None = None
        self._stops = threading.Event()
        self.done = 0
        self.findings: Findings | None = None
        self.failure: WildgrassError | None = None

    @property
    def is_running(self) -> bool:
        """Say whether it is at work."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Begin anew, unless it is at work."""
        if self.is_running:
            return
        self._stops.clear()
        self.done, self.findings, self.failure = 0, None, None
        self._thread = threading.Thread(target=self._run, name="auditing", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop, and forget what was found."""
        self._stops.set()
        self.wait()
        self.findings = None

    def wait(self, seconds: float = 10.0) -> None:
        """Wait for the end."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self) -> None:
        try:
            found = list(audit(self._place, progress=self._told))
            if not self._ends():  # what was found must not outlive the lock
                self.findings = found
        except WildgrassError as error:
            self.failure = error
        except _StoppedError:
            self.findings = None

    def _ends(self) -> bool:
        return self._stops.is_set() or self._is_closing()

    def _told(self, done: int) -> None:
        self.done = done
        if self._ends():
            raise _StoppedError


_AUDITING: Final[WeakKeyDictionary[Reading, Auditing]] = WeakKeyDictionary()


def auditing_of(reading: Reading) -> Auditing:
    """Return the audit of the library that is read; it is forgotten with the reading."""
    held = ref(reading)  # the work must not keep alive what it is forgotten with

    def is_closing() -> bool:
        read = held()
        return read is None or read.is_closing

    return _AUDITING.setdefault(reading, Auditing(reading.place, is_closing))


def forget_audit(reading: Reading) -> None:
    """Stop the library's audit, if there is one, and forget what it found."""
    auditing = _AUDITING.pop(reading, None)
    if auditing is not None:
        auditing.stop()
