"""What must wait its turn, kept in a nameless file instead of memory: JSON values, a line each, in order."""

import json
import tempfile
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Self


class Spool:
    """Values in a file that has no name and is gone when the run ends, also when it is killed. A context manager."""

    def __init__(self, folder: Path) -> None:
        """Keep the file in `folder`, which must be there: what is private stays on the disk that was chosen."""
        self._file: IO[bytes] = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by `__exit__`
        self._places = array("Q")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def count(self) -> int:
        """How many values there are."""
        return len(self._places)

    @property
    def size(self) -> int:
        """How many bytes they take as JSON, with their line ends."""
        return self._file.seek(0, 2)

    def add(self, value: object) -> None:
        """Keep a value."""
        self._places.append(self._file.seek(0, 2))
        self._file.write(json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode() + b"\n")

    def lines(self) -> Iterator[bytes]:
        """Yield every value as its JSON, in the order it came."""
        self._file.seek(0)
        for line in self._file:
            yield line.rstrip(b"\n")

    def values(self) -> Iterator[Any]:
        """Yield every value in the order it came."""
        return map(json.loads, self.lines())

    def value(self, number: int) -> Any:
        """Return a value by its number from 0."""
        self._file.seek(self._places[number])
        return json.loads(self._file.readline())
