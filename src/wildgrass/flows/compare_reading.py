"""The conversations of an export or a library as `compare` takes them: columns, and nobody's items kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from wildgrass.flows.audit import is_library
from wildgrass.flows.consents import heed_consent
from wildgrass.flows.inspect import inspect
from wildgrass.library import Library
from wildgrass.library.decisions import People
from wildgrass.library.place import LibraryPlace
from wildgrass.library.rows import CONVERSATION_KINDS
from wildgrass.model import Actor, Item
from wildgrass.observatory.compare.sides import Side, SideMaker
from wildgrass.sources.base import Answers, Member

MemberRow = tuple[Member | None, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """Accounts that the reader of a library joined by hand: each one's person's key, and names that were given."""

    accounts: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def take(self, people: People) -> None:
        """Take what was decided."""
        for person in people.decided():
            self.accounts.update(dict.fromkeys(person.accounts, person.id))
            if person.name is not None:
                self.names[person.id] = person.name


@dataclass(slots=True)
class Talk:
    """One conversation: its messages as columns, and what its people are called, by the keys of their accounts.

    Accounts that the reader joined are one person, with one key.
    """

    joined: Joined = field(default_factory=Joined)
    maker: SideMaker = field(init=False)
    members: dict[int, MemberRow] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    count: int = 0
    first: str = ""
    last: str = ""

    def __post_init__(self) -> None:
        """Begin with none."""
        self.maker = SideMaker(self.joined.accounts)

    def take(self, item: Item, members: MemberRow) -> None:
        """Take a message."""
        self.count += 1
        if item.author is not None:
            key = self.joined.accounts.get(item.author.key, item.author.key)
            self.names[key] = self.joined.names.get(key) or label(item.author)
        if item.published is not None:
            when = item.published.iso()
            self.first = min(self.first or when, when)
            self.last = max(self.last, when)
        number = self.maker.add(item)
        if number is not None and any(members):
            self.members[number] = members

    def side(self) -> tuple[Side, dict[int, MemberRow]]:
        """Return the columns, and the members that hold the files of each row."""
        side, order = self.maker.side()
        return side, _by_row(self.members, order)


class Conversations(dict[str, Talk]):
    """The messages of each conversation of a place, by the conversation's id.

    `people` is everybody whom the place names, as often as by another name; `owners` are the place's own.
    """

    def __init__(self, place: LibraryPlace) -> None:
        """Begin with none."""
        super().__init__()
        self.place = place
        self.source = ""
        self.people: dict[Actor, None] = {}
        self.joined = Joined()

    def is_undated(self) -> bool:
        """Say whether there are messages, and none has a time."""
        return bool(self) and not any(talk.first for talk in self.values())

    def take(self, item: Item, members: MemberRow) -> None:
        """Take an item: a message into its conversation, whoever it names into the people."""
        for actor in (item.author, item.target, item.in_reply_to_author, *item.mentions):
            if actor is not None and actor not in self.people:
                self.people[actor] = None
        if item.thread is not None and item.kind in CONVERSATION_KINDS:
            self.source = self.source or item.source
            if item.thread not in self:
                self[item.thread] = Talk(self.joined)
            self[item.thread].take(item, members)


def label(actor: Actor) -> str:
    """Return what to call an account."""
    return actor.name or actor.handle or actor.id


def conversations(place: LibraryPlace, answers: Answers) -> Conversations:
    """Return the conversations of a library or an export."""
    found = Conversations(place)
    for item, members in _items(place, answers, found):
        found.take(item, members)
    return found


def _items(place: LibraryPlace, answers: Answers, found: Conversations) -> Iterator[tuple[Item, MemberRow]]:
    if is_library(place.folder):
        heed_consent(place, "compare")
        with Library.open(place) as library:
            found.people.update(dict.fromkeys((*library.actors(), *library.owners())))
            found.joined.take(library.people())
            yield from ((item, ()) for item in library.items(CONVERSATION_KINDS))
        return
    for inspection in inspect([place.folder], answers):
        members = inspection.export.members
        for reading in inspection.readings():
            if isinstance(reading, Item):
                yield reading, tuple(members.get(one.member or "") for one in reading.attachments)


def _by_row(members: Mapping[int, MemberRow], order: NDArray[np.int64]) -> dict[int, MemberRow]:
    """Return by row what stands by the number under which each message was taken."""
    if not members:
        return {}
    place = {number: row for row, number in enumerate(order.tolist()) if number in members}
    return {place[number]: one for number, one in members.items() if number in place}
