"""From items to the strings that are shown: as long as the data allows, as short as it allows, and what else fits.

Data tells strings apart only by the texts they stand in. What stands in the very same ones is one class: every member
explains the removals equally well. All counting here is on every text, in one Aho-Corasick pass.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from ahocorasick_rs import AhoCorasick
from numpy.typing import NDArray

from wildgrass.observatory.infer.corpus import Corpus
from wildgrass.observatory.infer.items import IMAGE, Items
from wildgrass.observatory.infer.rule import Rule

_AGREEING: Final = 0.95
_LONGEST: Final = 40
_ALSO: Final = 8
_LOOKED_AT: Final = 2000
"""In so many other texts it is looked first whether a shorter string stands there too: most do."""

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Component:
    """One part of a rule: the string shown, the shortest and the longest that match the same, and others that do."""

    term: str
    shortest: str
    longest: str
    also: tuple[str, ...]

    @property
    def is_image(self) -> bool:
        """Say whether this is an image and no string."""
        return self.term.startswith(IMAGE)


def terms_of(rule: Rule, items: Items) -> tuple[str, ...]:
    """Return a rule's strings, without those that stand inside another of them."""
    return _without_inner(items.strings[item] for item in rule.items)


def _without_inner(strings: Iterable[str]) -> tuple[str, ...]:
    held = list(dict.fromkeys(strings))
    return tuple(one for one in held if not any(one != other and one in other for other in held))


def longest_forms(terms: Sequence[str], texts: Sequence[str], is_word: Mapping[str, bool]) -> tuple[str, ...]:
    """Extend each string while at least 95 of 100 of these texts agree on the next character."""
    return _without_inner(
        term if term.startswith(IMAGE) else _extended(term, texts, is_word) for term in terms
    )


def _extended(term: str, texts: Sequence[str], is_word: Mapping[str, bool]) -> str:
    while len(term) < _LONGEST:
        votes: dict[str, int] = {}
        for text in texts:
            for longer in _around(term, text, is_word):
                votes[longer] = votes.get(longer, 0) + 1
        best = max(votes, key=lambda longer: votes[longer], default="")
        if not best or votes[best] < _AGREEING * len(texts):
            return term
        term = best
    return term


def _around(term: str, text: str, is_word: Mapping[str, bool]) -> set[str]:
    """Return the strings one character longer that stand in a text."""
    found, at = set(), text.find(term)
    while at >= 0:
        end = at + len(term)
        if at and is_word.get(text[at - 1], False):
            found.add(text[at - 1 : end])
        if end < len(text) and is_word.get(text[end], False):
            found.add(text[at : end + 1])
        at = text.find(term, at + 1)
    return found


def rows_with(strings: Iterable[str], corpus: Corpus) -> dict[str, Rows]:
    """Return the rows of the texts in which each string stands, and of the posts that show each image."""
    wanted = list(dict.fromkeys(strings))
    words = [string for string in wanted if not string.startswith(IMAGE)]
    found: dict[str, list[int]] = {string: [] for string in wanted}
    if words:
        find = AhoCorasick(words).find_matches_as_indexes
        for row, text in enumerate(corpus.texts):
            for number in {match[0] for match in find(text, overlapping=True)}:
                found[words[number]].append(row)
    for row, post in enumerate(corpus.posts):
        for image in post.images:
            if IMAGE + image in found:
                found[IMAGE + image].append(row)
    return {string: np.array(rows, np.int64) for string, rows in found.items()}


def matching(terms: Sequence[str], rows: Mapping[str, Rows]) -> Rows:
    """Return the rows in which all of the strings stand."""
    held = rows[terms[0]]
    for term in terms[1:]:
        held = np.intersect1d(held, rows[term], assume_unique=True)
    return held


