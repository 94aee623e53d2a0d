"""Takedowns over time, how long posts lived, and what coincides with laws, cases and events."""

import csv
import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from wildgrass.audit.registers import cases, laws
from wildgrass.errors import EXIT_DECIDE, EXIT_INPUT, WildgrassError
from wildgrass.flows.audit import is_library
from wildgrass.flows.engine import EMBEDDED, Engine
from wildgrass.flows.kit import new_file
from wildgrass.flows.observations import observations, owners_of
from wildgrass.flows.watch import FOLDER
from wildgrass.library.place import LibraryPlace
from wildgrass.observatory.tables import Part, Table, write_tables
from wildgrass.observatory.timeline.analysis import Timeline
from wildgrass.observatory.timeline.coincidence import Event
from wildgrass.observatory.timeline.dictionary import columns
from wildgrass.observatory.timeline.gate import Cell, Published, iso_week_of
from wildgrass.observatory.timeline.observed import NAMES as SCHEMA_NAMES
from wildgrass.observatory.timeline.observed import TIMES, Observed
from wildgrass.observatory.timeline.report import report_page
from wildgrass.observatory.timeline.sheets import report_sheets
from wildgrass.watch.book import Book

if TYPE_CHECKING:
    import pyarrow as pa

TABLE: Final = "table:"
"""A place that begins so names a table of the engine."""
PURPOSE: Final = "publish"
_KEY_SIZE: Final = 32
_FULL_DATE: Final = 10


class EventUnreadableError(WildgrassError):
    """A line of the user's events cannot be used."""

    code = "event-unreadable"
    exit_code = EXIT_INPUT
    message = "line {line} of {file} is no event: {why}"
    hint = "write a date such as 2026-11-22, a comma and a title on each line"


class NoPublishConsentError(WildgrassError):
    """An archive's owner did not agree that counts of it are published."""

    code = "timeline-no-consent"
    exit_code = EXIT_DECIDE
    message = "nobody agreed that counts of {place} are published"
    hint = "ask whose archive it is; then note her words with --consent TEXT; nothing was written"


class CollectionUndeclaredError(WildgrassError):
    """Nobody said whose archives a table of observations is of."""

    code = "timeline-undeclared"
    exit_code = EXIT_DECIDE
    message = "{place} is a table of observations, and nobody said whose archives it is of"
    hint = (
        "only your own archives, or those of people who agreed, belong here: say whose they are, and how they agreed, "
        "with --collection TEXT; the words stand beside the tables"
    )


class EarlierReleaseError(WildgrassError):
    """An earlier release cannot be read."""

    code = "timeline-earlier"
    exit_code = EXIT_INPUT
    message = "{folder} holds no earlier release: {why}"
    hint = "name the folder that --publish wrote then, with its published.jsonl; nothing was written"


def check_collection(places: Sequence[LibraryPlace], words: str | None) -> None:
    """See that somebody said whose archives a table is of: a library says so itself, by its owner's exports.

    Raises:
        CollectionUndeclaredError: nobody did.
    """
    for place in places:
        is_table = place.folder.is_file() or str(place.folder).startswith(TABLE)
        if is_table and not (words or "").strip():
            raise CollectionUndeclaredError(place=place.folder)


def timeline(
    places: Sequence[LibraryPlace],
    *,
    seed: int,
    language: str,
    engine: str = EMBEDDED,
    own_events: Path | None = None,
) -> Timeline:
    """Return the timeline of archives, of tables of observations, or of a table that the engine holds.

    Raises:
        the errors of `observations`, `Engine` and `read_events`.
    """
    events = [*register_events(language), *(read_events(own_events) if own_events else ())]
    with Engine(engine) as counting:
        named = [str(place.folder)[len(TABLE) :] for place in places if str(place.folder).startswith(TABLE)]
        if named:
            return Timeline(counting.count(counting.table(named[0])), events, seed)
        read = counting.read(all_observations(places))
        return Timeline(counting.count(counting.take(read)), events, seed, read)


