"""A random panel of an old archive: some items of every year, each drawn with a known probability.

A watch of everything is too much for an archive of many years. What is drawn follows from the seed alone, so that who
has the archive and the seed can draw it again; without a seed it follows from the watch's own secret.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, Self

from wildgrass.watch.schedule import chance

_LEAST: Final = 2
"""So many items are drawn of a stratum at least: of one alone nothing can be said of how they differ."""
UNDATED: Final = 0
"""The year of items whose time is not known."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Some years of an archive: how many items are of them, and which were drawn, in no order that tells anything."""

    years: tuple[int, ...]
    size: int
    items: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return the years in words."""
        dated = [year for year in self.years if year != UNDATED]
        spans = f"{dated[0]}-{dated[-1]}" if len(dated) > 1 else "".join(map(str, dated))
        return "+".join(part for part in (spans, "undated" if UNDATED in self.years else "") if part)


@dataclass(frozen=True, slots=True)
class Panel:
    """What was drawn, when, by which seed ("" is the watch's own secret) and for how many looks."""

    seed: str
    wanted: int
    drawn: datetime
    layers: tuple[Layer, ...]

    @property
    def items(self) -> frozenset[str]:
        """Return everything that was drawn."""
        return frozenset(item for layer in self.layers for item in layer.items)

    def to_json(self) -> dict[str, object]:
        """Return the line that is kept."""
        layers = [
            {"years": list(one.years), "size": one.size, "items": list(one.items)} for one in self.layers
        ]
        return {"seed": self.seed, "wanted": self.wanted, "drawn": self.drawn.isoformat(), "layers": layers}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        """Rebuild a panel from its line."""
        layers = tuple(Layer(tuple(one["years"]), one["size"], tuple(one["items"])) for one in row["layers"])
        return cls(row["seed"], row["wanted"], datetime.fromisoformat(row["drawn"]), layers)


def draw(items: Mapping[str, datetime | None], wanted: int, at: datetime, *, seed: str, key: bytes) -> Panel:
    """Draw so many items, as many of each year as is its share of all, two at least; `key` is the watch's secret."""
    secret = sha256(seed.encode()).digest() if seed else key
    of_year = {item: UNDATED if when is None else when.year for item, when in items.items()}
    years = Counter(of_year.values())
    groups = _grouped(sorted(years), years, wanted)
    sizes = [sum(years[year] for year in group) for group in groups]
    layers = []
    for group, size, count in zip(groups, sizes, _shared_out(sizes, wanted), strict=True):
        theirs = [item for item, year in of_year.items() if year in group]
        theirs.sort(key=lambda item: (chance(f"panel {item}", secret), item))
        layers.append(Layer(tuple(group), size, tuple(theirs[:count])))
    return Panel(seed, wanted, at, tuple(layers))


def _grouped(years: Sequence[int], sizes: Mapping[int, int], wanted: int) -> list[list[int]]:
    """Put years together until each group is due two items; a rest goes to the group before it."""
    everything = sum(sizes.values())
    groups: list[list[int]] = []
    now: list[int] = []
    for year in years:
        now.append(year)
        if wanted * sum(sizes[one] for one in now) >= _LEAST * everything:
            groups.append(now)
            now = []
    if now and groups:
        groups[-1] += now
    elif now:
        groups.append(now)
    return groups


def _shared_out(sizes: Sequence[int], wanted: int) -> list[int]:
    """Share the looks out by the groups' sizes, what is left over to the largest remainders."""
    everything = sum(sizes)
    if wanted >= everything:
        return list(sizes)
    exact = [wanted * size / everything for size in sizes]
    counts = [max(min(int(part), size), 1) for part, size in zip(exact, sizes, strict=True)]
    for at in sorted(range(len(sizes)), key=lambda at: (int(exact[at]) - exact[at], at)):
        if sum(counts) < wanted and counts[at] < sizes[at]:
            counts[at] += 1
    return counts
