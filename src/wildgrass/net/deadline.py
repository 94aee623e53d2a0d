"""An end to a request as a whole: a server that sends a byte now and then never runs into a wait between bytes.

The sockets of a client's connections are noted as they open; when the time is over they are shut down, which ends
whatever waits for them. Connections that lie idle then are opened anew by the next request.
"""

import socket
from collections.abc import Mapping
from contextlib import suppress
from threading import Timer
from types import TracebackType
from typing import Any, Self
from weakref import WeakSet


class Deadline:
    """Ends what goes on within its `with` after so many seconds; `is_over` says that it did."""

    def __init__(self, seconds: float) -> None:
        """Know no connection yet."""
        self._seconds, self._sockets = seconds, WeakSet[socket.socket]()
        self._timer: Timer | None = None
        self.is_over = False

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Note the socket of a connection that was opened, or that TLS was put around (httpcore's trace extension)."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            found = info["return_value"].get_extra_info("socket")
            if isinstance(found, socket.socket):
                self._sockets.add(found)

    def __enter__(self) -> Self:
        self.is_over = False
        self._timer = Timer(self._seconds, self._end)
        self._timer.daemon = True
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _end(self) -> None:
        self.is_over = True
        for one in list(self._sockets):
            with suppress(OSError):  # closed meanwhile
                socket.socket.shutdown(
                    one, socket.SHUT_RDWR
                )  # not TLS's own, which the other thread reads by
