"""Keep current what is open: fetch an account from its platform and seal it with the card alone.

Runs where a trustee or an organisation keeps it, never on the device at risk. Like `add` it can write and nothing else:
it never imports what opens a vault; a test looks at the modules it loads.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from wildgrass.errors import WildgrassError
from wildgrass.flows.add import Added, Progress, add_export, read_card
from wildgrass.flows.catching_up import catch_up
from wildgrass.flows.following.asking import Asking, Fetched
from wildgrass.flows.following.errors import ConsentError, EveryError, PaceError
from wildgrass.flows.following.media import Media, MediaFetching, wanted
from wildgrass.flows.following.spool import Spool
from wildgrass.flows.following.state import Known, State
from wildgrass.flows.following.targets import Place, find
from wildgrass.model.moment import utc_moment
from wildgrass.net import AskedToWaitError, Client, Limits, Pacer, Route
from wildgrass.vault.card import Card
from wildgrass.vault.index import IndexMode, Mode, index_mode

_MOST_CONSENT: Final = 1 << 16
_LEAST_CONSENT: Final = 10
_UNITS: Final = {"m": 60, "h": 3600, "d": 86400}
_LEAST_EVERY_S: Final = 600
_BURST: Final = 4
_LONGEST_WAIT_S: Final = 900.0
_SLOWEST: Final = 0.01
_FASTEST: Final = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What following one account came to: `status` is "sealed", "unchanged" or "failed"."""

    target: str
    status: str
    when: datetime
    added: Added | None = None
    gaps: Sequence[str] = ()
    notes: Sequence[str] = ()
    media: Media | None = None
    error: WildgrassError | None = None

    @property
    def is_whole(self) -> bool:
        """Say whether everything was there that should be."""
        return self.status != "failed" and not self.gaps and not (self.added and self.added.is_damaged)

    def to_json(self) -> dict[str, object]:
        """Return the object that `follow` prints."""
        said: dict[str, object] = {
            "target": self.target,
            "status": self.status,
            "followed_at": self.when.isoformat(timespec="seconds"),
        }
        if self.error is not None:
            said |= {"error": self.error.code, "reason": str(self.error)}
        if self.added is not None:
            said |= self.added.to_json() | {
                "is_whole": not self.gaps,
                "gaps": [*self.gaps],
                "notes": [*self.notes],
            }
        if self.media is not None:
            said["media"] = self.media.to_json()
        return said


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """What a run works with. `client` is made anew for each account, so that nothing ties two of them together.

    `media` says whether files that records name are fetched, `media_hosts` where they may lie in one's own network.
    """

    card: Path
    targets: Sequence[str]
    consent: str
    client: Callable[[], Client]
    state: Path | None = None
    index: Mode = "none"
    report: bool = True
    media: bool = True
    media_hosts: Sequence[str] = ()
    progress: Progress | None = None
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))


def consent_text(given: str | None) -> str:
    """Return the statement that a person wrote, or that stands in the file she named.

    Raises:
        ConsentError: there is none, or nothing that says anything.
    """
    text = given or ""
    if os.path.isfile(text):  # noqa: PTH113 - a long sentence is no path, and Path.is_file raises on it
        with Path(text).open("rb") as file:
            text = file.read(_MOST_CONSENT + 1).decode("utf-8", "replace")
    text = text.strip()
    if not _LEAST_CONSENT <= len(text) <= _MOST_CONSENT:
        raise ConsentError
    return text


def every_seconds(text: str) -> float:
    """Return the seconds that "30m", "6h" or "1d" is. Raises EveryError."""
    number, unit = text[:-1], text[-1:]
    if not (number.isascii() and number.isdigit() and len(number) < 6) or unit not in _UNITS:
        raise EveryError(text=text)
    seconds = int(number) * _UNITS[unit]
    if seconds < _LEAST_EVERY_S:
        raise EveryError(text=text)
    return float(seconds)


