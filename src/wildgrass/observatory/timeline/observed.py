"""One item as it was observed: bounds of when it went, never a point, and who removed it as the platform says."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from wildgrass.errors import EXIT_INPUT, WildgrassError

CAUSES: Final = ("platform", "state", "account", "window", "permission", "author", "unknown")
"""By whom, in the words of `model.RemovedBy`. "author" is what a platform says, and no consent."""
_TIMES: Final = ("published", "last_seen", "first_missing")
_NAMES: Final = ("archive", "item", "platform")


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
        for name in _TIMES:
            moment = getattr(self, name)
            row[name] = None if moment is None else moment.astimezone(UTC).isoformat()
        return row | {"cause": self.cause if self.is_gone else None, "returned": self.returned}


def read_lines(lines: Iterable[str], prefix: str = "") -> Iterator[Observed]:
    """Yield observations of lines of JSON; empty lines are none. `prefix` comes before the names of archives.

    Raises:
        ObservationUnreadableError: a line is no object, a field is missing or has another type, or times contradict.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _observed(json.loads(line), prefix)
            except (ValueError, TypeError, KeyError, RecursionError) as error:
                why = f"there is no {error}" if isinstance(error, KeyError) else str(error)
                raise ObservationUnreadableError(line=number, why=why) from error


def _observed(row: Any, prefix: str) -> Observed:
    if not isinstance(row, dict):
        raise TypeError("it is no object")
    times = {name: _moment(row.get(name), name) for name in _TIMES}
    archive, item, platform = (_text(row[name], name) for name in _NAMES)
    cause = row.get("cause") or "unknown"
    if cause not in CAUSES:
        raise ValueError(f"cause is none of {', '.join(CAUSES)}")
    since, missing = times["last_seen"] or times["published"], times["first_missing"]
    if since is None:
        raise ValueError("it has neither last_seen nor published: nothing says that it ever was there")
    if missing is not None and missing < since:
        raise ValueError("first_missing is before last_seen")
    returned = row.get("returned", False)
    if not isinstance(returned, bool):
        raise TypeError("returned is neither true nor false")
    return Observed(
        archive=prefix + archive, item=item, platform=platform, **times, cause=cause, returned=returned
    )


def _text(value: object, name: str) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError(f"{name} is no text")
    return value


def _moment(value: object, name: str) -> datetime | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise TypeError(f"{name} is no time")
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(f"{name} has no time zone")
    return moment.astimezone(UTC)
