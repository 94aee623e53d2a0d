"""Whether one country, one household or one police could open a vault alone, or lose it: said, never decided."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wildgrass.web.setup_state import Choices

OWNERS_HOME = 0


@dataclass(frozen=True, slots=True)
class Worry:
    """One thing to say plainly; `kind` is "country", "household", "reach" or "own-home"."""

    kind: str
    details: Mapping[str, object]


def worries(choices: Choices) -> list[Worry]:
    """Return what a person should know of the circle before she makes it."""
    holders, needed, total = choices.holders, choices.threshold, len(choices.holders)
    found = [
        Worry("country", {"count": count, "total": total, "country": country})
        for country, count in _many((one.country.strip() for one in holders), needed)
    ]
    homes = Counter(one.home for one in holders if one.home > OWNERS_HOME)
    for home, count in homes.items():
        if count >= needed:
            names = ", ".join(one.name for one in holders if one.home == home)
            found.append(Worry("household", {"count": count, "total": total, "names": names}))
    reached = sum(one.reach != "no" for one in holders)
    if needed and reached >= needed:
        found.append(Worry("reach", {"count": reached, "total": total}))
    own = sum(one.home == OWNERS_HOME for one in holders)
    if own:
        found.append(Worry("own-home", {"count": own, "total": total}))
    return found


def _many(places: Iterable[str], needed: int) -> list[tuple[str, int]]:
    """Return the places, as first written, that hold at least `needed` people."""
    first: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for place in places:
        if place:
            first.setdefault(place.casefold(), place)
            counts[place.casefold()] += 1
    return [(first[key], count) for key, count in counts.items() if needed and count >= needed]