def all_observations(places: Sequence[LibraryPlace]) -> Iterator[Observed]:
    """Yield the observations of all places; nobody counts twice.

    Libraries of one account are one contributor, and a post that several hold is one; so is an archive of one name in
    several tables. A place that is named twice is read once.
    """
    named = list({place.folder.resolve(): place for place in places}.values())
    for names in contributors(named):
        seen: set[str] | None = set() if len(names) > 1 else None
        for place, name in names.items():
            for one in observations(named[place], name):
                if seen is None or one.item not in seen:
                    yield one
                if seen is not None:
                    seen.add(one.item)


def contributors(places: Sequence[LibraryPlace]) -> list[dict[int, str]]:
    """Return for each contributor her places by number and the name that they share; a table's names are its own."""
    groups: list[tuple[set[str], list[int]]] = []
    for number, place in enumerate(places):
        owners, numbers = owners_of(place), [number]
        for other in [one for one in groups if one[0] & owners]:
            groups.remove(other)
            owners |= other[0]
            numbers = other[1] + numbers
        groups.append((owners, numbers))
    found = []
    for _, numbers in sorted(groups, key=lambda group: group[1]):
        first = min(numbers)
        name = f"{first}/{places[first].folder.name}" if is_library(places[first].folder) else ""
        found.append(dict.fromkeys(sorted(numbers), name))
    return found


def register_events(language: str) -> Iterator[Event]:
    """Yield the days on which laws came into force or changed, and the days of cases; unchecked ones say so."""
    said: Literal["en", "zh-Hans"] = "zh-Hans" if language.startswith("zh") else "en"
    for law in laws():
        days = [law.in_force, *(amendment.in_force for amendment in law.amended)]
        yield from (Event(day=day, name=law.id, title=law.title[said], kind="law") for day in days)
    for case in cases():
        for day in (text for text in case.dates.values() if len(text) == _FULL_DATE):
            yield Event(
                day=date.fromisoformat(day),
                name=case.id,
                title=case.who[said],
                kind="case",
                is_unchecked=case.status == "unchecked",
            )


def read_events(file: Path) -> Iterator[Event]:
    """Yield the user's own events: CSV of a date and a title a line.

    Raises:
        EventUnreadableError: a line has no date or no title.
    """
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for number, row in enumerate(csv.reader(lines), 1):
            if not row or row[0] == "date":
                continue
            try:
                day, title = date.fromisoformat(row[0].strip()), row[1].strip()
            except (ValueError, IndexError) as error:
                raise EventUnreadableError(line=number, file=file, why=error) from error
            yield Event(day=day, name=f"own-{number}", title=title, kind="own")


def timeline_bytes(found: Timeline, form: str, language: str) -> bytes:
    """Return the report for people as ".html" or ".pdf"."""
    return report_sheets(found, language) if form == ".pdf" else report_page(found, language).encode()


