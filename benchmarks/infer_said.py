"""Words of real lists said in real texts: what is said of a list stands where people write.

said:    one text in twelve speaks of what the list is about, some of its rules often and most rarely (Zipf): with all
         parts of a rule, with some, or with one and a companion, a word of the texts that often goes with it. What the
         texts say anyway counts too.
planted: rules of one to four parts, each in 3 to 40 texts, and in thrice as many all but one of its parts (T2).
long:    the same in texts joined to articles, or in texts of all lengths from a line to an article (T3).
drift:   rules that hold from and until the list's own dates; before and after, posts with them are kept (T4).
"""

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from random import Random

from benchmarks.infer_corpora import DAY, Said
from benchmarks.infer_drawn import words_of
from benchmarks.infer_filters import Reasons, filtered_by, world_of
from benchmarks.infer_scores import Rule, World, matched

SUPPORTS = (3, 5, 8, 12, 20, 40)
_SENSITIVE, _SPOKEN_OF = 0.08, 120
_WHOLE, _COMPANION = 0.4, 0.25
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
    """Which rules of a list people speak of, how often, and with what."""

    def __init__(self, random: Random, rules: Sequence[Rule], words: Sequence[str]) -> None:
        self._random = random
        # nobody says most of a list; as many as give the last of them a few posts
        self._rules = random.sample(list(rules), min(len(rules), _SPOKEN_OF))
        self._sums = list(accumulate(1 / (rank + 8) for rank in range(len(self._rules))))
        parts = sorted({part for rule in self._rules for part in rule})
        self._companions = {part: random.sample(words, 3) for part in parts}

    def parts(self) -> list[str]:
        """Return what one post says of the list."""
        random = self._random
        rule = self._rules[bisect(self._sums, random.random() * self._sums[-1])]
        drawn = random.random()
        if drawn < _WHOLE:
            return list(rule)
        part = random.choice(rule)
        if drawn < _WHOLE + _COMPANION:
            return [part, random.choice(self._companions[part])]
        return random.sample(rule, random.randint(1, len(rule)))


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
    random.shuffle(free)
    sized = [[rule for rule in free if len(rule) == size] for size in (1, 2, 3, 4)]
    # in turn of each size, six supports at a time
    turns = [(sized[number // len(SUPPORTS) % 4], SUPPORTS[number % len(SUPPORTS)]) for number in range(200)]
    room, found = len(texts) // 2, list[Rule]()
    for pool, support in turns:
        room -= support * 4
        if room < 0:
            break
        if pool:
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
