"""Audit a library or an export: what in it has been used against people, each finding with its law."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from wildgrass.audit.exposure import Exposure, ExposureAudit
from wildgrass.audit.finding import Finding
from wildgrass.audit.legal import LegalAudit
from wildgrass.audit.measures_history import FindLike
from wildgrass.audit.report import report_page
from wildgrass.audit.sheets import report_sheets
from wildgrass.audit.subject import Subject, subject_of_item, subject_of_json
from wildgrass.flows.alike import alike
from wildgrass.flows.inspect import Inspection, inspect
from wildgrass.library import Library
from wildgrass.library.keys import KEY_FILE
from wildgrass.library.place import PLAIN, LibraryPlace
from wildgrass.model import Item, Kind
from wildgrass.sources.base import NO_ANSWERS, Answers

_OWNER_KINDS: Final = frozenset({Kind.PROFILE, Kind.ACCOUNT})
_POST_KINDS: Final = frozenset({Kind.POST, Kind.QUOTE, Kind.SHARE})
_OTHERS_KINDS: Final = frozenset({Kind.MESSAGE, Kind.EVENT})
_TOLD_EVERY: Final = 2_000
Progress: TypeAlias = Callable[[int], None]
"""Told how many items were looked at; what it raises ends the audit."""


def is_library(folder: Path) -> bool:
    """Say whether a library lies at a path, plain or locked."""
    return (folder / PLAIN).is_file() or (folder / KEY_FILE).is_file()


def audit(
    place: LibraryPlace, answers: Answers = NO_ANSWERS, *, progress: Progress = lambda _: None
) -> Iterator[Finding | Exposure]:
    """Yield what rules say and what is exposed, of a library or of the export at a path. Nothing is written or sent.

    Raises:
        ExportError: the path holds no library and no export that is known.
        LibraryLockedError and the others of `Library.open`: the library does not open.
    """
    if not is_library(place.folder):
        for inspection in inspect([place.folder], answers):
            yield from _findings(owner_keys(inspection), _subjects(inspection), progress)
        return
    with Library.open(place) as library:
        owners = {actor.key for actor in library.owners()}
        subjects = map(subject_of_json, library.item_texts())
        yield from _findings(owners, subjects, progress, lambda: alike(place, library, owners))


def _findings(
    owners: Iterable[str],
    subjects: Iterable[Subject],
    progress: Progress,
    find_like: FindLike = lambda: None,
) -> Iterator[Finding | Exposure]:
    legal, exposure = LegalAudit(frozenset(owners), find_like=find_like), ExposureAudit(frozenset(owners))
    for number, subject in enumerate(subjects):
        if number % _TOLD_EVERY == 0:
            progress(number)
        legal.see(subject)
        exposure.see(subject)
    yield from legal.findings()
    yield from exposure.findings()


def _subjects(inspection: Inspection) -> Iterator[Subject]:
    return (subject_of_item(reading) for reading in inspection.readings() if isinstance(reading, Item))


def owner_keys(inspection: Inspection) -> set[str]:
    """Return whose export it is: of its profile or account, or the only author of its posts, or of all that it holds.

    Empty where it does not say.
    """
    authors: set[str] = set()
    posted: set[str] = set()
    for reading in inspection.source.read(inspection.export, inspection.vintage):
        if not isinstance(reading, Item) or reading.author is None:
            continue
        if reading.kind in _OWNER_KINDS:
            return {reading.author.key}
        if reading.kind not in _OTHERS_KINDS:
            authors.add(reading.author.key)
        if reading.kind in _POST_KINDS:
            posted.add(reading.author.key)
    return next((keys for keys in (posted, authors) if len(keys) == 1), set())


def report_bytes(findings: Sequence[Finding | Exposure], form: str, language: str) -> bytes:
    """Return the report for people as ".html" or ".pdf"."""
    if form == ".pdf":
        return report_sheets(findings, language)
    return report_page(findings, language).encode("utf-8", "replace")
