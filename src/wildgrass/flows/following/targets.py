"""What a person may follow: "bluesky:…", "feed:…", "mastodon:…", "activitypub:…" and others."""

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from wildgrass.flows.following.asking import Asking, Fetched
from wildgrass.flows.following.errors import FollowTargetError


class Place(Protocol):
    """A place that can be fetched. `near` are its hosts as a person named them; None where it brings files itself."""

    near: frozenset[str] | None

    def fetch(self, asking: Asking, before: dict[str, str]) -> Fetched:
        """Fetch everything that is public there into the spool; `before` is the state of the last run."""


def _bluesky(place: str) -> Place:
    from wildgrass.flows.following.bluesky import BlueskyAccount  # noqa: PLC0415 - each is loaded when it is meant

    return BlueskyAccount(place)


def _feed(place: str) -> Place:
    from wildgrass.flows.following.feed import FeedPlace  # noqa: PLC0415

    return FeedPlace(place)


def _mastodon(place: str) -> Place:
    from wildgrass.flows.following.mastodon import MastodonAccount  # noqa: PLC0415

    return MastodonAccount(place)


def _activitypub(place: str) -> Place:
    from wildgrass.flows.following.mastodon import ActivityPubAccount  # noqa: PLC0415

    return ActivityPubAccount(place)


def _nostr(place: str) -> Place:
    from wildgrass.flows.following.nostr import NostrAccount  # noqa: PLC0415

    return NostrAccount(place)


def _telegram(place: str) -> Place:
    from wildgrass.flows.following.telegram import TelegramChannel  # noqa: PLC0415

    return TelegramChannel(place)


_KINDS: Final[Mapping[str, Callable[[str], Place]]] = {
    "bluesky": _bluesky,
    "feed": _feed,
    "mastodon": _mastodon,
    "activitypub": _activitypub,
    "nostr": _nostr,
    "telegram": _telegram,
}


def find(target: str) -> Place:
    """Return what a person named. Raises FollowTargetError."""
    kind, colon, place = target.partition(":")
    if kind not in _KINDS or not colon or not place:
        raise FollowTargetError(target=target)
    return _KINDS[kind](place)
