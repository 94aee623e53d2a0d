"""How long work in a process of its own speaks to the pages: one JSON line in, JSON lines out, told not too often."""

import json
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from wildgrass.errors import WildgrassError
from wildgrass.text import LANGUAGES, explain, say

_EVERY_S: Final = 0.2
_ROWS: Final = 500


def work_through(known: Mapping[str, Callable[[Mapping[str, Any]], Any]]) -> int:
    """Do the one thing that the first line of input asks for, telling its results; return the exit code."""
    order = json.loads(sys.stdin.buffer.readline())
    try:
        for result in known[order["do"]](order):
            tell({"result": result})
    except WildgrassError as error:
        tell({"error": {language: list(explain(error, language)) for language in LANGUAGES}})
        return error.exit_code
    except OSError as error:
        details = {"file": error.filename or "", "reason": error.strerror or str(error)}
        said = {language: [say(language, "ui.file-failed", **details), ""] for language in LANGUAGES}
        tell({"error": said})
        return 1
    return 0


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
