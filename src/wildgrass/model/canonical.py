"""Canonical JSON: same value, same bytes, on any machine.

RFC 8785 (JCS) for every value that I-JSON allows. Two things that exports hold and I-JSON does not are written
so that nothing is lost: integers beyond 2^53 keep all their digits, and lone surrogates are escaped as
ECMAScript's well-formed JSON.stringify does.
"""

import json
import math
import re
from collections.abc import Mapping
from typing import TypeAlias

JSON: TypeAlias = bool | int | float | str | list["JSON"] | tuple["JSON", ...] | Mapping[str, "JSON"] | None

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False
).encode
_PLAIN = frozenset({str, int, bool, type(None)})


def canonical_json(value: object) -> bytes:
    """Return the canonical UTF-8 bytes of `value` without a line end.

    Raises:
        ValueError: the value holds NaN or an infinity.
        TypeError: the value holds something that JSON has no form for.
    """
    text = _encode(value) if _is_simple(value) else _written(value)
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _LONE_SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text).encode()


def _is_simple(value: object) -> bool:
    """Say whether the standard encoder's output is canonical: no floats, no key that code points order otherwise."""
    waiting = [value]
    while waiting:  # a loop, not recursion: this runs for every item, and a call costs more than the check
        part = waiting.pop()
        if type(part) is dict:
            for key, inner in part.items():
                if type(key) is not str or not (key.isascii() or max(key) <= "\ud7ff"):
                    return False
                if type(inner) not in _PLAIN:
                    waiting.append(inner)
        elif isinstance(part, list | tuple):
            waiting += [inner for inner in part if type(inner) not in _PLAIN]
        elif type(part) not in _PLAIN:
            return False
    return True


def _written(value: object) -> str:
    """Write what the standard encoder would order or round differently."""
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("JSON keys must be text")
        # RFC 8785 section 3.2.3 sorts by UTF-16 code units, which differs from code points beyond the BMP.
        pairs = sorted(value.items(), key=lambda pair: pair[0].encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{_encode(key)}:{_written(part)}" for key, part in pairs) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_written, value)) + "]"
    return _encode(value)


def _number(value: float) -> str:
    """Write a float as ECMAScript's Number::toString does (RFC 8785 section 3.2.2.3)."""
    if not math.isfinite(value):
        raise ValueError("canonical JSON has no form for NaN or an infinity")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    point = len(whole) + int(exponent or 0)
    padded = whole + fraction
    digits = padded.lstrip("0")
    point -= len(padded) - len(digits)
    digits = digits.rstrip("0")
    return sign + _placed(digits, point)


def _placed(digits: str, point: int) -> str:
    """Place the decimal point after `point` of `digits`, or use an exponent where ECMAScript does."""
    count = len(digits)
    if count <= point <= 21:
        return digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    exponent = f"{point - 1:+d}"
    return f"{digits[0]}.{digits[1:]}e{exponent}" if count > 1 else f"{digits}e{exponent}"
