"""Worlds in which it is known what was removed and why: real lists over real pieces, planted words, invented language.

planted: combinations of one to four words, half of them said anyway, in 3 to 40 removed posts each, thrice as many
         kept posts with all but one of them (T2).
natural: rules of strings that stand in invented texts anyway (T1, easier than life).
list:    a real list over posts made of real pieces (T1); `titles`: over the real texts themselves, as they are.
shared:  an invented list of combinations that share parts, as those of chat filters, over invented language (T1, hard).
heavy:   natural, with a filter that takes half of everything.
long:    articles (T3): every post longer than what can be told apart.
`noise` is how many of all posts are gone for no reason; 2 in 100 posts slip through the filter.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from random import Random

from tests.observatory.made_posts import made_posts, speaker

from benchmarks.infer_corpora import Said
from benchmarks.infer_filters import COMMON, Reasons, filtered_by, world_as_it_is
from benchmarks.infer_scores import Rule, World, matched
from benchmarks.infer_texts import Talk, Tongue, clauses

SAID = 0.5


def planted(seed: int, posts: int, noise: float) -> World:
    made = made_posts(seed, posts, 48, noise, said=SAID)
    rules = [rule.terms for rule in made.rules]
    return world_as_it_is(made.posts, rules, {rule.terms: rule.support for rule in made.rules})


def natural(seed: int, posts: int, noise: float) -> World:
    """Rules of strings that stand in the texts, one to three apart from each other."""
    random = Random(seed)
    speak = speaker(random)
    texts = [speak.text() for _ in range(posts)]
    return taken_from(random, texts, _rules(texts, 300, random), noise)


def heavy(seed: int, posts: int, noise: float) -> World:
    """A filter of thousands of rules that takes half of all posts."""
    random = Random(seed)
    speak = speaker(random)
    texts = [speak.text() for _ in range(posts)]
    return taken_from(random, texts, _rules(texts, 3500, random), noise)


def shared(seed: int, posts: int, noise: float) -> World:
    """Rules of two to four parts, a name or two in each, parts that many rules share, rules that differ in one."""
    random = Random(seed)
    speak = speaker(random)
    words = list(dict.fromkeys(word for word in speak.words if len(word) > 1))
    names, others = words[40:70], words[1500:2100]
    rules: list[Rule] = []
    while len(rules) < 260:
        parts = random.sample(names, random.choice((1, 1, 2))) + random.sample(
            others, random.choice((1, 2, 2))
        )
        rules.append(tuple(parts))
        if random.random() < 0.4:
            rules.append((*parts[:-1], random.choice(others)))
    texts = [speak.text() for _ in range(600)]
    return listed(seed, posts, noise, texts, rules, words[3000:])


def listed(
    seed: int, posts: int, noise: float, texts: Sequence[str], rules: Sequence[Rule], words: Sequence[str]
) -> World:
    """A real list over posts made of real pieces; `words` are those of other lists."""
    random = Random(seed)
    talk = _talk(random, texts, rules, words)
    return taken_from(random, [talk.post() for _ in range(posts)], rules, noise)


def articles(
    seed: int, posts: int, noise: float, texts: Sequence[str], rules: Sequence[Rule], words: Sequence[str]
) -> World:
    """The same with 900 characters and more a post."""
    random = Random(seed)
    talk = _talk(random, texts, rules, words)
    return taken_from(random, ["".join(talk.post() for _ in range(24)) for _ in range(posts)], rules, noise)


def _talk(random: Random, texts: Sequence[str], rules: Sequence[Rule], words: Sequence[str]) -> Talk:
    """Other lists' words, and clauses, are said where no word of this list stands in them.

    The few clauses that hold one would be said hundreds of times, and no data could tell the word from the clause.
    """
    singles = [rule[0] for rule in rules if len(rule) == 1]
    parts = {part for rule in rules for part in rule}
    other = {word for word in words if 2 <= len(word) <= 6} - parts
    hit = matched(sorted(other), [(single,) for single in singles])
    inside = {sorted(other)[row] for rows in hit for row in rows.tolist()}
    kept = [clause for text in texts for clause in clauses(text)]
    taken = {row for rows in matched(kept, [(part,) for part in sorted(parts)]) for row in rows.tolist()}
    free = [clause for row, clause in enumerate(kept) if row not in taken]
    return Talk(Tongue(random, free, sorted(other - inside)), rules)


def taken_from(
    random: Random, texts: Sequence[str], rules: Sequence[Rule], noise: float, common: float = COMMON
) -> World:
    """Apply a filter to texts of nobody."""
    return filtered_by(random, [Said(text, "") for text in texts], rules, Reasons(noise), common)


def _rules(texts: Sequence[str], count: int, random: Random) -> list[Rule]:
    """Return rules of strings that stand in the texts: words from anywhere, combinations of what is said often."""
    pairs = Counter(pair for text in texts for pair in set(map("".join, pairwise(text))))
    often = [pair for pair, held in sorted(pairs.items()) if 0.004 * len(texts) < held < 0.05 * len(texts)]
    found: list[Rule] = []
    for _ in range(count):
        size, text = random.choice((1, 2, 2, 3)), random.choice(texts)
        at = random.randrange(max(1, len(text) - 3))
        found.append(
            (text[at : at + random.choice((2, 3, 4))],) if size == 1 else tuple(random.sample(often, size))
        )
    return list(dict.fromkeys(found))
