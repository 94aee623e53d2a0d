"""What can be observed of archives: by looks of a watch, by one export after another, or in a table of other people."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.flows.audit import is_library
from wildgrass.flows.watch import FOLDER, KINDS
from wildgrass.library import Library
from wildgrass.library.place import LibraryPlace
from wildgrass.model import Audience, Item
from wildgrass.observatory.timeline.observed import CAUSES, Observed, read_lines
from wildgrass.watch.book import Book
from wildgrass.watch.looks import Look
from wildgrass.watch.verdicts import Verdict, verdict

_ABSENT: Final = frozenset({"gone", "tombstone"})


class NoObservationsError(WildgrassError):
    """A place holds neither a library nor a table of observations."""

    code = "observations-not-there"
    exit_code = EXIT_USAGE
    message = "{place} is neither a library nor a file of observations"
    hint = (
        "name a library of your own, or a file with an observation a line, as docs/timeline.md describes it"
    )


def observations(place: LibraryPlace) -> Iterator[Observed]:
    """Yield what is known of each of the owner's own items: when it was last there, and since when not.

    Raises:
        NoObservationsError, ObservationUnreadableError, the errors of `Library.open`.
    """
    if is_library(place.folder):
        yield from _of_library(place)
        return
    if not place.folder.is_file():
        raise NoObservationsError(place=place.folder)
    with place.folder.open(encoding="utf-8", errors="replace") as lines:
        yield from read_lines(lines)


def _of_library(place: LibraryPlace) -> Iterator[Observed]:
    looks, forgotten = _watched(place)
    with Library.open(place) as library:
        owners = {actor.key for actor in library.owners()}
        for item in library.items(KINDS):
            if _is_own(item, owners) and item.id not in forgotten:
                found = _observed(library, item, looks.get(item.id, []), place.folder)
                if found is not None:
                    yield found


def _watched(place: LibraryPlace) -> tuple[dict[str, list[Look]], frozenset[str]]:
    folder = place.folder / FOLDER
    if place.is_locked or not folder.is_dir():
        return {}, frozenset()
    book = Book(folder)
    return book.looks(), book.forgotten()


def _is_own(item: Item, owners: set[str]) -> bool:
    """Say whether it is the owner's own word and was not for single people's eyes: nobody else's is counted."""
    return item.author is not None and item.author.key in owners and item.audience is not Audience.DIRECT


def _observed(library: Library, item: Item, looks: list[Look], folder: Path) -> Observed | None:
    """Return what looks say, else what exports say; None where nothing says that it ever was there at a known time."""
    published = None if item.published is None else item.published.instant
    said = verdict(looks) if looks else None
    if said is not None and (said.state in _ABSENT or said.last_seen is not None):
        last_seen, first_missing, cause = _by_looks(said)
    else:
        last_seen, first_missing, cause = _by_exports(library, item)
    if first_missing is not None and last_seen is not None and first_missing < last_seen:
        last_seen = None  # an export's day, where only the hour would tell which came first
    if last_seen is None and published is None:
        return None
    return Observed(
        archive=folder.name,
        item=item.id,
        platform=item.source,
        published=published,
        last_seen=last_seen,
        first_missing=first_missing,
        cause=cause,
        returned=said is not None and said.returned,
    )


def _by_looks(said: Verdict) -> tuple[datetime | None, datetime | None, str]:
    if said.state not in _ABSENT:
        return said.last_seen, None, "unknown"
    cause = "window" if said.window else "account" if said.of_account and said.by == "platform" else said.by
    return said.last_seen, said.first_missing, cause if cause in CAUSES else "unknown"


def _by_exports(library: Library, item: Item) -> tuple[datetime | None, datetime | None, str]:
    """Return what one export after another says; a deletion's cause is unknown where no notice states it."""
    if item.deleted is not None and item.deleted.instant is not None:
        return item.deleted.instant, item.deleted.instant, "unknown"
    days = sorted(_day(sight.as_of) for sight in library.sightings(item.id) if sight.as_of and sight.present)
    forms = library.dated_versions(item.id)
    if not any(form.removed for _, form in forms):
        return (
            (days[-1] if days else None),
            None,
            "unknown",
        )  # that a later export lacks it may have many reasons
    if all(form.removed for _, form in forms) and days:
        return None, days[0], _stated(forms[0][1])  # never archived but as a notice
    return _by_notices([(_day(as_of), form) for as_of, form in forms if as_of])


def _by_notices(forms: list[tuple[datetime, Item]]) -> tuple[datetime | None, datetime | None, str]:
    """Return what exports say that show a notice in its place: an export that shows the item again comes after."""
    there = max((day for day, form in forms if form.removed is None), default=None)
    gone = [(day, form) for day, form in forms if form.removed is not None and (there is None or day > there)]
    if not gone:
        return there, None, "unknown"
    day, form = min(gone, key=lambda pair: pair[0])
    return there, day, _stated(form)


def _stated(form: Item) -> str:
    return str(form.removed.by) if form.removed is not None and form.removed.sure == "stated" else "unknown"


def _day(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
