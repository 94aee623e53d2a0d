"""One item as the rows of the tables it stands in."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from wildgrass.model import Actor, Attachment, Item, Kind
from wildgrass.model.written_item import written_item
from wildgrass.text.fold import searchable

CONVERSATION_KINDS: Final = frozenset({Kind.MESSAGE, Kind.EVENT})
_VIDEO_ROLES: Final = frozenset({"video", "animated_gif"})
_IMAGE_ROLES: Final = frozenset({"photo", "avatar", "banner", "thumbnail"})
SEPARATOR: Final = "\x1f"
"""Stands between the parts of an item's searched text, so that no hit runs from one into the next."""


@dataclass(slots=True)  # not frozen: one is made for every item, and frozen ones cost a call a field
class Prepared:
    """An item, its attachments with what is known of their bytes, and its canonical JSON."""

    item: Item
    attachments: tuple[Attachment, ...]
    json: bytes

    @classmethod
    def of(cls, item: Item, attachments: tuple[Attachment, ...]) -> "Prepared":
        """Write the canonical JSON of the item with `attachments` in the place of its own.

        Raises:
            ValueError, TypeError, RecursionError: `extra` holds what JSON has no form for.
        """
        return cls(item, attachments, written_item(item, attachments))

    @property
    def as_of(self) -> str | None:
        """When the export was made, as the column holds it."""
        return self.item.as_of.iso() if self.item.as_of else None

    def data(self) -> dict[str, Any]:
        """Return the JSON object, as it would be read back."""
        return dict(json.loads(self.json))

    def columns(self, number: int) -> tuple[object, ...]:
        """Return the row of `items`, its JSON as bytes: SQLite takes them as they are."""
        item = self.item
        row = (
            number,
            item.id,
            item.kind._value_,  # SQLite asks for an adapter for anything but a plain str
            item.source,
            item.author.key if item.author else None,
            item.published.iso() if item.published else None,
            item.as_of.iso() if item.as_of else None,
            item.audience._value_,
            item.thread,
            item.in_reply_to,
            item.is_deleted,
            item.is_withheld,
            item.url,
            item.text,
            self.json,
        )
        # A lone surrogate stands escaped in canonical JSON, so ordinary items skip the slow way.
        return row if b"\\ud" not in self.json else tuple(map(storable, row))


def storable(value: object) -> object:
    r"""Return `value`, with lone surrogates of a text escaped as "\ud83d": SQLite holds UTF-8 only."""
    if not isinstance(value, str) or value.isascii():
        return value
    return value.encode("utf-8", "backslashreplace").decode()


def searched_text(item: Item) -> str:
    """Return what search looks through, folded: text, title, descriptions and file names."""
    if item.title is None and not item.attachments:
        return searchable(item.text)
    parts = [item.text, item.title]
    for attachment in item.attachments:
        parts += [attachment.alt, attachment.name if attachment.role == "file" else None]
    return searchable(SEPARATOR.join(part for part in parts if part))


def searched_facts(item: Item, attachments: tuple[Attachment, ...]) -> str:
    """Return what search's fields ask about an item, as words between spaces: " kind:post on:x has:image "."""
    facts = [f" kind:{item.kind._value_} on:{item.source.lower()}"]
    if attachments:
        facts += sorted({f"has:{_medium(attachment)}" for attachment in attachments})
    if item.links or "://" in item.text:
        facts.append("has:link")
    if item.is_deleted or item.removed is not None:
        facts.append("is:removed")
    return " ".join(facts) + " "


def _medium(attachment: Attachment) -> str:
    """Say whether an attachment is an image, a video or any other file."""
    family = (attachment.media_type or "").partition("/")[0]
    if attachment.role in _VIDEO_ROLES or family == "video":
        return "video"
    return "image" if attachment.role in _IMAGE_ROLES or family == "image" else "file"


def people(item: Item) -> Iterator[tuple[str, Actor]]:
    """Yield (role, actor) of everybody an item names besides its author."""
    if item.in_reply_to_author:
        yield "replied-to", item.in_reply_to_author
    if item.target:
        yield "target", item.target
    for actor in item.mentions:
        yield "mention", actor
