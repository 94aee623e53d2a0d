"""Work done aside, in a child process, so that counting items and sealing bytes use two cores."""

import json
import os
import sys
from collections.abc import Callable


class Aside:
    """One function that runs in a forked child and gives back a JSON value.

    The child is started before the parent starts threads: a fork copies only the thread that forks. Where the
    system cannot fork, or the child dies, the work is done in the parent when its result is asked for.
    """

    def __init__(self, work: Callable[[], object]) -> None:
        """Start the work."""
        self._work = work
        self._child = 0
        self._from_child = -1
        if hasattr(os, "fork") and (os.cpu_count() or 1) > 1:
            self._start()

    def _start(self) -> None:
        self._from_child, to_parent = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self._child = os.fork()
        if self._child:
            os.close(to_parent)
            return
        # The child must never return into the parent's code, whatever happens.
        try:
            os.close(self._from_child)
            with os.fdopen(to_parent, "w", encoding="utf-8") as pipe:
                json.dump(self._work(), pipe)
            os._exit(0)
        finally:
            os._exit(1)

    def result(self) -> object:
        """Wait for the work and return what it gave; raises what it raises."""
        data = self._collected()
        return self._work() if data is None else json.loads(data)

    def _collected(self) -> bytes | None:
        if not self._child:
            return None
        with os.fdopen(self._from_child, "rb") as pipe:
            data = pipe.read()
        _pid, status = os.waitpid(self._child, 0)
        self._child = 0
        return data if status == 0 else None

    def abandon(self) -> None:
        """Stop the work: nobody needs its result any more."""
        if self._child:
            os.kill(self._child, 15)
            os.close(self._from_child)
            os.waitpid(self._child, 0)
            self._child = 0
