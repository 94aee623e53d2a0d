"""Watch an archive's own public items: look at those that are due, keep each look, and say what all looks say."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from wildgrass.errors import EXIT_DECIDE, WildgrassError
from wildgrass.flows.watch_copies import Copies
from wildgrass.flows.watch_listing import compare_listings
from wildgrass.flows.watch_looking import NOT_OWN, Watched, Way, looks_at
from wildgrass.flows.watch_panel import PanelSaid, said_of
from wildgrass.flows.watch_pictures import Album, Camera, pictures_looked_at
from wildgrass.flows.watchable import watched
from wildgrass.library import Library
from wildgrass.library.place import LibraryPlace
from wildgrass.net import Client, Limits, Pacer, Route
from wildgrass.watch.book import PICTURES, Book
from wildgrass.watch.controls import Controls
from wildgrass.watch.looks import Look
from wildgrass.watch.outcome import ABSENT, Verdict
from wildgrass.watch.panel import UNDATED, Panel, draw
from wildgrass.watch.recheck import rechecks
from wildgrass.watch.schedule import next_look
from wildgrass.watch.unread import Unread, unread
from wildgrass.watch.verdicts import verdict

FOLDER: Final = "watch"
MOST: Final = 200
"""So many items are looked at in a round unless a person says otherwise."""
_PER_SECOND: Final = 0.5  # a request every two seconds to one server
_PATIENCE: Final = Limits(connect_s=30, read_s=30, whole_s=60)
"""Tor is slow; a server that sends a byte now and then is not waited for longer."""


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


def watch_client(proxy: str | None) -> Client:
    """Return what looks: by the way that was chosen, and slower than a person who reads.

    Raises:
        UrlRefusedError: `proxy` is no proxy that we use.
    """
    pacer = Pacer(_PER_SECOND, 1, clock=time.monotonic, sleep=time.sleep)
    return Client(Route.of(proxy), sleep=time.sleep, pacer=pacer, limits=_PATIENCE)


class Watch:
    """A library's watch: its book and what it looks at."""

    def __init__(self, place: LibraryPlace, now: Callable[[], datetime]) -> None:
        """Open the book beside the library and read what can be watched.

        Raises:
            LockedWatchError, NotOwnArchiveError, the errors of `Library.open`.
        """
        if place.is_locked:
            raise LockedWatchError(folder=place.folder)
        with Library.open(place) as library:
            self.items = watched(library)
            owners = frozenset(actor.key for actor in library.owners())
        self.book, self.now = Book(place.folder / FOLDER, owners), now
        self._place = place
        self.left_alone: list[str] = []  # servers, in the newest round

    def run(
        self,
        client: Client,
        *,
        most: int,
        progress: Callable[[int, int], None] = lambda _a, _b: None,
        also: Sequence[Way] = (),
        listing: bool = False,
        panel: Panel | None = None,
    ) -> Iterator[Verdict]:
        """Look at what is due, at most at `most` items, and yield the verdict on each; `also` are further ways out.

        With `listing` the owner's own public listings are asked first: what they lack is looked at next. With `panel`
        only its items are looked at, all of them once, whether they are due or not.

        Raises:
            NoConsentError: nobody agreed. NothingToWatchError: there is nothing.
            ProxyFailedError: the usual way's proxy is down; nothing is ever looked at without it. A further way whose
                proxy is down is left out and stays marked so for this round.
        """
        for way in also:
            way.begin()
        self.book.consent(self.now())
        if not self.items:
            raise NothingToWatchError
        listed, due = self._chosen(client, most, panel, listing=listing)
        ways = [Way("", client), *also]
        with self._camera() as camera:
            looked_at = []
            for done, one in enumerate(due):
                progress(done, len(due))
                if self._look_at(one, ways, camera):
                    looked_at.append(one)
            for one in self._controls_for(looked_at):
                self._look_at(one, ways[:1], camera)
        self.left_alone = sorted({host for way in ways for host in way.left_alone()})
        yield from self._verdicts([*looked_at, *listed])  # after all looks: each is a control for the others

    @contextmanager
    def _camera(self) -> Iterator[Camera]:
        """Open the archive's pictures for as long as a round goes on."""
        with Library.open(self._place) as library, Copies(library.attachment_path) as copies:
            yield Camera(self.now, self.book.folder, self.book.looks(PICTURES), copies)

    def _look_at(self, one: Watched, ways: Sequence[Way], camera: Camera) -> bool:
        """Look at an item and say whether anybody was asked: servers that are left alone are not."""
        is_asked = is_there = False
        for look in looks_at(one, ways, self.now, self.book.folder):
            self.book.add(look)
            is_asked = True
            is_there = is_there or look.state == "present"
            if look.notice == NOT_OWN:
                self.book.refuse(one.id)
        if is_there and one.pictures:
            for look in pictures_looked_at(one, ways, camera):
                self.book.add_picture(look)
        return is_asked

    def _controls_for(self, looked_at: Sequence[Watched]) -> list[Watched]:
        """Return, for each platform where only that is missing, the other item that was seen last: is it up?"""
        looks = self.book.looks()
        done = {one.id for one in looked_at} | self.book.forgotten() | self.book.refused()
        lacking = {
            one.platform
            for one, said in zip(looked_at, self._verdicts(looked_at, looks), strict=True)
            if said.needs == ("control",)
        }
        found = []
        for platform in sorted(lacking):
            others = [one for one in self.items if one.platform == platform and one.id not in done]
            seen = [one for one in others if looks.get(one.id) and looks[one.id][-1].state == "present"]
            found += sorted(seen, key=lambda one: looks[one.id][-1].at)[-1:]
        return found

    def _chosen(
        self, client: Client, most: int, panel: Panel | None, *, listing: bool
    ) -> tuple[list[Watched], list[Watched]]:
        """Return what listings showed, and what is to be looked at by itself."""
        if panel is not None:
            return [], self._due_of(panel, most)
        return self._listed(client, most) if listing else ([], self.due(most))

    def _listed(self, client: Client, most: int) -> tuple[list[Watched], list[Watched]]:
        """Return what listings showed of what was due, and what is to be looked at by itself: suspects first."""
        left_out = self.book.forgotten() | self.book.refused()
        due = {one.id: one for one in self.due(len(self.items))}
        known = {one.id for one, said, _ in self.standing() if said.state in ABSENT}
        kept = [one for one in self.items if one.id not in left_out]
        seen: dict[str, Watched] = {}
        suspects: list[Watched] = []
        for one in compare_listings(kept, client, self.now, self.book.folder):
            for look in one.seen:
                if look.item in due:
                    self.book.add(look)
                    seen[look.item] = due[look.item]
            suspects += [item for item in one.missing if item.id in due or item.id not in known]
        rest = [item for name, item in due.items() if name not in seen and item not in suspects]
        return list(seen.values()), [*suspects, *rest][:most]

    def due(self, most: int) -> list[Watched]:
        """Return what is to be looked at now, the longest overdue first."""
        now = self.now()
        times = self._times(now)
        due = [one for one in self.items if one.id in times and times[one.id] <= now]
        return sorted(due, key=lambda one: (times[one.id], one.id))[:most]

    def panel(self, wanted: int, seed: str = "") -> Panel:
        """Return the random panel of so many items, drawn now where it was not drawn before.

        Raises:
            NothingToWatchError: there is nothing.
        """
        known = self.book.panel(wanted, seed)
        if known is not None:
            return known
        items = {one.id: one.published for one in self._kept()}
        if not items:
            raise NothingToWatchError
        drawn = draw(items, wanted, self.now(), seed=seed, key=self.book.key())
        self.book.add_panel(drawn)
        return drawn

    def panel_said(self, panel: Panel) -> PanelSaid:
        """Return what is known of a panel's items, and what it says of all."""
        looks, kept = self.book.looks(), self._kept()
        members = [one for one in kept if one.id in panel.items and one.id in looks]
        said = {one.id: verdict for one, verdict in zip(members, self._verdicts(members, looks), strict=True)}
        years = {one.id: UNDATED if one.published is None else one.published.year for one in kept}
        return said_of(panel, years, said, {one.id: looks[one.id][-1].at for one in members})

    def _due_of(self, panel: Panel, most: int) -> list[Watched]:
        """Return those of a panel that were not looked at since it was drawn, or are due to be sure."""
        now, looks = self.now(), self.book.looks()
        times = self._times(now)
        members = [one for one in self._kept() if one.id in panel.items]
        fresh = [one for one in members if one.id not in looks or looks[one.id][-1].at < panel.drawn]
        known = {one.id for one in fresh}
        return [*fresh, *(one for one in members if one.id not in known and times[one.id] <= now)][:most]

    def _kept(self) -> list[Watched]:
        """Return what is watched without what was forgotten or turned out to be somebody else's."""
        left_out = self.book.forgotten() | self.book.refused()
        return [one for one in self.items if one.id not in left_out]

    def next_due(self, panel: Panel | None = None) -> datetime | None:
        """Return when the next look is due, or the next at a panel's items; None where nothing is watched."""
        times = self._times(self.now())
        return min((at for item, at in times.items() if panel is None or item in panel.items), default=None)

    def _times(self, now: datetime) -> dict[str, datetime]:
        """Return when each item is due: by its age, or sooner where another post of its account went."""
        looks, key = self.book.looks(), self.book.key()
        kept = self._kept()
        again = rechecks({one.id: one.account for one in kept}, looks, key=key)
        times, album = {}, Album(kept, self.book.looks(PICTURES))
        for one in kept:
            seen = looks.get(one.id, ())
            usual = next_look(one.published, seen, now, item=one.id, key=key)
            doubted = album.again(one, seen) if one.pictures else None
            times[one.id] = min(usual, again.get(one.id, usual), doubted or usual)
        return times

    def verdict(self, item: str) -> Verdict:
        """Return what all looks at an item say, with other items of its platform as controls."""
        return next(self._verdicts([next(one for one in self.items if one.id == item)]))

    def standing(self) -> Iterator[tuple[Watched, Verdict, Sequence[Look]]]:
        """Yield what is known of every item that was looked at, with the looks that say so."""
        looks = self.book.looks()
        seen = [one for one in self.items if one.id in looks]
        for one, said in zip(seen, self._verdicts(seen, looks), strict=True):
            yield one, said, looks[one.id]

    def unread(self) -> list[Unread]:
        """Return the wordings that platforms showed and the table of notices lacks."""
        return unread(self.book.looks().values())

    def _verdicts(
        self, items: Sequence[Watched], looks: Mapping[str, Sequence[Look]] | None = None
    ) -> Iterator[Verdict]:
        known = self.book.looks() if looks is None else looks
        controls = Controls({one.id: one.platform for one in self.items}, known)
        album = Album(self.items, self.book.looks(PICTURES))
        for one in items:
            visible, proven = controls.beside(one.id, known[one.id][-1].at)
            said = verdict(
                known[one.id], control_is_visible=visible, proven=proven, archived_replies=one.replies
            )
            yield album.with_media(said, one, known[one.id])
