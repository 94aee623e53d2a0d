"""Which wording a rule has: a short string, or the longer ones in which it stands.

Where no kept text tells, the neighbours do. A word of a filter stands beside whatever people write; a piece of such a
word stands beside the rest of it again and again. So a string is replaced by longer ones where its neighbours repeat
more than chance lets them, after paying for the removed texts that the longer ones leave unexplained.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import lgamma, log
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.infer.corpus import Corpus, is_part_of_words
from wildgrass.observatory.infer.items import IMAGE, LEAST, Items
from wildgrass.observatory.infer.rule import Rule

_VARIETY: Final = 10.0
"""How readily a word meets a new neighbour (the process's concentration)."""
_PRICE: Final = 2.5
_TRUST: Final = 0.8
"""Neighbours are not independent of each other: phrases are said again."""
_FORMS: Final = 3
_OPEN: Final = 0.05
"""Of a piece's removed texts longer strings leave at most so many, and one: noise. Of a word's they leave many more."""
_PER_KEPT: Final = 3.0
"""What it is worth that a longer string does not stand in a kept text in which the shorter one does."""
_LONGEST: Final = 12

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Wording:
    """Strings that may be a rule, what that pays, and the removed texts that it was learnt from."""

    terms: tuple[str, ...]
    cost: float
    texts: tuple[str, ...]


class Neighbours:
    """Chooses among wordings by what stands beside a string."""

    def __init__(self, corpus: Corpus, items: Items, rate: float) -> None:
        """Take the texts that the items were learnt from, and the rate of removals that nothing explains."""
        self._corpus, self._items = corpus, items
        self._unexplained = -log(rate)

    def wordings(self, rules: Sequence[tuple[Rule, tuple[str, ...]]]) -> list[Wording]:
        """Return the wordings of rules, each given with its strings."""
        times = np.zeros(len(self._items.rows_removed), np.int64)
        for rule, _ in rules:
            times[rule.removed] += 1
        found: list[Wording] = []
        for rule, terms in rules:
            removed = self._items.rows_removed[rule.removed]
            kept = self._items.rows_kept[rule.kept]
            found += self._worded(terms, rule.cost, (removed, times[rule.removed] == 1, kept))
        return found

    def _worded(
        self, terms: tuple[str, ...], cost: float, rows: tuple[Rows, NDArray[np.bool_], Rows]
    ) -> Iterator[Wording]:
        removed, is_alone, kept = rows
        best = 0.0
        longer: tuple[int, Mapping[str, Rows]] = (0, {})
        for at, term in enumerate(terms):
            if term.startswith(IMAGE) or len(term) >= _LONGEST:
                continue
            worth, forms = self._longer(term, rows)
            if worth > best:
                best, longer = worth, (at, forms)
        at, forms = longer
        if not forms:
            yield Wording(terms, cost, tuple(self._corpus.texts[row] for row in removed.tolist()))
            return
        for form, places in forms.items():
            left = np.array([form in self._corpus.texts[row] for row in kept.tolist()], bool)
            said = (*terms[:at], form, *terms[at + 1 :])
            yield from self._worded(said, cost + 1.0, (removed[places], is_alone[places], kept[left]))

    def _longer(
        self, term: str, rows: tuple[Rows, NDArray[np.bool_], Rows]
    ) -> tuple[float, Mapping[str, Rows]]:
        """Return what it is worth to let longer strings stand for one, and the places of each one's removed texts."""
        removed, is_alone, kept = rows
        held: dict[str, list[int]] = defaultdict(list)
        for place, row in enumerate(removed.tolist()):
            for form in _forms(term, self._corpus.texts[row]):
                held[form].append(place)
        is_left = np.ones(len(removed), bool)
        chosen: dict[str, Rows] = {}
        sizes: list[int] = []
        for _ in range(_FORMS):
            fresh = {form: int(is_left[at].sum()) for form, at in held.items() if len(at) >= LEAST}
            best = max(sorted(fresh), key=lambda form: fresh[form], default="")
            if not best or fresh[best] < LEAST:
                break
            chosen[best] = np.array(held[best], np.int64)
            sizes.append(fresh[best])
            is_left[chosen[best]] = False
        if not chosen:
            return 0.0, {}
        freed = sum(not any(form in self._corpus.texts[row] for form in chosen) for row in kept.tolist())
        alone = int((is_left & is_alone).sum())
        if alone > 1 + _OPEN * len(removed):
            return 0.0, {}
        worth = _repetition(sizes, int(is_left.sum()), len(removed)) - self._unexplained * alone
        return worth + _PER_KEPT * freed - sum(_price(form) for form in chosen), chosen


def _repetition(sizes: Sequence[int], left: int, total: int) -> float:
    """Return by how much neighbours repeat more than chance: log odds against a Chinese restaurant process."""
    seats = lgamma(_VARIETY + total) - lgamma(_VARIETY + left)
    return _TRUST * (seats - sum(log(_VARIETY) + lgamma(size) for size in sizes))


def _price(form: str) -> float:
    """Return what a longer string pays; a piece of a word in Latin letters is no word."""
    return 0.0 if form.isascii() else _PRICE


def _forms(term: str, text: str) -> set[str]:
    """Return the strings longer by one character that stand in a text."""
    found, at = set(), text.find(term)
    while at >= 0:
        end = at + len(term)
        if at and is_part_of_words(text[at - 1]):
            found.add(text[at - 1 : end])
        if end < len(text) and is_part_of_words(text[end]):
            found.add(text[at : end + 1])
        at = text.find(term, at + 1)
    return found
