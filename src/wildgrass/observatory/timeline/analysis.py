"""All that a timeline says of observations: days, lives with their uncertainty, and what coincides."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from wildgrass.observatory.tables import Table
from wildgrass.observatory.timeline.coincidence import Coincidence, Event, coincidences
from wildgrass.observatory.timeline.days import Days
from wildgrass.observatory.timeline.dictionary import columns
from wildgrass.observatory.timeline.gate import Published, publishable
from wildgrass.observatory.timeline.survival import Curve, Lived, Numbers, Survival, age_of, step_of
from wildgrass.observatory.timeline.weeks import Week, hints

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

AGES_H: Final = tuple(float(age) for age in np.geomspace(1 / 6, 43_830, 80))
"""Ages at which lives are told, in hours: 10 minutes to 5 years."""
_THERE: Final = -1
"""Stands for the age at which something went that is there."""
_FEWEST: Final = 8
"""With fewer posts gone than so many no curve is told: it would be the story of single posts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Answers of an engine; see `counting` for each one's rows."""

    gone_between: Sequence[Mapping[str, Any]]
    there_between: Sequence[Mapping[str, Any]]
    looked_on: Sequence[Mapping[str, Any]]
    ages: "pa.Table"
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
    def weeks(self) -> list[Week]:
        """Return what is known of each week and platform."""
        return self.days.weeks()

    @cached_property
    def hints(self) -> list[Week]:
        """Return weeks at which a reader might look."""
        return hints(self.weeks)

    @cached_property
    def coincidences(self) -> list[Coincidence]:
        """Return what coincides with the events."""
        return coincidences(self.days, self.events, self.seed)

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
            Table("weeks", columns("weeks"), [one.to_json() for one in self.weeks]),
            Table("lives", columns("lives"), list(self._lives())),
            Table("events", columns("events"), [one.to_json() for one in self.coincidences]),
        ]

    @cached_property
    def _survival(self) -> Survival:
        return Survival(*lived(self.counts.ages))

    def _lives(self) -> Iterable[dict[str, object]]:
        for curve in self.curves:
            band = self.bands[curve.cause]
            for at, age in enumerate(AGES_H):
                if age <= curve.known_until:
                    least, most = curve.share(age)
                    values = {"least": least, "most": most, "low": band[0][at], "high": band[1][at]}
                    shares = {name: round(float(value), 6) for name, value in values.items()}
                    yield {"cause": curve.cause, "age_h": round(age, 4), **shares}


def lived(ages: "pa.Table") -> tuple[Counter[Lived], float]:
    """Return lives of the counts by age in minutes, between steps of age, and the greatest age known in hours.

    Minutes are put into steps as columns: a million posts have as many ages, and some thousand steps.
    """
    low, high = (ages[name].fill_null(_THERE).to_numpy() for name in ("low", "high"))
    causes, archives = (ages[name].combine_chunks().dictionary_encode() for name in ("cause", "archive"))
    ends = _steps(low), np.where(high == _THERE, _THERE, np.maximum(_steps(high), _steps(low) + 1))
    names = [np.asarray(one.indices, dtype=np.int64) for one in (causes, archives)]
    names[0][high == _THERE] = -1
    keys, of = np.unique(np.stack([*ends, *names]), axis=1, return_inverse=True)
    posts = np.bincount(of.ravel(), ages["posts"].to_numpy(), keys.shape[1]).astype(np.int64)
    cause_of, archive_of = causes.dictionary.to_pylist(), archives.dictionary.to_pylist()
    found = Counter(
        {
            Lived(
                age_of(first),
                float("inf") if why < 0 else age_of(last),
                "" if why < 0 else cause_of[why],
                archive_of[who],
            ): count
            for (first, last, why, who), count in zip(keys.T.tolist(), posts.tolist(), strict=True)
        }
    )
    return found, float(low.max()) / 60 if len(low) else 0.0


def _steps(minutes: "NDArray[np.int64]") -> "NDArray[np.int64]":
    known, of = np.unique(np.maximum(minutes, 0), return_inverse=True)
    return np.array([step_of(minute / 60) for minute in known.tolist()], dtype=np.int64)[of]
