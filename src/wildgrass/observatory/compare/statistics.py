"""Counts with their uncertainty: how often each kind of message is missing, against plain texts."""

from dataclasses import dataclass
from math import comb, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.compare.classes import Class, Results
from wildgrass.observatory.compare.clocks import Rows
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


KINDS: Final = ("text", "link", "image", "video", "audio", "sticker", "file", "media")
"""What a message is to a filter: a text, a text with a link, or a kind of media."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Of one side's messages by kind and by sender's key, how many the other lacks. What is unclear counts in none."""

    kinds: dict[str, Rate]
    senders: dict[str, Rate]


def tally(side: Side, results: Results, rows: Rows, alone: Class) -> Tally:
    """Count a side; `rows` are the results' rows of it, `alone` the class of what only it has."""
    counted = (rows >= 0) & ~results.of(Class.UNCLEAR)
    at, missing = rows[counted], results.of(alone)[counted]
    kinds = np.where(side.media[at] > 0, side.media[at] + 1, side.linked[at].astype(np.int64))
    return Tally(
        dict(zip(KINDS, _rates(kinds, missing, len(KINDS)), strict=True)),
        dict(zip(side.people, _rates(side.senders[at], missing, len(side.people)), strict=True)),
    )


def _rates(groups: NDArray[np.int64], missing: NDArray[np.bool_], count: int) -> list[Rate]:
    totals, lacking = np.bincount(groups, minlength=count), np.bincount(groups[missing], minlength=count)
    return [Rate(lost, total) for lost, total in zip(lacking.tolist(), totals.tolist(), strict=True)]


def tallies(a: Side, b: Side, results: Results) -> dict[str, Tally]:
    """Count both directions; of a blind side nothing says what are links, so its own people count it."""
    found = {"a": tally(a, results, results.rows_a, Class.ONLY_A)}
    if not b.is_blind:
        found["b"] = tally(b, results, results.rows_b, Class.ONLY_B)
    return found


def chances(found: Tally) -> dict[str, float]:
    """Return by kind how likely it is, by chance, to be missing so much more often than plain texts; corrected.

    Plain texts are the control: local deletions and failures hit them as they hit the rest.
    """
    control = found.kinds["text"]
    raw = {kind: more_often(found.kinds[kind], control) for kind in KINDS[1:]}
    return holm({kind: value for kind, value in raw.items() if value is not None})


def summary(a: Side, b: Side, results: Results) -> dict[str, object]:
    """Return counts, rates with intervals, and whether media and links are missing more often than plain texts."""
    rates: dict[str, dict[str, object]] = {}
    for name, found in tallies(a, b, results).items():
        corrected = chances(found)
        kinds = {kind: rate for kind, rate in found.kinds.items() if rate.total}
        people = {f"sender {key}": rate for key, rate in found.senders.items() if rate.total}
        rates[name] = {
            group: rate.to_json()
            | ({"p_more_than_text": round(corrected[group], 8)} if group in corrected else {})
            for group, rate in sorted((kinds | people).items())
        }
    return {
        "classes": dict(sorted(results.counts().items())),
        "reasons": dict(sorted(results.reason_counts().items())),
        "missing": rates,
        "twice": {"a": a.twice, "b": b.twice},
    }
