"""The whole inference over posts: what may be learnt from, when nothing can be said, and the search over the rest."""

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.infer.corpus import Corpus, Post, corpus_of
from wildgrass.observatory.infer.result import Inference
from wildgrass.observatory.infer.run import FEWEST_KEPT, FEWEST_REMOVED, Run
from wildgrass.observatory.infer.votes import voters

LONG: Final = 600
"""Characters; in a longer text too many strings stand together for any data to tell which mattered."""
_LONG_SHARE: Final = 0.5
_WIPED_POSTS, _WIPED_SHARE = 10, 0.9


def infer(
    posts: Iterable[Post], *, seed: int, runs: int | None = None, left_out: dict[str, int] | None = None
) -> Inference:
    """Infer what explains removal. `seed` decides the shuffles of `runs` permutations (None: as time allows)."""
    corpus = corpus_of(posts)
    heads = voters(corpus)
    votes = np.zeros(len(corpus), bool)
    votes[heads] = True
    wiped, long = _wiped(corpus), corpus.lengths > LONG
    out = dict(left_out or {}) | {
        "copies": int((~votes).sum()),
        "long": int((votes & long).sum()),
        "wiped": int((votes & wiped & corpus.removed).sum()),
    }
    usable = votes & ~(wiped & corpus.removed)
    rows = np.flatnonzero(usable & ~long)
    why = _why_not(corpus, usable, long)
    if why:
        return _nothing(corpus, usable, why, out)
    return Run(corpus, heads, usable, rows, np.random.default_rng(seed)).inference(runs, out)


def _wiped(corpus: Corpus) -> NDArray[np.bool_]:
    """Mark the posts of authors of whom nearly everything is gone, where others are there: no word explains that."""
    known = np.flatnonzero(corpus.authors >= 0)
    if not len(known):
        return np.zeros(len(corpus), bool)
    totals = np.bincount(corpus.authors[known])
    gone = np.bincount(corpus.authors[known], corpus.removed[known])
    wiped = (totals >= _WIPED_POSTS) & (gone >= _WIPED_SHARE * totals)
    if wiped.all():
        return np.zeros(len(corpus), bool)
    return wiped[corpus.authors] & (corpus.authors >= 0)


def _why_not(corpus: Corpus, usable: NDArray[np.bool_], long: NDArray[np.bool_]) -> tuple[str, ...]:
    removed = usable & corpus.removed
    short = int((removed & ~long).sum())
    why = []
    if int((removed & long).sum()) > _LONG_SHARE * max(1, int(removed.sum())):
        why.append("whole-articles")
    elif short < FEWEST_REMOVED:
        why.append("few-removed")
    if int((usable & ~corpus.removed & ~long).sum()) < FEWEST_KEPT:
        why.append("few-kept")
    return tuple(why)


def _nothing(
    corpus: Corpus, usable: NDArray[np.bool_], why: tuple[str, ...], out: dict[str, int]
) -> Inference:
    removed = int((usable & corpus.removed).sum())
    kept = int((usable & ~corpus.removed).sum())
    return Inference(
        findings=(),
        why=why,
        removed=removed,
        kept=kept,
        left_out=out,
        unexplained=removed,
        rate=removed / max(1, removed + kept),
        needs={"word": None, "pair": None},
        runs=0,
        by_chance=None,
    )
