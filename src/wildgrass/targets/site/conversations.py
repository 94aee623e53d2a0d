"""Writes the conversations: only when asked for, since every one of them holds other people's words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Final

from wildgrass.model import Actor, Item, Kind
from wildgrass.targets.base import Archive, ConversationView, Outcome, Status
from wildgrass.targets.site.choose import Chooser
from wildgrass.targets.site.chrome import Chrome, number
from wildgrass.targets.site.dates import day_of
from wildgrass.targets.site.folder import SiteFolder
from wildgrass.targets.site.media import Named, Shown
from wildgrass.targets.site.pages import Pages, PartLink, Way
from wildgrass.targets.site.plan import paged
from wildgrass.targets.site.posts import Posts, when
from wildgrass.targets.site.reactions import reactions
from wildgrass.targets.site.timeline import MISSING
from wildgrass.targets.site.views import When
from wildgrass.targets.site.words import (
    Piece,
    clean,
    glimpse,
    label,
    language_of,
    loose_links,
    name_of,
    pieces,
    slug,
)

MESSAGES_PER_PAGE: Final = 300
_NAMED_IN_TITLE: Final = 3
_NAMED_IN_EVENT: Final = 12
_RENAMED: Final = "conversationNameUpdate"
# X's words for what happens in a group, since 2019; other platforms' events stand in their own words.
_EVENTS: Final = {
    "joinConversation": "event-begin",
    "participantsJoin": "event-join",
    "participantsLeave": "event-leave",
    _RENAMED: "event-name",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A message or an event as it stands on its page."""

    anchor: str
    day: date | None
    when: When | None
    who: str
    is_own: bool
    is_event: bool
    event: str
    lang: str | None
    reply: Way | None
    pieces: tuple[Piece, ...]
    links: tuple[Piece, ...]
    shown: tuple[Shown, ...]
    named: tuple[Named, ...]
    reactions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfLines:
    """The lines of one day."""

    datetime: str
    name: str
    weekday: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A conversation in the list."""

    href: str
    title: str
    count: str
    first: When | None
    last: When | None


@dataclass(slots=True)
class Conversations:
    """Writes the list of conversations and the pages of each."""

    posts: Posts
    pages: Pages
    folder: SiteFolder
    talks: Sequence[ConversationView]
    archive: Archive = field(init=False)
    chooser: Chooser = field(init=False)
    chrome: Chrome = field(init=False)

    def __post_init__(self) -> None:
        """Take from `posts` what both need."""
        self.archive, self.chooser, self.chrome = self.posts.archive, self.posts.chooser, self.posts.chrome

    def holds(self, item: Item) -> bool:
        """Say whether an item comes with one of the conversations."""
        return any(item.thread == talk.id for talk in self.talks)

    def write(self) -> Iterator[Outcome]:
        """Write the list, then each conversation."""
        if not self.talks:
            return
        rows = [self._row(talk) for talk in self.talks]
        self.folder.write(
            "conversations/index.html", self.pages.render("conversations.html", up="../", rows=rows)
        )
        for talk in self.talks:
            yield from self._conversation(talk)

    def _row(self, talk: ConversationView) -> Row:
        return Row(
            href=f"../{conversation_name(talk.id, 1)}",
            title=self._title(talk),
            count=self.chrome.counted("messages", talk.count),
            first=when(talk.first, self.chrome),
            last=when(talk.last, self.chrome),
        )

    def _title(self, talk: ConversationView) -> str:
        """Return a conversation's name, or who else is in it."""
        named = glimpse(talk.title or "", 100)
        if named:
            return named
        others = [name_of(actor) for actor in talk.participants if not self.chooser.is_own(actor)]
        if not others:
            return self.chrome("you")
        return self._people(others, _NAMED_IN_TITLE)

    def _conversation(self, talk: ConversationView) -> Iterator[Outcome]:
        answered = {item.in_reply_to for item in self.archive.messages(talk.id) if item.in_reply_to}
        names = {actor.id: self._who(actor) for actor in talk.participants}
        parts = max(1, -(-talk.count // MESSAGES_PER_PAGE))
        places: dict[str, str] = {}
        gathered: list[Item] = []
        part = 1
        for item in self.archive.messages(talk.id):
            gathered.append(item)
            if item.id in answered:
                places[item.id] = f"{conversation_name(talk.id, part)}#{slug(item.id)}"
            if len(gathered) == MESSAGES_PER_PAGE:
                yield from self._page(talk, part, parts, gathered, places, names)
                gathered, part = [], part + 1
        if gathered:
            yield from self._page(talk, part, parts, gathered, places, names)

    def _page(
        self,
        talk: ConversationView,
        part: int,
        parts: int,
        items: list[Item],
        places: dict[str, str],
        names: dict[str, str],
    ) -> Iterator[Outcome]:
        name = conversation_name(talk.id, part)
        lines = [self._line(item, name, places, names) for item in items]
        page = self.pages.render(
            "conversation.html",
            up="../",
            title=self._title(talk),
            people=[self._who(actor) for actor in talk.participants],
            count=self.chrome.counted("messages", talk.count),
            part=part,
            parts=parts,
            part_links=[
                PartLink(other, f"../{conversation_name(talk.id, other)}", other == part)
                for other in range(1, parts + 1)
            ],
            days=list(self._days(lines)),
        )
        self.folder.write(name, page)
        for item in items:
            reason = MISSING if item.id in self.posts.incomplete else None
            yield Outcome(id=item.id, status=Status.DONE, target_id=f"{name}#{slug(item.id)}", reason=reason)

    def _line(self, item: Item, page: str, places: dict[str, str], names: dict[str, str]) -> Line:
        shown, named = self.posts.files(item)
        who = self._who(item.author)
        is_event = item.kind is Kind.EVENT
        event, words = self._event(item, who) if is_event else ("", pieces(item))
        return Line(
            anchor=slug(item.id),
            day=None if item.published is None else day_of(item.published),
            when=when(item.published, self.chrome),
            who=who,
            is_own=item.author is not None and self.chooser.is_own(item.author),
            is_event=is_event,
            event=event,
            lang=language_of(item),
            reply=self._reply(item, page, places),
            pieces=words,
            links=loose_links(item),
            shown=shown,
            named=named,
            reactions=reactions(item, names),
        )

    def _reply(self, item: Item, page: str, places: dict[str, str]) -> Way | None:
        if not item.in_reply_to:
            return None
        place = places.get(item.in_reply_to)
        text = self.chrome("message-reply")
        if place is None:
            return Way("", text)
        name, _, anchor = place.partition("#")
        answered = self.archive.item(item.in_reply_to)
        return Way(
            f"#{anchor}" if name == page else f"../{place}",
            text,
            "" if answered is None else glimpse(answered.text),
        )

    def _event(self, item: Item, who: str) -> tuple[str, tuple[Piece, ...]]:
        """Return what happened in our words, and what the export adds: a new name, or its own words."""
        what = item.extra.get("event")
        named = [self._who(actor) for actor in item.mentions]
        if isinstance(what, str) and what in _EVENTS:
            people = self._people(named, _NAMED_IN_EVENT) if named else who
            added = (Piece(clean(item.title)),) if item.title else ()
            return self.chrome(_EVENTS[what], name=who if what == _RENAMED else people), added
        return self.chrome("event-other", name=who), pieces(item)

    def _people(self, named: Sequence[str], most: int) -> str:
        shown = ", ".join(named[:most])
        left = len(named) - most
        return shown if left <= 0 else self.chrome("people", name=shown, count=number(left))

    def _who(self, actor: Actor | None) -> str:
        if actor is None:
            return self.chrome("someone")
        return label(actor.name) if actor.name else name_of(actor)

    def _days(self, lines: list[Line]) -> Iterator[DayOfLines]:
        for day, group in groupby(lines, key=attrgetter("day")):
            yield DayOfLines(
                datetime="" if day is None else day.isoformat(),
                name=self.chrome("undated") if day is None else self.chrome.day(day),
                weekday="" if day is None else self.chrome.weekday(day),
                lines=tuple(group),
            )


def conversation_name(conversation_id: str, part: int) -> str:
    """Return the name of a page of a conversation."""
    return paged(f"conversations/{slug(conversation_id)}", part)
