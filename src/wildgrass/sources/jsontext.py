"""One record's JSON text to a value, whoever wrote it: bounded depth, no NaN, no key twice, lone surrogates kept."""

import json
from typing import Final, NoReturn, cast

import msgspec

from wildgrass.errors import EXIT_INPUT, WildgrassError
from wildgrass.model import JSON
from wildgrass.sources.records import MAX_DEPTH, is_within_depth

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode
_MAX_DIGITS: Final = 4300  # CPython's own limit for turning digits into a number


class RecordError(WildgrassError):
    """One record is not what its format says; it becomes a problem."""

    code = "record-damaged"
    exit_code = EXIT_INPUT
    message = "a record is damaged: {reason}"
    hint = "the other records are read"


class KeyTwiceError(RecordError):
    """A record names one key twice, so that two readers could read two different things."""

    code = "record-key-twice"
    message = "a record has the key {key} twice"
    hint = "the export was changed after the platform made it; ask for it again"


def decode(text: bytes) -> JSON:
    """Return the value of a record's JSON text.

    Raises:
        RecordError: it is no JSON, nested deeper than 64 levels, or holds a key twice.
    """
    try:
        value = _decode(text)
        # Encoding the value gives as many quotes back unless a key was there twice or a quote was written \u0022.
        if _quotes(text) == _quotes(_encode(value)) and _is_shallow(text):
            return cast("JSON", value)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OverflowError):
        value = None
    return _strict(text)


def _quotes(text: bytes) -> int:
    """Return how many quotes begin or end a text."""
    return text.count(b'"') - text.count(b'\\"') if b"\\" in text else text.count(b'"')


def _is_shallow(text: bytes) -> bool:
    return text.count(b"{") + text.count(b"[") <= MAX_DEPTH or is_within_depth(text)


def _strict(text: bytes) -> JSON:
    """Read what msgspec refuses or what looks odd, slowly and with a reason."""
    if not _is_shallow(text):
        raise RecordError(reason=f"its brackets do not close within {MAX_DEPTH} levels")
    try:
        return cast("JSON", _reader.decode(text.decode()))
    except UnicodeDecodeError as error:
        raise RecordError(reason=f"byte {error.start} is not UTF-8") from error
    except json.JSONDecodeError as error:
        raise RecordError(reason=f"{error.msg} at character {error.pos}".lower()) from error
    except RecursionError as error:
        raise RecordError(reason="it is nested too deeply") from error


def _refuse(name: str) -> NoReturn:
    raise RecordError(reason=f"{name} is not a JSON number")


def _integer(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        raise RecordError(reason=f"a number of {len(digits):,} digits")
    return int(digits)


def _float(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise RecordError(reason="a number beyond every float")
    return number


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        raise KeyTwiceError(key=next(key for key in keys if keys.count(key) > 1)[:100])
    return found


_reader = json.JSONDecoder(
    object_pairs_hook=_unique, parse_constant=_refuse, parse_int=_integer, parse_float=_float, strict=True
)
