"""Real removals, through the real command: WeChat's "against the rules" against what the authors deleted (T5).

Nobody knows the rules behind them, so nothing can be called right or wrong. Told are: how many findings, how many of
them hold a word of a list that was published, how well they tell removed from deleted in accounts, and in weeks, that
they were not learnt from (AUC; 0.5 is chance), and what the same search finds in shuffled labels.
"""

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from random import Random

import numpy as np

from benchmarks.infer_baselines import l1_weights
from benchmarks.infer_corpora import Said, texts_of, titles
from benchmarks.infer_lists import LISTS
from benchmarks.infer_scores import Rule, matched
from wildgrass.cli.main import main as command
from wildgrass.observatory.infer.corpus import Post, corpus_of
from wildgrass.observatory.infer.items import items_of

_RULES, _AUTHOR = "违规", "发布者删除"
_FOLDS = 5
Labelled = tuple[Said, bool]


def removed_articles(seeds: int) -> None:
    """Print what the command says of the articles."""
    held = [one for one in titles() if _RULES in one.notice or _AUTHOR in one.notice]
    rows = [(one, _RULES in one.notice) for one in held]
    rest = [(one, False) for one in texts_of(("weibo", "ours"))]
    _told("as they were removed: author deletions are left out", rows, by_author=True)
    _told("against what authors deleted", rows)
    _told("against posts of other sources, no account in common", [one for one in rows if one[1]] + rest)
    _told("... and against the deleted ones too", rows + rest)
    for seed in range(seeds):
        labels = [gone for _, gone in rows]
        Random(seed).shuffle(labels)
        _told(f"labels shuffled, {seed}", [(one, gone) for (one, _), gone in zip(rows, labels, strict=True)])
    _across("accounts", rows, lambda one: hash_of(one.author))
    order = {
        one.text: at * _FOLDS // len(held)
        for at, one in enumerate(sorted(held, key=lambda o: o.seconds or 0))
    }
    _across("weeks", rows, lambda one: order[one.text])


def hash_of(name: str) -> int:
    """Return a fold for a name that stays the same."""
    return sum(name.encode()) % _FOLDS


def findings_of(
    rows: Sequence[Labelled], *, by_author: bool = False
) -> tuple[list[dict[str, object]], dict[str, object]]:
    """Return what `wildgrass infer` prints of these posts."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "posts.jsonl")
        with file.open("w", encoding="utf-8") as lines:
            for one, gone in rows:
                row: dict[str, object] = {"text": one.text, "removed": gone, "author": one.author}
                if by_author and not gone:
                    row |= {"removed": True, "by": "author"}
                lines.write(json.dumps(row, ensure_ascii=False) + "\n")
        out = StringIO()
        with redirect_stdout(out), redirect_stderr(StringIO()):
            command(["infer", str(file), "--json", "--seed", "1"])
    held = [json.loads(line) for line in out.getvalue().splitlines()]
    return held[:-1], held[-1]["summary"]


def _told(name: str, rows: Sequence[Labelled], *, by_author: bool = False) -> None:
    findings, summary = findings_of(rows, by_author=by_author)
    listed = [rule for one in LISTS.values() for rule in one.rules() if len(rule) == 1 and len(rule[0]) > 1]
    shown = [_terms(one) for one in findings if one["terms"]]
    hits = sum(bool(len(held)) for held in _within(shown, listed))
    sure = [one for one in findings if one["status"] == "supported"]
    print(
        f"{name}: {summary['removed']} removed, {summary['kept']} kept; {summary['status']} {summary['why']}; "
        f"supported {len(sure)}, tentative {len(shown) - len(sure)}, holding a listed word {hits}; "
        f"unexplained {summary['unexplained']}"
    )
    for one in findings:
        if one["terms"]:
            print(
                f"    {one['status']:<10} {'+'.join(_terms(one))}  {one['removed']}/{one['kept']} {one['why']}"
            )


def _terms(finding: dict[str, object]) -> Rule:
    terms = finding["terms"]
    return tuple(map(str, terms)) if isinstance(terms, list) else ()


def _within(shown: Sequence[Rule], listed: Sequence[Rule]) -> list[list[int]]:
    held = matched([" ".join(rule) for rule in shown], listed)
    found: list[list[int]] = [[] for _ in shown]
    for number, rows in enumerate(held):
        for row in rows.tolist():
            found[row].append(number)
    return found


def _across(name: str, rows: Sequence[Labelled], fold: Callable[[Said], int]) -> None:
    """Print how well rules, and L1 weights, learnt elsewhere tell removed from deleted."""
    rules, weights, labels = list[float](), list[float](), list[bool]()
    for left in range(_FOLDS):
        inside = [row for row in rows if fold(row[0]) == left]
        outside = [row for row in rows if fold(row[0]) != left]
        texts = [one.text for one, _ in inside]
        found, _ = findings_of(outside)
        rules += _sums(texts, {_terms(one): 1.0 for one in found if one["terms"]})
        weights += _sums(texts, _l1(outside))
        labels += [gone for _, gone in inside]
    matching = sum(score > 0 for score in rules)
    print(
        f"AUC across {name}: rules {auc(rules, labels):.3f} ({matching} of {len(labels)} posts hold one), "
        f"L1 {auc(weights, labels):.3f}"
    )


def _l1(rows: Sequence[Labelled]) -> dict[Rule, float]:
    posts = [Post(id="", text=one.text, removed=gone) for one, gone in rows]
    corpus = corpus_of(posts)
    items = items_of(corpus, corpus.removed)
    weights = l1_weights(items)
    return {(items.strings[at],): float(weights[at]) for at in np.flatnonzero(weights > 0).tolist()}


def _sums(texts: Sequence[str], weights: Mapping[Rule, float]) -> list[float]:
    sums = np.zeros(len(texts))
    for rows, weight in zip(matched(texts, weights), weights.values(), strict=True):
        sums[rows] += weight
    return list(map(float, sums))


def auc(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """Return how often a removed post has a higher score than another, ties counting half."""
    gone = [score for score, label in zip(scores, labels, strict=True) if label]
    left = [score for score, label in zip(scores, labels, strict=True) if not label]
    wins = sum((one > other) + 0.5 * (one == other) for one in gone for other in left)
    return wins / max(1, len(gone) * len(left))
