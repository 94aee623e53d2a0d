"""What the reader keeps in memory of a library: counts, conversations, people, media. Numbers and labels, no texts."""

import hmac
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from itertools import chain
from typing import Final, TypeAlias

from wildgrass.library import Contact, Conversation, ExportRead, Library, Proposal, Somebody
from wildgrass.library.contacts import actor_of, alone, everybody
from wildgrass.library.rows import storable
from wildgrass.library.shelves import APART, FacetDay, Marked, MediaPlace, Missing, Shelves, Wanted
from wildgrass.model import Actor, Kind
from wildgrass.web.names import NameFinder
from wildgrass.web.persons import Persons

Month: TypeAlias = tuple[int, int]
_SLUG: Final = 16
WARMED: Final = (
    "days",
    "exports",
    "talks",
    "talk_months",
    "media",
    "people",
    "contacts",
    "apart_people",
    "slugs",
    "removed_days",
    "files_days",
    "gone",
    "missing",
    "hours",
)
"""What most pages need, and takes seconds for a million items."""


@dataclass(slots=True)
class Person:
    """Somebody who wrote something: the numbers of it, newest first, and when the first and last were.

    `order` are the places of the numbers among everybody's, `years` how many are of each year.
    """

    key: str
    numbers: "array[int]"
    order: "array[int]" = field(default_factory=lambda: array("q"))
    years: Counter[str] = field(default_factory=Counter)
    last: str | None = None
    first: str | None = None


@dataclass(frozen=True, slots=True)
class TalkMonth:
    """A month of a conversation: "2022-10", how many messages, and the day of the first."""

    month: str
    count: int
    first_day: str


@dataclass(frozen=True, slots=True)
class ExportFacts:
    """An export and what its report says; `named` attachments, of which `absent` are in no export."""

    no: int
    about: ExportRead
    named: int
    absent: int


class Overview:
    """Computed when first asked for, and again when another program changed the library."""

    def __init__(self, library: Library, shelves: Shelves) -> None:
        """Keep what to ask."""
        self._library = library
        self._shelves = shelves

    def take(self, name: str, value: object) -> None:
        """Take what another thread computed of the same library, unless it is here by now."""
        self.__dict__.setdefault(name, value)

    @cached_property
    def days(self) -> "Days":
        """Return how much there is on each day."""
        return Days(self._shelves.facet_days("all"))

    @cached_property
    def files_days(self) -> "Days":
        """Return how much there is with a file on each day."""
        return Days(self._shelves.facet_days("files"))

    @cached_property
    def removed_days(self) -> "Days":
        """Return how much there is on each day that is gone."""
        return Days(self._shelves.facet_days("removed"))

    @cached_property
    def both_days(self) -> "Days":
        """Return how much there is with a file on each day that is gone."""
        return Days(self._shelves.facet_days("both"))

    def days_of(self, wanted: Wanted) -> "Days":
        """Return how much there is on each day of what is wanted."""
        among = {"all": "days", "files": "files_days", "removed": "removed_days", "both": "both_days"}
        days: Days = getattr(self, among[wanted.among])
        return days.only(wanted.source, is_own=wanted.is_own)

    @cached_property
    def sources(self) -> list[str]:
        """Return the platforms that the library holds something of, by name."""
        return sorted({facts.about.source for facts in self.exports})

    @cached_property
    def exports(self) -> list[ExportFacts]:
        """Return the exports with their facts."""
        pairs = zip(self._shelves.export_keys(), self._library.about(), strict=True)
        return [ExportFacts(no, about, *self._shelves.files_of(no)) for (no, _), about in pairs]

    @cached_property
    def owners(self) -> frozenset[str]:
        """Return the keys of the accounts that the exports were made of."""
        return frozenset(actor.key for actor in self._library.owners())

    @cached_property
    def talks(self) -> dict[str, Conversation]:
        """Return the conversations by the name that addresses call them, newest first."""
        return {self.slug(talk.id): talk for talk in self._library.conversations()}

    @cached_property
    def people(self) -> dict[str, Person]:
        """Return who wrote what, by the name that addresses call them; who wrote most comes first."""
        found: dict[str, Person] = {}
        for place, (key, number, published) in enumerate(self._shelves.authors()):
            person = found.get(key)
            if person is None:
                person = found[key] = Person(key, array("q"), last=published)
            person.numbers.append(number)
            person.order.append(place)
            if published is not None:
                person.first = published
                person.years[published[:4]] += 1
        ordered = sorted(found.values(), key=lambda person: (-len(person.numbers), person.key))
        return {self.slug(person.key): person for person in ordered}

    @cached_property
    def contacts(self) -> dict[str, Contact]:
        """Return what there is of each account."""
        return self._library.contacts()

    @cached_property
    def apart_people(self) -> dict[str, Somebody]:
        """Return every account as a person by itself, by its key."""
        return alone(self._shelves.actors(), self.contacts)

    @cached_property
    def slugs(self) -> dict[str, str]:
        """Return the keys of accounts by the names that addresses call them."""
        return {self.slug(key): key for key in self.apart_people}

    @cached_property
    def persons(self) -> Persons:
        """Return everybody, as the reader joined them."""
        return Persons(everybody(self.apart_people, self._library.people()), self.slugs, self.slug)

    @cached_property
    def proposals(self) -> list[Proposal]:
        """Return whom to join may be worth a look."""
        return self._library.proposals()

    def forget_persons(self) -> None:
        """Forget who is joined: the reader decided anew."""
        for name in ("persons", "proposals", "names"):
            self.__dict__.pop(name, None)

    @cached_property
    def talk_months(self) -> dict[str, list[TalkMonth]]:
        """Return when each conversation was held, by its id."""
        found: dict[str, list[TalkMonth]] = {}
        for thread, month, count, first in self._shelves.talk_months():
            if month is not None and first is not None:
                found.setdefault(thread, []).append(TalkMonth(month, count, first[:10]))
        return found

    @cached_property
    def media(self) -> Sequence[MediaPlace]:
        """Return all attachments that the library holds."""
        return self._shelves.media()

    @cached_property
    def media_at(self) -> dict[tuple[int, int], int]:
        """Return where among all media an attachment stands, by its item's number and its place there."""
        return {(one.no, one.place): at for at, one in enumerate(self.media)}

    @cached_property
    def talk_media(self) -> dict[str, list[MediaPlace]]:
        """Return the attachments of each conversation, by its id."""
        found: dict[str, list[MediaPlace]] = {}
        for place in self.media:
            if place.thread is not None:
                found.setdefault(place.thread, []).append(place)
        return found

    @cached_property
    def apart(self) -> list[tuple[str, int]]:
        """Return the kinds that no view shows unless asked, with their counts."""
        totals = [(str(kind), self.days.total((kind,))) for kind in APART]
        return [(kind, count) for kind, count in totals if count]

    @cached_property
    def gone(self) -> Sequence[Marked]:
        """Return what is marked as gone, newest first."""
        return self._shelves.marked()

    @cached_property
    def missing(self) -> Sequence[Missing]:
        """Return what later exports of the account lack, newest first."""
        return self._shelves.missing()

    @cached_property
    def hours(self) -> dict[tuple[str, int], int]:
        """Return how much of each kind each hour of the day has, in UTC."""
        return {(kind, hour): count for kind, hour, count in self._shelves.hours()}

    @cached_property
    def secret(self) -> bytes:
        """Return a secret of this library: its exports' digests, which nobody knows who has not the exports."""
        keys = self._shelves.export_keys()
        return sha256(keys[0][1].encode() if keys else b"").digest()

    def slug(self, name: str) -> str:
        """Return what an address calls a conversation or a person: says nothing to who sees the address."""
        return hmac.digest(self.secret, str(storable(name)).encode(), sha256).hex()[:_SLUG]

    @cached_property
    def names(self) -> NameFinder:
        """Return what finds people's names in texts."""
        known = ((actor.key, actor) for actor in self._shelves.actors())
        given = (
            (one.id, replace(actor_of(one.id), name=one.name)) for one in self._library.people().decided()
        )
        past = ((key, name) for key, names in self._library.past_names().items() for name in names)
        return NameFinder(chain(known, given), past)


