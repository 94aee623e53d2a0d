"""All that a timeline says of observations: days, lives with their uncertainty, and what coincides."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from wildgrass.observatory.timeline.coincidence import Coincidence, Event, coincidences
from wildgrass.observatory.timeline.days import Days
from wildgrass.observatory.timeline.dictionary import columns
from wildgrass.observatory.timeline.gate import Published, publishable
from wildgrass.observatory.timeline.survival import Curve, Lived, Numbers, Survival
from wildgrass.observatory.timeline.tables import Table

if TYPE_CHECKING:
    import pyarrow as pa

AGES_H: Final = tuple(float(age) for age in np.geomspace(1 / 6, 43_830, 80))
"""Ages at which lives are told, in hours: 10 minutes to 5 years."""
_FEWEST: Final = 8
"""With fewer posts gone than so many no curve is told: it would be the story of single posts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Answers of an engine; see `counting` for each one's rows."""

    gone_between: Sequence[Mapping[str, Any]]
    there_between: Sequence[Mapping[str, Any]]
    looked_on: Sequence[Mapping[str, Any]]
    ages: Sequence[Mapping[str, Any]]
    by_week: Sequence[Mapping[str, Any]]
    ageless: int


@dataclass(frozen=True)
class Timeline:
    """What counts say. `seed` decides how posts are drawn again for the bounds.

    `observed` are the observations themselves, None where an engine keeps them.
    """

    counts: Counts
    events: Sequence[Event]
    seed: int
    observed: "pa.Table | None" = None

    @cached_property
    def days(self) -> Days:
        """Return takedowns by day."""
        return Days(self.counts.gone_between, self.counts.there_between, self.counts.looked_on)

    @cached_property
    def coincidences(self) -> list[Coincidence]:
        """Return what coincides with the events."""
        return coincidences(self.days, self.events)

    @cached_property
    def curves(self) -> list[Curve]:
        """Return how long posts lived, of each cause with enough posts gone."""
        return [curve for curve in self._survival.curves() if curve.gone >= _FEWEST]

    @cached_property
    def bands(self) -> Mapping[str, Numbers]:
        """Return the bounds of the curves at `AGES_H`."""
        return self._survival.bands(AGES_H, np.random.default_rng(self.seed)) if self.curves else {}

    @cached_property
    def publishable(self) -> Published:
        """Return what may be published."""
        return publishable(self.counts.by_week)

    @cached_property
    def totals(self) -> Mapping[str, int]:
        """Return how many posts are known to be gone, by cause."""
        found: Counter[str] = Counter()
        for row in self.counts.gone_between:
            found[row["cause"]] += row["posts"]
        return found

    def tables(self) -> list[Table]:
        """Return the tables for whoever the archives belong to."""
        return [
            Table("days", columns("days"), [one.to_json() for one in self.days.rows()]),
            Table("lives", columns("lives"), list(self._lives())),
            Table("events", columns("events"), [one.to_json() for one in self.coincidences]),
        ]

    def published_tables(self) -> list[Table]:
        """Return the one table that may go to strangers."""
        return [Table("published", columns("published"), [one.to_json() for one in self.publishable.cells])]

    @cached_property
    def _survival(self) -> Survival:
        return Survival(lived(self.counts.ages))

    def _lives(self) -> Iterable[dict[str, object]]:
        for curve in self.curves:
            band = self.bands[curve.cause]
            for at, age in enumerate(AGES_H):
                if age <= curve.known_until:
                    least, most = curve.share(age)
                    values = {"least": least, "most": most, "low": band[0][at], "high": band[1][at]}
                    shares = {name: round(float(value), 6) for name, value in values.items()}
                    yield {"cause": curve.cause, "age_h": round(age, 4), **shares}


def lived(ages: Iterable[Mapping[str, Any]]) -> Counter[Lived]:
    """Return lives of the counts by age in minutes."""
    found: Counter[Lived] = Counter()
    for row in ages:
        is_gone = row["high"] is not None
        high = row["high"] / 60 if is_gone else float("inf")
        found[Lived(row["low"] / 60, high, row["cause"] if is_gone else "", row["archive"])] += row["posts"]
    return found
