"""Find the names of places in texts, offline: countries, China down to its counties, large cities elsewhere.

Names stand in `places.tsv` of 2026-11 (sources and licences: NOTICE; made by `scripts/write_places.py`). The longest
name wins. A name that several places share is ambiguous, and comes with all of them. What only looks like a name is
left out by `places_guard.txt`: longer words that hold one (长春花), and a name made of the end of one common word
and the beginning of the next (晚上海鲜). The table takes no side in what belongs to whom.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from ahocorasick_rs import AhoCorasick, MatchKind

from wildgrass.text.fold import fold

PLACES_VERSION: Final = "2026-11-22.1"
"""Of the tables: what was found with another is looked for again."""

_SURNAMES: Final = frozenset(fold("张王李赵刘陈杨吴周徐孙朱胡郭"))
TEXT_MOST: Final = 100_000  # characters of a text that are looked through


@dataclass(frozen=True, slots=True)
class Place:
    """A place: `level` is territory, province, prefecture, county or city; `parent` the id it lies in, or ""."""

    id: str
    level: str
    parent: str
    hans: str
    hant: str
    english: str

    def label(self, language: str) -> str:
        """Return its name in "en", "zh-Hans" or "zh-Hant"; where English has none, in Chinese."""
        if language == "en":
            return self.english or self.hans
        return self.hant if language == "zh-Hant" else self.hans


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text, from `start` to before `end` in code points, and the ids of the places it may mean."""

    start: int
    end: int
    places: tuple[str, ...]

    @property
    def is_ambiguous(self) -> bool:
        """Say whether several places have the name."""
        return len(self.places) > 1


class Gazetteer:
    """The tables in memory: some 60 ms to make."""

    def __init__(self) -> None:
        """Read the tables."""
        self.places: dict[str, Place] = {}
        self._meant: dict[str, tuple[str, ...]] = {}
        for line in _lines("places.tsv"):
            *told, names = line.split("\t")
            place = Place(*told)
            self.places[place.id] = place
            for name in {fold(name) for name in names.split(";") if name}:
                self._meant[name] = (*self._meant.get(name, ()), place.id)
        guards = list(_lines("places_guard.txt"))
        longer, self._lefts, self._rights = (
            frozenset(fold(line[1:]) for line in guards if line[0] == mark) for mark in "=<>"
        )
        self._names = [*self._meant, *(longer - self._meant.keys())]
        self._finder = AhoCorasick(self._names, matchkind=MatchKind.LeftmostLongest)

    def find(self, text: str) -> list[Mention]:
        """Return the places named in a text, in order."""
        looked = text[:TEXT_MOST]
        folded = fold(looked)
        found = [
            Mention(start, end, self._meant[name])
            for number, start, end in self._finder.find_matches_as_indexes(folded)
            if (name := self._names[number]) in self._meant and self._is_meant(looked, folded, start, end)
        ]
        sure = {one.places[0] for one in found if not one.is_ambiguous}
        return [self._narrowed(one, sure) if sure and one.is_ambiguous else one for one in found]

    def _narrowed(self, one: Mention, sure: set[str]) -> Mention:
        """Return a mention without the places that what stands beside it rules out: 北京的朝阳."""
        meant = [
            place
            for place in one.places
            if sure & {above.id for above in self.way_up(self.places[place])} - {"CN"}
        ]
        return Mention(one.start, one.end, (meant[0],)) if len(meant) == 1 else one

    def named(self, name: str) -> tuple[str, ...]:
        """Return the ids of the places that a name may mean, () for none."""
        return self._meant.get(fold(name.strip()), ())

    def names(self) -> frozenset[str]:
        """Return every name, folded."""
        return frozenset(self._meant)

    def way_up(self, place: Place) -> Iterator[Place]:
        """Yield what a place lies in, the nearest first."""
        parent = self.places.get(place.parent)
        if parent is not None:
            yield parent
            yield from self.way_up(parent)

    def _is_meant(self, text: str, folded: str, start: int, end: int) -> bool:
        """Say whether a hit is a name: no part of a Latin word, nor of two Chinese ones."""
        first = text[start]
        if first.isascii() or not _is_han(first):
            before, after = text[max(0, start - 1) : start], text[end : end + 1]
            is_whole = not _goes_on(before) and not _goes_on(after)
            return is_whole and (not first.islower() or not first.isascii())
        if end - start != 2:  # only names of two characters are cut so
            return True
        if start and folded[start - 1] in _SURNAMES and self._is_small(folded[start:end]):
            return False  # 张朝阳, 周永康
        is_cut = folded[start - 1 : start + 1] in self._lefts if start else False
        return not (is_cut and folded[end - 1 : end + 1] in self._rights)

    def _is_small(self, name: str) -> bool:
        """Say whether a name is that of counties only, or of several places."""
        meant = self._meant[name]
        return len(meant) > 1 or self.places[meant[0]].level == "county"


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


def _goes_on(character: str) -> bool:
    """Say whether a word in letters goes on with a character."""
    return character.isalnum() and not _is_han(character)


def _lines(name: str) -> list[str]:
    return (resources.files("wildgrass.text") / name).read_text(encoding="utf-8").splitlines()


@cache
def gazetteer() -> Gazetteer:
    """Return the tables, read once."""
    return Gazetteer()
