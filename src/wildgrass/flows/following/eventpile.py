"""Events of several relays put together, each once, in a file without a name: memory holds 100 bytes of each."""

from collections.abc import Iterator
from hashlib import sha256
from tempfile import TemporaryFile
from types import TracebackType
from typing import BinaryIO, Final, Self, cast

from wildgrass.crypto.nip01 import SignedEvent
from wildgrass.net import AnswerTooLargeError

MOST: Final = 2_000_000


class EventPile:
    """A context manager; closing it frees everything."""

    def __init__(self) -> None:
        """Open the file."""
        self._file = cast("BinaryIO", TemporaryFile())  # noqa: SIM115 - closed with the pile
        self._end = 0
        self._places: dict[bytes, tuple[int, int, int]] = {}  # id -> when, where, length

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def __len__(self) -> int:
        """Return how many different events there are."""
        return len(self._places)

    def put(self, event: SignedEvent) -> None:
        """Take an event, unless it is there. Raises AnswerTooLargeError: no account has so many."""
        name = bytes.fromhex(event.id)
        if name in self._places:
            return
        if len(self._places) >= MOST:
            raise AnswerTooLargeError(host="the relays", most=MOST)
        line = event.json()
        self._places[name] = (event.created_at, self._end, len(line))
        self._file.write(line)
        self._end += len(line)

    def newest_first(self) -> Iterator[bytes]:
        """Yield the events' lines, always in one order: by time, then by id."""
        for _, (_, at, size) in sorted(
            self._places.items(), key=lambda one: (one[1][0], one[0]), reverse=True
        ):
            self._file.seek(at)
            yield self._file.read(size)

    def digest(self) -> str:
        """Return what tells this set of events from another."""
        return sha256(b"".join(sorted(self._places))).hexdigest()
