"""Which items leave this machine: what the owner published herself, no more unless she names it class by class."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from wildgrass.model import Actor, Audience, Item, Kind, RemovedBy
from wildgrass.targets.base import Archive, Outcome, PrivateClass, Status

POSTS: Final = frozenset({Kind.POST, Kind.QUOTE, Kind.SHARE, Kind.COMMENT})
LIKED: Final = frozenset({Kind.LIKE, Kind.BOOKMARK})
_BY_AUDIENCE: Final = {
    Audience.FOLLOWERS: PrivateClass.FOLLOWERS,
    Audience.DIRECT: PrivateClass.MESSAGES,
    Audience.SELF: PrivateClass.DRAFTS,
    Audience.UNKNOWN: PrivateClass.UNKNOWN,
}
_ADDRESSES: Final = (  # how an item's id leads to its page
    (re.compile(r"x:post:(\d+)"), "https://x.com/i/status/{}"),
    (
        re.compile(r"bluesky:post:at://([^/]+)/app\.bsky\.feed\.post/([\w.~-]+)"),
        "https://bsky.app/profile/{}/post/{}",
    ),
    (re.compile(r"[a-z]+:[a-z]+:(https?://\S+)"), "{}"),
    (re.compile(r"(https?://\S+)"), "{}"),
)


class LeftOut(StrEnum):
    """Why an item is not published, beside the private classes."""

    WITHHELD = "withheld"  # account, security, advertising, other people's addresses: never
    RELATION = "not-a-post"  # follows, blocks, lists, events
    OLDER = "older-version"  # a later version of the same post is published
    UNDATED = "no-date"  # the export does not say when, and no date is made up
    NO_LINK = "no-link"  # other people's words go only as a link, and the export gives none
    EMPTY = "nothing-to-show"  # no text, and no picture that is there
    PROFILE = "not-this-profile"  # another's profile, or an older state of the owner's


@dataclass(slots=True)
class Selection:
    """What is published of one archive, found in one reading of it; ids only, about 300 bytes a post.

    `chosen` holds the ids that are published, in the order of time; `profile` the id of the owner's newest profile.
    """

    include: frozenset[PrivateClass]
    owners: frozenset[str]
    handles: frozenset[tuple[str, str]]
    chosen: dict[str, None] = field(default_factory=dict)
    profile: str | None = None
    _newest: dict[str, str] = field(default_factory=dict)
    _as_of: str = ""

    @classmethod
    def of(cls, archive: Archive, include: frozenset[PrivateClass]) -> "Selection":
        """Read the archive once and choose."""
        owners = tuple(archive.owners())
        handles = frozenset((one.platform, one.handle.casefold()) for one in owners if one.handle)
        made = cls(include, frozenset(one.key for one in owners), handles)
        for item in archive.items(POSTS | LIKED | {Kind.MESSAGE, Kind.PROFILE}):
            made._note(item)
        for item_id in [one for one in made.chosen if made._is_older(archive, one)]:
            del made.chosen[item_id]
        return made

    def _note(self, item: Item) -> None:
        if item.kind is Kind.PROFILE:
            self._note_profile(item)
        elif self._why_not(item) is None:
            self.chosen[item.id] = None
            if item.version_of is not None:
                self._newest[item.version_of] = item.id

    def _note_profile(self, item: Item) -> None:
        rank = f"{item.as_of.iso() if item.as_of else ''} {bool(item.attachments):d}{bool(item.text):d}"
        if self.is_own(item.author) and rank >= self._as_of:
            self.profile, self._as_of = item.id, rank

    def _is_older(self, archive: Archive, item_id: str) -> bool:
        if not self._newest:
            return False
        item = archive.item(item_id)
        chain = None if item is None else item.version_of
        return chain is not None and self._newest[chain] != item_id

    def is_own(self, actor: Actor | None) -> bool:
        """Say whether an actor is the owner; a record without an author is the owner's."""
        if actor is None or actor.key in self.owners:
            return True
        if actor.id_kind == "handle":
            return (actor.platform, actor.id.casefold()) in self.handles
        return not self.owners

    def is_link_only(self, item: Item) -> bool:
        """Say whether an item holds other people's words, which go as a link at most."""
        return item.kind in LIKED or item.kind is Kind.SHARE or not self.is_own(item.author)

    def left_out(self, item: Item) -> Outcome | None:
        """Return the outcome of an item that is not published, None where it is."""
        if item.id in self.chosen or item.id == self.profile:
            return None
        why = LeftOut.PROFILE if item.kind is Kind.PROFILE else self._why_not(item) or LeftOut.OLDER
        return Outcome(id=item.id, status=Status.SKIPPED, reason=str(why))

    def _why_not(self, item: Item) -> LeftOut | PrivateClass | None:
        if item.is_withheld:
            return LeftOut.WITHHELD
        if item.kind not in POSTS | LIKED and item.kind is not Kind.MESSAGE:
            return LeftOut.RELATION
        for wanted in self._classes(item):
            if wanted not in self.include:
                return wanted
        if item.published is None:
            return LeftOut.UNDATED
        if self.is_link_only(item) and address_of(item) is None:
            return LeftOut.NO_LINK
        return None

    def _classes(self, item: Item) -> Iterator[PrivateClass]:
        """Yield every class that an item belongs to; each must have been named."""
        if item.kind in LIKED:
            yield PrivateClass.LIKES
            return
        if item.kind is Kind.MESSAGE:
            yield PrivateClass.MESSAGES
        elif item.audience is not Audience.PUBLIC:
            yield _BY_AUDIENCE[item.audience]
        if not self.is_own(item.author):
            yield PrivateClass.OTHERS
        if is_authors_deletion(item):
            yield PrivateClass.DELETED


def is_authors_deletion(item: Item) -> bool:
    """Say whether the author took it back. What a platform or a state removed is what a restore is for."""
    if item.removed is not None:
        return item.removed.by is RemovedBy.AUTHOR
    return item.is_deleted or item.deleted is not None


def address_of(item: Item) -> str | None:
    """Return the page of what an item shares or likes, or of another's item itself."""
    if item.kind is Kind.SHARE or item.kind in LIKED:
        found = page_of(item.shares or "") or (page_of(item.url or "") if item.kind in LIKED else None)
        return found or _retold(item)
    return page_of(item.url or "") or page_of(item.id)


def _retold(item: Item) -> str | None:
    """Return the page by a like's own id, which names the liked post ("x:like:1582…")."""
    kind, _, number = item.id.rpartition(":")
    return page_of(f"x:post:{number}") if kind == "x:like" else None


def page_of(item_id: str) -> str | None:
    """Return the page where an item stood on its platform, None where its id does not tell."""
    for pattern, address in _ADDRESSES:
        found = pattern.fullmatch(item_id)
        if found:
            return address.format(*found.groups())
    return None