def substrings(term: str) -> list[str]:
    """Return every string inside a string, shortest first."""
    if term.startswith(IMAGE):
        return []
    sizes = range(1, len(term) + 1)
    return [term[at : at + size] for size in sizes for at in range(len(term) - size + 1)]


def components(
    rules: Sequence[Sequence[str]], rows: Mapping[str, Rows], corpus: Corpus, items: Items
) -> list[tuple[Component, ...]]:
    """Return each rule's strings with their classes: what matches the same texts while the other strings stay."""
    held = [_Part.of(term, terms, rows, corpus) for terms in rules for term in terms]
    found = rows_with({one for part in held for one in part.open}, corpus)
    shortest = iter(
        next(
            (
                one
                for one in part.open
                if np.array_equal(matching([*part.others, one], {**rows, **found}), part.whole)
            ),
            part.term,
        )
        for part in held
    )
    parts = iter(held)
    return [
        tuple(
            Component(term, next(shortest), term, _others(term, next(parts).others, rows, items))
            for term in terms
        )
        for terms in rules
    ]


@dataclass(frozen=True, slots=True)
class _Part:
    """A term of a rule, the rule's other terms and matches, and strings inside the term that may match the same."""

    term: str
    others: tuple[str, ...]
    whole: Rows
    open: tuple[str, ...]

    @classmethod
    def of(cls, term: str, terms: Sequence[str], rows: Mapping[str, Rows], corpus: Corpus) -> "_Part":
        others = tuple(other for other in terms if other != term)
        whole = matching(terms, rows)
        scope = matching(others, rows) if others else np.arange(len(corpus))
        outside = np.setdiff1d(scope[:: max(1, len(scope) // _LOOKED_AT)], whole, assume_unique=True)
        texts = [corpus.texts[row] for row in outside.tolist()]
        inside = [one for one in substrings(term)[:-1] if not any(one in text for text in texts)]
        return cls(term, others, whole, tuple(inside))


def _others(term: str, others: Sequence[str], rows: Mapping[str, Rows], items: Items) -> tuple[str, ...]:
    """Return strings that do not overlap with this one and match the same texts beside the others."""
    whole = matching([term, *others], rows)
    match_removed, match_kept = _local(whole, items)
    if others:
        beside_removed, beside_kept = _local(matching(others, rows), items)
        all_removed, all_kept = items.removed.beside(beside_removed), items.kept.beside(beside_kept)
    else:
        all_removed, all_kept = items.removed.counts, items.kept.counts
    same = (items.removed.beside(match_removed) == len(match_removed)) & (all_removed == len(match_removed))
    same &= (items.kept.beside(match_kept) == len(match_kept)) & (all_kept == len(match_kept))
    strings = [items.strings[at] for at in np.flatnonzero(same).tolist()]
    fresh = [
        string for string in strings if string not in term and not any(string in other for other in others)
    ]
    return tuple(sorted(_without_inner(fresh), key=lambda string: (-len(string), string))[:_ALSO])


def beside_all(terms: Sequence[str], rows: Rows, items: Items, known: Iterable[str]) -> tuple[str, ...]:
    """Return other strings that stand in all of a rule's texts: the data cannot tell whether it needs them too."""
    removed, kept = _local(rows, items)
    held = (items.removed.beside(removed) == len(removed)) & (items.kept.beside(kept) == len(kept))
    taken = {*terms, *known}
    strings = (items.strings[at] for at in np.flatnonzero(held).tolist())
    fresh = [
        one for one in strings if len(one) > 1 and not any(one in other or other in one for other in taken)
    ]
    return tuple(sorted(_without_inner(fresh), key=lambda one: (-len(one), one))[:_ALSO])


def _local(rows: Rows, items: Items) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return rows of the corpus as rows of the two tables."""
    found = []
    for held in (items.rows_removed, items.rows_kept):
        common = np.intersect1d(rows, held, assume_unique=True)
        found.append(np.searchsorted(held, common).astype(np.int32))
    return found[0], found[1]
