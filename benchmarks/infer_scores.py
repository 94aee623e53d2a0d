"""How near rules come to the true ones, counted without the code that is measured.

A true rule is findable with at least 5 removed posts, unless another rule takes all of its posts as well.
P_ext: share of rules whose matches overlap by 0.9 with a true one's; P_exact: the very same strings; sound: in nine
tenths of the matches stands a true rule (what slips through a filter does not make a rule unsound); R, R_multi:
findable rules found, those of several words; R_8: those with the 8 removed posts that a supported rule needs; cov:
filtered posts explained; reach: filtered posts in which any findable rule stands; purity: of all matched posts, those
taken; FDR: rules that are not sound.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from ahocorasick_rs import AhoCorasick
from numpy.typing import NDArray

from wildgrass.observatory.infer.corpus import Post, comparable

FINDABLE, SUPPORTABLE = 5, 8
Rule = tuple[str, ...]
Rows = NDArray[np.int64]


@dataclass
class World:
    """Posts, the true rules with the rows they match, and which posts the filter took."""

    posts: list[Post]
    rules: list[Rule]
    true: list[Rows]
    filtered: NDArray[np.bool_]
    supports: dict[Rule, int] = field(default_factory=dict)


def matched(texts: Sequence[str], rules: Iterable[Rule]) -> list[Rows]:
    """Return the rows that each rule matches."""
    held = [tuple(comparable(term) for term in rule) for rule in rules]
    terms = list(dict.fromkeys(term for rule in held for term in rule))
    found: list[list[int]] = [[] for _ in terms]
    find = AhoCorasick(terms).find_matches_as_indexes if terms else None
    for row, text in enumerate(texts):
        for number in {match[0] for match in find(comparable(text), overlapping=True)} if find else ():
            found[number].append(row)
    rows = {term: np.array(held, np.int64) for term, held in zip(terms, found, strict=True)}
    return [_all(rule, rows) for rule in held]


def _all(rule: Rule, rows: dict[str, Rows]) -> Rows:
    held = rows[rule[0]]
    for term in rule[1:]:
        held = np.intersect1d(held, rows[term], assume_unique=True)
    return held


class Truth:
    """What can be found in a world at all, and how near a set of rows is to a true rule."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._removed = np.fromiter((post.removed for post in world.posts), bool, len(world.posts))
        self._by_row: dict[int, list[int]] = defaultdict(list)
        for at, rows in enumerate(world.true):
            for row in rows.tolist():
                self._by_row[row].append(at)
        self.findable = self._findable()

    def removed_of(self, at: int) -> int:
        """Return how many removed posts a true rule matches."""
        return int(self._removed[self.world.true[at]].sum())

    def _findable(self) -> dict[bytes, int]:
        found: dict[bytes, int] = {}
        for at, rows in enumerate(self.world.true):
            if self.removed_of(at) < FINDABLE or rows.tobytes() in found:
                continue
            if not any(self._takes(other, rows) for other in self._by_row[int(rows[0])] if other != at):
                found[rows.tobytes()] = at
        return found

    def _takes(self, other: int, rows: Rows) -> bool:
        wider = self.world.true[other]
        return len(wider) > len(rows) and bool(np.isin(rows, wider, assume_unique=True).all())

    def near(self, mine: Rows) -> list[int]:
        """Return the true rules whose matches overlap by 0.9 with these."""
        shared: dict[int, int] = defaultdict(int)
        for row in mine.tolist():
            for at in self._by_row.get(row, ()):
                shared[at] += 1
        true = self.world.true
        return [at for at, both in shared.items() if both >= 0.9 * (len(mine) + len(true[at]) - both)]

    def is_sound(self, mine: Rows) -> bool:
        """Say whether in nine tenths of the matches a true rule stands."""
        return sum(row in self._by_row for row in mine.tolist()) >= 0.9 * len(mine)


def scored(truth: Truth, rules: Sequence[Rule], rows: Sequence[Rows] | None = None) -> dict[str, float]:
    """Return the measures of a list of rules; `rows` are what they match where that is not all (a rule of a time)."""
    world = truth.world
    ours = matched([post.text for post in world.posts], rules) if rows is None else rows
    near = [truth.near(mine) for mine in ours]
    sets = {world.true[at].tobytes() for ats in near for at in ats}
    found = sets & truth.findable.keys()
    multi = {rows for rows, at in truth.findable.items() if len(world.rules[at]) > 1}
    often = {rows for rows, at in truth.findable.items() if truth.removed_of(at) >= SUPPORTABLE}
    exact = {frozenset(map(comparable, rule)) for rule in world.rules}
    covered = np.zeros(len(world.posts), bool)
    for mine in ours:
        covered[mine] = True
    reach = np.zeros(len(world.posts), bool)
    for at in truth.findable.values():
        reach[world.true[at]] = True
    count, filtered = max(1, len(ours)), world.filtered
    taken = max(1, int(filtered.sum()))
    sound = sum(map(truth.is_sound, ours))
    return {
        "rules": len(ours),
        "P_ext": sum(map(bool, near)) / count,
        "P_exact": sum(frozenset(rule) in exact for rule in rules) / count,
        "sound": sound / count,
        "unsound": len(ours) - sound,
        "FDR": (len(ours) - sound) / count,
        "findable": len(truth.findable),
        "multi": len(multi),
        "R": len(found) / max(1, len(truth.findable)),
        "R_multi": len(found & multi) / max(1, len(multi)),
        "R_8": len(found & often) / max(1, len(often)),
        "cov": float((covered & filtered).sum()) / taken,
        "reach": float((reach & filtered).sum()) / taken,
        "purity": float((covered & filtered).sum()) / max(1, int(covered.sum())),
    }


def by_support(truth: Truth, rules: Sequence[Rule]) -> dict[str, float]:
    """Return the recall of planted rules by how many removed posts they have, and by their size from 8 on."""
    world = truth.world
    hit = {at for mine in matched([post.text for post in world.posts], rules) for at in truth.near(mine)}
    hits: dict[str, list[bool]] = defaultdict(list)
    for at, rule in enumerate(world.rules):
        support = world.supports.get(rule)
        if support is None:
            continue
        for name in [f"support {support}"] + [f"size {len(rule)}"] * (support >= 8):
            hits[name].append(at in hit)
    order = sorted(hits, key=lambda name: (name[:4], int(name.split()[1])))
    return {name: sum(hits[name]) / len(hits[name]) for name in order}
