"""How sure a rule is: its exact interval, whom it rests on, when it was seen, how many rules chance alone gives."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, lgamma, log
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.infer.corpus import Corpus

_SLIPPED, _OF_POSTS = 0.5, 25.0
"""What is believed before anything is counted: two posts in a hundred slip through a filter."""
_PRIOR_POSTS: Final = 20.0
"""An author of so many posts is believed half."""
_FEWEST_AUTHORS, _MIXED = 5, 0.1
"""Of so many authors of two posts or more, with a removed one, at least this share has a kept one too where removed
and kept posts are of one source: a filter hardly ever takes everything of nine in ten."""


def slip_rate(counts: Sequence[tuple[int, int]]) -> float:
    """Return which share of a rule's posts is still there although it is one, by rules' removed and kept posts.

    Those of which more than a tenth is there are not asked: they may be no rules.
    """
    held = [(removed, kept) for removed, kept in counts if kept <= (removed + kept) / 10]
    kept = sum(kept for _, kept in held)
    return (kept + _SLIPPED) / (sum(removed for removed, _ in held) + kept + _OF_POSTS)


def log_tail(hits: int, drawn: int, good: int, bad: int) -> float:
    """Return the logarithm of the probability of so many good ones or more among those drawn (Fisher's exact test)."""
    most = min(drawn, good)
    if hits <= max(0, drawn - bad):
        return 0.0
    every = _choices(good + bad, drawn)
    logs = [_choices(good, n) + _choices(bad, drawn - n) - every for n in range(hits, most + 1)]
    best = max(logs, default=0.0)
    return min(0.0, best + log(sum(exp(one - best) for one in logs)))


def _choices(many: int, few: int) -> float:
    return lgamma(many + 1) - lgamma(few + 1) - lgamma(many - few + 1)


def author_rates(
    corpus: Corpus, unexplained: NDArray[np.bool_], usable: NDArray[np.bool_], rate: float
) -> NDArray[np.float64]:
    """Return for each post how often its author's posts are gone for no reason found, drawn towards the rate of all.

    Where much of an author's is gone anyway, removals say less about words.
    """
    known = np.flatnonzero((corpus.authors >= 0) & usable)
    authors = corpus.authors[known]
    most = int(corpus.authors.max(initial=-1)) + 1
    gone = np.bincount(authors, unexplained[known], minlength=most)
    rates = (gone + _PRIOR_POSTS * rate) / (np.bincount(authors, minlength=most) + _PRIOR_POSTS)
    return np.append(rates, rate)[corpus.authors]


def typical(rates: NDArray[np.float64]) -> float:
    """Return the one rate that is worth the same as these (the geometric mean)."""
    return float(np.exp(np.log(rates).mean()))


def weakest_without_one(
    authors: Sequence[str | None], removed: NDArray[np.bool_], score: Callable[[int, int], float]
) -> tuple[int, float | None]:
    """Return how many authors the removed matches have, and the lowest score when one author's matches are left out.

    None where authors are not known, or there is only one: then this check says nothing.
    """
    names = sorted({name for name, gone in zip(authors, removed, strict=True) if gone and name is not None})
    if len(names) < 2:
        return len(names), None
    held = np.array([name or "" for name in authors])
    scores = []
    for name in names:
        others = held != name
        scores.append(score(int((removed & others).sum()), int((~removed & others).sum())))
    return len(names), min(scores)


@dataclass(frozen=True, slots=True)
class Window:
    """When a rule's removed matches were published, and how many kept ones lie before and after."""

    first: int
    last: int
    kept_before: int
    kept_after: int


def window(seconds: Sequence[int | None], removed: NDArray[np.bool_]) -> Window | None:
    """Return the window in time of a rule's matches; None where nothing removed is dated."""
    gone = [at for at, is_gone in zip(seconds, removed, strict=True) if is_gone and at is not None]
    kept = [at for at, is_gone in zip(seconds, removed, strict=True) if not is_gone and at is not None]
    if not gone:
        return None
    first, last = min(gone), max(gone)
    return Window(first, last, sum(at < first for at in kept), sum(at > last for at in kept))


def shuffled(
    removed: NDArray[np.bool_], strata: NDArray[np.int64], random: np.random.Generator
) -> NDArray[np.bool_]:
    """Return the labels shuffled inside each stratum: what a world without rules looks like."""
    found = removed.copy()
    for stratum in np.unique(strata).tolist():
        rows = np.flatnonzero(strata == stratum)
        found[rows] = random.permutation(removed[rows])
    return found


def false_discovery(scores: Sequence[float], chance: Sequence[float], runs: int) -> list[float | None]:
    """Return for each score which share of the rules at least so good chance alone would give; None without runs."""
    if not runs:
        return [None for _ in scores]
    ratios = []
    for score in scores:
        by_chance = sum(other >= score for other in chance) / runs
        ratios.append(min(1.0, by_chance / max(1, sum(other >= score for other in scores))))
    ordered = sorted(range(len(scores)), key=lambda at: scores[at])
    found, least = list(ratios), 1.0
    for at in ordered:
        least = min(least, ratios[at])
        found[at] = least
    return list(found)


def stands_apart(corpus: Corpus, usable: NDArray[np.bool_]) -> bool:
    """Say whether removed and kept posts are of different people or sources, as far as is known.

    Then whatever differs between these, a style or a topic, looks like what was removed, and no shuffle shows it.
    """
    strata = np.unique(corpus.strata[usable])
    mixed = np.intersect1d(corpus.strata[usable & corpus.removed], corpus.strata[usable & ~corpus.removed])
    if len(strata) > 1 and not len(mixed):
        return True
    known = usable & (corpus.authors >= 0)
    if not known.any():
        return False
    posts = np.bincount(corpus.authors[known])
    gone = np.bincount(corpus.authors[known], corpus.removed[known])
    asked = (posts > 1) & (gone > 0)
    return int(asked.sum()) >= _FEWEST_AUTHORS and float((gone < posts)[asked].mean()) < _MIXED
