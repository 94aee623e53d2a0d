"""Values of records, taken for what they should be: what is something else counts as absent."""

from collections.abc import Mapping, Sequence
from typing import Final

from wildgrass.model import JSON

_NOTHING: Final[Mapping[str, JSON]] = {}
_YES: Final = frozenset({"1", "true", "yes", "是"})
_NO: Final = frozenset({"0", "false", "no", "否"})


def words(value: JSON) -> str:
    """Return a text, the digits of a whole number, "" for anything else."""
    if type(value) is str:
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def whole(value: JSON) -> int | None:
    """Return a whole number, also one written as text; None where it is none."""
    if type(value) is int:
        return value
    if type(value) is str:
        digits = value.strip().removeprefix("-")
        if digits.isascii() and digits.isdecimal() and len(digits) < 20:
            return int(value)
    return None


def table(value: JSON) -> Mapping[str, JSON]:
    """Return an object, an empty one where it is none."""
    return value if isinstance(value, Mapping) else _NOTHING


def series(value: JSON) -> Sequence[JSON]:
    """Return a list, an empty one where it is none."""
    return value if isinstance(value, list | tuple) else ()


def truth(value: JSON) -> bool | None:
    """Return what true, 1, "1" or "True" and their opposites mean; None for anything else, null too."""
    if value is True or value is False:
        return value
    text = words(value).strip().lower()
    if text in _YES:
        return True
    return False if text in _NO else None


def server_id(value: JSON) -> str:
    """Return the number that the server gave a message, "" where there is none: 0 and -1 stand for that."""
    text = words(value).strip()
    return "" if text in ("", "0", "-1", "None", "null") else text


def names(listed: str) -> frozenset[str]:
    """Return the field names of a list with spaces between them."""
    return frozenset(listed.split())


def first(*values: JSON) -> str:
    """Return the first text that is not empty."""
    for value in values:
        text = words(value)
        if text:
            return text
    return ""
