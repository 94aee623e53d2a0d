"""How a member's JSON is laid out, seen in its first 64 KiB: where its records lie and under which keys."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from wildgrass.sources import jsontext
from wildgrass.sources.base import PieceSplit
from wildgrass.sources.records import JSON_VALUE

_START: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*+")
_SPACE: Final = re.compile(rb"[\s,]*+")
_KEY: Final = re.compile(rb'("[^"\\]*+(?:\\.[^"\\]*+)*+")\s*+:\s*+', re.DOTALL)
_OF_ONE_RECORD: Final = frozenset({"label_values", "fbid", "timestamp", "creation_timestamp", "timestamp_ms"})
_KEYS_LOOKED_AT: Final = 64


class Form(StrEnum):
    """A layout."""

    THREAD = "thread"  # {participants, messages: [{sender_name, timestamp_ms, ...}], title, ...}
    SECRET = "secret"  # noqa: S105 - {participants: [text], threadName, messages: [{senderName, text, ...}]}
    CHATS = "chats"  # [{participants: [text], conversation: [{sender, created_at, ...}]}]
    ARRAY = "array"  # [record, ...]
    ALBUM = "album"  # {name, photos: [record, ...], cover_photo, ...}
    KEYED = "keyed"  # {"comments_v2": [record, ...], ...}
    OBJECT = "object"  # one record
    EMPTY = "empty"
    OTHER = "other"  # no JSON


_PATHS: Final[dict[Form, tuple[str, ...]]] = {
    Form.THREAD: ("messages[]", "replies[]"),
    Form.SECRET: ("messages[]",),
    Form.CHATS: ("[].conversation[]",),
    Form.ARRAY: ("[]",),
    Form.ALBUM: ("photos[]",),
    Form.KEYED: ("*[]",),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """A layout and what was seen of it: `keys` of the top object, `fields` of the first record."""

    form: Form
    keys: tuple[str, ...] = ()
    fields: frozenset[str] = frozenset()
    inner: frozenset[str] = field(
        default=frozenset()
    )  # keys of the first objects in the first record's lists

    @property
    def paths(self) -> tuple[str, ...]:
        """Where the records lie, as `jsonwalk` writes it; () where the member is one record or none."""
        return _PATHS.get(self.form, ())

    @property
    def split(self) -> PieceSplit | None:
        """How the vault splits the member."""
        return PieceSplit(paths=self.paths) if self.paths else None


def shape_of(head: bytes) -> Shape:
    """Say how a member is laid out whose first bytes these are; never raises."""
    at = _START.match(head).end()  # type: ignore[union-attr]
    byte = head[at : at + 1]
    if not byte:
        return Shape(Form.EMPTY)
    if byte == b"[":
        return _array(head, at + 1)
    return _object(head, at) if byte == b"{" else Shape(Form.OTHER)


def _array(head: bytes, at: int) -> Shape:
    at = _SPACE.match(head, at).end()  # type: ignore[union-attr]
    fields = _top(head, at) if head[at : at + 1] == b"{" else {}
    if "conversation" in fields and "participants" in fields:
        return Shape(Form.CHATS, fields=frozenset(fields))
    if not fields and head[at : at + 1] not in (b"{", b"[", b'"', b"]"):
        return Shape(Form.OTHER)
    return Shape(Form.ARRAY, (), frozenset(fields), _inner(head, fields))


def _object(head: bytes, at: int) -> Shape:
    top = _top(head, at)
    keys = tuple(top)
    lists = [place for place in top.values() if head[place : place + 1] == b"["]
    if "messages" in top and head[top["messages"] : top["messages"] + 1] == b"[":
        return _thread(head, top)
    if not keys:
        return Shape(Form.EMPTY if head[at:].strip() in (b"{}", b"{ }") else Form.OBJECT)
    if top.keys() & _OF_ONE_RECORD:
        return Shape(Form.OBJECT, keys, frozenset(keys), _inner(head, top))
    if "photos" in top and "name" in top:
        return Shape(Form.ALBUM, keys, frozenset(_first(head, top["photos"])))
    nested = lists or any(head[place : place + 1] == b"{" for place in top.values())
    if not nested:
        return Shape(Form.OBJECT, keys, frozenset(keys))
    fields = next((fields for place in lists if (fields := _first(head, place))), {})
    return Shape(Form.KEYED, keys, frozenset(fields), _inner(head, fields))


def _thread(head: bytes, top: dict[str, int]) -> Shape:
    fields = frozenset(_first(head, top["messages"]))
    is_secret = "senderName" in fields or ("threadName" in top and "sender_name" not in fields)
    if not is_secret and fields and not fields & {"sender_name", "timestamp_ms"}:
        return Shape(Form.KEYED, tuple(top), fields)
    if not fields and not top.keys() & {"participants", "thread_path", "threadName", "thread_name"}:
        return Shape(Form.KEYED, tuple(top), fields)
    return Shape(Form.SECRET if is_secret else Form.THREAD, tuple(top), fields)


def _inner(head: bytes, fields: dict[str, int]) -> frozenset[str]:
    """Return the keys of the first object in each list among a record's fields."""
    found: set[str] = set()
    for place in fields.values():
        if head[place : place + 1] == b"[":
            found.update(_first(head, place))
    return frozenset(found)


def _first(head: bytes, place: int) -> dict[str, int]:
    """Return the keys of the first object in the list at `place`."""
    start = _SPACE.match(head, place + 1).end()  # type: ignore[union-attr]
    return _top(head, start) if head[start : start + 1] == b"{" else {}


def _top(head: bytes, at: int) -> dict[str, int]:
    """Return the keys of the object at `at` and where their values start, as far as the head goes."""
    found: dict[str, int] = {}
    at += 1
    while len(found) < _KEYS_LOOKED_AT:
        at = _SPACE.match(head, at).end()  # type: ignore[union-attr]
        key = _KEY.match(head, at)
        if key is None:
            break
        try:
            found[str(jsontext.decode(key[1]))] = key.end()
        except jsontext.RecordError:
            break
        value = JSON_VALUE.match(head, key.end())
        if value is None:
            break
        at = value.end()
    return found
