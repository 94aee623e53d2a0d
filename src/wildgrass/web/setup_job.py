"""Long work seen from the pages: what it does, how far it is, how long it takes, what came of it; and stopping."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final

GOES_ON: Final = frozenset({"publish", "restore", "seal", "open", "follow"})
"""Work that writes: a lock because nobody is there does not end it halfway. Who presses the lock ends all work."""
_SLOW_START_S: Final = 2.0
_ENDS_WITHIN_S: Final = 10


class Job:
    """One process of `setup_work`, told once what to do. What it is told is not kept here."""

    module = "wildgrass.web.setup_work"

    def __init__(self, kind: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Prepare work of a kind: "look", "seal" or "open"."""
        self.kind = kind
        self.doing = ""
        self.done = 0
        self.total: int | None = None
        self.results: list[dict[str, Any]] = []
        self.error: Mapping[str, list[str]] | None = None
        self.is_over = False
        self.is_stopped = False
        self._clock = clock
        self._began: float | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._listener: threading.Thread | None = None

    def start(self, order: Mapping[str, object]) -> None:
        """Start the process, in a group of its own: what it starts ends with it."""
        self._process = subprocess.Popen(  # noqa: S603 - our own module, named by the class
            [sys.executable, "-I", "-m", self.module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # an error's words may hold what somebody wrote
            start_new_session=True,
        )
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps({**order, "do": self.kind}).encode() + b"\n")
            self._process.stdin.flush()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._take(json.loads(line))
        self._process.wait()
        self._process.stdout.close()
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        self.is_over = True

    def _take(self, told: Mapping[str, Any]) -> None:
        if "progress" in told:
            self.doing, self.done, self.total = told["progress"]
            self._began = self._began if self._began is not None else self._clock()
        elif "result" in told:
            self.results.append(told["result"])
        else:
            self.error = told["error"]

    @property
    def has_failed(self) -> bool:
        """Say whether it ended without doing all of it, and nobody stopped it."""
        return self.is_over and not self.is_stopped and (self.error is not None or self._code() != 0)

    def _code(self) -> int | None:
        return self._process.returncode if self._process else None

    def seconds_left(self) -> int | None:
        """Return how long it will take at the pace so far; None while nobody can know."""
        if self.total is None or not self.done or self._began is None:
            return None
        spent = self._clock() - self._began
        if spent < _SLOW_START_S:
            return None
        return max(0, round(spent * (self.total - self.done) / self.done))

    @property
    def waits(self) -> bool:
        """Say whether it waits for a person."""
        return False

    @property
    def goes_on(self) -> bool:
        """Say whether it runs, and goes on while nobody is there: what waits for a person must not wait with a key."""
        return self.kind in GOES_ON and not self.is_over and not self.waits

    def stop(self) -> None:
        """Kill it, with everything it started, and wait until it is gone."""
        self.is_stopped = self.is_stopped or not self.is_over
        if self._process is not None and self._process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self.wait()

    def wait(self, seconds: float = _ENDS_WITHIN_S) -> None:
        """Wait until it is over."""
        if self._listener is not None:
            self._listener.join(seconds)
