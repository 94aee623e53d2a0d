"""One item as the rows of the tables it stands in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from wildgrass.model import Actor, Attachment, Item, Kind, canonical_json, item_to_json
from wildgrass.text.fold import fold

CONVERSATION_KINDS: Final = frozenset({Kind.MESSAGE, Kind.EVENT})
SEPARATOR: Final = "\x1f"
"""Stands between the parts of an item's searched text, so that no hit runs from one into the next."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An item, its attachments with what is known of their bytes, and its JSON as object and as canonical text."""

    item: Item
    attachments: tuple[Attachment, ...]
    data: dict[str, Any]
    json: str

    @classmethod
    def of(cls, item: Item, attachments: tuple[Attachment, ...]) -> "Prepared":
        """Write the canonical JSON of the item with `attachments` in the place of its own.

        Raises:
            ValueError, TypeError, RecursionError: `extra` holds what JSON has no form for.
        """
        data = item_to_json(item)
        if attachments:
            data["attachments"] = [attachment.to_json() for attachment in attachments]
        return cls(item, attachments, data, canonical_json(data).decode())

    @property
    def as_of(self) -> str | None:
        """When the export was made, as the column holds it."""
        return self._instant("as_of")

    def columns(self, number: int) -> tuple[object, ...]:
        """Return the row of `items`."""
        item, data = self.item, self.data
        row = (
            number,
            item.id,
            data["kind"],
            item.source,
            item.author.key if item.author else None,
            self._instant("published"),
            self._instant("as_of"),
            data["audience"],
            item.thread,
            item.in_reply_to,
            item.is_deleted,
            item.is_withheld,
            item.url,
            item.text,
            self.json,
        )
        # A lone surrogate stands escaped in canonical JSON, so ordinary items skip the slow way.
        return row if "\\ud" not in self.json else tuple(map(storable, row))

    def _instant(self, name: str) -> str | None:
        moment = self.data.get(name)
        return moment["instant"] if moment else None


def storable(value: object) -> object:
    r"""Return `value`, with lone surrogates of a text escaped as "\ud83d": SQLite holds UTF-8 only."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def searched_text(item: Item) -> str:
    """Return what search looks through, folded: text, title, descriptions, file names; "" if withheld."""
    if item.is_withheld:
        return ""
    if item.title is None and not item.attachments:
        return fold(item.text)
    parts = [item.text, item.title]
    for attachment in item.attachments:
        parts += [attachment.alt, attachment.name if attachment.role == "file" else None]
    return fold(SEPARATOR.join(part for part in parts if part))


def people(item: Item) -> Iterator[tuple[str, Actor]]:
    """Yield (role, actor) of everybody an item names besides its author."""
    if item.in_reply_to_author:
        yield "replied-to", item.in_reply_to_author
    if item.target:
        yield "target", item.target
    for actor in item.mentions:
        yield "mention", actor
