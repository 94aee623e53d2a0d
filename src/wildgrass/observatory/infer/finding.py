"""A finding: a rule with everything that says how far to believe it. It is evidence, never a list to block by."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from math import exp
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.infer.context import Candidate
from wildgrass.observatory.infer.corpus import Corpus
from wildgrass.observatory.infer.items import IMAGE
from wildgrass.observatory.infer.scores import SUPPORTED, TENTATIVE, gain
from wildgrass.observatory.infer.statistics import (
    Window,
    false_discovery,
    typical,
    weakest_without_one,
    window,
)
from wildgrass.observatory.infer.strings import Component
from wildgrass.observatory.intervals import at_least, clopper_pearson

_PUBLIC_SUPPORT: Final = 8
"""Removed posts that a finding needs before it may leave the archive, and below which it says so."""
_FEWEST: Final = 5
"""Under so many removed posts no words are named: of some hundred findings with 5 to 7 and no other doubt all held."""
_EVIDENCE: Final = 20
_UNUSUAL: Final = 0.2
"""More kept posts than this share of rules would have: then a longer rule, or another one, is more likely."""
_DOUBTFUL: Final = frozenset({"low-score", "one-author", "rides-along", "many-kept", "stands-apart"})
_PUBLIC_AUTHORS: Final = 3


class Status(StrEnum):
    """How far a finding may be believed."""

    SUPPORTED = "supported"
    TENTATIVE = "tentative"
    ABSTAINED = "abstained"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule, its counts on every post, and its standing. `support` counts near copies once, as all statistics do."""

    components: tuple[Component, ...]
    perhaps: tuple[str, ...]
    rows: NDArray[np.int64]
    removed: int
    kept: int
    support: int
    against: int
    score: float
    interval: tuple[float, float]
    false_discovery: float | None
    authors: int | None
    without_one_author: float | None
    window: Window | None
    status: Status
    why: tuple[str, ...]
    evidence: tuple[str, ...]
    closed_gate: tuple[str, ...]
    surest: float = 0.99

    @property
    def confidence(self) -> float:
        """Return the probability that this is a rule: of its score, and no more than the shuffles can vouch for."""
        return min(1 / (1 + exp(-min(self.score, 500.0))), self.surest)

    def to_json(self) -> dict[str, object]:
        """Return the object that `infer` prints. A finding that is abstained from names no words."""
        shown = self.components if self.status is not Status.ABSTAINED else ()
        return {
            "terms": [part.term for part in shown if not part.is_image],
            "images": [part.term.removeprefix(IMAGE) for part in shown if part.is_image],
            "removed": self.removed,
            "kept": self.kept,
            "support": self.support,
            "confidence": round(self.confidence, 4),
            "score": round(self.score, 2),
            "interval": [round(end, 4) for end in self.interval],
            "fdr": None if self.false_discovery is None else round(self.false_discovery, 4),
            "authors": self.authors,
            "without_one_author": None
            if self.without_one_author is None
            else round(self.without_one_author, 2),
            "window": None if self.window is None else _window_json(self.window),
            "equivalent": [_class_json(part) for part in shown if not part.is_image],
            "perhaps_also": [one.removeprefix(IMAGE) for one in self.perhaps] if shown else [],
            "status": str(self.status),
            "why": list(self.why),
            "evidence": list(self.evidence),
            "publishable": not self.closed_gate,
            "not_publishable_because": list(self.closed_gate),
        }


def _window_json(held: Window) -> dict[str, object]:
    first, last = (
        datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for at in (held.first, held.last)
    )
    return {"first": first, "last": last, "kept_before": held.kept_before, "kept_after": held.kept_after}


def _class_json(part: Component) -> dict[str, object]:
    return {"term": part.term, "shortest": part.shortest, "longest": part.longest, "also": list(part.also)}


@dataclass(frozen=True, slots=True)
class Against:
    """What a rule is held against.

    `rates` says of each post of the corpus how often its author's are gone for no reason found, `around` is the rule's
    score against what surrounds it, `slip` how often posts of rules are still there. `stands_apart`: removed and kept
    posts have no author, or no source, in common.
    """

    rates: NDArray[np.float64]
    around: float
    slip: float
    stands_apart: bool = False


