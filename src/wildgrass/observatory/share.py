"""Which share of an archive is gone, from a random sample of it: Horvitz and Thompson's estimate and its interval.

The sample is drawn in strata, each without replacement, so that every item's probability is known. The interval is
Clopper and Pearson's for the sample size that the design is worth (Korn and Graubard 1998): where nothing was gone it
does not shrink to nothing, as the usual one does. What could not be looked at is counted both ways.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wildgrass.observatory.intervals import clopper_pearson


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """A part of an archive: how many items it has, how many were drawn; of these how many are hits, and unknown."""

    name: str
    size: int
    drawn: int
    hits: int
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """A share of an archive, `low` where what is unknown is no hit, `high` where it is one, with the 95 % interval."""

    low: float
    high: float
    between: tuple[float, float]

    def to_json(self) -> dict[str, object]:
        """Return the figures that are printed."""
        rounded = [round(end, 6) for end in self.between]
        return {"at_least": round(self.low, 6), "at_most": round(self.high, 6), "between": rounded}


def estimated(strata: Sequence[Stratum]) -> Share | None:
    """Return the estimate over all strata; None where nothing was drawn of one of them: then it says nothing of it."""
    kept = [one for one in strata if one.size]
    if not kept or any(not one.drawn for one in kept):
        return None
    fewest, most = [one.hits for one in kept], [one.hits + one.unknown for one in kept]
    low, high = _total(kept, fewest), _total(kept, most)
    return Share(low, high, (_interval(kept, fewest, low)[0], _interval(kept, most, high)[1]))


def _total(strata: Sequence[Stratum], hits: Sequence[int]) -> float:
    """Return the share: each hit stands for as many items as its probability of being drawn says."""
    return sum(one.size / one.drawn * count for one, count in zip(strata, hits, strict=True)) / sum(
        one.size for one in strata
    )


def _interval(strata: Sequence[Stratum], hits: Sequence[int], share: float) -> tuple[float, float]:
    everything = sum(one.size for one in strata)
    seen = sum(hits) / everything, 1 - (sum(one.drawn for one in strata) - sum(hits)) / everything
    if all(one.size == one.drawn for one in strata):
        return share, share
    worth = _worth(strata, hits, share)
    low, high = clopper_pearson(share * worth, worth)
    return max(low, seen[0]), min(high, seen[1])  # what was seen is certain


def _worth(strata: Sequence[Stratum], hits: Sequence[int], share: float) -> float:
    """Return how large a plain sample would be that is as sure as this one."""
    everything, drawn = sum(one.size for one in strata), sum(one.drawn for one in strata)
    spread = sum(
        (one.size / everything) ** 2 * (1 - one.drawn / one.size) * _spread(one.drawn, count)
        for one, count in zip(strata, hits, strict=True)
    )
    return min(share * (1 - share) / spread, float(drawn)) if spread > 0 else float(drawn)


def _spread(drawn: int, hits: int) -> float:
    """Return the variance of a stratum's share; of one drawn item nothing is known, which is the most."""
    part = hits / drawn
    return part * (1 - part) / (drawn - 1) if drawn > 1 else 0.25
