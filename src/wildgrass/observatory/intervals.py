"""How sure a share is: the exact interval of counts, and the tail of the binomial, by the incomplete Beta function."""

from math import exp, lgamma, log, log1p
from typing import Final

_TAIL: Final = 0.025
_TINY: Final = 1e-300


def clopper_pearson(hits: float, total: float) -> tuple[float, float]:
    """Return the exact 95 % interval of a share (Clopper and Pearson 1934); counts need not be whole."""
    low = 0.0 if hits <= 0 else _quantile(_TAIL, hits, total - hits + 1)
    high = 1.0 if hits >= total else _quantile(1 - _TAIL, hits + 1, total - hits)
    return low, high


def at_least(hits: int, total: int, share: float) -> float:
    """Return the probability of so many hits or more."""
    return 1.0 if hits <= 0 else incomplete_beta(share, hits, total - hits + 1)


def _quantile(share: float, a: float, b: float) -> float:
    """Return where the regularised incomplete Beta function reaches a share, by halving."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if incomplete_beta(middle, a, b) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def incomplete_beta(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete Beta function I_x(a, b), by its continued fraction (Lentz)."""
    if x <= 0 or x >= 1:
        return float(x > 0)
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    fraction, c, d = 1.0, 1.0, 0.0
    for step in range(400):
        half = step // 2
        if step == 0:
            part = 1.0
        elif step % 2 == 0:
            part = half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))
        else:
            part = -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
        d = 1 / (_off_zero(1 + part * d))
        c = _off_zero(1 + part / c)
        fraction *= c * d
        if abs(1 - c * d) < 1e-12:
            break
    return front * (fraction - 1)


def _off_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
