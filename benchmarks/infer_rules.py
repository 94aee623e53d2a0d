"""How well rules are learnt that are known: `python -m benchmarks.infer_rules [--track T] [--posts N] [--seeds N]`.

The tracks are those of `benchmarks.infer_worlds` and `benchmarks.infer_confounders`, the measures those of
`benchmarks.infer_scores`. The tracks `list`, `titles` and `long` take real texts (`--texts FILE:COLUMN`), a real list
(`--list FILE:COLUMN[:COLUMN=VALUE]`, "a+b" being two parts), and `--words FILE:COLUMN`, which is said too; no data is
bundled. Seconds are CPU seconds.
"""

import argparse
import csv
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import numpy as np

from benchmarks import infer_confounders as confounders
from benchmarks import infer_worlds as worlds
from benchmarks.infer_baselines import BASELINES, rules_of
from benchmarks.infer_scores import Rule, Truth, World, by_support, matched, scored
from benchmarks.infer_texts import rules_of as listed_rules
from wildgrass.observatory.infer.corpus import comparable, corpus_of
from wildgrass.observatory.infer.finding import Finding, Status
from wildgrass.observatory.infer.inference import infer
from wildgrass.observatory.infer.items import items_of

MADE: dict[str, Callable[[int, int, float], World]] = {
    "planted": worlds.planted,
    "natural": worlds.natural,
    "shared": worlds.shared,
    "drift": confounders.drift,
    "topic": confounders.topic,
    "burst": confounders.burst,
    "heavy": worlds.heavy,
}


def cells(source: str) -> list[str]:
    """Return a column's cells, of the rows where another column has a value if that is asked."""
    place, name, *only = source.split(":")
    with Path(place).open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for condition in only:
        column, _, value = condition.partition("=")
        rows = [row for row in rows if row[column] == value]
    return [row[name] for row in rows if row[name]]


def world_of(options: argparse.Namespace, track: str, seed: int) -> World:
    """Make the world of a track."""
    if track in MADE:
        return MADE[track](seed, options.posts, options.noise)
    texts, rules = list(dict.fromkeys(cells(options.texts))), listed_rules(cells(options.list))
    if track == "titles":
        return worlds.filtered_by(Random(seed), texts, rules, options.noise, common=0.02)
    words = [comparable(word) for word in cells(options.words)]
    make = worlds.articles if track == "long" else worlds.listed
    return make(seed, options.posts, options.noise, texts, rules, words)


def measured(world: World, seed: int, *, with_others: bool) -> tuple[dict[str, dict[str, float]], list[Rule]]:
    """Return each way's measures, with its CPU seconds, and the rules that we show."""
    truth = Truth(world)
    before = time.process_time()
    findings = infer(world.posts, seed=seed, runs=0).findings
    seconds = time.process_time() - before
    shown = [one for one in findings if one.status is not Status.ABSTAINED]
    supported = [one for one in shown if one.status is Status.SUPPORTED]
    found = {
        "ours, all shown": _ours(truth, shown) | {"s": seconds},
        "ours, supported": _ours(truth, supported),
    }
    for name, way in BASELINES.items() if with_others else ():
        before = time.process_time()
        corpus = corpus_of(world.posts)
        items = items_of(corpus, corpus.removed)
        rules = rules_of(items, way(items))
        found[name] = scored(truth, rules) | {"s": time.process_time() - before}
    return found, [_terms(one) for one in shown]


def _terms(finding: Finding) -> Rule:
    return tuple(part.term for part in finding.components)


def _ours(truth: Truth, findings: Sequence[Finding]) -> dict[str, float]:
    """Return our measures; a rule of a time is held to that time."""
    matches = matched([post.text for post in truth.world.posts], [_terms(one) for one in findings])
    rows = [one.rows if "only-then" in one.why else held for one, held in zip(findings, matches, strict=True)]
    return scored(truth, [_terms(one) for one in findings], rows)


def table(runs: Sequence[dict[str, dict[str, float]]]) -> None:
    """Print the mean of each measure over the seeds, with the smallest and the largest, and FDR seed by seed."""
    for way in runs[0]:
        printed = []
        for name in runs[0][way]:
            values = [run[way][name] for run in runs]
            spread = f" ({min(values):.2f}-{max(values):.2f})" if len(runs) > 1 else ""
            printed.append(f"{name} {statistics.mean(values):.2f}{spread}")
        unsound = "  ".join(f"{run[way]['unsound']:.0f}/{run[way]['rules']:.0f}" for run in runs)
        print(f"  {way:<22}{'  '.join(printed)}\n{'':24}not sound, by seed: {unsound}", flush=True)


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--noise", type=float, default=0.01)
    parser.add_argument("--track", choices=(*MADE, "list", "titles", "long"), action="append")
    parser.add_argument("--ours-only", action="store_true")
    for name in ("--texts", "--list", "--words"):
        parser.add_argument(name, default="")
    options = parser.parse_args()
    for track in options.track or ("planted", "natural"):
        runs, recalls = [], []
        for seed in range(options.seeds):
            world = world_of(options, track, seed)
            found, shown = measured(world, seed, with_others=not options.ours_only)
            runs.append(found)
            if world.supports:
                recalls.append(by_support(Truth(world), shown))
        print(
            f"{track}: {len(world.posts)} posts, noise {options.noise}, {options.seeds} seeds; means (range)"
        )
        table(runs)
        if recalls:
            means = {name: np.mean([one.get(name, 0) for one in recalls]) for name in recalls[0]}
            print("  ours, recall: " + "  ".join(f"{name} {mean:.2f}" for name, mean in means.items()))
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB, of all ways together")


if __name__ == "__main__":
    main()
