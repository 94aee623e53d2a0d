"""Everybody that a library names: how much there is of them, and when contact was first and last.

Contact is an item that somebody wrote, or that names them besides its author: an answer to them, a message to them,
a mention. That they were in a group in which others wrote is none. Withheld items count for nobody.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from wildgrass.library.decisions import People
from wildgrass.model import Actor

_WROTE: Final = """SELECT author, count(*), min(published), max(published) FROM items
    WHERE author IS NOT NULL AND withheld = 0 GROUP BY author"""
_NAMED: Final = """SELECT actor, count(*), min(published), max(published) FROM (
        SELECT DISTINCT item_no, actor FROM item_people) CROSS JOIN items ON no = item_no
    WHERE withheld = 0 GROUP BY actor"""


@dataclass(frozen=True, slots=True)
class Contact:
    """What there is of an account or a person; `first` and `last` in RFC 3339 UTC, None where nothing is dated."""

    wrote: int = 0
    named: int = 0
    first: str | None = None
    last: str | None = None

    def __add__(self, other: "Contact") -> "Contact":
        firsts = [time for time in (self.first, other.first) if time is not None]
        lasts = [time for time in (self.last, other.last) if time is not None]
        return Contact(
            self.wrote + other.wrote,
            self.named + other.named,
            min(firsts, default=None),
            max(lasts, default=None),
        )


NO_CONTACT: Final = Contact()


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """A person in the list: `named` counts an item once for every account of hers that it names."""

    id: str
    name: str | None
    accounts: tuple[Actor, ...]
    contact: Contact

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the accounts."""
        return tuple(actor.key for actor in self.accounts)

    @property
    def is_decided(self) -> bool:
        """Say whether the reader joined or named her."""
        return len(self.accounts) > 1 or self.name is not None

    @property
    def platforms(self) -> tuple[str, ...]:
        """The platforms of the accounts, each once, in order."""
        return tuple(sorted({actor.platform for actor in self.accounts}))


def contacts(connection: sqlite3.Connection) -> dict[str, Contact]:
    """Return what there is of each account; reads every item once."""
    found: dict[str, Contact] = {}
    for key, count, first, last in connection.execute(_WROTE):
        found[key] = Contact(count, 0, first, last)
    for key, count, first, last in connection.execute(_NAMED):
        found[key] = found.get(key, NO_CONTACT) + Contact(0, count, first, last)
    return found


def alone(actors: Iterable[Actor], known: Mapping[str, Contact]) -> dict[str, Somebody]:
    """Return every account as a person by itself."""
    return {
        actor.key: Somebody(
            id=actor.key, name=None, accounts=(actor,), contact=known.get(actor.key, NO_CONTACT)
        )
        for actor in actors
    }


def everybody(apart: Mapping[str, Somebody], people: People) -> list[Somebody]:
    """Return everybody as the reader joined them, who wrote most first.

    Accounts that only decisions name stand with what their keys say.
    """
    decided = people.decided()
    joined = {account for person in decided for account in person.accounts}
    found = [one for key, one in apart.items() if key not in joined] if joined else list(apart.values())
    for person in decided:
        hers = [apart.get(key) or alone([actor_of(key)], {})[key] for key in person.accounts]
        accounts = tuple(actor for one in hers for actor in one.accounts)
        contact = sum((one.contact for one in hers), NO_CONTACT)
        found.append(Somebody(id=person.id, name=person.name, accounts=accounts, contact=contact))
    return sorted(found, key=lambda one: (-one.contact.wrote, -one.contact.named, one.id))


def actor_of(key: str) -> Actor:
    """Return an account by its key alone."""
    platform, _, rest = key.partition(":")
    id_kind, _, actor_id = rest.partition(":")
    return Actor(platform=platform, id_kind=id_kind, id=actor_id)
