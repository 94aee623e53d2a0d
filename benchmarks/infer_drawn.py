"""Rules drawn from what really stands together in texts, so that topics, phrases and companions are the texts' own.

A word is a string of two to four characters (in alphabets a word of three letters or more) that is said in different
surroundings and holds together (Sproat and Shih's association, the least over its cuts). A rule has one to four of them
that stand in the same texts, not one inside another; each part matters: without it a third more texts match. One rule
in three shares a part with another. Rules of all supports are drawn, from three posts to one in a hundred.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from random import Random

import numpy as np

from benchmarks.infer_corpora import Said
from benchmarks.infer_filters import Reasons, world_of
from benchmarks.infer_scores import Rows, Rule, World, matched
from wildgrass.observatory.infer.corpus import comparable

LEAST = 3
STRATA = ((5, 8), (8, 12), (12, 20), (20, 40), (3, 5), (40, 10_000))
SIZES = (1, 2, 3, 2, 4)
REMOVED = 0.06
"""The share of all posts that a drawn filter takes."""
_RUN = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"[^\W\d_\u3400-\u9fff]{3,}")
_VARIED, _TOGETHER, _MATTERS = 0.4, 20.0, 1.3
_SHARED = 0.35
_MOST = 0.01
"""A rule that takes a larger share of all posts than this is not drawn."""
_LOOKED_AT = 400
"""So many texts of a word tell well enough what stands beside it."""
_NONE: Rows = np.zeros(0, np.int64)


def words_of(texts: Sequence[str]) -> list[str]:
    """Return the words that texts are made of."""
    grams: Counter[str] = Counter()
    before: dict[str, set[str]] = defaultdict(set)
    after: dict[str, set[str]] = defaultdict(set)
    spelt: Counter[str] = Counter()
    for number, text in enumerate(texts):
        held = comparable(text)
        spelt.update(set(_WORD.findall(held)))
        for run in _RUN.findall(held):
            framed = f"\n{run}\n"
            for size in (1, 2, 3, 4):
                for at in range(1, len(framed) - size):
                    gram = framed[at : at + size]
                    grams[gram] += 1
                    if size > 1:
                        before[gram].add(framed[at - 1].replace("\n", f"\n{number}"))
                        after[gram].add(framed[at + size].replace("\n", f"\n{number}"))
    total = sum(count for gram, count in grams.items() if len(gram) == 1)
    found = [
        gram
        for gram, count in grams.items()
        if len(gram) > 1
        and count >= LEAST
        and min(len(before[gram]), len(after[gram])) >= _VARIED * count
        and all(
            count * total >= _TOGETHER * grams[gram[:at]] * grams[gram[at:]] for at in range(1, len(gram))
        )
    ]
    return found + [word for word, count in spelt.items() if count >= LEAST]


class Drawing:
    """Draws rules from the words of texts."""

    def __init__(self, random: Random, texts: Sequence[str], words: Sequence[str] = ()) -> None:
        self._random = random
        self._texts = [comparable(text) for text in texts]
        self._most = max(12.0, _MOST * len(texts))
        found = list(words) or words_of(texts)
        held = matched(texts, [(word,) for word in found])
        self._rows = {word: rows for word, rows in zip(found, held, strict=True) if len(rows) >= LEAST}
        self._beside: dict[int, list[str]] = defaultdict(list)
        for word, rows in self._rows.items():
            for row in rows.tolist():
                self._beside[row].append(word)
        self._singles = sorted(word for word, rows in self._rows.items() if len(rows) <= self._most)
        self._often = sorted(word for word, rows in self._rows.items() if len(rows) >= 8)

    def rules(self, removed: float = REMOVED) -> dict[Rule, Rows]:
        """Return rules that take this share of the texts between them, in turn of each support and each size."""
        found: dict[Rule, Rows] = {}
        taken: set[int] = set()
        turns = [(size, stratum) for stratum in STRATA for size in SIZES]
        empty = 0
        while empty < len(turns):
            for size, stratum in turns:
                rule, rows = self._one(size, stratum, list(found))
                empty = 0 if rule else empty + 1
                if rule:
                    found[rule] = rows
                    taken.update(rows.tolist())
                if len(taken) > removed * len(self._texts):
                    return found
        return found

    def _one(self, size: int, stratum: tuple[int, int], rules: Sequence[Rule]) -> tuple[Rule, Rows]:
        """Return a new rule of so many parts with so many posts, or none where twenty attempts found none."""
        for _ in range(20):
            rule, rows = self._tried(size, stratum[0], rules)
            fits = stratum[0] <= len(rows) < min(stratum[1], self._most)
            if rule and fits and rule not in rules and self._matters(rule, len(rows)):
                return rule, rows
        return (), _NONE

    def _tried(self, size: int, least: int, rules: Sequence[Rule]) -> tuple[Rule, Rows]:
        if size == 1:
            word = self._random.choice(self._singles)
            return (word,), self._rows[word]
        combined = [rule for rule in rules if len(rule) > 1]
        shared = combined and self._random.random() < _SHARED
        first = self._random.choice(self._random.choice(combined) if shared else self._often)
        parts, rows = [first], self._rows[first]
        while len(parts) < size:
            looked_at = rows.tolist()
            if len(rows) > _LOOKED_AT:
                looked_at = self._random.sample(looked_at, _LOOKED_AT)
            beside = Counter(
                word
                for row in looked_at
                for word in self._beside[row]
                if not any(word in part or part in word for part in parts)
            )
            enough = least * len(looked_at) / len(rows)
            fit = sorted(word for word, count in beside.items() if count >= enough)
            if not fit:
                return (), _NONE
            parts.append(self._random.choice(fit))
            rows = np.intersect1d(rows, self._rows[parts[-1]], assume_unique=True)
        return tuple(sorted(parts)), rows

    def _matters(self, rule: Rule, support: int) -> bool:
        """Say whether each part keeps texts out."""
        least = max(support + 2, _MATTERS * support)
        return all(len(self._held(rule[:at] + rule[at + 1 :])) >= least for at in range(len(rule)))

    def _held(self, rule: Rule) -> Rows:
        rows = self._rows[rule[0]] if rule else np.arange(len(self._texts))
        for word in rule[1:]:
            rows = np.intersect1d(rows, self._rows[word], assume_unique=True)
        return rows


def drawn(random: Random, texts: Sequence[Said], reasons: Reasons, words: Sequence[str] = ()) -> World:
    """Return the world of a filter that was drawn from these texts; `words` are theirs where they are known."""
    rules = Drawing(random, [one.text for one in texts], words).rules()
    return world_of(random, texts, list(rules), list(rules.values()), reasons)
