"""Auditing the library that is read, beside its pages: what was found stays in memory until the lock."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Final, TypeAlias
from weakref import WeakKeyDictionary

from wildgrass.audit.exposure import Exposure
from wildgrass.audit.finding import Finding
from wildgrass.flows.audit import audit
from wildgrass.library.place import LibraryPlace
from wildgrass.web.beside import Beside, work_of
from wildgrass.web.reading import Reading

Findings: TypeAlias = Sequence[Finding | Exposure]


class _StoppedError(Exception):
    """Somebody stopped the audit, or the library is being closed."""


class Auditing(Beside):
    """One library's audit: `findings` is None before it was done; `done` items were looked at so far."""

    name: ClassVar[str] = "auditing"

    def __init__(self, place: LibraryPlace, is_closing: Callable[[], bool]) -> None:
        """Begin nothing yet; it ends when the library `is_closing`."""
        super().__init__(place, is_closing)
        self.reset()

    def reset(self) -> None:
        """Forget what was found."""
        self.done = 0
        self.findings: Findings | None = None

    def stop(self) -> None:
        """Stop, and forget what was found."""
        super().stop()
        self.findings = None

    def work(self) -> None:
        """Look at every item."""
        try:
            found = list(audit(self.place, progress=self._told))
        except _StoppedError:
            return
        if not self.ends():  # what was found must not outlive the lock
            self.findings = found

    def _told(self, done: int) -> None:
        self.done = done
        if self.ends():
            raise _StoppedError


_AUDITING: Final[WeakKeyDictionary[Reading, Auditing]] = WeakKeyDictionary()


def auditing_of(reading: Reading) -> Auditing:
    """Return the audit of the library that is read; it is forgotten with the reading."""
    return work_of(reading, _AUDITING, Auditing)


def forget_audit(reading: Reading) -> None:
    """Stop the library's audit, if there is one, and forget what it found."""
    auditing = _AUDITING.pop(reading, None)
    if auditing is not None:
        auditing.stop()