def judged(
    corpus: Corpus,
    rule: Candidate,
    parts: tuple[Component, ...],
    perhaps: tuple[str, ...],
    against: Against,
) -> Finding:
    """Return the finding of a rule."""
    rows, cost = rule.rows, rule.cost
    votes = np.sort(np.concatenate([rule.removed, rule.kept]))
    gone = corpus.removed[votes]
    rate = typical(against.rates[votes[gone]])
    support, left = int(gone.sum()), int((~gone).sum())
    posts = [corpus.posts[row] for row in votes.tolist()]
    names = [post.author for post in posts]
    authors, weakest = weakest_without_one(
        names, gone, lambda removed, kept: gain(removed, kept, rate) - cost
    )
    alone = gain(support, left, rate) - cost
    score = min(alone, against.around)
    known = int(corpus.authors.max(initial=-1)) + 1
    why = _doubts(support, score, weakest, (known, authors), parts)
    if score <= SUPPORTED < alone:
        why = tuple("rides-along" if reason == "low-score" else reason for reason in why)
    if at_least(left, support + left, against.slip) < _UNUSUAL:
        why = (*why, "many-kept")
    if against.stands_apart:
        why = (*why, "stands-apart")
    if rule.outside is not None:
        why = (*why, "only-then")
    evidence = [corpus.posts[row].id for row in rows.tolist() if corpus.removed[row]]
    removed = int(corpus.removed[rows].sum())
    return Finding(
        components=parts,
        perhaps=perhaps,
        rows=rows,
        removed=removed,
        kept=len(rows) - removed,
        support=support,
        against=left,
        score=score,
        interval=clopper_pearson(support, support + left),
        false_discovery=None,
        authors=authors if known else None,
        without_one_author=weakest,
        window=_window(corpus, votes, rule.outside),
        status=_status(support, score, why),
        why=why,
        evidence=tuple(evidence[:_EVIDENCE]),
        closed_gate=_gate(support, score, names, gone),
    )


def _window(corpus: Corpus, votes: NDArray[np.int64], outside: NDArray[np.int64] | None) -> Window | None:
    """Return a rule's window, beside kept posts of all times."""
    rows = votes if outside is None else np.concatenate([votes, outside])
    return window([corpus.posts[row].seconds for row in rows.tolist()], corpus.removed[rows])


def _doubts(
    support: int, score: float, weakest: float | None, authors: tuple[int, int], parts: Sequence[Component]
) -> tuple[str, ...]:
    why = []
    if support < _PUBLIC_SUPPORT:
        why.append("few-posts")
    if score <= SUPPORTED:
        why.append("low-score")
    known, here = authors
    if (weakest is not None and weakest <= TENTATIVE) or (known > 1 and here == 1):
        why.append("one-author")
    if any(part.also for part in parts):
        why.append("others-fit-too")
    return tuple(why)


def _status(support: int, score: float, why: tuple[str, ...]) -> Status:
    if support < _FEWEST or score <= TENTATIVE:
        return Status.ABSTAINED
    return Status.TENTATIVE if _DOUBTFUL & set(why) else Status.SUPPORTED


def _gate(
    support: int, score: float, names: Sequence[str | None], gone: NDArray[np.bool_]
) -> tuple[str, ...]:
    """Return what keeps a finding from leaving the archive."""
    counts = Counter(name for name, is_gone in zip(names, gone, strict=True) if is_gone and name is not None)
    why = []
    if score <= SUPPORTED or support < _PUBLIC_SUPPORT:
        why.append("not-supported")
    if len(counts) < _PUBLIC_AUTHORS:
        why.append("fewer-than-3-authors")
    elif max(counts.values()) > support / 2:
        why.append("one-author-has-most")
    return (*why, "private-names-not-checked")


def with_false_discovery(
    findings: Sequence[Finding], chance: Sequence[float], runs: int
) -> tuple[Finding, ...]:
    """Return the findings with the share that chance alone would give at their score."""
    shares = false_discovery([finding.score for finding in findings], chance, runs)
    return tuple(
        finding
        if share is None
        else replace(finding, false_discovery=share, surest=1 - max(share, 1 / (runs * len(findings) + 1)))
        for finding, share in zip(findings, shares, strict=True)
    )
