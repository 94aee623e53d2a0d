"""Restoring to Nostr: signed events with true dates, brought to several relays at once.

`notes.py` makes events of an item (docs/spec/nostr.md), `events.py` names and signs them, `key.py` is the secret key,
`relay.py` speaks to one relay, `limits.py` reads what it says of itself, `media.py` puts pictures where they can be
fetched, `account.py` is what stands once for an account, `desk.py` and `run.py` bring it together.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from wildgrass.targets.base import Archive, Outcome, RestoreOptions, TargetInfo
from wildgrass.targets.means import needed
from wildgrass.targets.nostr.place import NostrNetwork, NostrPlace, media_address
from wildgrass.targets.outgoing import Selection
from wildgrass.targets.rehearsal import rehearse

__all__ = ["Nostr"]


class Nostr:
    """`restore LIBRARY nostr:WS-URL[,WS-URL…]`."""

    info: ClassVar[TargetInfo] = TargetInfo(
        name="nostr",
        title="a key of your own on Nostr, at one relay or several",
        place="WS-URL[,WS-URL…]",
        is_local=False,
        has_key=True,
    )

    def restore(self, archive: Archive, place: str, options: RestoreOptions) -> Iterator[Outcome]:
        """Publish what is chosen; without `options.publish` only say and show what would appear.

        Raises:
            NostrPlaceError, MediaAddressError: `place` is no list of relays, or an address for pictures is none.
            NostrKeyError, NotConfirmedError, MediaServerError, RelaysGoneError: see there.
            LedgerError, NetError: the books cannot be kept, or no relay is reached; the next run goes on.
        """
        relays = NostrPlace.of(place)
        means = needed(options.means)
        options = replace(
            options,
            media_server=options.media_server and media_address(options.media_server),
            media_base=options.media_base and media_address(options.media_base),
        )
        has_pictures = bool(options.media_server or options.media_base)
        selection = Selection.of(archive, options.include)
        if options.simulate or not options.publish:
            network = NostrNetwork(relays, pictures=has_pictures)
            yield from rehearse(archive, selection, network, options, means)
            return
        from wildgrass.targets.nostr.run import publish  # noqa: PLC0415 - the network's code, only when it is used

        yield from publish(archive, selection, relays, options, means)
