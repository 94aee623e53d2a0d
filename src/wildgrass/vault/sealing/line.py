"""A line of threads: bounded channels between them, and one failure stops them all."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class LineStoppedError(Exception):
    """Another thread of the line failed; its error is the one to show."""


class Line:
    """Threads that work on one run. The first error stops all of them and comes out of `join`."""

    def __init__(self) -> None:
        """Start with no thread."""
        self.changed = threading.Condition()
        self.stopped = False
        self._error: BaseException | None = None
        self._threads: list[threading.Thread] = []

    def start(self, work: Callable[[], None], name: str) -> None:
        """Run `work` in a thread of its own."""
        thread = threading.Thread(target=self._run, args=(work,), name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def stop(self, error: BaseException | None = None) -> None:
        """Stop every thread at its next step."""
        with self.changed:
            self.stopped = True
            self._error = self._error or error
            self.changed.notify_all()

    def join(self) -> None:
        """Wait for all threads.

        Raises:
            BaseException: what the first failing thread raised.
        """
        try:
            for thread in self._threads:
                thread.join()
        except BaseException as error:  # noqa: BLE001 - an interrupt stops the threads, then comes out below
            self.stop(error)
            for thread in self._threads:
                thread.join()
        if self._error is not None:
            raise self._error

    def _run(self, work: Callable[[], None]) -> None:
        try:
            work()
        except LineStoppedError:
            return
        except BaseException as error:  # noqa: BLE001 - handed to join, which raises it
            self.stop(error)


class Channel(Generic[T]):
    """A queue of at most `limit` things that ends when its last sender closes it."""

    def __init__(self, line: Line, limit: int, *, senders: int = 1) -> None:
        """Belong to a line; `senders` is how many threads will close it."""
        self._line, self._limit, self._open = line, limit, senders
        self._waiting: deque[T] = deque()

    def put(self, thing: T) -> None:
        """Hand a thing on; waits while the channel is full."""
        with self._line.changed:
            while len(self._waiting) >= self._limit and not self._line.stopped:
                self._line.changed.wait()
            self._check()
            self._waiting.append(thing)
            self._line.changed.notify_all()

    def get(self) -> T:
        """Take the next thing; waits for one. Only for channels that nobody closes."""
        with self._line.changed:
            while not self._waiting and not self._line.stopped:
                self._line.changed.wait()
            self._check()
            self._line.changed.notify_all()
            return self._waiting.popleft()

    def clear(self) -> None:
        """Drop everything that waits."""
        with self._line.changed:
            self._waiting.clear()

    def close(self) -> None:
        """Say that this sender is done."""
        with self._line.changed:
            self._open -= 1
            self._line.changed.notify_all()

    def __iter__(self) -> Iterator[T]:
        """Yield things until all senders are done and nothing waits."""
        while (thing := self._next()) is not None:
            yield thing

    def _next(self) -> T | None:
        with self._line.changed:
            while not self._waiting and self._open > 0 and not self._line.stopped:
                self._line.changed.wait()
            self._check()
            self._line.changed.notify_all()
            return self._waiting.popleft() if self._waiting else None

    def _check(self) -> None:
        if self._line.stopped:
            raise LineStoppedError
