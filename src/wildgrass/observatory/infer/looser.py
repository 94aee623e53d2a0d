"""Looser wordings: a phrase that is really two words of a combination, or a word longer than it need be.

What people mostly say in one breath is found as one string, although the filter takes its parts wherever they stand.
Removed texts that nothing else explains tell: they hold both parts, but apart. Texts of other rules do not count.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.infer.corpus import Corpus
from wildgrass.observatory.infer.items import IMAGE, LONGEST, Items, both
from wildgrass.observatory.infer.scores import SINGLE_CHARACTER, gain
from wildgrass.observatory.infer.wording import Wording

_APART: Final = 3.0
"""What a second part pays: it is a piece of what was found, so there is little to choose from."""
_SHORTER: Final = 2.0
_STRETCH: Final = 8
"""A longer phrase is left as it is."""

Local = NDArray[np.int32]
Terms = tuple[str, ...]


class Looser:
    """Tries wordings of which a rule's own is a special case, on the texts that the items were learnt from."""

    def __init__(self, corpus: Corpus, items: Items, rate: float) -> None:
        """Take the texts, the items and the rate of removals that nothing explains."""
        self._corpus, self._items, self._rate = corpus, items, rate
        self._numbers = {string: number for number, string in enumerate(items.strings)}

    def wordings(self, held: Sequence[Wording]) -> list[Wording]:
        """Return the wordings, looser where that explains more."""
        rows = [self._rows(wording.terms) for wording in held]
        times = np.zeros(len(self._items.rows_removed), np.int64)
        for removed, _ in rows:
            times[removed] += 1
        return [self._loosened(wording, own, times) for wording, own in zip(held, rows, strict=True)]

    def _loosened(self, wording: Wording, own: tuple[Local, Local], times: NDArray[np.int64]) -> Wording:
        best, most = wording.terms, gain(len(own[0]), len(own[1]), self._rate)
        cost, texts = wording.cost, own[0]
        for terms, price in _looser(wording.terms):
            removed, kept = self._rows(terms)
            fresh = int((times[removed] == 0).sum())
            if not fresh:
                continue
            gained = gain(len(own[0]) + fresh, len(kept), self._rate) - price
            if gained > most:
                best, most, cost, texts = terms, gained, wording.cost + price, removed
        if best == wording.terms:
            return wording
        named = (self._corpus.texts[row] for row in self._items.rows_removed[texts].tolist())
        return Wording(best, cost, tuple(named))

    def _rows(self, terms: Terms) -> tuple[Local, Local]:
        """Return the rows of both tables in which all terms stand."""
        removed, kept = self._rows_of(terms[0])
        for term in terms[1:]:
            others = self._rows_of(term)
            removed, kept = both(removed, others[0]), both(kept, others[1])
        return removed, kept

    def _rows_of(self, term: str) -> tuple[Local, Local]:
        whole = term.startswith(IMAGE) or len(term) <= LONGEST
        pieces = [term] if whole else [term[at : at + LONGEST] for at in range(len(term) - LONGEST + 1)]
        found = [self._numbers.get(piece) for piece in pieces]
        numbers = [number for number in found if number is not None]
        if len(numbers) < len(pieces):
            return np.zeros(0, np.int32), np.zeros(0, np.int32)
        sides = []
        for table, rows in (
            (self._items.removed, self._items.rows_removed),
            (self._items.kept, self._items.rows_kept),
        ):
            local = table.rows_of(numbers[0])
            for number in numbers[1:]:
                local = both(local, table.rows_of(number))
            if not whole:
                texts = (self._corpus.texts[row] for row in rows[local].tolist())
                local = local[np.fromiter((term in text for text in texts), bool, len(local))]
            sides.append(local)
        return sides[0], sides[1]


def _looser(terms: Terms) -> Iterator[tuple[Terms, float]]:
    """Yield wordings that match the same texts and more, with what they pay."""
    for at, term in enumerate(terms):
        if term.startswith(IMAGE) or not 3 <= len(term) <= _STRETCH or term.isascii():
            continue
        others = (*terms[:at], *terms[at + 1 :])
        for pieces, price in (*_ends(term), *(_inside(term) if others else ())):
            if not any(piece in other for piece in pieces for other in others):
                yield (*terms[:at], *pieces, *terms[at + 1 :]), price


def _ends(term: str) -> Iterator[tuple[Terms, float]]:
    """Yield a string's beginning and end as two parts, longest first."""
    sizes = range(min(LONGEST, len(term) - 1), 0, -1)
    for first in sizes:
        for last in sizes:
            if 3 <= first + last <= len(term):
                single = (first == 1) + (last == 1)
                yield (term[:first], term[-last:]), _APART + SINGLE_CHARACTER * single


def _inside(term: str) -> Iterator[tuple[Terms, float]]:
    """Yield the strings inside a string, longest first. For a word alone its neighbours have told already."""
    for size in range(min(LONGEST, len(term) - 1), 1, -1):
        for start in range(len(term) - size + 1):
            yield (term[start : start + size],), _SHORTER
