"""DAG-CBOR as the AT Protocol uses it, to JSON values: links and bytes become {"$link": ...} and {"$bytes": ...}."""

import base64
import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, TypeAlias, cast

import cbor2

from wildgrass.crypto import cid
from wildgrass.crypto.cid import Cid
from wildgrass.errors import EXIT_INPUT, WildgrassError

Value: TypeAlias = "bool | int | float | str | bytes | Cid | list[Value] | dict[str, Value] | None"
JSON: TypeAlias = bool | int | float | str | list["JSON"] | tuple["JSON", ...] | Mapping[str, "JSON"] | None
MAX_DEPTH: Final = 64
_LINK: Final = 42


class BlockError(WildgrassError):
    """A block is not what its codec says; it becomes a problem."""

    code = "block-damaged"
    exit_code = EXIT_INPUT
    message = "a block is not DAG-CBOR: {reason}"
    hint = "the other blocks are read"


def decode(data: bytes) -> tuple[Value, str]:
    """Return a block's value, and what of it breaks DAG-CBOR's rules although it can be read, "" where nothing does.

    Raises:
        BlockError: it is no CBOR, nested deeper than 64 levels, holds a key twice, or something else than CBOR's
            counterparts of JSON, bytes and links.
    """
    return _decoded(data, _Reader())


def decode_json(data: bytes) -> tuple[JSON, str]:
    """Return what `to_json` makes of `decode`, in one go."""
    value, odd = _decoded(data, _JsonReader())
    return cast("JSON", value), odd


def _decoded(data: bytes, reader: "_Reader") -> tuple[Value, str]:
    try:
        tree = cbor2.loads(data, max_depth=MAX_DEPTH, allow_duplicate_keys=False)
    except (cbor2.CBORError, ValueError, TypeError, OverflowError, RecursionError, MemoryError) as error:
        raise BlockError(reason=str(error)[:200]) from error
    value = reader.value(tree, 0)
    try:
        # Keys stand in the order in which they were read, so order is checked on its own; sorting costs twice the time.
        is_strict = reader.is_sorted and cbor2.dumps(tree) == data
    except (cbor2.CBORError, ValueError, TypeError, UnicodeEncodeError, RecursionError):
        is_strict = False
    if is_strict:
        return value, ""
    return value, "it is not in the one form that DAG-CBOR allows (lengths, order of keys, or bytes after it)"


def encode(value: Value) -> bytes:
    """Return the bytes of a value without floats."""
    return cbor2.dumps(_tree(value), canonical=True)


class _Reader:
    """Goes through what cbor2 read."""

    def __init__(self) -> None:
        self.is_sorted = True  # keys, the shorter first

    def value(self, tree: object, depth: int) -> Value:
        """Return the value of a part."""
        kind = type(tree)
        if kind is str or tree is None or kind is bool:
            return cast("Value", tree)
        if depth > MAX_DEPTH:
            raise BlockError(reason=f"nested deeper than {MAX_DEPTH} levels")
        if kind is dict:
            return self._map(cast("dict[object, object]", tree), depth + 1)
        if kind is list:
            return [self.value(part, depth + 1) for part in cast("list[object]", tree)]
        if isinstance(tree, int | float):
            return _number(tree)
        if isinstance(tree, bytes):
            return self.raw(tree)
        if isinstance(tree, cbor2.CBORTag):
            return self.link(_link(tree))
        raise BlockError(reason=f"a value that DAG-CBOR does not have: {kind.__name__}")

    def _map(self, tree: dict[object, object], depth: int) -> Value:
        made: dict[str, Value] = {}
        size, last = 0, ""
        for key, part in tree.items():
            if type(key) is not str:
                raise BlockError(reason="a key that is no text")
            length = len(key) if key.isascii() else len(key.encode())
            if length < size or (length == size and key < last):
                self.is_sorted = False
            size, last = length, key
            made[key] = part if type(part) is str else self.value(part, depth)
        return made

    def raw(self, data: bytes) -> Value:
        """Return bytes."""
        return data

    def link(self, found: Cid) -> Value:
        """Return a link."""
        return found


