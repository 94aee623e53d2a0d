"""Makes a message or an event ready for the page of its conversation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from wildgrass.model import Actor, Item, Kind
from wildgrass.targets.base import ConversationView
from wildgrass.targets.dates import day_of
from wildgrass.targets.shown import Named, Shown
from wildgrass.targets.site.chrome import number
from wildgrass.targets.site.pages import Way
from wildgrass.targets.site.posts import Posts, when
from wildgrass.targets.site.reactions import reactions
from wildgrass.targets.site.views import When
from wildgrass.targets.words import (
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


class Lines:
    """Makes the lines of one conversation; `places` holds the page and anchor of messages that others answer."""

    def __init__(self, posts: Posts, talk: ConversationView) -> None:
        """Know who takes part: a message names its author by number only, where the platform does."""
        self.places: dict[str, str] = {}
        self._posts = posts
        self._chrome = posts.chrome
        self._talk = talk
        self._people = {actor.key: actor for actor in talk.participants}
        self._names = {actor.id: self.who(actor) for actor in talk.participants}

    def title(self) -> str:
        """Return the conversation's name, or who else is in it."""
        named = glimpse(self._talk.title or "", 100)
        if named:
            return named
        others = [actor for actor in self._talk.participants if not self._posts.chooser.is_own(actor)]
        return self._listed([name_of(actor) for actor in others], _NAMED_IN_TITLE) or self._chrome("you")

    def who(self, actor: Actor | None) -> str:
        """Return what to call somebody in this conversation."""
        if actor is None:
            return self._chrome("someone")
        known = self._people.get(actor.key, actor)
        return label(known.name) if known.name else name_of(known)

    def line(self, item: Item, page: str) -> Line:
        """Return a message or an event as it stands on `page`."""
        shown, named = self._posts.files(item)
        is_event = item.kind is Kind.EVENT
        event, words = self._event(item) if is_event else ("", pieces(item))
        return Line(
            anchor=slug(item.id),
            day=None if item.published is None else day_of(item.published),
            when=when(item.published, self._chrome),
            who=self.who(item.author),
            is_own=item.author is not None and self._posts.chooser.is_own(item.author),
            is_event=is_event,
            event=event,
            lang=language_of(item),
            reply=self._reply(item, page),
            pieces=words,
            links=loose_links(item),
            shown=shown,
            named=named,
            reactions=reactions(item, self._names),
        )

    def _reply(self, item: Item, page: str) -> Way | None:
        if not item.in_reply_to:
            return None
        place = self.places.get(item.in_reply_to)
        text = self._chrome("message-reply")
        if place is None:
            return Way("", text)
        name, _, anchor = place.partition("#")
        answered = self._posts.archive.item(item.in_reply_to)
        words = "" if answered is None else glimpse(answered.text)
        return Way(f"#{anchor}" if name == page else f"../{place}", text, words)

    def _event(self, item: Item) -> tuple[str, tuple[Piece, ...]]:
        """Return what happened in our words, and what the export adds: a new name, or its own words."""
        what = item.extra.get("event")
        who = self.who(item.author)
        if not isinstance(what, str) or what not in _EVENTS:
            return self._chrome("event-other", name=who), pieces(item)
        named = [] if what == _RENAMED else [self.who(actor) for actor in item.mentions]
        added = (Piece(clean(item.title)),) if item.title else ()
        return self._chrome(_EVENTS[what], name=self._listed(named, _NAMED_IN_EVENT) or who), added

    def _listed(self, named: Sequence[str], most: int) -> str:
        shown = self._chrome("list-comma").join(named[:most])
        left = len(named) - most
        return shown if left <= 0 else self._chrome("people", name=shown, count=number(left))