class Days:
    """How many items of each kind each day has; days in UTC."""

    def __init__(self, counts: Iterable[FacetDay]) -> None:
        """Take the counts."""
        self._counts = list(counts)
        self._by_kind: dict[str, Counter[str]] = {}
        for one in self._counts:
            self._by_kind.setdefault(one.kind, Counter())[one.day or ""] += one.total
        self._of_kinds: dict[tuple[str, ...], Counter[str]] = {}
        self._months: dict[tuple[str, ...], Counter[Month]] = {}
        self._only: dict[tuple[str, bool], Days] = {("", False): self}
        self._totals: dict[str, int] = {kind: days.total() for kind, days in self._by_kind.items()}

    def only(self, source: str, *, is_own: bool) -> "Days":
        """Return the counts of one platform, "" for all, and of the owner's own where asked for."""
        if (source, is_own) not in self._only:
            self._only[source, is_own] = Days(
                one for one in self._counts if source in ("", one.source) and (one.is_own or not is_own)
            )
        return self._only[source, is_own]

    def total(self, kinds: Sequence[Kind]) -> int:
        """Return how many there are of some kinds."""
        return sum(self._totals.get(kind, 0) for kind in map(str, kinds))

    def undated(self, kinds: Sequence[Kind]) -> int:
        """Return how many have no date."""
        return sum(self._by_kind.get(kind, Counter())[""] for kind in map(str, kinds))

    def counts(self, kinds: Sequence[Kind], start: str = "") -> Counter[str]:
        """Return day -> count for days whose text begins with `start`, such as "2022-10"."""
        merged = self._merged(tuple(map(str, kinds)))
        return Counter({day: count for day, count in merged.items() if day.startswith(start)})

    def _merged(self, kinds: tuple[str, ...]) -> Counter[str]:
        """Return day -> count of some kinds, put together once."""
        if kinds not in self._of_kinds:
            found: Counter[str] = Counter()
            for kind in kinds:
                found.update(self._by_kind.get(kind, Counter()))
            del found[""]
            self._of_kinds[kinds] = found
        return self._of_kinds[kinds]

    def years(self, kinds: Sequence[Kind]) -> Counter[int]:
        """Return year -> count."""
        found: Counter[int] = Counter()
        for (year, _), count in self.months(kinds).items():
            found[year] += count
        return found

    def months(self, kinds: Sequence[Kind]) -> Counter[Month]:
        """Return month -> count; the caller leaves it as it is."""
        key = tuple(map(str, kinds))
        if key not in self._months:
            found: Counter[Month] = Counter()
            for day, count in self._merged(key).items():
                found[int(day[:4]), int(day[5:7])] += count
            self._months[key] = found
        return self._months[key]


def actor_or(shelves: Shelves, key: str) -> Actor:
    """Return the actor of a key; a bare one where the library has no row for it."""
    found = shelves.actor(key)
    if found is not None:
        return found
    platform, _, rest = key.partition(":")
    id_kind, _, actor_id = rest.partition(":")
    return Actor(platform=platform, id_kind=id_kind, id=actor_id)
