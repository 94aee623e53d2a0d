"""Quotas over days: how long a restore takes by arithmetic, and when the next request may go."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from wildgrass.targets.ledger import Ledger
from wildgrass.targets.means import Means, Progress


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many points of `name` in any stretch of `window_s` seconds."""

    name: str
    points: int
    window_s: int


def seconds_needed(amounts: Mapping[str, int], allowances: Iterable[Allowance]) -> float:
    """Return how long the amounts take under all the allowances, 0 where each fits into one window."""
    return max(
        (
            amounts.get(one.name, 0) / one.points * one.window_s
            for one in allowances
            if amounts.get(one.name, 0) > one.points
        ),
        default=0.0,
    )


class Meter:
    """Keeps a run within allowances; what was spent stands in the ledger, so that it counts after a restart too."""

    def __init__(self, allowances: Iterable[Allowance], ledger: Ledger, means: Means) -> None:
        """Forget what was spent before every window."""
        self._allowances = tuple(allowances)
        self._ledger, self._means = ledger, means
        self._longest = max((one.window_s for one in self._allowances), default=0)

    def take(self, name: str, amount: int, progress: Progress) -> None:
        """Wait until `amount` points fit, then note them as spent."""
        if not any(one.name == name for one in self._allowances):
            return
        while (pause := self.pause(name, amount, self._means.now())) > 0:
            self._means.progress(Progress(progress.done, progress.total, progress.seconds_left, pause))
            self._means.sleep(pause)
        self._ledger.spend(name, amount, self._means.now())

    def pause(self, name: str, amount: int, now: datetime) -> float:
        """Return the seconds until `amount` points of `name` fit into every window."""
        at = now.timestamp()
        spent = self._ledger.spent
        while spent and spent[0].at <= at - self._longest:
            spent.popleft()
        return max((self._one(one, amount, at) for one in self._allowances if one.name == name), default=0.0)

    def _one(self, allowance: Allowance, amount: int, at: float) -> float:
        inside = [
            one
            for one in self._ledger.spent
            if one.name == allowance.name and one.at > at - allowance.window_s
        ]
        over = sum(one.amount for one in inside) + amount - allowance.points
        for one in inside:
            if over <= 0:
                break
            over -= one.amount
            freed = one.at + allowance.window_s - at
            if over <= 0:
                return max(freed, 0.001)
        return 0.0


class Rate:
    """Time left, from what was done so far in this run."""

    def __init__(self, means: Means, total: int) -> None:
        """Begin now."""
        self._means, self._total = means, total
        self._began = means.now().timestamp()
        self.done = 0

    def step(self, count: int = 1) -> Progress:
        """Say that `count` more items are through, and tell whoever watches."""
        self.done += count
        progress = self.progress()
        self._means.progress(progress)
        return progress

    def progress(self) -> Progress:
        """Return how far the run is."""
        passed = self._means.now().timestamp() - self._began
        left = passed / self.done * (self._total - self.done) if self.done and passed > 0 else None
        return Progress(self.done, self._total, left)
