"""Serves one library on loopback until it is stopped."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from wildgrass.errors import EXIT_STORE, WildgrassError
from wildgrass.library.place import LibraryPlace
from wildgrass.web.guard import OPENING
from wildgrass.web.idling import Idle, LockedLibrary
from wildgrass.web.reading import Reading
from wildgrass.web.session import Sessions
from wildgrass.web.setup_front import Front

LOOPBACK = "127.0.0.1"


class ReaderPortError(WildgrassError):
    """The port cannot be had."""

    code = "reader-port"
    exit_code = EXIT_STORE
    message = "port {port} cannot be used: {reason}"
    hint = "choose another one with --port, or none at all: then a free one is taken"


class ReaderServer:
    """The reader of one library under one address."""

    def __init__(
        self,
        library: Path | None,
        *,
        port: int,
        language: str,
        on_lock: Callable[[str], None],
        idle: Idle = Idle(),  # noqa: B008 - frozen
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        """Open the library, None before there is one, and take the port, 0 for any that is free.

        `on_lock` gets the address that opens anew. A locked library opens on its page, and is locked again when `idle`.

        Raises:
            ReaderPortError: the port is taken or not allowed.
            LibraryNotFoundError, NotALibraryError, LibraryNewerError, LibraryOutdatedError, LibraryDamagedError
            LibraryHalfLockedError
        """
        is_locked = library is not None and LibraryPlace(library).is_locked
        locked = LockedLibrary(library, idle) if library is not None and is_locked else None
        reading = Reading(library) if library is not None and not is_locked else None
        if reading is not None:
            reading.start()
        self._sessions = Sessions(random)
        try:
            self._socket = _listening(port)
        except ReaderPortError:
            if reading is not None:
                reading.close()
            raise
        self._host = f"{LOOPBACK}:{self._socket.getsockname()[1]}"
        self._front = Front(
            self._host,
            language,
            self._sessions,
            lambda: on_lock(self.address()),
            locked or reading,
        )

    def address(self) -> str:
        """Return an address that opens the reader once; addresses given before are void."""
        return f"http://{self._host}{OPENING}?key={self._sessions.new_key()}"

    def run(self) -> None:
        """Serve until the process is told to stop."""
        config = uvicorn.Config(
            self._front.app(),
            http="h11",
            ws="none",
            loop="asyncio",
            access_log=False,
            log_config=None,
            log_level="critical",  # an error's words may hold what somebody wrote
            server_header=False,
            date_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=1,
            h11_max_incomplete_event_size=16_384,
        )
        uvicorn.Server(config).run(sockets=[self._socket])


def _listening(port: int) -> socket.socket:
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        taken.bind((LOOPBACK, port))
        taken.listen()  # from now on, so that who is told the address need not try twice
    except (OSError, OverflowError) as error:
        taken.close()
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise ReaderPortError(port=port, reason=reason) from error
    return taken
