"""Posts as activities, in the shape of a Mastodon archive's `outbox.json`."""

from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from wildgrass.model import Item, Kind
from wildgrass.targets.activitypub.addresses import Addresses
from wildgrass.targets.formats import media_type
from wildgrass.targets.markup import markup_of, paragraphs, writable
from wildgrass.targets.outgoing import LeftOut, address_of, page_of
from wildgrass.targets.own import Own
from wildgrass.targets.runs import Run, RunKind
from wildgrass.targets.shown import Shown
from wildgrass.targets.site.media import Shelf
from wildgrass.targets.words import clean, language_of, web_address

JSONObject = dict[str, object]


def why_no_activity(item: Item) -> str | None:
    """Say why a post has no place in an outbox: a reader of one would make up a date, or has nothing to share."""
    if item.published is None:
        return LeftOut.UNDATED
    return LeftOut.NO_LINK if item.kind is Kind.SHARE and address_of(item) is None else None


@dataclass(frozen=True, slots=True)
class Activities:
    """Makes the activities of one archive."""

    own: Own
    addresses: Addresses
    shelf: Shelf

    def of(self, item: Item) -> tuple[JSONObject, str | None]:
        """Return a post's activity, and what it lacks."""
        if item.kind is Kind.SHARE:
            return self._around(item, "Announce", address_of(item)), None
        put = [self.shelf.put(one) for one in item.attachments]
        shown = [one for one in put if isinstance(one, Shown)]
        note = self._note(item, shown)
        lacks = "attachment-not-shown" if len(shown) < len(put) else None
        return self._around(item, "Create", note), lacks

    def _around(self, item: Item, kind: str, what: object) -> JSONObject:
        return {
            "id": f"{self.addresses.note(item.id)}/activity",
            "type": kind,
            "actor": self.addresses.actor,
            "published": stamp(item),
            **self.addresses.audience(item),
            "object": what,
        }

    def _note(self, item: Item, shown: list[Shown]) -> JSONObject:
        content, runs = markup_of(item, is_defanged=True)
        warning, title = _heading(item)
        if title:
            content = paragraphs(f"<strong>{escape(title)}</strong>") + content
        address = self.addresses.note(item.id)
        note: JSONObject = {
            "id": address,
            "type": "Note",
            "summary": warning or None,
            "inReplyTo": self._parent(item),
            "published": stamp(item),
            "url": address,
            "attributedTo": self.addresses.actor,
            **self.addresses.audience(item),
            "sensitive": bool(warning) or _is_sensitive(item),
            "content": content,
            "attachment": [_document(one) for one in shown],
            "tag": self._tags(runs),
        }
        language = language_of(item)
        if language:
            note["contentMap"] = {language: content}
        if item.edited is not None:
            note["updated"] = _stamp(item.edited.instant)
        quoted = self._quoted(item)
        if quoted:
            note["quoteUrl"] = quoted
        return note

    def _parent(self, item: Item) -> str | None:
        """Return the own post that an item answers: any other would be fetched from the network, or not found."""
        parent = self._own(item.in_reply_to)
        return None if parent is None else self.addresses.note(parent)

    def _quoted(self, item: Item) -> str | None:
        quoted = self._own(item.quotes)
        if quoted is not None:
            return self.addresses.note(quoted)
        return page_of(item.quotes) or web_address(item.quotes) if item.quotes else None

    def _own(self, item_id: str | None) -> str | None:
        known = self.own.has(item_id)
        item = None if known is None else self.own.archive.item(known)
        is_note = item is not None and item.kind is not Kind.SHARE and why_no_activity(item) is None
        return known if is_note else None

    def _tags(self, runs: tuple[Run, ...]) -> list[JSONObject]:
        names = dict.fromkeys(run.value for run in runs if run.kind is RunKind.TAG)
        return [{"type": "Hashtag", "href": self.addresses.tag(name), "name": f"#{name}"} for name in names]


def stamp(item: Item) -> str:
    """Return when an item was published, in UTC."""
    assert item.published is not None, "what has no date has no activity"
    return _stamp(item.published.instant)


def _stamp(instant: datetime) -> str:
    whole = "seconds" if not instant.microsecond else "milliseconds"
    return f"{instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec=whole)}Z"


def _heading(item: Item) -> tuple[str, str]:
    """Return what an item stands behind: a warning, or a title."""
    title = clean(writable(item.title or "")).strip()
    return (title, "") if item.source == "mastodon" else ("", title)


def _is_sensitive(item: Item) -> bool:
    return any(item.extra.get(name) is True for name in ("sensitive", "possibly_sensitive"))


def _document(shown: Shown) -> JSONObject:
    document: JSONObject = {
        "type": "Document",
        "mediaType": media_type(shown.name),
        "url": f"/{member_of(shown.name)}",
        "name": writable(shown.alt),
    }
    if shown.width and shown.height:
        document |= {"width": shown.width, "height": shown.height}
    return document


def member_of(name: str) -> str:
    """Return where a shelf's file stands in the archive: its last part is its digest, as no other's is."""
    return f"media_attachments/files/{name.rpartition('/')[2]}"
