"""Which items a site shows: what the owner published, no more unless asked; and why the others stay out."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from wildgrass.model import Actor, Audience, Item, Kind
from wildgrass.targets.base import RestoreOptions

POSTS: Final = frozenset({Kind.POST, Kind.QUOTE, Kind.SHARE, Kind.COMMENT})
LIKED: Final = frozenset({Kind.LIKE, Kind.BOOKMARK})
TALK: Final = frozenset({Kind.MESSAGE, Kind.EVENT})
NARROW: Final = frozenset({Audience.FOLLOWERS, Audience.DIRECT, Audience.SELF})


class Part(StrEnum):
    """The part of a site that an item belongs to."""

    TIMELINE = "timeline"
    LIKES = "likes"
    CONVERSATIONS = "conversations"
    PROFILE = "profile"


class LeftOut(StrEnum):
    """Why an item is not in the site."""

    WITHHELD = "withheld"  # account, security, advertising, other people's addresses: never shown
    PRIVATE = "private"  # not public, and private parts were not asked for
    UNKNOWN = (
        "audience-unknown"  # the export does not say who could see it, and private parts were not asked for
    )
    CONVERSATION = "conversation"  # a message, and private parts were not asked for
    NO_CONVERSATION = "no-conversation"  # a message that the export puts into no conversation
    OTHERS = "others-words"  # written by somebody else
    RELATION = "not-a-post"  # follows, blocks, lists: not something a site shows
    OLD_PROFILE = "older-profile"  # a later state of the same profile is shown


@dataclass(frozen=True, slots=True)
class Chooser:
    """Decides for one archive and one set of options."""

    options: RestoreOptions
    owners: frozenset[str]
    handles: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, owners: Iterable[Actor], options: RestoreOptions) -> "Chooser":
        """Know the owners by their keys and, where a platform gives only that, by their handles."""
        known = tuple(owners)
        handles = frozenset((actor.platform, actor.handle.casefold()) for actor in known if actor.handle)
        return cls(options, frozenset(actor.key for actor in known), handles)

    def is_own(self, actor: Actor | None) -> bool:
        """Say whether an actor is the owner; a record without an author is the owner's."""
        if actor is None or actor.key in self.owners:
            return True
        if actor.id_kind == "handle":
            return (actor.platform, actor.id.casefold()) in self.handles
        return not self.owners

    def place(self, item: Item) -> Part | LeftOut:
        """Say which part of the site an item belongs to, or why to none."""
        if item.is_withheld:
            return LeftOut.WITHHELD
        if item.kind in TALK:
            return Part.CONVERSATIONS if self.options.private else LeftOut.CONVERSATION
        if item.kind in LIKED:
            return Part.LIKES if self.options.likes else LeftOut.OTHERS
        if item.kind is Kind.PROFILE:
            return Part.PROFILE if self.is_own(item.author) else LeftOut.OTHERS
        if item.kind not in POSTS:
            return LeftOut.RELATION
        return self._post(item)

    def _post(self, item: Item) -> Part | LeftOut:
        if not self.is_own(item.author):
            return LeftOut.OTHERS
        if self.options.private or item.audience is Audience.PUBLIC:
            return Part.TIMELINE
        return LeftOut.PRIVATE if item.audience in NARROW else LeftOut.UNKNOWN
