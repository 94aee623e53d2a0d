"""Everybody that a library names: how much there is of them, and when contact was first and last.

Contact is an item that somebody wrote, or that names them besides its author: an answer to them, a message to them,
a mention. That they were in a group in which others wrote is none. Withheld items count for nobody.
"""

import sqlite3
from collections.abc import Collection, Iterable, Mapping
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


def everybody(actors: Iterable[Actor], people: People, known: Mapping[str, Contact]) -> list[Somebody]:
    """Return everybody, who wrote most first. Accounts that only decisions name stand with what their keys say."""
    by_key = {actor.key: actor for actor in actors}
    decided = people.decided()
    joined = {account for person in decided for account in person.accounts}
    found = [_somebody(person.id, person.name, person.accounts, by_key, known) for person in decided]
    found += [_somebody(key, None, (key,), by_key, known) for key in by_key if key not in joined]
    return sorted(found, key=lambda one: (-one.contact.wrote, -one.contact.named, one.id))


def _somebody(
    key: str,
    name: str | None,
    accounts: Collection[str],
    by_key: Mapping[str, Actor],
    known: Mapping[str, Contact],
) -> Somebody:
    total = NO_CONTACT
    for account in accounts:
        total += known.get(account, NO_CONTACT)
    named = tuple(by_key.get(account) or actor_of(account) for account in accounts)
    return Somebody(id=key, name=name, accounts=named, contact=total)


def actor_of(key: str) -> Actor:
    """Return an account by its key alone."""
    platform, _, rest = key.partition(":")
    id_kind, _, actor_id = rest.partition(":")
    return Actor(platform=platform, id_kind=id_kind, id=actor_id)
