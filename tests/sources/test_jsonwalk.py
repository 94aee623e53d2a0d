"""Walking to records inside a JSON value: nothing lost, whatever the bytes and however they arrive."""

import io
import json
import tracemalloc
from itertools import pairwise
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wildgrass.sources.base import PieceSplit
from wildgrass.sources.jsontext import RecordError
from wildgrass.sources.jsonwalk import Closed, Damage, Event, Found, pointer, walk
from wildgrass.sources.splitting import split

CHATS = ("chats.list[].messages[]",)
leaves = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text()
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
layouts = st.sampled_from([{"indent": 1}, {"separators": (",", ":")}, {}, {"ensure_ascii": False}])
names = st.text().filter(lambda text: text != "messages")
chats = st.tuples(
    st.dictionaries(names, values, max_size=2),
    st.lists(values, max_size=4),
    st.dictionaries(names, values, max_size=2),
)


class Dripping:
    """A stream that gives a few bytes at a time."""

    def __init__(self, data: bytes, step: int) -> None:
        self._stream = io.BytesIO(data)
        self._step = step

    def read(self, _size: int) -> bytes:
        return self._stream.read(self._step)


def events(data: bytes, paths: tuple[str, ...] = CHATS, step: int = 1 << 20) -> list[Event]:
    return list(walk(cast("Any", Dripping(data, step)), paths))


@given(st.lists(chats, max_size=3), layouts, st.integers(1, 50))
def test_every_record_is_found_wherever_the_stream_is_cut(
    drawn: list[Any], layout: dict[str, Any], step: int
) -> None:
    """Records in order with what stands beside them, before and after."""
    listed = [{**before, "messages": messages, **after} for before, messages, after in drawn]
    data = json.dumps({"about": 1, "chats": {"list": listed, "x": [2]}, "end": None}, **layout)
    found = events(data.encode("utf-8", "surrogatepass"), step=step)
    assert not [one for one in found if isinstance(one, Damage)]
    records = [one for one in found if isinstance(one, Found)]
    assert [one.value() for one in records] == [
        message for _before, messages, _after in drawn for message in messages
    ]
    assert [one.number for one in records] == list(range(len(records)))
    closed = [one for one in found if isinstance(one, Closed) and len(one.at) == 3]
    assert [one.fields for one in closed] == [
        {key: value for key, value in one.items() if key != "messages"} for one in listed
    ]
    assert closed == [] or sum(one.records for one in closed) == len(records)


def test_a_record_says_how_to_get_to_it() -> None:
    data = b'{"chats":{"list":[{"id":7,"messages":[{"a":1},{"a":2}],"name":"n"}]}}'
    first, second = (one for one in events(data) if isinstance(one, Found))
    assert pointer(second.at) == "/chats/list/0/messages/1"
    assert first.parents[-1]["id"] == 7
    assert data[second.start :].startswith(second.data)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'{"messages":[{"id":1},{"id":"un"closed},{"id":3}]}', [1, 3]),
        (b'{"messages":[{"id":1},{"id":2,]},{"id":3}]}', [1, 3]),
        (b'{"messages":[{"id":1},{"id":2},{"id":3', [1, 2]),
        (b'{"messages":[{"id":1},{"id":2}', [1, 2]),
        (b'{"messages":[{"id":1}] nonsense', [1]),
        (b'{"messages":[{"id":1}]} {"messages":[{"id":2}]}', [1]),
        (b'{"a":tru"e,"messages":[{"id":1}]}', []),
        (b"[1, 2]", []),
        (b"", []),
    ],
)
def test_damage_is_said_and_costs_little(data: bytes, expected: list[int]) -> None:
    found = events(data, ("messages[]",))
    kept, damage = [], sum(isinstance(one, Damage) for one in found)
    for one in found:
        if isinstance(one, Found):
            try:
                kept.append(cast("Any", one.value())["id"])
            except RecordError:
                damage += 1
    assert kept == expected
    assert damage


def test_a_key_that_comes_twice_is_damage() -> None:
    assert any(isinstance(one, Damage) for one in events(b'{"a":1,"a":2,"messages":[]}', ("messages[]",)))


def test_a_star_is_any_key() -> None:
    data = b'{"Activity":{"Likes":{"List":[1,2]},"Logins":{"Other":[3]}}}'
    found = [one for one in events(data, ("*.*.*[]",)) if isinstance(one, Found)]
    assert [one.at for one in found] == [
        ("Activity", "Likes", "List", 0),
        ("Activity", "Likes", "List", 1),
        ("Activity", "Logins", "Other", 0),
    ]


@given(st.binary(max_size=200) | st.text('{}[]",:1ax\\ ', max_size=60).map(str.encode), st.integers(1, 30))
@settings(max_examples=300)
def test_any_bytes_come_back_whole(data: bytes, step: int) -> None:
    for how in (
        PieceSplit(paths=("messages[]",)),
        PieceSplit(paths=("[]", "a[]", "[].x[]")),
        PieceSplit(is_lines=True),
    ):
        whole = b""
        for part, spans in split(cast("Any", Dripping(data, step)), how):
            assert all(0 <= start < end <= len(part) for start, end in spans)
            assert all(one[1] <= two[0] for one, two in pairwise(spans))
            whole += part
        assert whole == data


def test_memory_stays_constant() -> None:
    """64 MB of records, and a value of 32 MB beside them."""
    record = b'{"id":12345,"text":"' + b"x" * 400 + b'"},'

    class Endless:
        def __init__(self) -> None:
            self.parts = [b'{"big":"', *[b"y" * (1 << 20)] * 32, b'","messages":[']
            self.parts += [record * 2000] * 75 + [b'{"id":1}]}']

        def read(self, _size: int) -> bytes:
            return self.parts.pop(0) if self.parts else b""

    tracemalloc.start()
    found = {Found: 0, Damage: 0, Closed: 0}
    for event in walk(cast("Any", Endless()), ("messages[]",)):
        found[type(event)] += 1
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == {Found: 150_001, Damage: 1, Closed: 1}
    assert peak < 80 << 20
