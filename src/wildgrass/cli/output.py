"""How every verb speaks: results to standard output, words for people to standard error, in their language."""

import json
import sys
import time
from collections.abc import Mapping
from typing import TextIO

from wildgrass.errors import WildgrassError
from wildgrass.model import Problem, canonical_json
from wildgrass.text import explain, say, say_or

_PROGRESS_EVERY_S = 0.3


class Output:
    """Writes results as text or as one JSON object per line.

    `stdout` and `stderr` are passed in, so that a test reads what a person would.
    """

    def __init__(self, *, as_json: bool, language: str, stdout: TextIO, stderr: TextIO) -> None:
        """Keep where to write and in which language."""
        self.as_json = as_json
        self.language = language
        self._stdout = stdout
        self._stderr = stderr
        self._last_progress = 0.0
        self._progress_width = 0

    def result(self, data: Mapping[str, object], text: str | None = None) -> None:
        """Write one result: the JSON object, or `text` for people (None: nothing)."""
        if self.as_json:
            self._json_line(json.dumps(data, ensure_ascii=False, separators=(", ", ": ")))
        elif text is not None:
            self.line(text)

    def canonical(self, data: Mapping[str, object]) -> None:
        """Write one object in canonical JSON, whatever the mode."""
        self._json_line(canonical_json(data).decode())

    def _json_line(self, text: str) -> None:
        """Write a line of JSON: its exact bytes to a file or a pipe; on a terminal nothing that could steer it."""
        self._end_progress()
        self._stdout.write((_printable_json(text) if self._stdout.isatty() else text) + "\n")

    def line(self, text: str) -> None:
        """Write one line to standard output."""
        self._end_progress()
        self._stdout.write(_printable(text) + "\n")

    def say(self, message: str, **details: object) -> None:
        """Say something from the catalogue to the person."""
        self.tell(say(self.language, message, **details))

    def phrase(self, message: str, **details: object) -> str:
        """Return something from the catalogue."""
        return say(self.language, message, **details)

    def phrase_or(self, message: str, english: str) -> str:
        """Return a text whose English stands in the code, in the person's language."""
        return say_or(self.language, message, english)

    def tell(self, text: str) -> None:
        """Write words for the person, outside the results."""
        self._end_progress()
        self._stderr.write(_printable(text) + "\n")
        self._stderr.flush()

    def error(self, error: WildgrassError) -> None:
        """Say what happened, where, and what to do next."""
        sentence, hint = explain(error, self.language)
        if self.as_json:
            self.result({"error": error.code, "message": sentence, "hint": hint})
        self.tell(f"wildgrass: {sentence}")
        if hint:
            self.tell(f"  {hint}")

    def notice(self, notice: WildgrassError) -> None:
        """Say something a person should know although it is no failure."""
        sentence, hint = explain(notice, self.language)
        self.tell(f"note: {sentence}" + (f"\n  {hint}" if hint else ""))

    def problem_name(self, code: str) -> str:
        """Return what a problem's code means in the person's language; the code itself is English."""
        name = say(self.language, f"problem.{code}")
        return code if name == f"problem.{code}" else name

    def problem(self, problem: Problem) -> None:
        """Show one problem of an export."""
        place = " ".join(part for part in (problem.member, problem.where) if part)
        self.result(
            problem.to_json(),
            f"{self.problem_name(problem.code)}: {problem.reason}" + (f" ({place})" if place else ""),
        )

    def progress(self, doing: str, done: int, total: int | None, more: str = "") -> None:
        """Show how far the work is, and more in words: on a terminal only, a few times a second at most."""
        now = time.monotonic()
        if not self._stderr.isatty() or now - self._last_progress < _PROGRESS_EVERY_S:
            return
        self._last_progress = now
        share = f"{done * 100 // total:3d} %" if total else f"{done:,}"
        text = f"{self.phrase(doing)} {share} {more}".rstrip()
        self._progress_width = max(self._progress_width, len(text))
        self._stderr.write("\r" + text.ljust(self._progress_width))
        self._stderr.flush()

    def _end_progress(self) -> None:
        if self._progress_width:
            self._stderr.write("\r" + " " * (self._progress_width * 2) + "\r")
            self._progress_width = 0


def _printable(text: str) -> str:
    """Escape what could steer a terminal: names and texts in an export are untrusted."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in "\n\t" else _escaped(char) for char in text)


def _printable_json(text: str) -> str:
    """Escape inside JSON, so that it stays the same value; JSON's own syntax is all printable."""
    return (
        text if text.isprintable() else "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)
    )


def _escaped(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08x}"


def standard_output(*, as_json: bool, language: str) -> Output:
    """Return an output on the process's own streams; text that the terminal cannot show is escaped, not an error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    return Output(as_json=as_json, language=language, stdout=sys.stdout, stderr=sys.stderr)
