"""One item as it was observed: bounds of when it went, never a point, and who removed it as the platform says."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from wildgrass.errors import EXIT_INPUT, WildgrassError
from wildgrass.observatory.tables import FORMULA

CAUSES: Final = ("platform", "state", "account", "window", "permission", "author", "unknown")
"""By whom, in the words of `model.RemovedBy`. "author" is what a platform says, and no consent."""
TIMES: Final = ("published", "last_seen", "first_missing")
_NAMES: Final = ("archive", "item", "platform")
NAMES: Final = (*_NAMES, *TIMES, "cause", "returned")
"""The columns of a table of observations, in their order."""
_DAY: Final = len("2026-11-22")


class ObservationUnreadableError(WildgrassError):
    """A line of a table of observations cannot be used."""

    code = "observation-unreadable"
    exit_code = EXIT_INPUT
    message = "line {line} of the observations: {why}"
    hint = "each line is an object as docs/timeline.md describes it; mend that line, nothing was left out in silence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """An item: last known to be there at `last_seen`, known to be missing at `first_missing` (None: still there).

    `archive` tells contributors apart. `returned` says that it was missing once and came back.
    """

    archive: str
    item: str
    platform: str
    published: datetime | None
    last_seen: datetime | None
    first_missing: datetime | None
    cause: str = "unknown"
    returned: bool = False

    @property
    def is_gone(self) -> bool:
        """Say whether it is known to be missing."""
        return self.first_missing is not None

    @property
    def since(self) -> datetime | None:
        """Return the earliest moment at which it may have gone: when last seen, else when published."""
        return self.last_seen or self.published

    def ages(self) -> tuple[timedelta, timedelta | None] | None:
        """Return between which ages it went, (age, None) while there; None where no age is known."""
        if self.published is None or self.since is None:
            return None
        low = max(self.since - self.published, timedelta())
        return low, None if self.first_missing is None else max(self.first_missing - self.published, low)

    def to_json(self) -> dict[str, object]:
        """Return the object that tables hold; times in UTC."""
        row: dict[str, object] = {name: getattr(self, name) for name in _NAMES}
        for name in TIMES:
            moment = getattr(self, name)
            row[name] = None if moment is None else moment.astimezone(UTC).isoformat()
        return row | {"cause": self.cause if self.is_gone else None, "returned": self.returned}


def read_lines(lines: Iterable[str]) -> Iterator[Observed]:
    """Yield observations of lines of JSON; empty lines are none.

    Raises:
        ObservationUnreadableError: a line is no object, a field is missing or has another type, or times contradict.
    """
    rows = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    return _read(rows, json.loads)


def read_csv(lines: Iterable[str]) -> Iterator[Observed]:
    """Yield observations of CSV with a line of names; an empty cell is what nobody knows. Raises as `read_lines`."""
    reader = csv.DictReader(lines)
    missing = sorted({*_NAMES, *TIMES} - set(reader.fieldnames or ()))
    if missing:
        raise ObservationUnreadableError(line=1, why=f"there is no column {missing[0]}")
    return _read(_rows(reader), _of_cells)


def _rows(reader: "csv.DictReader[str]") -> Iterator[tuple[int, dict[str, str | None]]]:
    try:
        for row in reader:
            yield reader.line_num, dict(row)
    except csv.Error as error:
        raise ObservationUnreadableError(line=reader.line_num, why=error) from error


def read_rows(rows: Iterable[Mapping[str, Any]]) -> Iterator[Observed]:
    """Yield observations of the rows of a table with types. Raises as `read_lines`; lines are rows."""
    return _read(enumerate(rows, 1), dict)


def _read(rows: Iterable[tuple[int, Any]], parse: Callable[[Any], Any]) -> Iterator[Observed]:
    for number, row in rows:
        try:
            yield _observed(parse(row))
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            why = f"there is no {error}" if isinstance(error, KeyError) else str(error)
            raise ObservationUnreadableError(line=number, why=why) from error


def _of_cells(cells: Mapping[str, str | None]) -> dict[str, object]:
    """Return a row of CSV with the types of JSON; an apostrophe that keeps a spreadsheet from reckoning goes."""
    row: dict[str, object] = {name: _cell(cells.get(name) or "") for name in (*_NAMES, *TIMES, "cause")}
    returned = (cells.get("returned") or "").lower()
    if returned not in {"", "true", "false"}:
        raise ValueError("returned is neither true nor false")
    return row | {"returned": returned == "true"}


def _cell(text: str) -> str | None:
    return (text[1:] if text[:1] == "'" and text[1:2] in FORMULA else text) or None


def _observed(row: Any) -> Observed:
    if not isinstance(row, dict):
        raise TypeError("it is no object")
    times = {name: _moment(row.get(name), name) for name in TIMES}
    archive, item, platform = (_text(row[name], name) for name in _NAMES)
    cause = row.get("cause") or "unknown"
    if cause not in CAUSES:
        raise ValueError(f"cause is none of {', '.join(CAUSES)}")
    since, missing = times["last_seen"] or times["published"], times["first_missing"]
    if since is None:
        raise ValueError("it has neither last_seen nor published: nothing says that it ever was there")
    if missing is not None and missing < since:
        raise ValueError("first_missing is before last_seen")
    returned = row.get("returned") or False
    if not isinstance(returned, bool):
        raise TypeError("returned is neither true nor false")
    return Observed(archive=archive, item=item, platform=platform, **times, cause=cause, returned=returned)


def _text(value: object, name: str) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError(f"{name} is no text")
    return value


def _moment(value: object, name: str) -> datetime | None:
    if value is None:
        return None
    if not isinstance(value, str | datetime):
        raise TypeError(f"{name} is no time")
    if isinstance(value, str) and len(value) <= _DAY:
        raise ValueError(f"{name} is a day without a time; leave it empty where the hour is not known")
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    if moment.tzinfo is None:
        raise ValueError(f"{name} has no time zone")
    return moment.astimezone(UTC)
