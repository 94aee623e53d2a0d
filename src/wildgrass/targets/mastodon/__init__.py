"""Restoring to a server with Mastodon's API that keeps the dates of posts: GoToSocial, and knowingly snac2.

`software.py` tells which software a server runs, before anything else is sent; Mastodon itself and everything unknown
is refused there. `api.py` speaks to the server, `statuses.py` makes requests and knows posts again, `run.py` sends.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from wildgrass.targets.base import Archive, Outcome, RestoreOptions, Status, TargetInfo
from wildgrass.targets.ledger import Ledger
from wildgrass.targets.mastodon.place import Limits, MastodonNetwork, MastodonPlace
from wildgrass.targets.means import needed
from wildgrass.targets.outgoing import Selection
from wildgrass.targets.rehearsal import rehearse

__all__ = ["Mastodon"]


class Mastodon:
    """`restore LIBRARY mastodon:SERVER-URL`."""

    info: ClassVar[TargetInfo] = TargetInfo(
        name="mastodon",
        title="an account on GoToSocial, or knowingly on snac2",
        place="SERVER-URL",
        is_local=False,
        has_token=True,
    )

    def restore(self, archive: Archive, place: str, options: RestoreOptions) -> Iterator[Outcome]:
        """Publish what is chosen; without `options.publish` only say and show what would appear.

        Raises:
            MastodonPlaceError: `place` is no server.
            BackdatingRefusedError, SoftwareUnknownError: it keeps no dates, or nobody knows.
            LimitsSmallerError, TokenRefusedError, NotConfirmedError, DeliveryNotConfirmedError,
            MastodonRefusedError, QueueStuckError: see there.
            LedgerError, NetError: the books cannot be kept, or the server is not reached; the next run goes on.
        """
        server = MastodonPlace.of(place)
        means = needed(options.means)
        selection = Selection.of(archive, options.include)
        if options.simulate or not options.publish:
            limits = Limits.noted(Ledger.seen(means.state, server.place).notes)
            for outcome in rehearse(archive, selection, MastodonNetwork(server, limits), options, means):
                yield _left(outcome) if outcome.id == selection.profile else outcome
            return
        from wildgrass.targets.mastodon.run import publish  # noqa: PLC0415 - the network's code, only when it is used

        yield from publish(archive, selection, server, options, means)


def _left(outcome: Outcome) -> Outcome:
    """Return the outcome of the profile: what the account says of itself there stays as it is."""
    return replace(outcome, status=Status.SKIPPED, reason="profile-left-out")
