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
from wildgrass.observatory.compare.people import People, people_of
from wildgrass.observatory.compare.sides import UNKNOWN_MEDIA, Side
from wildgrass.observatory.compare.unread import unread_pairs

_TOLD_APART: Final = 8
"""Words of so many characters that stand once on each side are one message, whatever the clocks say."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Pairs of rows of A and B; `likeness` is 100 for equal texts. The rest of the rows have no partner.

    `late` are pairs of equal words whose times no clock explains; `unread` pairs stand at one place, and of one
    side's words nobody here knows more than that they are not equal.
    """

    clock: Clock
    people: People
    rows_a: Rows
    rows_b: Rows
    likeness: NDArray[np.float64]
    late: NDArray[np.bool_]
    unread: NDArray[np.bool_]


def align(a: Side, b: Side, same_file: SameFile = nobody_looked) -> Alignment:
    """Pair two sides' messages. Names need not agree: who is who is learnt from texts that stand once on each side."""
    once_a, once_b = once_on_each(a, b)
    at_a, at_b = anchors(once_a, once_b)
    clock = clock_of(a, b, at_a, at_b)
    people = people_of(a, b, at_a, at_b)
    both = both_of(a, b, clock, people, same_file)
    # Texts of people who are known pair by themselves; of others' they tell where they stand.
    unknown = ~both.known_a[at_a]
    pairs = _equal(both, Pairs(at_a[unknown], at_b[unknown]))
    late = _late(both, pairs, once_a, once_b)
    alike = alike_pairs(both, pairs + late)
    read = pairs + late + Pairs(alike.a, alike.b)
    unread = unread_pairs(both, read, pairs)
    found = read + unread
    likeness = np.concatenate([np.full(len(pairs) + len(late), 100.0), alike.likeness, np.zeros(len(unread))])
    place = np.arange(len(found))
    is_late = (place >= len(pairs)) & (place < len(pairs) + len(late))
    order = np.argsort(found.a, kind="stable")
    return Alignment(
        clock,
        people,
        found.a[order],
        found.b[order],
        likeness[order],
        is_late[order],
        (place >= len(read))[order],
    )


def _equal(both: Both, told: Pairs) -> Pairs:
    """Pair what says the same: by who said it and what pictures show, then as far as that is not known.

    `told` are texts that stand once on each side, of people who wrote too little to be known: they tell places.
    """
    a, b = both.a, both.b
    said_a, said_b = a.keys ^ _mixed(both.codes_a), b.keys ^ _mixed(both.codes_b)
    shown_a, shown_b = said_a ^ _mixed(a.looks + (1 << 40)), said_b ^ _mixed(b.looks + (1 << 40))
    every_a, every_b = both.left(Pairs.none())
    pairs = _paired(both, (every_a, shown_a), (every_b, shown_b), told)
    left, right = both.left(pairs)
    pairs += _paired(both, (left[~both.known_a[left]], a.keys), (right, b.keys), told + pairs)
    left, right = both.left(pairs)
    pairs += _paired(both, (left, a.keys), (right[~both.known_b[right]], b.keys), told + pairs)
    # Pictures that one side's export left out pair with any that the other side has at that time.
    left, right = both.left(pairs)
    pairs += _paired(both, (left[a.looks[left] == 0], said_a), (right, said_b), pairs)
    left, right = both.left(pairs)
    pairs += _paired(both, (left[a.looks[left] > 0], said_a), (right[b.looks[right] == 0], said_b), pairs)
    for is_a_unknown in (True, False):
        pairs += _of_unknown_kind(both, pairs, is_a_unknown=is_a_unknown)
    return pairs


def _of_unknown_kind(both: Both, pairs: Pairs, *, is_a_unknown: bool) -> Pairs:
    """Pair media of which one side's export says no kind with any that the other has from that person then."""
    left, right = both.left(pairs)
    left, right = left[_wordless(both.a, left)], right[_wordless(both.b, right)]
    if is_a_unknown:
        left = left[both.a.media[left] == UNKNOWN_MEDIA]
    else:
        right = right[both.b.media[right] == UNKNOWN_MEDIA]
    return _paired(both, (left, both.codes_a), (right, both.codes_b), pairs)


def _wordless(side: Side, rows: Rows) -> NDArray[np.bool_]:
    wordless: NDArray[np.bool_] = (side.media[rows] > 0) & (side.lengths[rows] == 0)
    return wordless


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


def _late(both: Both, pairs: Pairs, rows_a: Rows, rows_b: Rows) -> Pairs:
    """Pair words that stand once on each side though no clock brings their times together: sent again, or late."""
    free_a, free_b = np.ones(len(both.a), bool), np.ones(len(both.b), bool)
    free_a[pairs.a] = False
    free_b[pairs.b] = False
    one_sender = (both.codes_a[rows_a] == both.codes_b[rows_b]) | ~both.known_a[rows_a]
    chosen = free_a[rows_a] & free_b[rows_b] & one_sender & (both.a.lengths[rows_a] >= _TOLD_APART)
    return Pairs(rows_a[chosen], rows_b[chosen])
