"""Counts with their uncertainty: how often each kind of message is missing, against plain texts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import comb, sqrt

from wildgrass.observatory.compare.classes import Class, Result
from wildgrass.observatory.compare.sides import Side

_Z: float = 1.959964
"""The normal quantile of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of a group are missing on the other side, with Wilson's 95 % interval; None for a group of nobody."""

    missing: int
    total: int

    def interval(self) -> tuple[float, float] | None:
        """Return the interval of the share."""
        if not self.total:
            return None
        share, n = self.missing / self.total, self.total
        middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z / (1 + _Z**2 / n) * sqrt(share * (1 - share) / n + _Z**2 / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)

    def to_json(self) -> dict[str, object]:
        """Return the counts, and the interval where there is one."""
        between = self.interval()
        return {
            "missing": self.missing,
            "total": self.total,
            "share_between": None if between is None else [round(end, 6) for end in between],
        }


def more_often(group: Rate, control: Rate) -> float | None:
    """Return Fisher's exact one-sided p-value that the group is missing no more often than the control.

    None where either is empty: then nothing can be said.
    """
    if not group.total or not control.total:
        return None
    missing, total = group.missing + control.missing, group.total + control.total
    if missing > 2_000:
        return _by_normal(group, control)
    ways = comb(total, missing)
    most = min(group.total, missing)
    tail = sum(
        comb(group.total, k) * comb(control.total, missing - k) for k in range(group.missing, most + 1)
    )
    return float(min(1, tail / ways)) if tail * 10**300 > ways else 0.0


def _by_normal(group: Rate, control: Rate) -> float:
    from math import erfc  # noqa: PLC0415 - the only use

    share = (group.missing + control.missing) / (group.total + control.total)
    spread = sqrt(share * (1 - share) * (1 / group.total + 1 / control.total))
    if not spread:
        return 1.0
    return erfc((group.missing / group.total - control.missing / control.total) / spread / sqrt(2)) / 2


def holm(values: dict[str, float]) -> dict[str, float]:
    """Return p-values corrected for how many were asked (Holm)."""
    found, largest = {}, 0.0
    for rank, (name, value) in enumerate(sorted(values.items(), key=lambda one: (one[1], one[0]))):
        largest = max(largest, min(1.0, (len(values) - rank) * value))
        found[name] = largest
    return found


_KINDS = ("text", "link", "image", "video", "audio", "sticker", "file")


def kind_of(side: Side, row: int) -> str:
    """Return what a message is to a filter: a kind of media, a text with a link, or a text."""
    if side.media[row]:
        return side.media[row]
    return "link" if "http://" in side.texts[row] or "https://" in side.texts[row] else "text"


@dataclass(slots=True)
class Tally:
    """Counts of both directions: of A's messages by kind and by sender, how many are only on A; and of B's."""

    classes: Counter[str]
    reasons: Counter[str]
    seen: Counter[tuple[str, str]]
    missing: Counter[tuple[str, str]]


def tally(a: Side, b: Side, results: Iterable[Result]) -> Tally:
    """Count results. What is unclear counts in no rate: it is neither there nor missing."""
    found = Tally(Counter(), Counter(), Counter(), Counter())
    for result in results:
        found.classes[str(result.kind)] += 1
        found.reasons.update(result.why)
        if result.kind is Class.UNCLEAR:
            continue
        for name, side, row, alone in (
            ("a", a, result.row_a, Class.ONLY_A),
            ("b", b, result.row_b, Class.ONLY_B),
        ):
            if row is None:
                continue
            for group in (kind_of(side, row), f"sender {side.senders[row]}"):
                found.seen[name, group] += 1
                found.missing[name, group] += result.kind is alone
    return found


def summary(found: Tally) -> dict[str, object]:
    """Return counts, rates with intervals, and whether media and links are missing more often than plain texts.

    Plain texts are the control: local deletions and failures hit them as they hit the rest.
    """
    rates: dict[str, dict[str, object]] = {}
    for name in ("a", "b"):
        groups = {
            group: Rate(found.missing[side, group], count)
            for (side, group), count in found.seen.items()
            if side == name
        }
        control = groups.get("text", Rate(0, 0))
        raw = {kind: more_often(groups[kind], control) for kind in _KINDS[1:] if kind in groups}
        corrected = holm({kind: value for kind, value in raw.items() if value is not None})
        rates[name] = {
            group: rate.to_json()
            | ({"p_more_than_text": round(corrected[group], 8)} if group in corrected else {})
            for group, rate in sorted(groups.items())
        }
    return {
        "classes": dict(sorted(found.classes.items())),
        "reasons": dict(sorted(found.reasons.items())),
        "missing": rates,
    }
