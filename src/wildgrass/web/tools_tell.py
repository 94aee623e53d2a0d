"""How work of the tools speaks to the pages: JSON lines, told not too often."""

import json
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

_EVERY_S: Final = 0.2
_ROWS: Final = 500


def tell(line: Mapping[str, object]) -> None:
    """Write a line."""
    sys.stdout.buffer.write(json.dumps(line).encode() + b"\n")
    sys.stdout.buffer.flush()


def ask(question: Mapping[str, object]) -> dict[str, Any]:
    """Ask the person, and wait for the answer; nobody there is an answer that says nothing."""
    tell({"ask": question})
    line = sys.stdin.buffer.readline()
    said = json.loads(line) if line else {}
    return said if isinstance(said, dict) else {}


def progress() -> Callable[[str, int, int | None], None]:
    """Return what tells how far the work is."""
    last = 0.0

    def told(doing: str, done: int, total: int | None) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _EVERY_S or done == total:
            last = now
            tell({"progress": [doing, done, total]})

    return told


class Rows:
    """Rows of a result, told some at a time. A context manager: what is left is told at its end."""

    def __init__(self) -> None:
        """Have told nothing yet."""
        self._rows: list[Mapping[str, object]] = []
        self._last = time.monotonic()

    def add(self, row: Mapping[str, object]) -> None:
        """Take a row."""
        self._rows.append(row)
        if len(self._rows) >= _ROWS or time.monotonic() - self._last >= _EVERY_S:
            self._told()

    def _told(self) -> None:
        if self._rows:
            tell({"rows": self._rows})
        self._rows, self._last = [], time.monotonic()

    def __enter__(self) -> "Rows":
        return self

    def __exit__(self, *_error: object) -> None:
        self._told()
