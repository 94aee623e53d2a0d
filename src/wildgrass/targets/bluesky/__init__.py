"""Restoring to an account of the AT Protocol (Bluesky), in one of two ways.

Visible (`visible.py`): posts are written in batches, appear in feeds, and count against the server's quotas.
Custody (`custody.py`): a whole repository is built here and imported at once into a fresh account: complete and safe on
that server in seconds, but not announced, so that feeds may not show it.

`records.py` makes records and their identifiers ahead of time, so that threads can be linked before anything is sent
and a second run writes the same keys; `xrpc.py` speaks to the server in plain JSON.
"""

from collections.abc import Iterator
from typing import ClassVar

from wildgrass.targets.base import Archive, Outcome, RestoreOptions, TargetInfo
from wildgrass.targets.bluesky.place import BlueskyNetwork, BlueskyPlace
from wildgrass.targets.means import needed
from wildgrass.targets.outgoing import Selection
from wildgrass.targets.rehearsal import rehearse

__all__ = ["Bluesky"]


class Bluesky:
    """`restore LIBRARY bluesky:HANDLE@PDS-URL`."""

    info: ClassVar[TargetInfo] = TargetInfo(
        name="bluesky",
        title="an account on Bluesky or another AT Protocol server",
        place="HANDLE@PDS-URL",
        is_local=False,
        has_custody=True,
    )

    def restore(self, archive: Archive, place: str, options: RestoreOptions) -> Iterator[Outcome]:
        """Publish what is chosen; without `options.publish` only say and show what would appear.

        Raises:
            BlueskyPlaceError: `place` is no account and server.
            NotConfirmedError, LoginError, CustodyRefusedError, ServerError: see there.
            LedgerError, NetError: the books cannot be kept, or the server is not reached; the next run goes on.
        """
        account = BlueskyPlace.of(place)
        means = needed(options.means)
        selection = Selection.of(archive, options.include)
        if options.simulate or not options.publish:
            yield from rehearse(archive, selection, BlueskyNetwork(account), options, means)
            return
        from wildgrass.targets.bluesky.run import publish  # noqa: PLC0415 - the network's code, only when it is used

        yield from publish(archive, selection, account, options, means)
