"""Watch an archive's own public items: look at those that are due, keep each look, and say what all looks say."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from wildgrass.errors import EXIT_DECIDE, WildgrassError
from wildgrass.library import Library
from wildgrass.library.place import LibraryPlace
from wildgrass.model import Audience, Item, Kind
from wildgrass.net import Answer, Client, NetError, Pacer, ProxyFailedError, Route
from wildgrass.watch.book import Book
from wildgrass.watch.looks import Look, Seen, judge
from wildgrass.watch.recheck import rechecks
from wildgrass.watch.record import write_record
from wildgrass.watch.schedule import next_look
from wildgrass.watch.verdicts import Verdict, verdict

KINDS: Final = (Kind.POST, Kind.QUOTE, Kind.COMMENT)
_SAME_HOUR: Final = timedelta(hours=1)
_ACTIVITY: Final = "application/activity+json"
_FEDERATED: Final = frozenset({"mastodon"})
FOLDER: Final = "watch"
MOST: Final = 200
"""So many items are looked at in a round unless a person says otherwise."""
_PER_SECOND: Final = 0.5  # a request every two seconds to one server


class NothingToWatchError(WildgrassError):
    """The library holds no public item of its owner with an address."""

    code = "watch-nothing-to-watch"
    exit_code = EXIT_DECIDE
    message = "the library holds no public item of its owner with an address to look at"
    hint = "only the owner's own public items are watched; other people's and private ones never are"


class LockedWatchError(WildgrassError):
    """A locked library keeps nothing readable beside it, so looks could not be noted."""

    code = "watch-locked-library"
    exit_code = EXIT_DECIDE
    message = "{folder} is a locked library, and a watch keeps readable notes beside the library it watches"
    hint = "watch an unlocked copy on the machine of a trusted helper, never on the device at risk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What a watch needs of an item."""

    id: str
    platform: str
    url: str
    text: str
    published: datetime | None
    account: str


def watch_client(proxy: str | None) -> Client:
    """Return what looks: by the way that was chosen, and slower than a person who reads.

    Raises:
        UrlRefusedError: `proxy` is no proxy that we use.
    """
    pacer = Pacer(_PER_SECOND, 1, clock=time.monotonic, sleep=time.sleep)
    return Client(Route.of(proxy), sleep=time.sleep, pacer=pacer)


def watched(library: Library) -> list[Watched]:
    """Return what can be watched: the owner's own public items that have an address and were not deleted by her."""
    owners = {actor.key for actor in library.owners()}
    return [
        Watched(
            id=item.id,
            platform=item.source,
            url=item.url,
            text=item.text,
            published=None if item.published is None else item.published.instant,
            account="" if item.author is None else item.author.key,
        )
        for item in library.items(KINDS)
        if item.url is not None and _is_own_and_public(item, owners)
    ]


def _is_own_and_public(item: Item, owners: set[str]) -> bool:
    is_own = item.author is not None and item.author.key in owners
    return (
        is_own and item.audience is Audience.PUBLIC and item.url is not None and item.url.startswith("http")
    )


class Watch:
    """A library's watch: its book and what it looks at."""

    def __init__(self, place: LibraryPlace, now: Callable[[], datetime]) -> None:
        """Open the book beside the library and read what can be watched.

        Raises:
            LockedWatchError, the errors of `Library.open`.
        """
        if place.is_locked:
            raise LockedWatchError(folder=place.folder)
        with Library.open(place) as library:
            self.items = watched(library)
        self.book, self.now = Book(place.folder / FOLDER), now

    def run(
        self, client: Client, *, most: int, progress: Callable[[int, int], None] = lambda _a, _b: None
    ) -> Iterator[Verdict]:
        """Look at what is due, at most at `most` items, and yield the verdict on each.

        Raises:
            NoConsentError: nobody agreed. NothingToWatchError: there is nothing.
            ProxyFailedError: the proxy is down; nothing is ever looked at without it.
        """
        self.book.consent(self.now())
        if not self.items:
            raise NothingToWatchError
        due = self.due(most)
        for done, one in enumerate(due):
            progress(done, len(due))
            for path in _paths(one):
                self.book.add(self._look(client, one, path))
        yield from (self.verdict(one.id) for one in due)  # after all looks: each is a control for the others

    def due(self, most: int) -> list[Watched]:
        """Return what is to be looked at now, the longest overdue first."""
        now = self.now()
        times = self._times(now)
        due = [one for one in self.items if one.id in times and times[one.id] <= now]
        return sorted(due, key=lambda one: (times[one.id], one.id))[:most]

    def next_due(self) -> datetime | None:
        """Return when the next look is due, None where nothing is watched."""
        return min(self._times(self.now()).values(), default=None)

    def _times(self, now: datetime) -> dict[str, datetime]:
        """Return when each item is due: by its age, or sooner where another post of its account went."""
        looks, left_out, key = self.book.looks(), self.book.forgotten(), self.book.key()
        kept = [one for one in self.items if one.id not in left_out]
        again = rechecks({one.id: one.account for one in kept}, looks, key=key)
        times = {}
        for one in kept:
            usual = next_look(one.published, looks.get(one.id, ()), now, item=one.id, key=key)
            times[one.id] = min(usual, again.get(one.id, usual))
        return times

    def verdict(self, item: str) -> Verdict:
        """Return what all looks at an item say, with other items of its platform as controls."""
        return self._verdict(next(one for one in self.items if one.id == item), self.book.looks())

    def standing(self) -> Iterator[tuple[Watched, Verdict, Sequence[Look]]]:
        """Yield what is known of every item that was looked at, with the looks that say so."""
        looks = self.book.looks()
        yield from ((one, self._verdict(one, looks), looks[one.id]) for one in self.items if one.id in looks)

    def _verdict(self, item: Watched, looks: Mapping[str, Sequence[Look]]) -> Verdict:
        peers = {one.id for one in self.items if one.platform == item.platform and one.id != item.id}
        return verdict(looks[item.id], control_is_visible=_control(looks, peers, looks[item.id][-1].at))

    def _look(self, client: Client, one: Watched, path: str) -> Look:
        at = self.now()
        headers = (
            {"Accept": _ACTIVITY} if path == "activity" else {"Accept": "text/html,application/json;q=0.9"}
        )
        try:
            answer = client.get(one.url, headers=headers)
        except ProxyFailedError:
            raise
        except NetError as error:
            return Look(item=one.id, at=at, path=path, state="error", notice=error.code)
        return Look(
            item=one.id, at=at, path=path, record=_kept(self.book.folder, at, answer), **_said(one, answer)
        )


def _said(one: Watched, answer: Answer) -> dict[str, Any]:
    moved_to = "" if answer.url == one.url else answer.url
    seen = Seen(status=answer.status, headers=answer.headers, body=answer.body, moved_to=moved_to)
    return judge(one.platform, one.text, seen)


def _kept(folder: Path, at: datetime, answer: Answer) -> str:
    return write_record(folder, answer.url, at, answer.status, answer.headers, answer.body)


def _paths(one: Watched) -> tuple[str, ...]:
    return ("page", "activity") if one.platform in _FEDERATED else ("page",)


def _control(looks: Mapping[str, Sequence[Look]], peers: set[str], at: datetime) -> bool | None:
    """Say whether a peer was seen in the same hour; None where the archive has no peer that could be."""
    if not peers:
        return None
    near = [look for peer in peers for look in looks.get(peer, ()) if abs(look.at - at) <= _SAME_HOUR]
    return any(look.state == "present" for look in near)
