"""Requests kept apart: a bucket of tokens for each host, that fills at a steady rate."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class Pacer:
    """At most `burst` requests at once to one host, and `per_second` on average.

    `clock` gives seconds that never go back (`time.monotonic`); `sleep` takes seconds.
    """

    def __init__(
        self, per_second: float, burst: int, *, clock: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        """Start with every bucket full."""
        if per_second <= 0 or burst < 1:
            raise ValueError("a pace needs a rate above zero and a burst of at least one")
        self._rate, self._burst = per_second, burst
        self._clock, self._sleep = clock, sleep
        self._buckets: dict[str, _Bucket] = {}

    def wait(self, host: str) -> float:
        """Take a token for a host, waiting until there is one; return the seconds waited."""
        now = self._clock()
        bucket = self._buckets.setdefault(host, _Bucket(float(self._burst), now))
        bucket.tokens = min(self._burst, bucket.tokens + (now - bucket.at) * self._rate) - 1
        bucket.at = now
        if bucket.tokens >= 0:
            return 0.0
        pause = -bucket.tokens / self._rate
        self._sleep(pause)
        return pause
