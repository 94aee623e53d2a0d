"""Pairs of messages: equal ones first, by time, each once; then those that were altered, by likeness.

Within one text the pairing follows time: where a text was sent ten times and nine arrived, the one that is missing is
the one whose time has no partner. Pictures are told apart by what they show, where both sides have them.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.compare.alike import alike_pairs
from wildgrass.observatory.compare.both import Both, SameFile, both_of, nobody_looked
from wildgrass.observatory.compare.clocks import Clock, Rows, anchors, clock_of, once_on_each
from wildgrass.observatory.compare.equals import Pairs, equal_pairs
from wildgrass.observatory.compare.sides import Side

_VOTES: Final = 3
_SURE: Final = 0.9
_TOLD_APART: Final = 8
"""Words of so many characters that stand once on each side are one message, whatever the clocks say."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Pairs of rows of A and B; `likeness` is 100 for equal texts. The rest of the rows have no partner.

    `late` are pairs of equal words whose times no clock explains.
    """

    clock: Clock
    senders: dict[str, str]
    rows_a: Rows
    rows_b: Rows
    likeness: NDArray[np.float64]
    late: NDArray[np.bool_]


def align(a: Side, b: Side, same_file: SameFile = nobody_looked) -> Alignment:
    """Pair two sides' messages. Names need not agree: who is who is learnt from texts that stand once on each side."""
    at_a, at_b = anchors(a, b)
    clock = clock_of(a, b, at_a, at_b)
    senders = _who_is_who(a, b, at_a, at_b)
    both = both_of(a, b, clock, senders, same_file)
    pairs = _equal(both)
    late = _late(both, pairs)
    alike = alike_pairs(both, pairs + late)
    found = pairs + late + Pairs(alike.a, alike.b)
    likeness = np.concatenate([np.full(len(pairs) + len(late), 100.0), alike.likeness])
    is_late = np.zeros(len(found), bool)
    is_late[len(pairs) : len(pairs) + len(late)] = True
    order = np.argsort(found.a, kind="stable")
    names = {a.people[one]: b.people[other] for one, other in senders.items()}
    return Alignment(clock, names, found.a[order], found.b[order], likeness[order], is_late[order])


def _who_is_who(a: Side, b: Side, at_a: Rows, at_b: Rows) -> dict[int, int]:
    """Return who of A is who of B, where enough texts that stand once on each side agree."""
    votes = np.zeros((len(a.people), len(b.people)), np.int64)
    np.add.at(votes, (a.senders[at_a], b.senders[at_b]), 1)
    found = {}
    for sender, counts in enumerate(votes):
        other = int(counts.argmax()) if len(counts) else 0
        if len(counts) and counts[other] >= _VOTES and counts[other] >= _SURE * counts.sum():
            found[sender] = other
    return found


def _equal(both: Both) -> Pairs:
    """Pair what says the same: by who said it and what pictures show, then as far as that is not known."""
    a, b = both.a, both.b
    said_a, said_b = a.keys ^ _mixed(both.codes_a), b.keys ^ _mixed(both.codes_b)
    shown_a, shown_b = said_a ^ _mixed(a.looks + (1 << 40)), said_b ^ _mixed(b.looks + (1 << 40))
    every_a, every_b = both.left(Pairs.none())
    pairs = _paired(both, (every_a, shown_a), (every_b, shown_b), Pairs.none())
    left, right = both.left(pairs)
    pairs += _paired(both, (left[~both.known_a[left]], a.keys), (right[~both.known_b[right]], b.keys), pairs)
    # Pictures that one side's export left out pair with any that the other side has at that time.
    left, right = both.left(pairs)
    pairs += _paired(both, (left[a.looks[left] == 0], said_a), (right, said_b), pairs)
    left, right = both.left(pairs)
    return pairs + _paired(
        both, (left[a.looks[left] > 0], said_a), (right[b.looks[right] == 0], said_b), pairs
    )


def _paired(
    both: Both, a: tuple[Rows, NDArray[np.int64]], b: tuple[Rows, NDArray[np.int64]], known: Pairs
) -> Pairs:
    return equal_pairs(both.column_a(*a), both.column_b(*b), both.tolerance, known)


def _mixed(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Spread small numbers over 64 bits (splitmix64), so that keys can be joined by exclusive or."""
    with np.errstate(over="ignore"):
        mixed = numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (mixed ^ (mixed >> np.uint64(31))).view(np.int64)


def _late(both: Both, pairs: Pairs) -> Pairs:
    """Pair words that stand once on each side though no clock brings their times together: sent again, or late."""
    rows_a, rows_b = once_on_each(both.a, both.b, _TOLD_APART)
    free_a, free_b = np.ones(len(both.a), bool), np.ones(len(both.b), bool)
    free_a[pairs.a] = False
    free_b[pairs.b] = False
    one_sender = (both.codes_a[rows_a] == both.codes_b[rows_b]) | ~both.known_a[rows_a]
    chosen = free_a[rows_a] & free_b[rows_b] & one_sender
    return Pairs(rows_a[chosen], rows_b[chosen])
