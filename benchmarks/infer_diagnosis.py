"""Why a rule was missed, and what a rule is that is not sound: counted apart from the code that is measured."""

from collections.abc import Sequence
from math import log

import numpy as np

from benchmarks.infer_scores import Rows, Rule, Truth
from wildgrass.observatory.infer.scores import TENTATIVE, gain


def missed_rules(truth: Truth, rules: Sequence[Rule], rows: Sequence[Rows]) -> list[tuple[str, str]]:
    """Return for each findable rule that was not found why, and a line with it and what stands in its place."""
    world = truth.world
    found = {at for held in rows for at in truth.near(held)}
    same = {world.true[at].tobytes() for at in found}
    removed = np.array([post.removed for post in world.posts])
    rate = _rate(truth, removed)
    shown = np.zeros(len(removed), bool)
    for held in rows:
        shown[held] = True
    lines = []
    for at in truth.findable.values():
        true = world.true[at]
        if true.tobytes() in same:
            continue
        gone, left = int(removed[true].sum()), int((~removed[true]).sum())
        around = [
            rules[number] for number, held in enumerate(rows) if len(np.intersect1d(held, true)) * 2 > gone
        ]
        why = _why(world.rules[at], around, gain(gone, left, rate), float(shown[true][removed[true]].mean()))
        lines.append(
            (why, f"missed {'+'.join(world.rules[at])} {gone}/{left}: {why}; shown near it: {around}")
        )
    return lines


def _rate(truth: Truth, removed: np.ndarray) -> float:
    """Return how often posts go that no rule takes."""
    open_ = ~truth.world.filtered
    return max(1, int((removed & open_).sum())) / max(1, int(open_.sum()))


def _why(rule: Rule, around: Sequence[Rule], gained: float, covered: float) -> str:
    """Name the step: a longer or shorter rule in its place, explained by others, too few posts, or not looked at."""
    for other in around:
        inside = all(any(part in mine or mine in part for mine in other) for part in rule)
        if len(other) < len(rule):
            return "taken by a shorter rule"
        if len(other) > len(rule) and inside:
            return "split into longer rules"
        if len(other) == len(rule):
            return "other strings in its place"
    if covered > 0.8:
        return "its posts are explained by others"
    # a part is one of some thousands of strings, so this is the least that a search must pay
    least = log(2000) * (1 + (len(rule) - 1) / 2)
    return "too few posts for its price" if gained - least <= TENTATIVE else "affordable and not shown"


def false_rules(truth: Truth, rules: Sequence[Rule], rows: Sequence[Rows]) -> list[tuple[int, str, str]]:
    """Return the number of each rule that is not sound, its kind, and a line with it."""
    world = truth.world
    texts = [post.text for post in world.posts]
    found = []
    for number, (rule, held) in enumerate(zip(rules, rows, strict=True)):
        if truth.is_sound(held):
            continue
        parts = {part for true in world.rules for part in true}
        gone = sum(world.posts[row].removed for row in held.tolist())
        taken = int(world.filtered[held].sum())
        if taken == 0:
            kind = "removals for no reason"
        elif any(term in part or part in term for term in rule for part in parts):
            kind = "a part of true rules"
        else:
            kind = "a companion of true rules"
        sample = texts[held[0]][:40] if len(held) else ""
        found.append(
            (number, kind, f"false {'+'.join(rule)} removed {gone} filtered {taken} of {len(held)}: {sample}")
        )
    return found
