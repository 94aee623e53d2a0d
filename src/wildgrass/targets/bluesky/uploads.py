"""Pictures on their way to the server, some at a time: while they travel, others are made."""

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Final, Self

from wildgrass.net.errors import AskedToWaitError
from wildgrass.targets.bluesky.xrpc import Session

_CALL: Final = "com.atproto.repo.uploadBlob"
_AT_ONCE: Final = 2
_MOST_WAITING: Final = 6  # a megabyte each at most


class Uploads:
    """Sends pictures in the background. A context manager: leaving it waits for what is on its way.

    Where the server asks to wait, which may be for hours, the wait is here and not in the background: a person can
    stop it.
    """

    def __init__(self, session: Session) -> None:
        """Send nothing yet."""
        self._session = session
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="uploads")
        self._on_way: deque[tuple[Future[Any], bytes, str]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def send(self, data: bytes, media_type: str) -> None:
        """Send a picture, soon. Raises what an earlier one met: Refused, NetError."""
        while len(self._on_way) >= _MOST_WAITING:
            self._await_first()
        # In parts, so that the client does not send it again by itself after a wait.
        sending = self._pool.submit(self._session.send, _CALL, [data], media_type, len(data))
        self._on_way.append((sending, data, media_type))

    def arrived(self) -> None:
        """Wait until all are there. Raises Refused, NetError."""
        while self._on_way:
            self._await_first()

    def _await_first(self) -> None:
        sending, data, media_type = self._on_way.popleft()
        try:
            sending.result()
        except AskedToWaitError:
            self._session.send(_CALL, data, media_type)
