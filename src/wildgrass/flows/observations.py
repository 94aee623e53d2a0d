"""What can be observed of archives: by looks of a watch, by one export after another, or in a table that was kept."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeAlias

from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.flows.audit import is_library
from wildgrass.flows.engine import EngineMissingError
from wildgrass.flows.watchable import KINDS
from wildgrass.flows.watched import Watched
from wildgrass.library import Library
from wildgrass.library.place import LibraryPlace
from wildgrass.library.stored import Standing
from wildgrass.model import Audience, Item
from wildgrass.observatory.timeline.observed import (
    CAUSES,
    ObservationUnreadableError,
    Observed,
    read_csv,
    read_lines,
    read_rows,
)
from wildgrass.watch.look_index import Glance
from wildgrass.watch.outcome import ABSENT, Verdict

Known: TypeAlias = tuple[datetime | None, datetime | None, str, bool]
"""When an item was last there and first missing, whom the platform names, and whether it came back."""

_TOGETHER: Final = 5_000
"""So many items are looked up at once."""


class NoObservationsError(WildgrassError):
    """A place holds neither a library nor a table of observations."""

    code = "observations-not-there"
    exit_code = EXIT_USAGE
    message = "{place} is neither a library nor a file of observations"
    hint = (
        "name a library of your own, or a file with an observation a line, as docs/timeline.md describes it"
    )


def observations(place: LibraryPlace, archive: str | None = None) -> Iterator[Observed]:
    """Yield what is known of each of the owner's own items: when it was last there, and since when not.

    `archive` is what a library is called, its folder's name else; a table has names of its own.

    Raises:
        NoObservationsError, ObservationUnreadableError, the errors of `Library.open`.
    """
    if is_library(place.folder):
        yield from _of_library(place, archive or place.folder.name)
        return
    if not place.folder.is_file():
        raise NoObservationsError(place=place.folder)
    yield from _of_table(place.folder)


def owners_of(place: LibraryPlace) -> set[str]:
    """Return the accounts that a library is of; none of a table.

    Raises:
        the errors of `Library.open`.
    """
    if not is_library(place.folder):
        return set()
    with Library.open(place) as library:
        return {actor.key for actor in library.owners()}


def _of_table(file: Path) -> Iterator[Observed]:
    """Yield the observations of a file: Parquet or CSV by its ending, else an object a line."""
    if file.suffix.lower() == ".parquet":
        yield from read_rows(_of_parquet(file))
        return
    read = read_csv if file.suffix.lower() == ".csv" else read_lines
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        yield from read(lines)


def _of_parquet(file: Path) -> Iterator[dict[str, Any]]:
    try:
        import pyarrow as pa  # noqa: PLC0415 - as large as all else, and of use to few
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError as error:
        raise EngineMissingError(missing=error.name) from error
    try:
        with pq.ParquetFile(file) as table:
            for batch in table.iter_batches():
                yield from batch.to_pylist()
    except (pa.ArrowException, OSError) as error:
        raise ObservationUnreadableError(line=1, why=f"it is no Parquet: {error}") from error


def _of_library(place: LibraryPlace, archive: str) -> Iterator[Observed]:
    with Watched(place) as watched, Library.open(place) as library:
        owners = {actor.key for actor in library.owners()}
        own = (
            one
            for one in library.standings(KINDS)
            if _is_own(one, owners) and one.id not in watched.forgotten
        )
        while many := list(islice(own, _TOGETHER)):
            for one, glance in zip(many, watched.glances([one.id for one in many]), strict=True):
                found = _observed(one, _known(library, one.id, watched, glance), archive)
                if found is not None:
                    yield found


def _is_own(one: Standing, owners: set[str]) -> bool:
    """Say whether it is the owner's own word and was not for single people's eyes: nobody else's is counted."""
    return one.author in owners and one.audience != Audience.DIRECT


def _observed(one: Standing, known: Known, archive: str) -> Observed | None:
    """Return what is known as an observation; None where nothing says that it ever was there at a known time."""
    published = None if one.published is None else datetime.fromisoformat(one.published)
    last_seen, first_missing, cause, returned = known
    if first_missing is not None and last_seen is not None and first_missing < last_seen:
        last_seen = None  # an export's day, where only the hour would tell which came first
    if last_seen is None and published is None:
        return None
    return Observed(
        archive=archive,
        item=one.id,
        platform=one.source,
        published=published,
        last_seen=last_seen,
        first_missing=first_missing,
        cause=cause,
        returned=returned,
    )


def _known(library: Library, item: str, watched: Watched, glance: Glance) -> Known:
    """Return what looks say, else what exports say."""
    said = watched.judged(item) if glance.was_missed else None
    if said is None:  # most items, of which the newest look that found them says all
        at = glance.last_present
        return (at, None, "unknown", False) if at else (*_by_exports(library, item), False)
    if said.state in ABSENT or said.last_seen is not None:
        return (*_by_looks(said), said.returned)
    return (*_by_exports(library, item), said.returned)


def _by_looks(said: Verdict) -> tuple[datetime | None, datetime | None, str]:
    if said.state not in ABSENT:
        return said.last_seen, None, "unknown"
    cause = "window" if said.window else "account" if said.of_account and said.by == "platform" else said.by
    return said.last_seen, said.first_missing, cause if cause in CAUSES else "unknown"


def _by_exports(library: Library, item_id: str) -> tuple[datetime | None, datetime | None, str]:
    """Return what one export after another says; a deletion's cause is unknown where no notice states it."""
    item = library.item(item_id)
    assert item is not None  # its row was read just now
    if item.deleted is not None and item.deleted.instant is not None:
        return item.deleted.instant, item.deleted.instant, "unknown"
    kept = library.kept_in(item.id)
    days = sorted(_day(as_of) for as_of in kept.as_of)
    if item.removed is None and not kept.has_versions:
        return (days[-1] if days else None), None, "unknown"  # a later export may lack it for many reasons
    forms = library.dated_versions(item.id)
    if not any(form.removed for _, form in forms):
        return (days[-1] if days else None), None, "unknown"
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


@lru_cache(maxsize=1024)
def _day(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
