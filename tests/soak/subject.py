"""What every subject of the soak is: sound samples and a probe."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Subject:
    """Sound samples, and a probe called with the damaged bytes and the sound ones.

    A probe returns, or raises a WildgrassError; anything else is a fault. Where damage must be found, the probe
    says so with an assertion.
    """

    samples: Sequence[bytes]
    probe: Callable[[bytes, bytes], object]
    seen: Counter[str] = field(default_factory=Counter)


def filled(size: int) -> bytes:
    """Return the same made-up bytes every time."""
    return bytes(number * 7 % 256 for number in range(size))
