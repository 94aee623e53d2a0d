"""What every record's reader needs to know about the export that it reads."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias, cast

from wildgrass.model import Actor, Item, Moment, Origin, Problem
from wildgrass.model.item import OriginDraft
from wildgrass.sources import jsonwalk
from wildgrass.sources.idtable import IdTable
from wildgrass.sources.weibo.media import Media

Read: TypeAlias = Iterable[Item | Problem]


@dataclass(slots=True)
class Place:
    """Where a record stands: its number as the member splits (-1 where it does not), and a pointer to it."""

    member: str
    record: int = -1
    pointer: str = ""

    def under(self, *steps: jsonwalk.Step) -> "Place":
        """Return the place of something inside the record."""
        return Place(self.member, self.record, self.pointer + jsonwalk.pointer(steps))

    def origin(self) -> Origin:
        """Return the origin of an item made of the record."""
        draft = OriginDraft(self.member, self.record, self.pointer)
        draft.__class__ = Origin
        return cast("Origin", draft)

    def problem(self, code: str, reason: str, *, lost: bool = True) -> Problem:
        """Return a problem with the record."""
        where = f"record {self.record}" if self.record >= 0 else self.pointer or "record"
        return Problem(code=code, reason=reason, member=self.member, where=where, lost=lost)


@dataclass(slots=True)
class Manner:
    """How a member's records are written. `owner` is whose posts they are where a record names nobody.

    `is_flattened`: a tool has made numbers of "1.2万". `is_markup`: every text is markup, tags or not.
    """

    owner: Actor | None = None
    as_of: Moment | None = None
    is_flattened: bool = False
    is_markup: bool = False


@dataclass(slots=True)
class State:
    """The state of one reading."""

    media: Media
    albums: dict[str, list[str]] = field(
        default_factory=dict
    )  # a post's letters to its pictures, from pages of them
    seen: IdTable = field(default_factory=IdTable)
    repeated: int = 0

    def is_new(self, item: Item) -> bool:
        """Say whether this is not a copy of what was read before: the same id with the same words and pictures.

        Counts grow and addresses expire from crawl to crawl; only what the person wrote makes a version.
        """
        words = (
            "".join(item.text.split()),
            item.shares or item.quotes,
            item.removed.notice if item.removed else None,
            tuple(sorted([one.name for one in item.attachments if one.role == "photo"]))
            if item.attachments
            else (),
            item.title,
        )
        if self.seen.put(f"{item.id} {hash(words)}", 1) is None:
            return True
        self.repeated += 1
        return False
