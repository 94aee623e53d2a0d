"""How well rules are learnt that are known: `python -m benchmarks.infer_rules [--posts N] [--seeds N] [--track T]`.

planted: combinations of one to four words, half of them said anyway, in 3 to 40 removed posts each, thrice as many
         kept posts with all but one of them (T2).
natural: a filter of words and combinations that stand in the texts anyway, with 2 in 100 misses and so many removals
         in 100 for no reason (T1). `--titles` takes real texts instead (the column "title") and `--list` real rules.
A true rule counts as findable with at least 5 removed posts, unless another matches the very same ones.
P_ext: share of rules whose matches overlap by 0.9 with a true one's; P_exact: the very same strings; sound: nine tenths
of the matches truly filtered; R, R_multi: findable rules found, those of several words; cov: filtered posts explained.
"""

import argparse
import csv
import resource
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
from tests.observatory.made_posts import made_posts, speaker

from benchmarks.infer_baselines import BASELINES, rules_of
from wildgrass.observatory.infer.corpus import Post, comparable, corpus_of
from wildgrass.observatory.infer.finding import Status
from wildgrass.observatory.infer.inference import infer
from wildgrass.observatory.infer.items import items_of
from wildgrass.observatory.infer.strings import matching, rows_with

FINDABLE = 5
MISSES = 0.02
SAID = 0.5


@dataclass(frozen=True)
class World:
    """Posts, the true rules, and which posts the filter took."""

    posts: list[Post]
    rules: list[tuple[str, ...]]
    filtered: set[int]


def planted(seed: int, posts: int, noise: float) -> World:
    made = made_posts(seed, posts, 48, noise, said=SAID)
    rules = [rule.terms for rule in made.rules]
    return World(
        made.posts,
        rules,
        {row for rows in matched(made.posts, rules) for row in rows if made.posts[row].removed},
    )


def natural(
    seed: int, posts: int, noise: float, texts: Sequence[str] = (), listed: Sequence[tuple[str, ...]] = ()
) -> World:
    """Rules of strings that stand in the texts, one to three apart from each other, or real ones over real texts."""
    random = Random(seed)
    speak = speaker(random)
    held = list(texts)[:posts] or [speak.text() for _ in range(posts)]
    rules = list(listed) or _rules(held, 300, random)
    often = len(held) // 50
    common = {rule for rule, rows in zip(rules, matched_of(held, rules), strict=True) if len(rows) > often}
    rules = [rule for rule in dict.fromkeys(rules) if rule not in common]
    taken = [row for rows in matched_of(held, rules) for row in rows]
    filtered = {row for row in taken if random.random() >= MISSES}
    made = [
        Post(id=str(row), text=text, removed=row in filtered or random.random() < noise)
        for row, text in enumerate(held)
    ]
    return World(made, rules, filtered)


def _rules(texts: Sequence[str], count: int, random: Random) -> list[tuple[str, ...]]:
    """Return rules of strings that stand in the texts: words from anywhere, combinations of what is said often."""
    pairs = Counter(pair for text in texts for pair in set(map("".join, pairwise(text))))
    often = [pair for pair, held in sorted(pairs.items()) if 0.004 * len(texts) < held < 0.05 * len(texts)]
    found = []
    for _ in range(count):
        size, text = random.choice((1, 2, 2, 3)), random.choice(texts)
        at = random.randrange(max(1, len(text) - 3))
        found.append(
            (text[at : at + random.choice((2, 3, 4))],) if size == 1 else tuple(random.sample(often, size))
        )
    return found


def matched_of(texts: Sequence[str], rules: Iterable[tuple[str, ...]]) -> list[set[int]]:
    return matched([Post(id="", text=text, removed=False) for text in texts], rules)


def matched(posts: Sequence[Post], rules: Iterable[tuple[str, ...]]) -> list[set[int]]:
    """Return the rows that each rule matches."""
    held = [tuple(comparable(term) for term in rule) for rule in rules]
    rows = rows_with({term for rule in held for term in rule}, corpus_of(posts))
    return [set(matching(rule, rows).tolist()) for rule in held]


def scored(world: World, rules: Sequence[tuple[str, ...]]) -> dict[str, float]:
    """Return the measures of a list of rules."""
    true, ours = matched(world.posts, world.rules), matched(world.posts, rules)
    gone = {row for row, post in enumerate(world.posts) if post.removed}
    findable: dict[frozenset[int], int] = {}
    for at, rows in enumerate(true):
        if len(rows & gone) >= FINDABLE:
            findable.setdefault(frozenset(rows), at)
    exact = {frozenset(rule) for rule in world.rules}
    near = [[at for at, rows in enumerate(true) if _near(rows, mine)] for mine in ours]
    hit = {at for ats in near for at in ats}
    sets = {frozenset(true[at]) for at in hit}
    found = {rows for rows in findable if rows in sets}
    multi = {rows for rows, at in findable.items() if len(world.rules[at]) > 1}
    covered = set().union(*ours) if ours else set()
    count = max(1, len(ours))
    return {
        "rules": len(ours),
        "P_ext": sum(bool(ats) for ats in near) / count,
        "P_exact": sum(frozenset(rule) in exact for rule in rules) / count,
        "sound": sum(len(mine & world.filtered) >= 0.9 * len(mine) for mine in ours) / count,
        "findable": len(findable),
        "R": len(found) / max(1, len(findable)),
        "R_multi": len(found & multi) / max(1, len(multi)),
        "cov": len(covered & world.filtered) / max(1, len(world.filtered)),
    }