class _JsonReader(_Reader):
    """Makes JSON at once: two ways through each record would take a third more time."""

    def raw(self, data: bytes) -> Value:
        return cast("Value", to_json(data))

    def link(self, found: Cid) -> Value:
        return cast("Value", to_json(found))


def _number(tree: float) -> Value:
    if isinstance(tree, int) and not -(1 << 63) <= tree < 1 << 64:
        raise BlockError(reason="a number beyond 64 bits")
    if isinstance(tree, float) and not math.isfinite(tree):
        raise BlockError(reason="a number that is none")
    return tree


def _link(tag: cbor2.CBORTag) -> Cid:
    raw = tag.value
    if tag.tag != _LINK:
        raise BlockError(reason=f"the tag {tag.tag}")
    if not isinstance(raw, bytes) or not raw.startswith(b"\0"):
        raise BlockError(reason="a link that is none")
    try:
        found = cid.taken(raw[1:])
    except cid.CidError as error:
        raise BlockError(reason=str(error)) from error
    if len(found.raw) != len(raw) - 1:
        raise BlockError(reason="a link with bytes after it")
    return found


def encode_json(value: JSON) -> bytes:
    """Return what `encode` makes of `from_json`, in one go and in half the time: a restore does it for each post.

    Raises:
        ValueError: a link or bytes that are none.
    """
    return cbor2.dumps(_sorted(value))


def _sorted(value: JSON) -> object:
    """Return what cbor2 writes, keys in DAG-CBOR's order; cbor2 would sort them anew in every record."""
    kind = type(value)
    if kind is str:
        return value
    if kind is dict:
        found = cast("dict[str, JSON]", value)
        if len(found) == 1 and _is_marked(found):
            return _tree(from_json(found))
        return {key: _sorted(found[key]) for key in _in_order(tuple(found))}
    if isinstance(value, list | tuple):
        return [_sorted(part) for part in value]
    return value


def _is_marked(value: Mapping[str, JSON]) -> bool:
    """Say whether a map of one key stands for a link or bytes."""
    return isinstance(value.get("$link"), str) or isinstance(value.get("$bytes"), str)


@lru_cache(maxsize=256)
def _in_order(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return keys as DAG-CBOR sorts them: the shorter first, then by bytes. Records have few shapes."""
    return tuple(sorted(keys, key=lambda key: (len(key.encode()), key.encode())))


def _tree(value: Value) -> object:
    if isinstance(value, Cid):
        return cbor2.CBORTag(_LINK, b"\0" + value.raw)
    if isinstance(value, list):
        return [_tree(part) for part in value]
    if isinstance(value, dict):
        return {key: _tree(part) for key, part in value.items()}
    return value


def from_json(value: JSON) -> Value:
    """Return the value that the AT Protocol writes as this JSON, the other way round than `to_json`.

    Raises:
        ValueError: a link or bytes that are none.
    """
    if isinstance(value, list):
        return [from_json(part) for part in value]
    if not isinstance(value, dict):
        return cast("Value", value)
    link, raw = value.get("$link"), value.get("$bytes")
    if len(value) == 1 and isinstance(link, str):
        found = cid.parsed(link)
        if found is None:
            raise ValueError("a link that is none")
        return found
    if len(value) == 1 and isinstance(raw, str):
        return base64.b64decode(raw + "=" * (-len(raw) % 4), validate=True)
    return {key: from_json(part) for key, part in value.items()}


def to_json(value: Value) -> JSON:
    """Return a value as the AT Protocol writes it in JSON."""
    if isinstance(value, Cid):
        return {"$link": value.text()}
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode().rstrip("=")}
    if isinstance(value, list):
        return [to_json(part) for part in value]
    if isinstance(value, dict):
        return {key: to_json(part) for key, part in value.items()}
    return value
