"""One inference that is not abstained from: rules are looked for, worded, judged against what surrounds them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.infer import strings as named
from wildgrass.observatory.infer.context import Candidate, Context
from wildgrass.observatory.infer.corpus import Corpus, is_part_of_words
from wildgrass.observatory.infer.cover import mine
from wildgrass.observatory.infer.finding import Against, Finding, Status, judged, with_false_discovery
from wildgrass.observatory.infer.items import Items, distinct, items_of
from wildgrass.observatory.infer.looser import Looser
from wildgrass.observatory.infer.result import Inference
from wildgrass.observatory.infer.scores import SUPPORTED, TENTATIVE, gain
from wildgrass.observatory.infer.statistics import author_rates, shuffled, slip_rate, stands_apart
from wildgrass.observatory.infer.telling import telling
from wildgrass.observatory.infer.windows import is_shown, parts_of_time, price, seconds_of, stretch
from wildgrass.observatory.infer.wording import Neighbours, Wording

FEWEST_REMOVED: Final = 8
FEWEST_KEPT: Final = 20
_KEPT_TO_MINE: Final = 100_000
"""Of more kept posts so many are drawn for the first look, and about as many chosen for the second. With 60 000 in the
first, every fourth combination was lost of a million posts."""
_RUNS: Final = ((100_000, 20), (1_000_000, 5), (10_000_000, 2))


class Run:
    """The search over a corpus: `heads` are posts' first near copies, `usable` the votes, `rows` those short enough."""

    def __init__(
        self,
        corpus: Corpus,
        heads: NDArray[np.int64],
        usable: NDArray[np.bool_],
        rows: NDArray[np.int64],
        random: np.random.Generator,
    ) -> None:
        self._corpus = corpus
        self._heads = heads
        self._usable = usable
        self._random = random
        self._seconds = seconds_of(corpus)
        self._rows = rows
        self._mined_rows = _sampled(corpus.removed, rows, random)
        self._mined = corpus.take(self._mined_rows)
        self._is_sampled = len(self._mined_rows) < len(rows)
        self._stands_apart = stands_apart(corpus, usable)

    def inference(self, runs: int | None, out: dict[str, int]) -> Inference:
        """Return what explains removal, against `runs` shuffles; `out` is what was left out, by reason."""
        items = items_of(self._mined, self._mined.removed)
        few, wordings = _worded(self._mined, items)
        ways = [_ways(wording) for wording in wordings]
        found = self._rows_with(ways)
        removed = int((self._usable & self._corpus.removed).sum())
        kept = int((self._usable & ~self._corpus.removed).sum())
        rate = (removed - self._explained(self._matched(ways, found)) + 1) / (removed + kept)
        if self._is_sampled:
            needed = self._candidates(wordings, ways, found, rate)
            again = self._worded_again(self._outside([one.rows for one in needed]))
            ways += [_ways(wording) for wording in again]
            found |= self._rows_with(ways[len(wordings) :])
            wordings += again
            needed = self._candidates(wordings, ways, found, rate)
            rate = (removed - self._explained([one.rows for one in needed]) + 1) / (removed + kept)
        findings = self._findings(wordings, ways, found, rate, items)
        shown = [finding.rows for finding in findings if finding.status is not Status.ABSTAINED]
        later = self._worded_in_parts(shown)
        if later:
            later += [shorter for wording in wordings for shorter in _shortened(wording)]
            ways += [_ways(wording) for wording in later]
            found |= self._rows_with(ways[len(wordings) :])
            findings = self._findings([*wordings, *later], ways, found, rate, items)
            shown = [finding.rows for finding in findings if finding.status is not Status.ABSTAINED]
        runs = _affordable(items, is_dated=bool(parts_of_time(self._seconds))) if runs is None else runs
        chance = self._by_chance(runs, shown)
        explained = self._explained(shown)
        return Inference(
            findings=with_false_discovery(findings, chance, runs),
            why=(),
            removed=removed,
            kept=kept,
            left_out=out,
            unexplained=removed - explained,
            rate=rate,
            needs=_needs(rate, few),
            runs=runs,
            by_chance={
                "tentative": sum(score > TENTATIVE for score in chance) / runs,
                "supported": sum(score > SUPPORTED for score in chance) / runs,
            }
            if runs
            else None,
        )

    def _worded_again(self, is_open: NDArray[np.bool_]) -> list[Wording]:
        """Return the wordings of rules in what is not yet explained, beside the kept posts that can tell."""
        gone = self._rows[(self._corpus.removed & is_open)[self._rows]]
        left = self._rows[~self._corpus.removed[self._rows]]
        if len(gone) < FEWEST_REMOVED:
            return []
        told = telling(self._corpus, gone, left, self._mined_rows[~self._mined.removed], _KEPT_TO_MINE)
        texts = self._corpus.take(np.sort(np.concatenate([gone, told.rows])))
        return _worded(texts, items_of(texts, texts.removed), len(left), told.is_whole)[1]

    def _outside(self, shown: Sequence[NDArray[np.int64]]) -> NDArray[np.bool_]:
        """Mark the posts that none of these rows holds."""
        is_open = np.ones(len(self._corpus), bool)
        for rows in shown:
            is_open[rows] = False
        return is_open

    def _worded_in_parts(self, shown: Sequence[NDArray[np.int64]]) -> list[Wording]:
        """Return the wordings of rules that are seen in a part of the time only, in what is not yet explained."""
        is_open = self._outside(shown)
        found: list[Wording] = []
        for part in parts_of_time(self._seconds[self._mined_rows]):
            local = part[is_open[self._mined_rows[part]] | ~self._mined.removed[part]]
            texts = self._mined.take(local)
            gone = int(texts.removed.sum())
            if gone >= FEWEST_REMOVED and len(texts) - gone >= FEWEST_KEPT:
                found += _worded(texts, items_of(texts, texts.removed))[1]
        return found

    def _rows_with(
        self, ways: Sequence[tuple[tuple[str, ...], tuple[str, ...]]]
    ) -> dict[str, NDArray[np.int64]]:
        return named.rows_with({term for both in ways for terms in both for term in terms}, self._corpus)

    def _matched(
        self, ways: Sequence[tuple[tuple[str, ...], tuple[str, ...]]], found: dict[str, NDArray[np.int64]]
    ) -> list[NDArray[np.int64]]:
        """Return the rows that each rule matches."""
        return [named.matching(terms, found) for terms, _ in ways]

    def _explained(self, rows: Sequence[NDArray[np.int64]]) -> int:
        """Return how many removed votes these rows hold."""
        if not rows:
            return 0
        return int(self._corpus.removed[self._votes(np.concatenate(rows))].sum())

    def _votes(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        heads = distinct(self._heads[rows])
        return heads[self._usable[heads]]

    def _findings(
        self,
        wordings: Sequence[Wording],
        ways: Sequence[tuple[tuple[str, ...], tuple[str, ...]]],
        found: dict[str, NDArray[np.int64]],
        rate: float,
        items: Items,
    ) -> list[Finding]:
        local = _in_corpus(items, self._mined_rows)
        rates = author_rates(self._corpus, self._unexplained(self._matched(ways, found)), self._usable, rate)
        candidates = self._candidates(wordings, ways, found, rate)
        parts = named.components([one.terms for one in candidates], found, self._corpus, local)
        context = Context(local, rate, self._usable & ~self._corpus.removed, found)
        slip = slip_rate([(len(one.removed), len(one.kept)) for one in candidates])
        judges = zip(candidates, parts, context.scores(candidates), strict=True)
        findings = [
            judged(
                self._corpus,
                rule,
                held,
                _perhaps(rule, held, local),
                Against(rates, score, slip, self._stands_apart),
            )
            for rule, held, score in judges
        ]
        return sorted(findings, key=lambda finding: (list(Status).index(finding.status), -finding.score))

    def _candidates(
        self,
        wordings: Sequence[Wording],
        ways: Sequence[tuple[tuple[str, ...], tuple[str, ...]]],
        found: dict[str, NDArray[np.int64]],
        rate: float,
    ) -> list[Candidate]:
        """Return the rules, counted on every post, that say enough about what others leave unexplained."""
        chosen: dict[tuple[str, ...], tuple[Candidate, float]] = {}
        for wording, both in zip(wordings, ways, strict=True):
            tried = (self._candidate(terms, wording.cost, found, rate) for terms in reversed(both))
            best, score = max(tried, key=lambda one: one[1])
            key = tuple(sorted(best.terms))
            if score > TENTATIVE and (key not in chosen or score > chosen[key][1]):
                chosen[key] = best, score
        return self._needed(list(chosen.values()), rate)

    def _needed(self, rules: Sequence[tuple[Candidate, float]], rate: float) -> list[Candidate]:
        """Return the rules, best first, that say enough about what those before leave unexplained."""
        explained = np.zeros(len(self._corpus), bool)
        needed = []
        for rule, _ in sorted(rules, key=lambda one: -one[1]):
            fresh = int(np.count_nonzero(~explained[rule.removed]))
            kept = round(len(rule.kept) * fresh / len(rule.removed))
            if gain(fresh, kept, rate) - rule.cost > TENTATIVE:
                needed.append(rule)
                explained[rule.removed] = True
        return needed

    def _candidate(
        self, terms: tuple[str, ...], cost: float, found: dict[str, NDArray[np.int64]], rate: float
    ) -> tuple[Candidate, float]:
        """Return a rule as it holds all the time, or in the stretch of time that says more, with its score."""
        rows = named.matching(terms, found)
        whole = self._counted(terms, cost, rows)
        best, score = whole, _score(whole, rate)
        if len(whole.kept):
            held = stretch(
                np.concatenate([whole.removed, whole.kept]), self._seconds, self._corpus.removed, rate
            )
            votes = np.concatenate([whole.removed, whole.kept])
            if len(held) and is_shown(votes, held, self._corpus.removed):
                times = self._seconds[held]
                within = (self._seconds[rows] >= times.min()) & (self._seconds[rows] <= times.max())
                timed = self._counted(terms, cost + price(votes), rows[within])
                timed = replace(timed, outside=np.setdiff1d(whole.kept, timed.kept))
                if _score(timed, rate) > score:
                    best, score = timed, _score(timed, rate)
        return best, score

    def _counted(self, terms: tuple[str, ...], cost: float, rows: NDArray[np.int64]) -> Candidate:
        votes = self._votes(rows)
        gone = self._corpus.removed[votes]
        return Candidate(terms, cost, rows, votes[gone], votes[~gone])

    def _unexplained(self, rows: Sequence[NDArray[np.int64]]) -> NDArray[np.bool_]:
        """Mark the removed posts that these rows do not hold."""
        left = self._corpus.removed.copy()
        for held in rows:
            left[held] = False
        return left

    def _by_chance(self, runs: int, shown: Sequence[NDArray[np.int64]]) -> list[float]:
        """Return the scores of all rules that the same search finds when labels are shuffled.

        Only what findings leave unexplained is shuffled: with their posts in it, chance would be given more removals
        than it has.
        """
        if not runs:
            return []
        rest = self._corpus.take(self._rows[self._outside(shown)[self._rows]])
        scores: list[float] = []
        for _ in range(runs):
            labels = shuffled(rest.removed, rest.strata, self._random)
            rows = _sampled(labels, np.arange(len(rest)), self._random)
            first = rest.take(rows)
            scores += _scores(first, labels[rows], 0.0)
            for part in parts_of_time(seconds_of(first)):
                scores += _scores(first.take(part), labels[rows[part]], price(part))
            if len(rows) < len(rest):
                scores += _scores_again(rest, labels, rows)
        return scores


def _scores_again(corpus: Corpus, labels: NDArray[np.bool_], rows: NDArray[np.int64]) -> list[float]:
    """Return the scores of what the second look finds with these labels; the first one was at these rows."""
    gone, left = np.flatnonzero(labels), np.flatnonzero(~labels)
    if len(gone) < FEWEST_REMOVED:
        return []
    told = telling(corpus, gone, left, rows[~labels[rows]], _KEPT_TO_MINE)
    chosen = np.sort(np.concatenate([gone, told.rows]))
    _, rules, scale = mine(items_of(corpus.take(chosen), labels[chosen]), len(left), told.is_whole)
    return [rule.score(scale) for rule in rules]


def _scores(corpus: Corpus, labels: NDArray[np.bool_], paid: float) -> list[float]:
    """Return the scores of what the search finds with these labels."""
    if int(labels.sum()) < FEWEST_REMOVED:
        return []
    _, rules, scale = mine(items_of(corpus, labels))
    return [rule.score(scale) - paid for rule in rules]


def _shortened(wording: Wording) -> list[Wording]:
    """Return a combination without each of its parts: a rule of a time may have been made purer by another word."""
    if len(wording.terms) < 2:
        return []
    cost = wording.cost * (1 - 1 / len(wording.terms))
    rests = (wording.terms[:at] + wording.terms[at + 1 :] for at in range(len(wording.terms)))
    return [Wording(rest, cost, wording.texts) for rest in rests]


def _score(rule: Candidate, rate: float) -> float:
    return gain(len(rule.removed), len(rule.kept), rate) - rule.cost


def _worded(
    corpus: Corpus, items: Items, kept: int | None = None, is_whole: Callable[[str], bool] | None = None
) -> tuple[int, list[Wording]]:
    """Return of how many strings rules can be made, and the rules' wordings."""
    few, rules, scale = mine(items, kept, is_whole)
    neighbours = Neighbours(corpus, items, scale.rate)
    wordings = neighbours.wordings([(rule, named.terms_of(rule, few)) for rule in rules])
    return len(few), Looser(corpus, items, scale.rate).wordings(wordings)


def _ways(wording: Wording) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return a rule's strings as they were found, and as long as its removed texts agree."""
    is_word = {char: is_part_of_words(char) for text in wording.texts for char in text}
    return wording.terms, named.longest_forms(wording.terms, wording.texts, is_word)


def _perhaps(rule: Candidate, parts: Sequence[named.Component], items: Items) -> tuple[str, ...]:
    """Return what stands in all posts of a rule beside its strings and their classes."""
    return named.beside_all(rule.terms, rule.rows, items, [one for part in parts for one in part.also])


def _sampled(
    removed: NDArray[np.bool_], rows: NDArray[np.int64], random: np.random.Generator
) -> NDArray[np.int64]:
    """Return all removed rows, and all kept ones or some: rules are looked for there and counted everywhere."""
    kept = rows[~removed[rows]]
    if len(kept) <= _KEPT_TO_MINE:
        return rows
    chosen = random.choice(kept, _KEPT_TO_MINE, replace=False)
    return np.sort(np.concatenate([rows[removed[rows]], chosen]))


def _in_corpus(items: Items, rows: NDArray[np.int64]) -> Items:
    """Return the tables with the whole corpus's row numbers."""
    return replace(items, rows_removed=rows[items.rows_removed], rows_kept=rows[items.rows_kept])


def _affordable(items: Items, *, is_dated: bool) -> int:
    """Return how many shuffles there is time for; those of dated posts look at each part of the time as well."""
    cells = len(items.kept.item_rows) + len(items.removed.item_rows)
    runs = next((runs for most, runs in _RUNS if cells <= most), 1)
    return max(1, runs // 3) if is_dated else runs


def _needs(rate: float, items: int) -> dict[str, int | None]:
    """Return from how many removed posts on a word, or a pair, could be supported at all."""
    word = float(np.log(max(2, items)))
    costs = {"word": word, "pair": word + float(np.log(max(2, items)) / 2)}
    return {
        name: next((n for n in range(FEWEST_REMOVED, 1000) if gain(n, 0, rate) - cost > SUPPORTED), None)
        for name, cost in costs.items()
    }
