"""Every target that Wildgrass knows."""

from typing import Final

from wildgrass.targets.activitypub import ActivityPub
from wildgrass.targets.base import Target, TargetInfo, TargetPlaceError, TargetUnknownError
from wildgrass.targets.bluesky import Bluesky
from wildgrass.targets.feed import Feed
from wildgrass.targets.mastodon import Mastodon
from wildgrass.targets.nostr import Nostr
from wildgrass.targets.site import Site
from wildgrass.targets.wacz import Wacz

TARGETS: Final[tuple[type[Target], ...]] = (Site, Feed, Wacz, ActivityPub, Bluesky, Nostr, Mastodon)


def target_infos() -> tuple[TargetInfo, ...]:
    """Return what each target is, for the `targets` verb."""
    return tuple(target.info for target in TARGETS)


def find_target(spec: str) -> tuple[Target, str]:
    """Split "site:DIR" into its target and place.

    Raises:
        TargetUnknownError: no target has that name.
        TargetPlaceError: nothing stands after the colon.
    """
    name, _, place = spec.partition(":")
    for target in TARGETS:
        if target.info.name == name:
            if not place:
                raise TargetPlaceError(name=name, example=example(target.info))
            return target(), place
    raise TargetUnknownError(name=name or spec, known=", ".join(map(example, target_infos())))


def example(info: TargetInfo) -> str:
    """Return how a target is written: "site:DIR"."""
    return f"{info.name}:{info.place}"
