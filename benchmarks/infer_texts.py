"""Texts to hide a filter in: pieces of real posts, recombined, around the words of real lists.

Large public corpora are not at hand, so many posts are made of few real texts: cuts of 4 to 12 characters, chains of
characters as they follow each other there, and words of other lists. One post in 25 speaks of something on the
list: a word by its popularity (Zipf), words that share a rule with it, and companions that are said with it anyway.
Word order, topics and the correlations of real posts are thereby poorer than in life; strings and rules are real.
"""

import re
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import accumulate
from random import Random

from wildgrass.observatory.infer.corpus import comparable

Rule = tuple[str, ...]

_HAN = re.compile(r"[\u3400-\u9fff][\u3400-\u9fffa-z0-9]+")
_SENSITIVE = 0.04
_TOGETHER, _COMPANION = 0.35, 0.35
_SAID = 0.5
"""The share of a list's words that anyone says at all."""


def rules_of(cells: Iterable[str]) -> list[Rule]:
    """Return a list's rules: parts joined by plus; a part of one Latin letter is no word."""
    found = (tuple(part for part in map(_clean, cell.split("+")) if part) for cell in cells)
    return list(dict.fromkeys(rule for rule in found if rule and len("".join(rule)) > 1))


def _clean(part: str) -> str:
    return comparable(part).replace("\ufeff", "").strip()


def clauses(text: str) -> list[str]:
    """Return the runs of a text without punctuation."""
    return [one for one in _HAN.findall(comparable(text)) if len(one) > 3]


class Tongue:
    """Chains and cuts of clauses of real texts."""

    def __init__(self, random: Random, texts: Sequence[str], words: Sequence[str]) -> None:
        self.random = random
        self.clauses = list(texts)
        follows: dict[str, list[str]] = defaultdict(list)
        for clause in self.clauses:
            for at in range(1, len(clause)):
                follows[clause[at - 1]].append(clause[at])
                follows[clause[max(0, at - 2) : at]].append(clause[at])
        self._follows = dict(follows)
        self.words = random.sample(words, len(words))
        self._heaps = list(accumulate(1 / (rank + 30) for rank in range(len(self.words))))

    def cut(self) -> str:
        """Return a piece of a real clause."""
        clause = self.clauses[int(self.random.random() * len(self.clauses))]
        size = 4 + int(self.random.random() * 9)
        start = int(self.random.random() * max(1, len(clause) - size))
        return clause[start : start + size]

    def chain(self) -> str:
        """Return characters as they follow each other in real texts, by one or two before."""
        follows, draw = self._follows, self.random.random
        text = self.cut()[:2]
        for _ in range(4 + int(draw() * 9)):
            after = follows.get(text[-2:] if draw() < 0.6 else text[-1:]) or follows.get(text[-1:])
            if not after:
                break
            text += after[int(draw() * len(after))]
        return text

    def word(self) -> str:
        """Return a word of another list, by popularity."""
        return self.words[bisect(self._heaps, self.random.random() * self._heaps[-1])]

    def pieces(self, least: int, most: int) -> list[str]:
        """Return what a text is made of."""
        draw = self.random.random
        ways = (self.cut, self.chain, self.chain, self.word)
        return [ways[int(draw() * 4)]() for _ in range(least + int(draw() * (most - least + 1)))]


class Talk:
    """Who speaks of what: which words of a list are said, how often, together with what."""

    def __init__(self, tongue: Tongue, rules: Sequence[Rule]) -> None:
        self._tongue = tongue
        random = tongue.random
        parts = sorted({part for rule in rules for part in rule})
        said = set(random.sample(parts, max(1, int(_SAID * len(parts)))))
        shared = Counter(part for rule in rules if len(rule) > 1 for part in rule)
        said |= {
            part for rule in rules if len(rule) > 1 and said & set(rule) for part in rule if shared[part] > 1
        }
        self._parts = random.sample(sorted(said), len(said))
        self._heaps = list(accumulate(1 / (rank + 20) for rank in range(len(self._parts))))
        self._beside: dict[str, list[Rule]] = defaultdict(list)
        for rule in rules:
            for part in rule:
                self._beside[part].append(rule)
        self._companions = {part: [tongue.word() for _ in range(4)] for part in self._parts}

    def post(self, least: int = 3, most: int = 9) -> str:
        """Return a post."""
        random = self._tongue.random
        pieces = self._tongue.pieces(least, most)
        if random.random() < _SENSITIVE:
            part = self._parts[bisect(self._heaps, random.random() * self._heaps[-1])]
            pieces.insert(int(random.random() * len(pieces)), part)
            for one in self._around(part):
                pieces.insert(int(random.random() * (len(pieces) + 1)), one)
        return "\uff0c".join(pieces) if random.random() < 0.5 else "".join(pieces)

    def _around(self, part: str) -> list[str]:
        random, found = self._tongue.random, []
        if random.random() < _COMPANION:
            found.append(random.choice(self._companions[part]))
        rules = [rule for rule in self._beside[part] if len(rule) > 1]
        if rules and random.random() < _TOGETHER:
            rule = random.choice(rules)
            others = [other for other in rule if other != part]
            found += (
                others if random.random() < 0.6 else random.sample(others, random.randint(0, len(others)))
            )
        return found
