"""Runs `infer` and what others would do over a world, and prints how near they come: means and ranges over seeds."""

import resource
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from benchmarks.infer_baselines import BASELINES, rules_of
from benchmarks.infer_diagnosis import false_rules, missed_rules
from benchmarks.infer_scores import Rows, Rule, Truth, World, by_support, matched, scored
from wildgrass.observatory.infer.corpus import corpus_of
from wildgrass.observatory.infer.finding import Finding, Status
from wildgrass.observatory.infer.inference import infer
from wildgrass.observatory.infer.items import items_of

BINS = ((-1e9, 3.0), (3.0, 6.0), (6.0, 9.0), (9.0, 15.0), (15.0, 1e9))
SHOWN = ("P_ext", "P_exact", "sound", "R", "R_multi", "R_8", "cov", "reach", "purity")


@dataclass
class Run:
    """What came of one world."""

    ways: dict[str, dict[str, float]]
    abstained: tuple[str, ...]
    recalls: dict[str, float]
    bins: list[tuple[float, bool]]
    missed: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    held_back: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)


def measured(world: World, seed: int, *, with_others: bool, shuffles: int = 0) -> Run:
    """Measure ours and, if asked, the baselines, with the CPU seconds of each."""
    truth = Truth(world)
    before = time.process_time()
    inference = infer(world.posts, seed=seed, runs=shuffles)
    seconds = time.process_time() - before
    shown = [one for one in inference.findings if one.status is not Status.ABSTAINED]
    rows = held_by(world, shown)
    sound = [truth.is_sound(held) for held in rows]
    sure = [at for at, one in enumerate(shown) if one.status is Status.SUPPORTED]
    rules = [terms(one) for one in shown]
    ways = {
        "ours, all shown": scored(truth, rules, rows) | {"s": seconds},
        "ours, supported": scored(truth, [rules[at] for at in sure], [rows[at] for at in sure]),
    }
    for name, way in BASELINES.items() if with_others else ():
        before = time.process_time()
        corpus = corpus_of(world.posts)
        items = items_of(corpus, corpus.removed)
        others = rules_of(items, way(items))
        ways[name] = scored(truth, others) | {"s": time.process_time() - before}
    missed, false = missed_rules(truth, rules, rows), false_rules(truth, rules, rows)
    return Run(
        ways,
        inference.why,
        by_support(truth, rules),
        [(one.score, is_sound) for one, is_sound in zip(shown, sound, strict=True)],
        Counter(why for why, _ in missed),
        Counter(f"{shown[at].status}: {why}" for at, why, _ in false),
        Counter(
            " and ".join(one.why) or "-"
            for one, is_sound in zip(shown, sound, strict=True)
            if is_sound and one.status is Status.TENTATIVE
        ),
        [text for _, text in missed] + [text for _, _, text in false],
    )


def terms(finding: Finding) -> Rule:
    """Return a finding's strings."""
    return tuple(part.term for part in finding.components)


def held_by(world: World, findings: Sequence[Finding]) -> list[Rows]:
    """Return the rows of findings, counted here; a rule of a time is held to that time."""
    rows = matched([post.text for post in world.posts], [terms(one) for one in findings])
    return [one.rows if "only-then" in one.why else held for one, held in zip(findings, rows, strict=True)]


def over_seeds(
    name: str, make: Callable[[int], World], seeds: Sequence[int], *, with_others: bool, examples: int = 0
) -> list[Run]:
    """Measure a world for each seed and print the table of it."""
    runs, posts, removed = [], 0, 0
    for seed in seeds:
        world = make(seed)
        posts, removed = len(world.posts), sum(post.removed for post in world.posts)
        runs.append(measured(world, seed, with_others=with_others))
    print(f"\n{name}: {posts} posts, {removed} removed, {len(seeds)} seeds; means (smallest-largest)")
    table(runs)
    _recalls(runs)
    _calibration(runs)
    for title, field_ in (("missed", "missed"), ("sound and tentative", "held_back"), ("not sound", "false")):
        total: Counter[str] = sum((getattr(run, field_) for run in runs), Counter())
        print(f"  {title}: " + ("; ".join(f"{why} {count}" for why, count in total.most_common()) or "none"))
    for run in runs[:1]:
        print("".join(f"    {line}\n" for line in run.examples[:examples]), end="")
    print(f"  peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB", flush=True)
    return runs


def table(runs: Sequence[Run]) -> None:
    """Print a line for each way."""
    ours = "ours, all shown"
    why = Counter(reason for run in runs for reason in run.abstained)
    print(
        f"  findable {_mean(runs, ours, 'findable')}, of several parts {_mean(runs, ours, 'multi')}; "
        f"abstained {sum(bool(run.abstained) for run in runs)} {dict(why) or ''}"
    )
    for way in runs[0].ways:
        cells = "  ".join(f"{name} {_mean(runs, way, name)}" for name in ("rules", *SHOWN, "s"))
        unsound = " ".join(f"{run.ways[way]['unsound']:.0f}/{run.ways[way]['rules']:.0f}" for run in runs)
        print(f"  {way:<22}{cells}  FDR {unsound}")


def _mean(runs: Sequence[Run], way: str, name: str) -> str:
    values = [run.ways[way][name] for run in runs if name in run.ways[way]]
    if not values:
        return "-"
    digits = 0 if name in {"rules", "findable", "multi"} else 1 if name == "s" else 2
    spread = f" ({min(values):.{digits}f}-{max(values):.{digits}f})" if len(values) > 1 else ""
    return f"{statistics.mean(values):.{digits}f}{spread}"


def _recalls(runs: Sequence[Run]) -> None:
    names = list(dict.fromkeys(name for run in runs for name in run.recalls))
    means = [(name, np.mean([run.recalls[name] for run in runs if name in run.recalls])) for name in names]
    if means:
        print("  recall, all shown: " + "  ".join(f"{name} {mean:.2f}" for name, mean in means))


def _calibration(runs: Sequence[Run]) -> None:
    """Print the share of rules that are sound, by score: what a score promises against what it holds."""
    pairs = [pair for run in runs for pair in run.bins]
    cells = []
    for low, high in BINS:
        held = [is_sound for score, is_sound in pairs if low < score <= high]
        if held:
            cells.append(f"{low:g} to {high:g}: {sum(held)}/{len(held)}")
    print("  sound by score: " + ("; ".join(cells) or "nothing shown"))
