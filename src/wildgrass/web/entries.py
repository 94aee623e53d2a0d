"""Makes an item ready for a page: who, when, the text with its links and hits, what is noted of it, its files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from wildgrass.library.shelves import FORWARD, TALK, Numbered
from wildgrass.model import Attachment, Audience, Item, Kind, Moment
from wildgrass.targets.dates import day_of
from wildgrass.targets.site.chrome import number
from wildgrass.targets.site.reactions import reactions
from wildgrass.targets.words import clean, language_of, loose_links, pieces, web_address
from wildgrass.text.spellings import STRICT, Spelling
from wildgrass.web.clock import local_day
from wildgrass.web.entry_parts import Bit, Entry, FileView, Forwarded
from wildgrass.web.media import Look, Shows, look_at, size_text
from wildgrass.web.notes import Notes, way_to
from wildgrass.web.view import View

__all__ = ["Bit", "Entries", "Entry", "FileView", "look_of", "outside"]

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
_FORWARDED: Final = 40


@dataclass(frozen=True, slots=True)
class Entries:
    """Makes entries for one page; `query` is whose hits are marked, as `spelling` finds them."""

    view: View
    query: str = ""
    spelling: Spelling = STRICT
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
            notes=tuple(Notes(view).of(item)),
            files=tuple(self.file(one.no, place, file) for place, file in enumerate(item.attachments)),
            counts=_counts(item, view),
            reactions=self._reactions(item),
            talk=f"/chats/{view.overview.slug(item.thread)}" if item.kind in TALK and item.thread else "",
            is_event=item.kind is Kind.EVENT,
            private=self._private(item),
            is_gone=item.is_deleted or item.removed is not None,
            forwarded=self._forwarded(item),
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
        for start, end in self.view.library.marks(self.query, text, self.spelling) if self.query else ():
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

    def _forwarded(self, item: Item) -> Forwarded | None:
        """Return what a merged forward holds: readers give its messages a conversation of their own."""
        if item.kind is not Kind.MESSAGE:
            return None
        inside = f"{item.id.partition(':')[0]}{FORWARD}{item.id.rpartition(':')[2]}"
        slug = self.view.overview.slug(inside)
        talk = self.view.overview.talks.get(slug)
        if talk is None:
            return None
        shown = self.view.shelves.items(self.view.shelves.talk_from(inside, None, _FORWARDED))
        return Forwarded(
            lines=tuple(self._line(one.item) for one in shown),
            count=self.view.words.counted("messages", talk.count),
            href=f"/chats/{slug}?from=start",
        )

    def _line(self, item: Item) -> tuple[str, str, str]:
        when = self.view.when(item.published)
        said = self.view.names.glimpse(item.text or item.title or "", 400)
        shown = f"{when.day} {when.time}".strip() if when else ""
        return self.view.names.who(item.author), shown, said

    def way_to(self, one: Numbered) -> str:
        """Return the page where an item stands among others: its conversation, or its own."""
        return way_to(self.view, one)

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
        name = self.view.names.glimpse(attachment.name, 120) or "?"
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
            warnings=tuple(
                self.view.words.finding(code, self.view.names.text(detail))
                for code, detail in attachment.warnings
            ),
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
