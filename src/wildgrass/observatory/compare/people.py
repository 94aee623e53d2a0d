"""Who of one side is who of the other, by texts that stand once on each side: names are private, and people rename."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.compare.clocks import Rows
from wildgrass.observatory.compare.sides import Side

_VOTES: Final = 3
_SURE: Final = 0.9
NOBODY: Final = -1
"""The code of a sender whom the export does not name."""


@dataclass(frozen=True, slots=True)
class People:
    """One code for each person by her places in `people` of A and of B, and whether texts told who she is.

    `senders` leads from A's key to B's, `person` from a key of either side to one key that stands for her.
    """

    codes_a: NDArray[np.int64]
    codes_b: NDArray[np.int64]
    known_a: NDArray[np.bool_]
    known_b: NDArray[np.bool_]
    senders: Mapping[str, str]
    person: Mapping[str, str]


def people_of(a: Side, b: Side, at_a: Rows, at_b: Rows) -> People:
    """Return who is who: whoever has nearly all of a name's texts on the other side, though under several names."""
    votes = np.zeros((len(a.people), len(b.people)), np.int64)
    np.add.at(votes, (a.senders[at_a], b.senders[at_b]), 1)
    of_a, of_b = votes.sum(axis=1, keepdims=True), votes.sum(axis=0, keepdims=True)
    one = (votes >= _VOTES) & ((votes >= _SURE * of_a) | (votes >= _SURE * of_b))
    codes_a, codes_b = _codes(a, b, one)
    known_a, known_b = one.any(axis=1), one.any(axis=0)
    best = np.where(one, votes, -1)
    senders = {a.people[at]: b.people[int(best[at].argmax())] for at in np.flatnonzero(known_a).tolist()}
    return People(codes_a, codes_b, known_a, known_b, senders, _persons(a, b, codes_a, codes_b))


def _codes(a: Side, b: Side, one: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Number people: those whom texts join, or who bear one name, have one number."""
    number = list(range(len(a.people) + len(b.people)))
    places = {name: place for place, name in enumerate(b.people)}
    named = [(at, places[name]) for at, name in enumerate(a.people) if name in places and not one[at].any()]
    for left, right in [*zip(*(axis.tolist() for axis in np.nonzero(one)), strict=True), *named]:
        low, high = sorted((_root(number, left), _root(number, len(a.people) + right)))
        number[high] = low
    roots = np.array([_root(number, at) for at in range(len(number))], np.int64)
    roots[[at for at, name in enumerate((*a.people, *b.people)) if not name]] = NOBODY
    return roots[: len(a.people)], roots[len(a.people) :]


def _root(number: list[int], at: int) -> int:
    while number[at] != at:
        at = number[at]
    return at


def _persons(a: Side, b: Side, codes_a: NDArray[np.int64], codes_b: NDArray[np.int64]) -> dict[str, str]:
    """Return one key for each person, B's first."""
    names: dict[int, str] = {}
    found = {}
    keyed = [*zip(b.people, codes_b.tolist(), strict=True), *zip(a.people, codes_a.tolist(), strict=True)]
    for name, code in keyed:
        if name:
            found[name] = names.setdefault(code, name)
    return found
