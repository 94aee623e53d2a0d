"""Writes the conversations: only when asked for, since every one of them holds other people's words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Final

from wildgrass.model import Item
from wildgrass.targets.base import Archive, ConversationView, Outcome, Status
from wildgrass.targets.site.choose import Chooser
from wildgrass.targets.site.chrome import Chrome
from wildgrass.targets.site.folder import SiteFolder
from wildgrass.targets.site.lines import Line, Lines
from wildgrass.targets.site.pages import Pages, PartLink
from wildgrass.targets.site.plan import paged
from wildgrass.targets.site.posts import Posts, when
from wildgrass.targets.site.timeline import MISSING
from wildgrass.targets.site.views import When
from wildgrass.targets.words import slug

MESSAGES_PER_PAGE: Final = 300


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
    _ids: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Take from `posts` what both need."""
        self.archive, self.chooser, self.chrome = self.posts.archive, self.posts.chooser, self.posts.chrome
        self._ids = frozenset(talk.id for talk in self.talks)

    def holds(self, item: Item) -> bool:
        """Say whether an item comes with one of the conversations."""
        return item.thread in self._ids

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
            title=Lines(self.posts, talk).title(),
            count=self.chrome.counted("messages", talk.count),
            first=when(talk.first, self.chrome),
            last=when(talk.last, self.chrome),
        )

    def _conversation(self, talk: ConversationView) -> Iterator[Outcome]:
        lines = Lines(self.posts, talk)
        answered = {item.in_reply_to for item in self.archive.messages(talk.id) if item.in_reply_to}
        gathered: list[Item] = []
        part = 1
        for item in self.archive.messages(talk.id):
            gathered.append(item)
            if item.id in answered:
                lines.places[item.id] = f"{conversation_name(talk.id, part)}#{slug(item.id)}"
            if len(gathered) == MESSAGES_PER_PAGE:
                yield from self._page(talk, part, lines, gathered)
                gathered, part = [], part + 1
        if gathered:
            yield from self._page(talk, part, lines, gathered)

    def _page(self, talk: ConversationView, part: int, lines: Lines, items: list[Item]) -> Iterator[Outcome]:
        name = conversation_name(talk.id, part)
        parts = max(1, -(-talk.count // MESSAGES_PER_PAGE))
        page = self.pages.render(
            "conversation.html",
            up="../",
            title=lines.title(),
            people=[lines.who(actor) for actor in talk.participants],
            count=self.chrome.counted("messages", talk.count),
            part=part,
            parts=parts,
            part_links=[
                PartLink(other, f"../{conversation_name(talk.id, other)}", other == part)
                for other in range(1, parts + 1)
            ],
            days=list(self._days([lines.line(item, name) for item in items])),
        )
        self.folder.write(name, page)
        for item in items:
            reason = MISSING if item.id in self.posts.incomplete else None
            yield Outcome(id=item.id, status=Status.DONE, target_id=f"{name}#{slug(item.id)}", reason=reason)

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
