"""What a watch beside a library says of its items: whom the platform names where one is gone, and what is forgotten."""

from collections.abc import Sequence
from types import TracebackType
from typing import Final, Self, TypeAlias

from wildgrass.flows.watch import FOLDER
from wildgrass.library.place import LibraryPlace
from wildgrass.watch.book import LOOKS, Book
from wildgrass.watch.look_index import Glance, LookIndex
from wildgrass.watch.outcome import ABSENT, Verdict
from wildgrass.watch.verdicts import verdict

_BY_PLATFORM: Final = frozenset({"platform", "state"})
Fate: TypeAlias = tuple[bool | None, str]
"""Whether the platform removed it, None where that cannot be said; and then by whom it went, as far as is known."""


class Watched:
    """A library's watch, if there is one. A context manager. A locked library has none: looks lie in the open."""

    def __init__(self, place: LibraryPlace) -> None:
        """Read where the looks stand."""
        folder = place.folder / FOLDER
        is_watched = not place.is_locked and folder.is_dir()
        self.forgotten = Book(folder).forgotten() if is_watched else frozenset()
        self._looks = LookIndex(folder / LOOKS if is_watched else None)

    def __enter__(self) -> Self:
        self._looks.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._looks.__exit__(kind, error, trace)

    def verdict(self, item: str) -> Verdict | None:
        """Return what its looks say, None where no look ever missed it."""
        return self.judged(item) if self._looks.was_missed(item) else None

    def judged(self, item: str) -> Verdict:
        """Return what the looks at an item say that one of them missed."""
        found = self._looks.of(item)
        visible, proven = self._looks.beside(item, found[-1].at)
        return verdict(found, control_is_visible=visible, proven=proven)  # an outage is no removal

    def fate(self, item: str) -> Fate | None:
        """Return what became of an item that is gone, None where looks say nothing against what exports say."""
        said = self.verdict(item)
        if said is None or said.state not in ABSENT:
            return None
        if said.by in _BY_PLATFORM and said.sure == "stated" and not said.of_account and not said.window:
            return True, said.by
        return None, "author" if said.by == "author" else "unknown"

    def glances(self, items: Sequence[str]) -> list[Glance]:
        """Return what the looks at each of many items say at a glance; only those that were missed need a verdict."""
        return self._looks.glances(items)
