"""Canonical JSON: same value, same bytes, on any machine.

RFC 8785 (JCS) for every value that I-JSON allows. Two things that exports hold and I-JSON does not are written
so that nothing is lost: integers beyond 2^53 keep all their digits, and lone surrogates are escaped as
ECMAScript's well-formed JSON.stringify does.
"""

import math
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any, Final, TypeAlias

JSON: TypeAlias = bool | int | float | str | list["JSON"] | tuple["JSON", ...] | Mapping[str, "JSON"] | None

quoted: Final[Callable[[str], str]] = encode_basestring
"""Write a text in quotation marks, as RFC 8785 escapes it; lone surrogates as they are (see `escaped`)."""

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_FEW_KEYS: Final = 64  # an object with more is a table of its own, and its keys come once


def canonical_json(value: object) -> bytes:
    """Return the canonical UTF-8 bytes of `value` without a line end.

    Raises:
        ValueError: the value holds NaN or an infinity.
        TypeError: the value holds something that JSON has no form for.
    """
    return escaped(written(value)).encode()


def written(value: object) -> str:
    """Write `value` as `canonical_json` does, but leave lone surrogates to `escaped`."""
    return _WRITERS[type(value)](value)


def escaped(text: str) -> str:
    """Escape the lone surrogates of written JSON, which UTF-8 has no bytes for."""
    if text.isascii():
        return text
    try:
        text.encode()  # a fifth of the time that looking for them takes
    except UnicodeEncodeError:
        return _LONE_SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return text


def _object(value: Mapping[str, object]) -> str:
    keys = tuple(value)
    parts = []
    # A loop, not a comprehension, here and below: one frame a level, so that nesting may be as deep as when read.
    for key, head in _known_heads(keys) if len(keys) <= _FEW_KEYS else _heads(keys):
        part = value[key]
        parts.append(head + _WRITERS[type(part)](part))
    return "{" + ",".join(parts) + "}"


def _heads(keys: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the keys in the order they are written, each with what stands before its value."""
    if not all(isinstance(key, str) for key in keys):
        raise TypeError("JSON keys must be text")
    # RFC 8785 section 3.2.3 sorts by UTF-16 code units, which differs from code points beyond the BMP.
    ordered = sorted(keys, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
    return [(key, quoted(key) + ":") for key in ordered]


_known_heads = lru_cache(maxsize=256)(
    _heads
)  # the records of an export have few shapes, each thousands of times


def _array(value: list[object] | tuple[object, ...]) -> str:
    parts = []
    for part in value:
        parts.append(_WRITERS[type(part)](part))  # noqa: PERF401 - see `_object`
    return "[" + ",".join(parts) + "]"


def _number(value: float) -> str:
    """Write a float as ECMAScript's Number::toString does (RFC 8785 section 3.2.2.3)."""
    if not math.isfinite(value):
        raise ValueError("canonical JSON has no form for NaN or an infinity")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = float.__repr__(abs(value)).partition("e")
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


class _Writers(dict[type, Callable[[Any], str]]):
    """How each type is written; a type that is not here is written as what it derives from."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        for base in (str, int, float, list, tuple, Mapping):
            if issubclass(kind, base):
                return self[base]
        raise TypeError(f"JSON has no form for {kind.__name__}")


_WRITERS: Final = _Writers(
    {
        str: quoted,
        bool: {True: "true", False: "false"}.__getitem__,
        type(None): lambda _: "null",
        int: int.__repr__,
        float: _number,
        list: _array,
        tuple: _array,
        dict: _object,
        Mapping: _object,
    }
)
