"""The owner's own posts for files that other programs read: what a site shows without a word of warning."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from wildgrass.model import Item
from wildgrass.targets.base import Archive, Outcome, PrivateClass, RestoreOptions, Status
from wildgrass.targets.outgoing import is_authors_deletion
from wildgrass.targets.site.choose import Chooser, LeftOut, Part
from wildgrass.targets.site.plan import Plan, make_plan

MISSING = "attachment-not-shown"


class NotHere(StrEnum):
    """Why an item that a site shows is not in such a file."""

    CONVERSATION = "conversation"  # other people's words
    OLDER = "older-version"  # a later version of the same post is there
    LIKED = "others-words"  # this target has no place for what was liked


@dataclass(frozen=True, slots=True)
class Own:
    """One archive's own posts, chosen as a site chooses."""

    archive: Archive
    chooser: Chooser
    plan: Plan

    @classmethod
    def of(cls, archive: Archive, options: RestoreOptions) -> "Own":
        """Read the archive once."""
        chooser = Chooser.of(archive.owners(), options)
        return cls(archive, chooser, make_plan(archive, chooser))

    def items(self) -> Iterator[tuple[Item, str | None]]:
        """Yield every item by time, with why it stays out: None for the owner's posts, profile and chosen likes."""
        for item in self.archive.items(include_withheld=True):
            yield item, self._why_not(item)

    def is_post(self, item: Item) -> bool:
        """Say whether an item is a post of the timeline."""
        return self.chooser.place(item) is Part.TIMELINE

    def has(self, item_id: str | None) -> str | None:
        """Return the id under which a post is in the file: its own, or its last version's; None where it is not."""
        if item_id is None or item_id not in self.plan.page_of:
            return None
        last = self.plan.older.get(item_id, item_id)
        item = self.archive.item(last)
        return None if item is None or self._why_not(item) is not None else last

    def profile(self) -> Item | None:
        """Return the owner's newest profile."""
        return None if self.plan.profile is None else self.archive.item(self.plan.profile)

    def _why_not(self, item: Item) -> str | None:
        place = self.chooser.place(item)
        if isinstance(place, LeftOut):
            return place
        if place is Part.CONVERSATIONS:
            return NotHere.CONVERSATION
        if place is Part.PROFILE:
            return None if item.id == self.plan.profile else LeftOut.OLD_PROFILE
        return None if place is Part.LIKES else self._why_no_post(item)

    def _why_no_post(self, item: Item) -> str | None:
        if item.id in self.plan.older:
            return NotHere.OLDER
        if not self.chooser.options.private and is_authors_deletion(item):
            return PrivateClass.DELETED
        return None


def skipped(item: Item, why: str) -> Outcome:
    """Return the outcome of an item that stays out."""
    return Outcome(id=item.id, status=Status.SKIPPED, reason=str(why))
