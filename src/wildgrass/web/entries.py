"""Makes an item ready for a page: who, when, the text with its links and hits, what is noted of it, its files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from wildgrass.library.shelves import TALK, Numbered
from wildgrass.model import Attachment, Audience, Item, Kind, Moment, Removal
from wildgrass.targets.site.chrome import number
from wildgrass.targets.site.dates import day_of
from wildgrass.targets.site.reactions import reactions
from wildgrass.targets.site.views import When
from wildgrass.targets.site.words import clean, glimpse, language_of, loose_links, pieces, web_address
from wildgrass.web.clock import local_day
from wildgrass.web.media import Look, Shows, look_at, size_text
from wildgrass.web.view import View

_COUNTS: Final = ("likes", "shares", "replies", "comments", "quotes", "views", "bookmarks")
_PRIVATE: Final = {
    Audience.FOLLOWERS: "audience-followers",
    Audience.DIRECT: "audience-direct",
    Audience.SELF: "audience-self",
    Audience.UNKNOWN: "audience-unknown",
}
# X's words for what happens in a group, since 2019; other platforms' events stand in their own words.
_EVENTS: Final = {
    "joinConversation": "event-begin",
    "participantsJoin": "event-join",
    "participantsLeave": "event-leave",
    "conversationNameUpdate": "event-name",
}
_LISTED: Final = 12


@dataclass(frozen=True, slots=True)
class Bit:
    """A run of text: `href` where it leads elsewhere, `tone` "hit", "added" or "gone" where it is marked."""

    text: str
    href: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A line beside a text. `tone` is its style, `href` a page of the reader, `glimpse` the text it speaks of."""

    tone: str
    text: str
    href: str = ""
    glimpse: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """A file of an item: `src` and `full` are addresses of pictures or sounds, `page` of its own page."""

    shows: Shows
    page: str
    src: str
    full: str
    alt: str
    name: str
    size: str
    why: str
    warnings: tuple[str, ...]
    is_loop: bool = False
    played: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An item on a page."""

    no: int
    kind: str
    label: str
    source: str
    who: str
    handle: str
    person: str
    is_own: bool
    when: When | None
    day: str
    lang: str | None
    title: str
    bits: tuple[Bit, ...]
    links: tuple[Bit, ...]
    notes: tuple[Note, ...]
    files: tuple[FileView, ...]
    counts: tuple[tuple[str, str], ...]
    reactions: tuple[tuple[str, str], ...]
    talk: str
    is_event: bool
    private: str
    is_gone: bool
    is_other_day: bool = False

    @property
    def shown(self) -> tuple[FileView, ...]:
        """The files that stand in place."""
        return tuple(file for file in self.files if file.shows is not Shows.NAME)

    @property
    def named(self) -> tuple[FileView, ...]:
        """The files that stand by name only."""
        return tuple(file for file in self.files if file.shows is Shows.NAME)


@dataclass(frozen=True, slots=True)
class Entries:
    """Makes entries for one page; `query` is whose hits are marked."""

    view: View
    query: str = ""
    _names: dict[str, str] = field(default_factory=dict)

    def each(self, found: Iterable[Numbered]) -> list[Entry]:
        """Return entries in the given order."""
        return [self.entry(one) for one in found]

    def entry(self, one: Numbered) -> Entry:
        """Return one."""
        view, item = self.view, one.item
        person = "" if item.author is None else f"/people/{view.overview.slug(item.author.key)}"
        return Entry(
            no=one.no,
            kind=str(item.kind),
            label=view.words.kind(item.kind),
            source=view.words.source(item.source),
            who=view.names.who(item.author),
            handle="" if item.author is None else view.names.handle(item.author),
            person=person,
            is_own=view.is_own(item.author),
            when=view.when(item.published),
            day="" if item.published is None else item.published.iso()[:10],
            lang=language_of(item),
            title="" if item.kind in TALK else view.names.text(clean(item.title or "").strip()),
            bits=self.bits(item),
            links=tuple(self._links(one)),
            notes=tuple(self._notes(item)),
            files=tuple(self.file(one.no, place, file) for place, file in enumerate(item.attachments)),
            counts=_counts(item, view),
            reactions=self._reactions(item),
            talk=f"/chats/{view.overview.slug(item.thread)}" if item.kind in TALK and item.thread else "",
            is_event=item.kind is Kind.EVENT,
            private=self._private(item),
            is_gone=item.is_deleted or item.removed is not None,
            is_other_day=local_day(item.published, view.clock) is not None,
        )

    def bits(self, item: Item) -> tuple[Bit, ...]:
        """Return the text, cut at links, names hidden where they are, hits marked."""
        if item.kind is Kind.EVENT:
            event = self._event(item)
            if event is not None:
                return event
        addresses = outside(item)
        number = self.view.shelves.number(item.id) if addresses else None
        cut: list[Bit] = []
        for piece in pieces(item):
            text = self.view.names.text(piece.text)
            if piece.href in addresses:
                cut.append(Bit(text, f"/item/{number}/link/{addresses.index(piece.href)}"))
            else:
                cut.extend(self._marked(text))
        return tuple(cut)

    def _marked(self, text: str) -> Iterator[Bit]:
        """Cut a text at the hits of the query."""
        at = 0
        for start, end in self.view.library.marks(self.query, text) if self.query else ():
            if start > at:
                yield Bit(text[at:start])
            yield Bit(text[start:end], tone="hit")
            at = end
        if at < len(text):
            yield Bit(text[at:])

    def _event(self, item: Item) -> tuple[Bit, ...] | None:
        """Return what happened in our words; None where the export has words of its own."""
        what = item.extra.get("event")
        site = self.view.words.site
        if not isinstance(what, str) or what not in _EVENTS:
            who = self.view.names.who(item.author)
            return None if item.text.strip() else (Bit(site("event-other", name=who)),)
        named = [self.view.names.who(actor) for actor in item.mentions[:_LISTED]]
        name = site("list-comma").join(named) or self.view.names.who(item.author)
        said = [Bit(site(_EVENTS[what], name=name))]
        if item.title:
            said.append(Bit(" " + self.view.names.text(clean(item.title))))
        return tuple(said)

    def _links(self, one: Numbered) -> Iterator[Bit]:
        addresses = outside(one.item)
        for piece in loose_links(one.item):
            href = f"/item/{one.no}/link/{addresses.index(piece.href)}" if piece.href in addresses else ""
            yield Bit(self.view.names.text(piece.text), href)

    def _private(self, item: Item) -> str:
        # In a conversation that something is direct goes without saying.
        if item.kind in TALK and item.audience in (Audience.DIRECT, Audience.UNKNOWN):
            return ""
        sentence = _PRIVATE.get(item.audience)
        return self.view.words(sentence) if sentence else ""

    def _notes(self, item: Item) -> Iterator[Note]:
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
        if item.kind is Kind.SHARE:
            yield Note(tone="share", text=self._share(item))
        if item.quotes:
            yield self._quote(item.quotes)
        if item.target is not None and item.kind is not Kind.SHARE:
            yield Note(tone="target", text=words("concerns", name=self.view.names.who(item.target)))
        if item.extra.get("header_only") is True:
            yield Note(tone="header", text=site("header-only"))
        if item.joined_by:
            yield Note(tone="joined", text=site("joined", how=glimpse(item.joined_by)))

    def _removed(self, item: Item, removed: Removal) -> str:
        site = self.view.words.site
        said = site(f"removed-{removed.by}")
        if removed.sure != "stated":
            said = site("removed-likely", said=said)
        # A chat keeps the notice as the message itself; it need not stand twice.
        is_shown = removed.notice.strip() in item.text
        notice = "" if is_shown else self.view.names.text(glimpse(removed.notice, 160))
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
                href=self.way_to(found),
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
            shown = self.view.names.text(glimpse(address or "", 120))
            return Note(tone="quote", text=self.view.words("quotes-missing"), glimpse=shown)
        text = self.view.words("quotes", name=self.view.names.who(found.item.author))
        return Note(tone="quote", text=text, href=self.way_to(found), glimpse=self._glimpse(found.item))

    def _glimpse(self, item: Item) -> str:
        return self.view.names.text(glimpse(item.text, 120))

    def _found(self, item_id: str | None) -> Numbered | None:
        number = self.view.shelves.number(item_id) if item_id else None
        item = self.view.shelves.item(number) if number is not None else None
        return None if item is None or number is None or item.is_withheld else Numbered(number, item)

    def way_to(self, one: Numbered) -> str:
        """Return the page where an item stands among others: its conversation, or its own."""
        if one.item.kind in TALK and one.item.thread:
            return f"/chats/{self.view.overview.slug(one.item.thread)}?at={one.no}#i{one.no}"
        return f"/item/{one.no}"

    def _reactions(self, item: Item) -> tuple[tuple[str, str], ...]:
        if "reactions" not in item.extra:
            return ()
        names = dict(self._named_in(item.thread))
        known = reactions(item, names)
        if self.view.names.is_hiding:
            shown = set(names.values())
            return tuple((what, who if who in shown else "") for what, who in known)
        return known

    def _named_in(self, thread: str | None) -> Iterator[tuple[str, str]]:
        talk = self.view.overview.talks.get(self.view.overview.slug(thread)) if thread else None
        for actor in talk.participants if talk else ():
            for label in (actor.id, actor.name):
                if label:
                    yield label, self.view.names.who(actor)

    def file(self, no: int, place: int, attachment: Attachment) -> FileView:
        """Return an attachment as it stands beside its item."""
        look = look_of(self.view, attachment)
        base = f"/file/{no}/{place}"
        name = self.view.names.text(glimpse(attachment.name, 120)) or "?"
        shows = Shows.NAME if look is None else look.shows
        src = {Shows.PICTURE: "/page", Shows.PDF: "/page", Shows.NAME: ""}.get(shows, "/play")
        return FileView(
            shows=shows,
            page=base,
            src=base + src,
            full=base + "/full",
            alt=self._alt(attachment, shows),
            name=name,
            size=size_text(attachment.size_bytes),
            why=self.view.words.site("file-missing") if look is None else "",
            warnings=tuple(self.view.words.finding(code, detail) for code, detail in attachment.warnings),
            is_loop=attachment.role == "animated_gif",
            played="" if look is None else look.played,
        )

    def _alt(self, attachment: Attachment, shows: Shows) -> str:
        said = self.view.names.text(clean(attachment.alt or "").strip())
        words = {Shows.PDF: "first-page", Shows.VIDEO: "video"}
        return said or self.view.words.site(words.get(shows, "picture"))


def look_of(view: View, attachment: Attachment) -> Look | None:
    """Return how a file may be shown; None where the library lacks it."""
    path = view.library.attachment_path(attachment.sha256) if attachment.sha256 else None
    return None if path is None else look_at(path, attachment)


def outside(item: Item) -> list[str]:
    """Return the addresses that an item leads to, each once; their places name them in our own addresses."""
    found = (web_address(link.target or link.url) for link in item.links)
    return list(dict.fromkeys(address for address in found if address))


def _counts(item: Item, view: View) -> tuple[tuple[str, str], ...]:
    return tuple(
        (view.words.site(f"count-{name}"), number(item.counts[name]))
        for name in _COUNTS
        if name in item.counts
    )


def day_text(view: View, moment: Moment | None) -> str:
    """Return a moment's day in words."""
    return view.words.site("undated") if moment is None else view.words.site.day(day_of(moment))