def write_own(
    found: Timeline, folder: Path, random: Callable[[int], bytes], collection: str | None = None
) -> None:
    """Write the tables for whoever the archives belong to; archives and posts under pseudonyms of this folder alone.

    `collection` are the words that say whose archives a table was of.

    Raises:
        FileThereError, FileTroubleError.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    about = {"name": "wildgrass-timeline", "title": "Takedowns of one's own archives. Not for publication."}
    about |= {"collection": collection} if collection else {}
    items = Table("items", columns("items"), Items(found.observed, random(_KEY_SIZE)))
    write_tables(folder, [*found.tables(), items], about, new_file)


class Items:
    """Rows of posts under pseudonyms, as columns: as objects a million of them would take most of all time."""

    def __init__(self, observed: "pa.Table | None", key: bytes) -> None:
        """Take observations (None: an engine keeps them) and the key of the pseudonyms."""
        self._observed = observed
        self._key = key

    def parts(self) -> Iterator[Part]:
        """Yield the columns of the table `items`, some rows at once."""
        for batch in () if self._observed is None else self._observed.to_batches():
            yield [list(self._column(name, batch)) for name in SCHEMA_NAMES]

    def _column(self, name: str, batch: "pa.RecordBatch") -> Iterable[object]:
        if name == "archive":
            return map(lru_cache(self._pseudonym), batch[name].to_pylist())
        if name == "item":
            pairs = zip(batch["archive"].to_pylist(), batch[name].to_pylist(), strict=True)
            return (self._pseudonym(f"{archive}\n{item}") for archive, item in pairs)
        if name in TIMES:
            return _moments(batch[name])
        if name == "cause":  # of what is there, nobody is the cause
            gone = batch["first_missing"].is_valid().to_pylist()
            return (
                cause if is_gone else None
                for cause, is_gone in zip(batch[name].to_pylist(), gone, strict=True)
            )
        return list(batch[name].to_pylist())

    def _pseudonym(self, name: str) -> str:
        return hmac.digest(self._key, name.encode(), hashlib.sha256).hex()[:16]


def _moments(times: "pa.Array") -> Iterable[str | None]:
    """Return moments as `datetime.isoformat` writes them, in UTC."""
    import numpy as np  # noqa: PLC0415 - here already

    texts = np.datetime_as_string(times.to_numpy(zero_copy_only=False).astype("datetime64[us]")).tolist()
    return (
        None if text == "NaT" else f"{text[:19] if text.endswith('.000000') else text}+00:00"
        for text in texts
    )


def write_published(found: Timeline, folder: Path, now: datetime, earlier: Sequence[Path] = ()) -> Published:
    """Write the one table that may go to strangers, with what it does not say; return it.

    `earlier` are the folders of earlier releases: what one of them told otherwise is told no more.

    Raises:
        FileThereError, FileTroubleError, EarlierReleaseError.
    """
    published = found.publishable.after(cell for one in earlier for cell in _cells_of(one))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    about = {
        "name": "wildgrass-takedowns",
        "title": "Takedowns by ISO week, platform and stated cause, of consenting archives",
        "created": iso_week_of(now.date()),
        "withheld_cells_at_most": published.withheld_at_most,
        "limits": [
            "a cell stands here only with 5 archives and 20 posts or more, and no archive with more than half of them",
            "numbers are rounded down: posts to fives, archives to 5, 10, 20, 50 or 100",
            "a cell that an earlier release told otherwise is left out, so that no two releases can be subtracted",
            "deletions that a platform calls the author's are not counted: nobody knows which were free",
            "counts are of the archives that took part, not of a platform",
            "a week without a row is not quiet: perhaps nobody looked, or too few archives had something to count",
        ],
    }
    rows = [cell.to_json() for cell in published.cells]
    write_tables(folder, [Table("published", columns("published"), rows)], about, new_file)
    return published


def _cells_of(folder: Path) -> Iterator[Cell]:
    file = folder / "published.jsonl"
    try:
        with file.open(encoding="utf-8") as lines:
            yield from (Cell.from_json(json.loads(line)) for line in lines)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EarlierReleaseError(folder=folder, why=error) from error


def agree_to_publish(places: Sequence[LibraryPlace], words: str | None, now: datetime) -> None:
    """Note consent to publication in each library, or see that it was given and not taken back.

    A table of observations and a locked library have nowhere to note it: the words are asked for each time.

    Raises:
        NoPublishConsentError: an owner did not agree.
    """
    for place in places:
        keeps_notes = is_library(place.folder) and not place.is_locked
        book = Book(place.folder / FOLDER) if keeps_notes else None
        if book is not None and words:
            book.agree(words, now, purpose=PURPOSE)
        elif not words and (book is None or not book.agreed(now, purpose=PURPOSE)):
            raise NoPublishConsentError(place=place.folder)
