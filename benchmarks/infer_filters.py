"""A known filter over texts, and everything else for which posts go: who deleted, what slipped through, which account.

noise:   the share of all posts that is gone for no reason of words;
miss:    the share of filtered posts that is still there;
topic:   how many times more often than others those posts go that hold a part of a rule, or stand by it, unfiltered;
burst:   how many accounts (of ten posts to a fiftieth of all) lose six to eight tenths of their posts, whatever words.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from benchmarks.infer_corpora import Said
from benchmarks.infer_scores import Rows, Rule, World, matched
from wildgrass.observatory.infer.corpus import Post

COMMON = 0.005
"""A rule that takes a larger share of all posts is left out of a list."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why posts go, beside the filter."""

    noise: float = 0.01
    miss: float = 0.02
    topic: float = 1.0
    burst: int = 0


def filtered_by(
    random: Random, texts: Sequence[Said], rules: Sequence[Rule], reasons: Reasons, common: float = COMMON
) -> World:
    """Apply a filter to texts; rules that are too common to be one are left out of it."""
    true = matched([one.text for one in texts], rules)
    rare = [
        (rule, rows)
        for rule, rows in zip(rules, true, strict=True)
        if len(rows) <= max(8, common * len(texts))
    ]
    return world_of(random, texts, [rule for rule, _ in rare], [rows for _, rows in rare], reasons)


def world_of(
    random: Random, texts: Sequence[Said], rules: list[Rule], true: list[Rows], reasons: Reasons
) -> World:
    """Return the world in which these rules took these rows, but for what slipped through, and others went as well."""
    filtered = np.zeros(len(texts), bool)
    for rows in true:
        filtered[rows] = True
    odds = np.full(len(texts), reasons.noise)
    if reasons.topic > 1:
        odds[_beside(texts, rules)] *= reasons.topic
    filtered &= ~_chosen(random, np.full(len(texts), reasons.miss))
    removed = filtered | _chosen(random, odds) | _wiped(random, texts, reasons.burst)
    posts = [
        Post(id=str(row), text=one.text, removed=gone, author=one.author or None, seconds=one.seconds)
        for row, (one, gone) in enumerate(zip(texts, removed.tolist(), strict=True))
    ]
    return World(posts, rules, true, filtered)


def world_as_it_is(posts: list[Post], rules: list[Rule], supports: dict[Rule, int] | None = None) -> World:
    """Return the world of posts that are removed or kept already: the filter took what is removed and holds a rule."""
    true = matched([post.text for post in posts], rules)
    removed = np.fromiter((post.removed for post in posts), bool, len(posts))
    filtered = np.zeros(len(posts), bool)
    for rows in true:
        filtered[rows] = removed[rows]
    return World(posts, rules, true, filtered, supports or {})


def _chosen(random: Random, odds: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.array([random.random() < one for one in odds.tolist()], bool)


def _beside(texts: Sequence[Said], rules: Sequence[Rule]) -> NDArray[np.int64]:
    """Return the rows with a part of any rule: what is said near what is filtered."""
    parts = list(dict.fromkeys((part,) for rule in rules if len(rule) > 1 for part in rule))
    held = matched([one.text for one in texts], parts)
    return np.unique(np.concatenate([np.zeros(0, np.int64), *held]))


def _wiped(random: Random, texts: Sequence[Said], accounts: int) -> NDArray[np.bool_]:
    counts = Counter(one.author for one in texts if one.author)
    few = sorted(author for author, count in counts.items() if 10 <= count <= max(10, len(texts) // 50))
    losing = {author: random.uniform(0.6, 0.8) for author in random.sample(few, min(accounts, len(few)))}
    return _chosen(random, np.array([losing.get(one.author, 0.0) for one in texts]))
