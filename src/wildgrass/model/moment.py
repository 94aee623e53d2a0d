"""A point in time as an export states it: the instant, how its zone is known, how precise it is."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final, Self, cast

from wildgrass.model.quick import draft_of


class ZoneBasis(StrEnum):
    """How the zone of a moment is known."""

    STATED = "stated"  # the export wrote a zone or an offset, or an epoch number
    ASSUMED = "assumed"  # a rule of the platform or the person said which zone
    UNKNOWN = "unknown"  # nobody said: the instant is the local clock taken for UTC, and the zone is "local"


_TWO: Final = tuple(f"{number:02}" for number in range(60))
_THREE: Final = tuple(f"{number:03}" for number in range(1000))


@lru_cache(maxsize=1024)
def _iso(instant: datetime) -> str:
    """Write an instant that is in UTC.

    Put together by hand in half the time of `isoformat`, and remembered: an item writes its times into columns and
    into JSON, and all items of an export share one.
    """
    year = instant.year
    day = f"{year if year > 999 else format(year, '04')}-{_TWO[instant.month]}-{_TWO[instant.day]}"
    time = f"{_TWO[instant.hour]}:{_TWO[instant.minute]}:{_TWO[instant.second]}"
    return f"{day}T{time}.{_THREE[instant.microsecond // 1000]}Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """An instant in UTC, the zone it was written in and how finely it was written.

    `instant` is aware and in UTC. `zone` is what the export used: "UTC", "+08:00", an IANA name, or
    "local" where nobody said.
    `precision_ms` is the width of what was written: 1 for milliseconds, 1000 for seconds, 86400000 for a day.
    """

    instant: datetime
    precision_ms: int
    zone: str = "UTC"
    zone_basis: ZoneBasis = ZoneBasis.STATED

    def __post_init__(self) -> None:
        """Refuse naive times, other zones than UTC and senseless precision."""
        if self.instant.tzinfo is not UTC and self.instant.utcoffset() != timedelta(0):
            raise ValueError("a moment's instant must be aware and in UTC")
        if self.precision_ms < 1:
            raise ValueError("a moment's precision must be at least one millisecond")

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Rebuild a moment from `to_text`."""
        instant, precision_ms, zone, basis = text.split(" ")
        return cls(
            instant=datetime.fromisoformat(instant),
            precision_ms=int(precision_ms),
            zone=zone,
            zone_basis=ZoneBasis(basis),
        )

    def to_text(self) -> str:
        """Return "2022-10-19T20:07:25.000Z 1000 UTC stated": sorts by time, one column in a table."""
        return f"{self.iso()} {self.precision_ms} {self.zone} {self.zone_basis}"

    def iso(self) -> str:
        """Return the instant as RFC 3339 with milliseconds, always in UTC."""
        return _iso(self.instant)

    def to_json(self) -> dict[str, object]:
        """Return the moment's JSON object."""
        return {
            "instant": self.iso(),
            "precision_ms": self.precision_ms,
            "zone": self.zone,
            "zone_basis": str(self.zone_basis),
        }

    @classmethod
    def from_json(cls, data: dict[str, object]) -> Self:
        """Rebuild a moment from `to_json`."""
        return cls(
            instant=datetime.fromisoformat(str(data["instant"])),
            precision_ms=int(str(data["precision_ms"])),
            zone=str(data["zone"]),
            zone_basis=ZoneBasis(str(data["zone_basis"])),
        )


_MomentDraft = draft_of(Moment)


def utc_moment(instant: datetime, precision_ms: int) -> Moment:
    """Return a moment whose zone was stated as UTC; `instant` must be aware and in UTC, which is not checked."""
    draft = _MomentDraft(instant=instant, precision_ms=precision_ms)
    draft.__class__ = Moment
    return cast("Moment", draft)
