"""One library, read by one thread: pages wait their turn, and pictures are decoded beside them."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from wildgrass.files.preview import Previewer
from wildgrass.library import Library, PeopleDesk
from wildgrass.library.place import LibraryPlace, place_of
from wildgrass.library.shelves import Shelves
from wildgrass.web.overview import WARMED, Overview

T = TypeVar("T")


class Reading:
    """An open library; everything but `run` and `decode` belongs to the library's thread."""

    library: Library
    shelves: Shelves
    overview: Overview

    def __init__(self, place: Path | LibraryPlace) -> None:
        """Open nothing before `start`."""
        self.place = place_of(place)
        self.folder = self.place.folder
        self._is_open = False
        self._warmed_from: tuple[Library | Shelves, ...] = ()
        self.previewer = Previewer()
        self._reads = ThreadPoolExecutor(1, "library")
        self._decodes = ThreadPoolExecutor(1, "pictures")
        self._warms = ThreadPoolExecutor(1, "warming")
        self._is_closing = False
        self._version = 0

    def start(self) -> None:
        """Open the library; raises as `Library.open`."""
        self._reads.submit(self._open).result()

    def _open(self) -> None:
        self.library = Library.open(self.place)
        self.shelves = Shelves(self.place)
        self._is_open = True
        self._version = self.shelves.version()
        self.overview = Overview(self.library, self.shelves)

    def warm(self) -> None:
        """Compute what most pages need, beside the library's thread: pages do not wait for it."""
        self._warms.submit(self._warm)

    def _warm(self) -> None:
        with Library.open(self.place) as library, closing(Shelves(self.place)) as shelves:
            self._warmed_from = (library, shelves)
            version = self._version
            overview = Overview(library, shelves)
            for name in WARMED:
                if self._is_closing:
                    return
                self._reads.submit(self._take, version, name, getattr(overview, name))
            self._warmed_from = ()

    def _take(self, version: int, name: str, value: object) -> None:
        if version == self._version:
            self.overview.take(name, value)

    def decide(self, decide: Callable[[PeopleDesk], T]) -> T:
        """Let the reader decide about people. What is in memory stays, but for who is joined."""
        with PeopleDesk.open(self.place, lambda: datetime.now(UTC)) as desk:
            is_ours = (
                self.shelves.version() == self._version
            )  # nobody else wrote, and nobody can before the end
            done = decide(desk)
        if is_ours:
            self._version = self.shelves.version()
        self.overview.forget_persons()
        return done

    @property
    def is_closing(self) -> bool:
        """Say whether the library is being closed: what works beside its pages ends then."""
        return self._is_closing

    def close(self) -> None:
        """Close the library and end the decoding process."""
        self._is_closing = True
        for one in self._warmed_from:
            one.interrupt()
        self._warms.shutdown()
        self._reads.submit(self._close)
        self._reads.shutdown()
        self._decodes.shutdown(cancel_futures=True)
        self.previewer.close()

    def _close(self) -> None:
        if self._is_open:
            self.library.close()
            self.shelves.close()

    async def run(self, work: Callable[[], T]) -> T:
        """Do what reads the library, in its thread."""
        return await asyncio.get_running_loop().run_in_executor(self._reads, self._current, work)

    async def decode(self, work: Callable[[], T]) -> T:
        """Do what decodes a picture, in the thread that does nothing else."""
        return await asyncio.get_running_loop().run_in_executor(self._decodes, work)

    def _current(self, work: Callable[[], T]) -> T:
        version = self.shelves.version()
        if version != self._version:
            self._version = version
            self.shelves.actor.cache_clear()
            self.overview = Overview(self.library, self.shelves)
        return work()