def _near(one: set[int], other: set[int]) -> bool:
    return bool(one) and len(one & other) >= 0.9 * len(one | other)


def by_support(
    world: World, rules: Sequence[tuple[str, ...]], seed: int, posts: int, noise: float
) -> dict[str, float]:
    """Return the recall of planted rules by how many removed posts they have, and by their size from 8 on."""
    ours = matched(world.posts, rules)
    hits, counts = defaultdict(int), defaultdict(int)
    for rule, rows in zip(
        made_posts(seed, posts, 48, noise, said=SAID).rules, matched(world.posts, world.rules), strict=True
    ):
        names = [f"support {rule.support}"] + [f"size {len(rule.terms)}"] * (rule.support >= 8)
        for name in names:
            counts[name] += 1
            hits[name] += any(_near(rows, mine) for mine in ours)
    return {
        name: hits[name] / counts[name]
        for name in sorted(counts, key=lambda name: (name[:4], int(name.split()[1])))
    }


def ours(world: World, seed: int) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Return what we show, and of it what we call supported."""
    findings = [
        one for one in infer(world.posts, seed=seed, runs=0).findings if one.status is not Status.ABSTAINED
    ]
    terms = [(tuple(part.term for part in one.components), one.status) for one in findings]
    return [rule for rule, _ in terms], [rule for rule, status in terms if status is Status.SUPPORTED]


def measured(world: World, seed: int) -> tuple[dict[str, dict[str, float]], list[tuple[str, ...]]]:
    """Return each way's measures, with its CPU seconds."""
    before = time.process_time()
    shown, supported = ours(world, seed)
    seconds = time.process_time() - before
    found = {
        "ours, all shown": scored(world, shown) | {"s": seconds},
        "ours, supported": scored(world, supported),
    }
    for name, way in BASELINES.items():
        before = time.process_time()
        corpus = corpus_of(world.posts)
        items = items_of(corpus, corpus.removed)
        rules = rules_of(items, way(items))
        seconds = time.process_time() - before
        found[name] = scored(world, rules) | {"s": seconds}
    return found, shown


def table(runs: Sequence[dict[str, dict[str, float]]]) -> None:
    """Print the median of each measure over the seeds, with the smallest and largest of P_ext and R."""
    for way in runs[0]:
        names = runs[0][way]
        cells = []
        for name in names:
            values = [run[way][name] for run in runs]
            spread = f" ({min(values):.2f}-{max(values):.2f})" if name in {"P_ext", "R"} else ""
            cells.append(f"{name} {statistics.median(values):.2f}{spread}")
        print(f"  {way:<22}{'  '.join(cells)}")


def real(titles: Path, listing: Path) -> tuple[list[str], list[tuple[str, ...]]]:
    """Return texts of a CSV file's column "title", and rules of a list's first column ("a+b" are two parts)."""
    with titles.open(encoding="utf-8-sig", newline="") as file:
        texts = list(dict.fromkeys(row["title"] for row in csv.DictReader(file)))
    with listing.open(encoding="utf-8-sig", newline="") as file:
        rows = [row[0] for row in csv.reader(file) if row][1:]
    return texts, list(
        dict.fromkeys(tuple(filter(None, comparable(row).split("+"))) for row in rows if len(row) > 1)
    )


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--noise", type=float, default=0.01)
    parser.add_argument("--track", choices=("planted", "natural"), action="append")
    parser.add_argument("--titles", type=Path)
    parser.add_argument("--list", type=Path)
    options = parser.parse_args()
    texts, listed = real(options.titles, options.list) if options.titles and options.list else ([], [])
    for track in options.track or ("planted", "natural"):
        runs, recalls = [], []
        for seed in range(options.seeds):
            if track == "planted":
                world = planted(seed, options.posts, options.noise)
            else:
                world = natural(seed, options.posts, options.noise, texts, listed)
            found, shown = measured(world, seed)
            runs.append(found)
            if track == "planted":
                recalls.append(by_support(world, shown, seed, options.posts, options.noise))
        print(f"{track}: {len(world.posts)} posts, noise {options.noise}, {options.seeds} seeds; medians")
        table(runs)
        if recalls:
            print(
                "  ours, recall: "
                + "  ".join(
                    f"{name} {np.mean([one.get(name, 0) for one in recalls]):.2f}" for name in recalls[0]
                )
            )
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB, of all ways together")


if __name__ == "__main__":
    main()
