"""Counts as Weibo states them: a number only where it is one, else the words and a bound.

"1.2万" is rounded, "100万+" a floor, and 1,000,000 itself is how "100万+" comes through an API or a tool. weibo-crawler
turns "1.2万" into 12000 before it writes, so that round numbers from 10,000 on are taken for rounded ones there.
"""

import re
from typing import Final

from wildgrass.model import JSON

CAP: Final = 1_000_000
_WORDS: Final = re.compile(r"(\d{1,12})(?:\.(\d{1,8}))?\s*([万萬亿億wW]?)\s*(\+?)\Z")
_UNITS: Final = {"": 1, "万": 10**4, "萬": 10**4, "w": 10**4, "W": 10**4, "亿": 10**8, "億": 10**8}


def count(value: object, *, is_flattened: bool = False) -> int | dict[str, JSON] | None:
    """Return an exact count, a bound with `text`, `at_least` and maybe `below`, or None where nothing is stated.

    `is_flattened` says that a tool has made numbers of all words before.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return (
            value
            if 0 <= value < 10_000
            else _plain(value, str(value), is_floor=False, is_flattened=is_flattened)
        )
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, float):
        value = str(int(value)) if value.is_integer() else str(value)
    text = str(value).strip().replace(",", "")
    found = _WORDS.match(text)
    if found is None:
        return {"text": text} if text else None
    whole, fraction, unit, plus = found.groups()
    exact = int(whole) * _UNITS[unit]
    if not unit and not fraction:
        return _plain(exact, text, is_floor=bool(plus), is_flattened=is_flattened)
    step = _UNITS[unit] // 10 ** len(fraction or "")
    exact += int(fraction or 0) * step
    if plus:
        return {"text": text, "at_least": exact}
    return _rounded(exact, max(step, 1), text)


def _plain(value: int, text: str, *, is_floor: bool, is_flattened: bool) -> int | dict[str, JSON]:
    if is_floor or value == CAP:
        return {"text": text, "at_least": value}
    if is_flattened and value >= 10_000 and value % 1000 == 0:
        step = 1000
        while value % (step * 10) == 0:
            step *= 10
        return _rounded(value, step, text)
    return value


def _rounded(value: int, step: int, text: str) -> dict[str, JSON]:
    """Return bounds that hold whether Weibo rounds to the nearest or cuts."""
    return {"text": text, "at_least": value - step // 2, "below": value + step}
