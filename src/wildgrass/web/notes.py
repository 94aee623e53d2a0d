"""What stands beside a text: what it answers and quotes, who removed it, how it was put together."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from wildgrass.library.shelves import TALK, Numbered
from wildgrass.model import Item, Kind, Removal
from wildgrass.targets.words import web_address
from wildgrass.web.entry_parts import Note
from wildgrass.web.view import View

_GLIMPSE: Final = 120
_QUOTED: Final = 600


@dataclass(frozen=True, slots=True)
class Notes:
    """Makes notes for one page."""

    view: View

    def of(self, item: Item) -> Iterator[Note]:
        """Yield what stands beside an item's text."""
        words, site = self.view.words, self.view.words.site
        if item.removed or item.is_deleted or item.deleted:
            yield Note(
                tone="deleted",
                text=self._removed(item, item.removed) if item.removed else self._deleted(item),
            )
        if item.edited is not None:
            yield Note(tone="edited", text=site("edited", date=site.moment_day(item.edited)))
        if item.in_reply_to is not None or item.in_reply_to_author is not None:
            yield self._reply(item)
        if isinstance(forwarded := item.extra.get("forwarded_from"), str) and forwarded.strip():
            name = self.view.names.bare(item.source, forwarded)
            yield Note(tone="share", text=words("forwarded-from", name=name))
        if item.kind is Kind.SHARE:
            yield Note(tone="share", text=self._share(item))
        if item.quotes:
            yield self._quote(item.quotes)
        if item.target is not None and item.kind is not Kind.SHARE:
            yield Note(tone="target", text=words("concerns", name=self.view.names.who(item.target)))
        if item.extra.get("header_only") is True:
            yield Note(tone="header", text=site("header-only"))
        if item.joined_by:
            yield Note(tone="joined", text=site("joined", how=self.view.names.glimpse(item.joined_by)))

    def _removed(self, item: Item, removed: Removal) -> str:
        site = self.view.words.site
        said = site(f"removed-{removed.by}")
        if removed.sure != "stated":
            said = site("removed-likely", said=said)
        # A chat keeps the notice as the message itself; it need not stand twice.
        is_shown = removed.notice.strip() in item.text
        notice = "" if is_shown else self.view.names.glimpse(removed.notice, 160)
        return site("removed-notice", said=said, notice=notice) if notice else said

    def _deleted(self, item: Item) -> str:
        site = self.view.words.site
        return (
            site("deleted-undated")
            if item.deleted is None
            else site("deleted", date=site.moment_day(item.deleted))
        )

    def _reply(self, item: Item) -> Note:
        words, site = self.view.words, self.view.words.site
        found = self._found(item.in_reply_to)
        if found is not None:
            who = self.view.names.who(found.item.author)
            return Note(
                tone="reply",
                text=words("reply-to", name=who),
                href=way_to(self.view, found),
                glimpse=self._glimpse(found.item),
            )
        if item.in_reply_to_author is not None:
            name = self.view.names.who(item.in_reply_to_author)
            return Note(tone="reply", text=words("reply-to-missing", name=name))
        return Note(tone="reply", text=site("reply-unknown"))

    def _share(self, item: Item) -> str:
        site = self.view.words.site
        if item.target is None:
            return site("share-unknown")
        return site("share-of", name=self.view.names.who(item.target))

    def _quote(self, quoted: str) -> Note:
        found = self._found(quoted)
        if found is None:
            address = web_address(quoted)
            shown = self.view.names.glimpse(address or "", 120)
            return Note(tone="quote stub", text=self.view.words("quotes-missing"), glimpse=shown)
        text = self.view.words("quotes", name=self.view.names.who(found.item.author))
        return Note(
            tone="quote", text=text, href=way_to(self.view, found), glimpse=self._glimpse(found.item, _QUOTED)
        )

    def _glimpse(self, item: Item, length: int = _GLIMPSE) -> str:
        return self.view.names.glimpse(item.text or item.title or "", length)

    def _found(self, item_id: str | None) -> Numbered | None:
        number = self.view.shelves.number(item_id) if item_id else None
        item = self.view.shelves.item(number) if number is not None else None
        return None if item is None or number is None or item.is_withheld else Numbered(number, item)


def way_to(view: View, one: Numbered) -> str:
    """Return the page where an item stands among others: its conversation, or its own."""
    if one.item.kind in TALK and one.item.thread:
        return f"/chats/{view.overview.slug(one.item.thread)}?at={one.no}#i{one.no}"
    return f"/item/{one.no}"
