"""Makes a post ready for its page: its text, what it answers and quotes, pictures, versions and counts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from wildgrass.model import Audience, Item, Kind, Moment, Removal, ZoneBasis
from wildgrass.targets.base import Archive
from wildgrass.targets.dates import datetime_of, day_of, has_time, stated_time, utc_time
from wildgrass.targets.shown import Named, Shown
from wildgrass.targets.site.choose import NARROW, Chooser, Part
from wildgrass.targets.site.chrome import Chrome, number
from wildgrass.targets.site.media import Shelf
from wildgrass.targets.site.plan import THREAD_IN_PLACE, Plan
from wildgrass.targets.site.views import Note, Post, Reminder, Version, When
from wildgrass.targets.words import (
    clean,
    glimpse,
    label,
    language_of,
    loose_links,
    name_of,
    pieces,
    shown_address,
    slug,
    web_address,
)

_COUNTS: Final = ("likes", "shares", "replies", "comments", "quotes", "views", "bookmarks")
_SHARED: Final = re.compile(r"RT @(\w{1,60}):")
_JOINED: Final = {
    "time and prefix": "joined-time",
    "tweet id": "joined-id",
}  # X's two ways; others as they say
_KINDS: Final = {Kind.QUOTE: "kind-quote", Kind.SHARE: "kind-share", Kind.COMMENT: "kind-comment"}


@dataclass(frozen=True, slots=True)
class Posts:
    """Makes posts for one site."""

    archive: Archive
    chooser: Chooser
    plan: Plan
    chrome: Chrome
    shelf: Shelf
    incomplete: set[str] = field(default_factory=set)  # items with a file that is not shown

    def entry(self, item: Item, page: str) -> Post | Reminder:
        """Return what stands on `page` for an item that has a place of its own there."""
        if item.id in self.plan.roots:
            return self._reminder(item)
        children = self.plan.children.get(item.id, ())
        if len(children) > THREAD_IN_PLACE:
            return self.post(item, page, more=self._more(item, len(children)))
        return self.post(item, page, thread=tuple(self.thread(children, item.id, page)))

    def thread(self, ids: list[str] | tuple[str, ...], before: str, page: str) -> Iterator[Post]:
        """Yield the posts of a thread; each says what it answers unless that stands just above."""
        for item_id in ids:
            item = self.archive.item(item_id)
            if item is not None:
                yield self.post(item, page, above=before)
                before = item_id

    def post(
        self,
        item: Item,
        page: str,
        *,
        above: str = "",
        thread: tuple[Post, ...] = (),
        more: Note | None = None,
    ) -> Post:
        """Return one post. `above` is the post that stands just over it in a thread."""
        shown, named = self.files(item)
        return Post(
            anchor=slug(item.id),
            day=None if item.published is None else day_of(item.published),
            when=when(item.published, self.chrome),
            kind=str(item.kind),
            label=self.chrome(_KINDS[item.kind]) if item.kind in _KINDS else "",
            lang=language_of(item),
            title=clean(item.title or "").strip(),
            pieces=pieces(item),
            notes=tuple(self._notes(item, page, above)),
            shown=shown,
            named=named,
            links=loose_links(item),
            counts=self._counts(item),
            versions=tuple(self._versions(item)),
            thread=thread,
            more=more,
        )

    def files(self, item: Item) -> tuple[tuple[Shown, ...], tuple[Named, ...]]:
        """Put an item's attachments into the site; return those that are shown and those only named."""
        if not item.attachments:
            return (), ()
        put = [self.shelf.put(attachment) for attachment in item.attachments]
        named = tuple(one for one in put if isinstance(one, Named))
        if named:
            self.incomplete.add(item.id)
        return tuple(one for one in put if isinstance(one, Shown)), named

    def _notes(self, item: Item, page: str, above: str) -> Iterator[Note]:
        if item.audience is not Audience.PUBLIC:
            sentence = "not-public" if item.audience in NARROW else "audience-unknown"
            yield Note(tone="private", text=self.chrome(sentence))
        if item.removed or item.is_deleted or item.deleted:
            said = self._removed(item.removed) if item.removed else self._deleted(item)
            yield Note(tone="deleted", text=said)
        if item.edited is not None:
            yield Note(tone="edited", text=self.chrome("edited", date=self.chrome.moment_day(item.edited)))
        if item.in_reply_to is not None or item.in_reply_to_author is not None:
            reply = self._reply(item, page, above)
            if reply is not None:
                yield reply
        if item.kind is Kind.SHARE:
            yield Note(tone="share", text=self._share(item))
        if item.quotes:
            yield self._quote(item.quotes, page)
        if item.extra.get("header_only") is True:
            yield Note(tone="header", text=self.chrome("header-only"))
        if item.joined_by:
            how = _JOINED.get(item.joined_by)
            words = label(item.joined_by) if how is None else self.chrome(how)
            yield Note(tone="joined", text=self.chrome("joined", how=words))

    def _removed(self, removed: Removal) -> str:
        """Say who removed it as far as the notice says, and what stood in its place."""
        said = self.chrome(f"removed-{removed.by}")
        if removed.sure != "stated":
            said = self.chrome("removed-likely", said=said)
        notice = glimpse(removed.notice, 160)
        return self.chrome("removed-notice", said=said, notice=notice) if notice else said

    def _deleted(self, item: Item) -> str:
        if item.deleted is None:
            return self.chrome("deleted-undated")
        return self.chrome("deleted", date=self.chrome.moment_day(item.deleted))

    def _reply(self, item: Item, page: str, above: str) -> Note | None:
        parent = item.in_reply_to or ""
        if above and self.plan.older.get(parent, parent) == above:
            return None
        own = self._own(parent)
        if own is not None:
            return Note(tone="reply", text=self._dated("reply-own", own), href=self.href(own.id, page))
        if item.in_reply_to_author is not None:
            return Note(tone="reply", text=self.chrome("reply-to", name=name_of(item.in_reply_to_author)))
        return Note(tone="reply", text=self.chrome("reply-unknown"))

    def _share(self, item: Item) -> str:
        if item.target is not None:
            return self.chrome("share-of", name=name_of(item.target))
        named = _SHARED.match(item.text)
        return self.chrome("share-of", name="@" + named[1]) if named else self.chrome("share-unknown")

    def _quote(self, quoted: str, page: str) -> Note:
        own = self._own(quoted)
        if own is not None:
            text = self._dated("quotes-own", own)
            return Note(tone="quote", text=text, href=self.href(own.id, page), glimpse=glimpse(own.text))
        address = web_address(quoted)
        if address is None:
            return Note(tone="quote", text=self.chrome("quotes-unknown"))
        return Note(
            tone="quote",
            text=self.chrome("quotes"),
            href=address,
            is_outside=True,
            glimpse=shown_address(address),
        )

    def _own(self, item_id: str) -> Item | None:
        """Return an item that the site shows."""
        return self.archive.item(item_id) if item_id in self.plan.page_of else None

    def _dated(self, sentence: str, item: Item) -> str:
        day = self.chrome.moment_day(item.published)
        return self.chrome(sentence, date=day)

    def href(self, item_id: str, page: str) -> str:
        """Return the way from `page`, which stands in a folder of the site, to a post."""
        name = self.plan.name_of(item_id)
        return f"#{slug(item_id)}" if name == page else f"../{name}#{slug(item_id)}"

    def _counts(self, item: Item) -> tuple[tuple[str, str], ...]:
        if not item.counts:
            return ()
        return tuple(
            (self.chrome(f"count-{name}"), number(item.counts[name]))
            for name in _COUNTS
            if name in item.counts
        )

    def _versions(self, item: Item) -> Iterator[Version]:
        """Yield what the post said before: its edit chain, and other contents that earlier exports gave."""
        for item_id in self.plan.versions.get(item.id, ()):
            earlier = self.archive.item(item_id)
            if earlier is not None:
                yield self._version(earlier, slug(item_id))
        for place, earlier in enumerate(self.archive.versions(item.id)):
            if earlier.text != item.text and self.chooser.place(earlier) is Part.TIMELINE:
                yield self._version(earlier, f"{slug(item.id)}_{place + 1}")

    def _version(self, item: Item, anchor: str) -> Version:
        return Version(
            anchor=anchor, when=when(item.edited or item.published, self.chrome), pieces=pieces(item)
        )

    def _more(self, item: Item, count: int) -> Note:
        first = self.plan.children[item.id][0]
        name = self.plan.name_of(first)
        return Note(tone="more", text=self.chrome("thread-more", count=number(count)), href=f"../{name}")

    def _reminder(self, item: Item) -> Reminder:
        root = self.archive.item(self.plan.roots[item.id])
        return Reminder(
            day=None if item.published is None else day_of(item.published),
            when=when(item.published, self.chrome),
            text=self._dated("thread-reminder", item if root is None else root),
            href=f"../{self.plan.target_of(item.id)}",
            glimpse=glimpse(item.text),
        )


def when(moment: Moment | None, chrome: Chrome) -> When | None:
    """Return a moment as a page writes it; the time is empty where the export wrote a mere day."""
    if moment is None:
        return None
    if moment.zone_basis is ZoneBasis.UNKNOWN:
        return _local_when(moment, chrome)
    stated = stated_time(moment) if has_time(moment) else None
    zone = clean(moment.zone)
    assumed = moment.zone_basis is ZoneBasis.ASSUMED
    if stated is not None:
        stated = chrome("zone-assumed", time=stated, zone=zone) if assumed else f"{stated} {zone}"
    return When(
        datetime=datetime_of(moment),
        day=chrome.moment_day(moment),
        time=f"{utc_time(moment)} UTC" if has_time(moment) else "",
        stated=stated or "",
    )


def _local_when(moment: Moment, chrome: Chrome) -> When:
    """Return a moment of which nobody said the zone: the clock as it was written."""
    return When(
        datetime=datetime_of(moment).removesuffix("Z"),
        day=chrome.moment_day(moment),
        time=utc_time(moment) if has_time(moment) else "",
        stated=chrome("zone-unknown"),
    )
