r"""Text whose UTF-8 bytes were written as one code point each: "\u00c3\u00a6" for "æ", as Meta's exports hold it.

The rule: where every code point is below 256 and the Latin-1 bytes decode strictly as UTF-8, that is the text; else
nothing is changed. Mojibake of 删除, a correct 删除 and a correct "café" all come out right. A correct text that
happens to look like UTF-8 ("Ã©" alone) is changed; the export itself is kept as it came.
"""

from collections.abc import Mapping
from typing import Final

from wildgrass.model import JSON

_PLAIN: Final = frozenset({int, bool, float, type(None)})
_MARK = b"\\u00"


def repair(text: str) -> str:
    """Return the text that was meant; the same text where it was no mojibake."""
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text


def repaired(value: JSON) -> JSON:
    """Return a JSON value with every text in it repaired, keys too; what gives a key twice is left as it was."""
    if type(value) is str:
        return repair(value)
    if isinstance(value, dict):
        if not "".join(value).isascii():
            value = _keys_repaired(value)
        # Nearly all is plain: the function is called only where something may change.
        return {
            key: part if type(part) in _PLAIN or (type(part) is str and part.isascii()) else repaired(part)
            for key, part in value.items()
        }
    if isinstance(value, list):
        return [repaired(part) for part in value]
    return value


def _keys_repaired(value: Mapping[str, JSON]) -> dict[str, JSON]:
    made: dict[str, JSON] = {}
    for key, part in value.items():
        name = repair(key)
        if (name in value and name != key) or name in made:
            name = key
        made[name] = part
    return made


def may_hold(data: bytes) -> bool:
    """Say whether the bytes of a JSON value may hold mojibake at all: most records do not."""
    return _MARK in data or not data.isascii()
