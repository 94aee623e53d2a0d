"""Words of real lists said in real texts: what is said of a list stands where people write.

said:    one text in twenty says a word of the list, by popularity (Zipf), sometimes the rest of its rule with it, some
         of it, or a companion: a word of the texts that goes with it often. What the texts say anyway counts too.
planted: rules of one to four parts, each in 3 to 40 texts, and in thrice as many all but one of its parts (T2).
long:    the same in texts joined to articles, or in texts of all lengths from a line to an article (T3).
drift:   rules that hold from and until the list's own dates; before and after, posts with them are kept (T4).
"""

from bisect import bisect
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from random import Random

from benchmarks.infer_corpora import DAY, Said
from benchmarks.infer_drawn import words_of
from benchmarks.infer_filters import Reasons, filtered_by, world_of
from benchmarks.infer_scores import Rule, World, matched

SUPPORTS = (3, 5, 8, 12, 20, 40)
_SENSITIVE = 0.05
_WHOLE, _SOME, _COMPANION = 0.35, 0.2, 0.25
_BREAKS = "，。！？、；： ,.!?;:\n"  # noqa: RUF001
LONG = 900


def with_parts(random: Random, text: str, parts: Sequence[str]) -> str:
    """Return a text with these said in it, each after a mark or a word's end, at its start or its end."""
    for part in random.sample(list(parts), len(parts)):
        places = [0, len(text), *(at + 1 for at, char in enumerate(text) if char in _BREAKS)]
        at = random.choice(places) if random.random() < 0.5 else random.randint(0, len(text))
        text = text[:at] + part + text[at:]
    return text


class _Popular:
    """Which parts of a list people say, how often, and what with."""

    def __init__(self, random: Random, rules: Sequence[Rule], words: Sequence[str]) -> None:
        self._random = random
        parts = sorted({part for rule in rules for part in rule})
        # nobody says most of a list: as many parts as give the later ones a few posts each
        self._parts = random.sample(parts, min(len(parts), 300))
        self._sums = list(accumulate(1 / (rank + 8) for rank in range(len(self._parts))))
        self._rules: dict[str, list[Rule]] = defaultdict(list)
        for rule in rules:
            for part in rule:
                self._rules[part].append(rule)
        self._companions = {part: random.sample(words, 3) for part in self._parts}

    def parts(self) -> list[str]:
        """Return what one post says of the list."""
        random = self._random
        first = self._parts[bisect(self._sums, random.random() * self._sums[-1])]
        rule = random.choice(self._rules[first][:4])
        others = [part for part in rule if part != first]
        drawn = random.random()
        if drawn < _WHOLE:
            return [first, *others]
        if drawn < _WHOLE + _SOME:
            return [first, *random.sample(others, random.randint(0, len(others)))]
        if drawn < _WHOLE + _SOME + _COMPANION:
            return [first, random.choice(self._companions[first])]
        return [first]


def said(random: Random, texts: Sequence[Said], rules: Sequence[Rule], reasons: Reasons) -> World:
    """Return the world in which people say the list's words in these texts."""
    popular = _Popular(random, rules, sorted(words_of([one.text for one in texts])))
    posts = [
        replace(one, text=with_parts(random, one.text, popular.parts()))
        if random.random() < _SENSITIVE
        else one
        for one in texts
    ]
    return filtered_by(random, posts, rules, reasons, common=0.01)


def planted(random: Random, texts: Sequence[Said], rules: Sequence[Rule], reasons: Reasons) -> World:
    """Return the world of some rules in so many texts each, and thrice as many decoys."""
    chosen = _of_each_size(random, texts, rules)
    order = random.sample(range(len(texts)), len(texts))
    posts = list(texts)
    supports: dict[Rule, int] = {}
    for number, rule in enumerate(chosen):
        supports[rule] = SUPPORTS[number % len(SUPPORTS)]
        decoys = 3 * supports[rule] if len(rule) > 1 else 0
        for at in range(supports[rule] + decoys):
            left = random.randrange(len(rule)) if at >= supports[rule] else -1
            parts = [part for place, part in enumerate(rule) if place != left]
            row = order.pop()
            posts[row] = replace(posts[row], text=with_parts(random, posts[row].text, parts))
    made = filtered_by(random, posts, chosen, reasons, common=1)
    made.supports.update(supports)
    return made


def _of_each_size(random: Random, texts: Sequence[Said], rules: Sequence[Rule]) -> list[Rule]:
    """Return rules of one to four parts that the texts do not hold already, as many as the texts have room for."""
    held = matched([one.text for one in texts], rules)
    free = [rule for rule, rows in zip(rules, held, strict=True) if not len(rows)]
    room, found = len(texts) // 2, list[Rule]()
    pools = [
        random.sample(pool, len(pool))
        for size in (1, 2, 3, 4)
        if (pool := [r for r in free if len(r) == size])
    ]
    for number in range(200):
        pool = pools[number // len(SUPPORTS) % len(pools)]
        support = SUPPORTS[number % len(SUPPORTS)]
        room -= support * (4 if len(pool[-1]) > 1 else 1) if pool else room
        if room < 0:
            break
        found.append(pool.pop())
    return found


def joined(random: Random, texts: Sequence[Said], lengths: Sequence[int], count: int) -> list[Said]:
    """Return so many posts, each joined of drawn texts until it has one of these lengths."""
    found = []
    for _ in range(count):
        one, least = random.choice(texts), random.choice(lengths)
        pieces = [one.text]
        while sum(map(len, pieces)) < least:
            pieces.append(random.choice(texts).text)
        found.append(replace(one, text="。".join(pieces)))
    return found


def drift(
    random: Random,
    texts: Sequence[Said],
    dated: Mapping[Rule, tuple[int | None, int | None]],
    reasons: Reasons,
) -> World:
    """Return the world in which a list's rules came and went on the list's days; texts lie anywhere in its time."""
    ends = [end for both in dated.values() for end in both if end is not None]
    begin, close = min(ends) - 60 * DAY, max(ends) + 60 * DAY
    rules = random.sample(sorted(dated), min(len(dated), 60))
    rows = random.sample(range(len(texts)), len(texts))
    posts = [replace(one, seconds=random.randrange(begin, close), author="") for one in texts]
    for rule in rules:
        support = random.choice((10, 20, 40))
        for at in range(support if len(rule) == 1 else 3 * support):
            row, parts = rows.pop(), random.sample(rule, len(rule) - (at >= support))
            posts[row] = replace(posts[row], text=with_parts(random, posts[row].text, parts))
    held = matched([one.text for one in posts], rules)
    true = []
    for rule, mine in zip(rules, held, strict=True):
        first, last = dated[rule]
        within = [(first or begin) <= (posts[row].seconds or 0) <= (last or close) for row in mine.tolist()]
        true.append(mine[within])
    return world_of(random, posts, rules, true, reasons)