def follow(following: Following) -> Iterator[Followed]:
    """Follow each account once; yields when it is acknowledged in every place that can be reached, or has failed.

    Places that are here and lack what others hold catch up at the end.

    What is wrong with the command is raised before anything is asked; what a server or the way there does ends only
    the account it concerns.

    Raises:
        CardError: the card does not fit. ConsentError, FollowTargetError, FollowStateError, IndexStateError.
    """
    card = read_card(following.card)
    consent = consent_text(following.consent)
    places = [(target, find(target)) for target in following.targets]
    remembers = index_mode(following.index, following.state)
    state = State(following.state, card.vault_id)
    is_behind = False
    for target, place in places:
        when = following.clock()
        before = state.read(target)
        try:
            with Spool(target) as spool, following.client() as client:
                asking = Asking(client, spool, following.clock)
                fetched = place.fetch(asking, before)
                if fetched.is_unchanged:
                    yield Followed(target=target, status="unchanged", when=when)
                    continue
                known = state.known(target)
                media = _media(following, asking, place, known, fetched)
                if fetched.is_same and (media is None or not media.fetched):
                    state.write(target, fetched.state)
                    yield Followed(target=target, status="unchanged", when=when, media=media)
                    continue
                asking.seal_note(target, when, consent, fetched, media)
                added = _sealed(following, card, remembers, spool, when, fetched)
        except WildgrassError as error:
            yield Followed(target=target, status="failed", when=when, error=error)
            continue
        is_behind = is_behind or added.can_catch_up
        known.add(media.keys if media else ())
        state.write(target, fetched.state)
        yield Followed(
            target=target,
            status="sealed",
            when=when,
            added=added,
            gaps=fetched.gaps,
            notes=fetched.notes,
            media=media,
        )
    if is_behind:
        catch_up(card, following.progress)


def _media(
    following: Following, asking: Asking, place: Place, known: Known, fetched: Fetched
) -> Media | None:
    """Fetch the files that records name; None where that is not wanted, or where the place brings its own."""
    if not following.media or place.near is None:
        return None
    near = place.near | frozenset(following.media_hosts)
    media = MediaFetching(asking, near, known.__contains__).run(list(wanted(asking)))
    if media.retry:
        fetched.state["retry"] = "yes"
    return media


def _sealed(
    following: Following,
    card: Card,
    remembers: IndexMode | None,
    spool: Spool,
    when: datetime,
    fetched: Fetched,
) -> Added:
    about = {} if fetched.gaps else {"as_of": utc_moment(when.astimezone(UTC), 1).to_text()}
    return add_export(
        card,
        spool.export(),
        remembers=remembers,
        report=following.report,
        about=about,
        progress=following.progress,
        clock=following.clock,
    )


def keep_following(
    following: Following,
    every_s: float,
    *,
    sleep: Callable[[float], None],
    jitter: Callable[[], float],
) -> Iterator[Followed]:
    """Follow again and again, `every_s` apart and up to a tenth more by `jitter` (0 to 1), until it is stopped.

    A server that asks to wait for longer is left alone for that long.
    """
    while True:
        asked = 0.0
        for one in follow(following):
            if isinstance(one.error, AskedToWaitError):
                asked = max(asked, float(str(one.error.details["seconds"])))
            yield one
        sleep(max(every_s, asked) * (1 + jitter() / 10))


def follow_client(
    proxy: str | None,
    per_second: float,
    *,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
    on_wait: Callable[[str, float], None] | None = None,
) -> Callable[[], Client]:
    """Return what makes a client for each account; all keep the same pace towards one server.

    Raises:
        UrlRefusedError: `proxy` is no proxy that we use. PaceError: the pace is none.
    """
    if not _SLOWEST <= per_second <= _FASTEST:
        raise PaceError(pace=per_second)
    route = Route.of(proxy)
    pacer = Pacer(per_second, _BURST, clock=clock, sleep=sleep)
    limits = Limits(most_wait_s=_LONGEST_WAIT_S)
    return lambda: Client(route, sleep=sleep, pacer=pacer, limits=limits, on_wait=on_wait)
