"""Waiting for a server that files posts in a queue: what was taken is not in its lists until the queue has drained."""

from typing import Final

from wildgrass.errors import EXIT_STORE, WildgrassError
from wildgrass.targets.mastodon.api import Api
from wildgrass.targets.means import Means

WINDOW: Final = 20  # fewer than one page of a list
_LOOKS: Final = 180
_PAUSE_S: Final = 1.0
_QUIET_S: Final = 5.0
_QUIET_LOOKS: Final = 3


class QueueStuckError(WildgrassError):
    """The server took posts and does not bring them out."""

    code = "queue-stuck"
    exit_code = EXIT_STORE
    message = "{server} has not yet worked through the posts that it took"
    hint = "run the command again in a while; it goes on where it stopped"


class Queue:
    """The posts that a server with a queue took, a window at a time; nothing to do where there is none."""

    def __init__(self, api: Api, means: Means, *, is_queued: bool) -> None:
        """Nothing is on its way yet."""
        self._api, self._means, self._is_queued = api, means, is_queued
        self._waiting: set[str] = set()

    def add(self, post_id: str) -> None:
        """Note a post that was taken; wait where a window is full. Raises QueueStuckError."""
        if self._is_queued:
            self._waiting.add(post_id)
            if len(self._waiting) >= WINDOW:
                self.drain()

    def drain(self) -> None:
        """Wait until everything that was taken stands in the list. Raises QueueStuckError."""
        for look in range(_LOOKS):
            if not self._waiting:
                return
            self._waiting.difference_update(self._seen(whole=look % 10 == 9))
            if self._waiting:
                self._means.sleep(_PAUSE_S)
        raise QueueStuckError(server=self._api.server)

    def _seen(self, *, whole: bool) -> list[str]:
        """Return the ids in the list's first page; of all of it now and then, should others' posts fill the page."""
        return (
            [str(one["id"]) for one in self._api.statuses(by_arrival=True)] if whole else self._api.newest()
        )

    def quieten(self) -> None:
        """Wait until the list no longer grows: before it tells whether a post is there. Raises QueueStuckError."""
        self._means.sleep(_QUIET_S)
        if not self._is_queued:
            return
        before, same = self._api.newest(), 0
        for _ in range(_LOOKS):
            self._means.sleep(_QUIET_S)
            now = self._api.newest()
            same = same + 1 if now == before else 0
            before = now
            if same == _QUIET_LOOKS:
                return
        raise QueueStuckError(server=self._api.server)
