"""Cutting members into records: nothing lost, whatever the bytes."""

import io
import json
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wildgrass.sources.base import PieceSplit
from wildgrass.sources.records import MAX_DEPTH, GapCheck, is_within_depth, split

PLAIN = PieceSplit()
MESSAGES = PieceSplit(("dmConversation", "messages"))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
messages = st.dictionaries(st.text(), json_values, min_size=1, max_size=3)
layouts = st.sampled_from([{"indent": 2}, {"separators": (",", ":")}, {}, {"indent": "\t"}])


def pieces(data: bytes, how: PieceSplit = PLAIN) -> list[bytes]:
    """Return the records of a member, after checking that no byte is lost or read twice."""
    whole, found = b"", []
    for part, spans in split(io.BytesIO(data), how):
        before = 0
        for start, end in spans:
            assert before <= start < end <= len(part)
            found.append(part[start:end])
            before = end
        whole += part
    assert whole == data
    return found


@given(
    values=st.lists(json_values, max_size=8),
    layout=layouts,
    start=st.sampled_from(["", "x.y = ", "\ufeffa="]),
)
def test_each_element_is_a_record(values: list[object], layout: dict[str, object], start: str) -> None:
    """In every layout, for every kind of element."""
    text = start + json.dumps(values, **layout)  # type: ignore[arg-type]
    assert [json.loads(one) for one in pieces(text.encode())] == values


@given(
    conversations=st.lists(
        st.lists(st.dictionaries(st.text(), json_values, min_size=1, max_size=3), max_size=5), max_size=4
    ),
    layout=layouts,
)
def test_each_message_is_a_record(conversations: list[list[object]], layout: dict[str, object]) -> None:
    records = [
        {"dmConversation": {"conversationId": "1-2", "messages": one, "after": [1]}} for one in conversations
    ]
    text = "window.YTD.direct_messages.part0 = " + json.dumps(records, **layout)  # type: ignore[arg-type]
    assert [json.loads(one) for one in pieces(text.encode(), MESSAGES)] == [
        m for one in conversations for m in one
    ]


@given(data=st.binary(max_size=400), how=st.sampled_from([PLAIN, MESSAGES]))
def test_any_bytes_come_back(data: bytes, how: PieceSplit) -> None:
    pieces(data, how)
    pieces(b"x = [" + data, how)
    pieces(b'x = [ {"dmConversation": {"messages": [' + data, how)


@given(data=st.text(alphabet='[]{}",:\\ \r\n\tae1=;', max_size=200), how=st.sampled_from([PLAIN, MESSAGES]))
def test_any_brackets_come_back(data: str, how: PieceSplit) -> None:
    pieces(b"x = [" + data.encode(), how)


@settings(deadline=None)
@given(cut=st.integers(0, 100_000), junk=st.binary(max_size=5))
def test_a_damaged_large_member_comes_back(cut: int, junk: bytes) -> None:
    data = LARGE[:cut] + junk + LARGE[cut + 7 :]
    pieces(data)


LARGE = (
    b"window.YTD.tweets.part0 = "
    + json.dumps([{"tweet": {"id": str(n), "t": "x" * 90}} for n in range(900)], indent=2).encode()
)


def test_damage_costs_one_record() -> None:
    """A quote that is missing in one record leaves the other 899 as they were."""
    for data in (LARGE, LARGE.replace(b"\n", b"\r\n"), json.dumps(json.loads(LARGE[26:])).encode()):
        key = b'"id": "450"'
        found = pieces(data.replace(key, b'"id": "450'))
        good = [one for one in found if is_value(one)]
        assert (len(found), len(good)) == (900, 899)


def test_damage_in_the_first_record_costs_one_record() -> None:
    """Even though nothing was learnt of the layout yet."""
    for data in (LARGE, json.dumps(json.loads(LARGE[26:])).encode()):
        found = pieces(data.replace(b'"id": "0"', b'"id": "0', 1))
        assert (len(found), sum(map(is_value, found))) == (900, 899)


def is_value(data: bytes) -> bool:
    try:
        json.loads(data)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_other_encodings_come_back_without_records(encoding: str) -> None:
    assert pieces("x = [1, 2]".encode(encoding)) == []


def test_a_record_as_long_as_several_windows_is_one_record() -> None:
    long = {"a": "y" * 3_000_000}
    assert len(pieces(b"x = " + json.dumps([long, {"a": 1}, long]).encode())) == 3


def test_nesting_has_a_limit() -> None:
    assert is_within_depth(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
    assert not is_within_depth(b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1))


class Endless(io.RawIOBase):
    """A member of `count` megabytes that is made while it is read."""

    def __init__(self, record: bytes, megabytes: int) -> None:
        self._chunk = b",\n".join([record] * (1_000_000 // len(record)))
        self._start = b"window.YTD.tweets.part0 = [\n"
        self._left = megabytes

    def read(self, size: int = -1) -> bytes:
        del size
        if self._start:
            start, self._start = self._start, b""
            return start + self._chunk
        if self._left == 0:
            return b""
        self._left -= 1
        return b",\n" + self._chunk if self._left else b"\n]"


@pytest.mark.parametrize("how", [PLAIN, MESSAGES])
def test_memory_does_not_grow_with_the_member(how: PieceSplit) -> None:
    record = (
        b'  {\n    "tweet" : {\n      "id_str" : "1",\n      "full_text" : "' + b"z" * 900 + b'"\n    }\n  }'
    )
    tracemalloc.start()
    count = sum(len(spans) for _, spans in split(Endless(record, 120), how))  # type: ignore[arg-type]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count > 100_000
    assert peak < 24 << 20


@pytest.mark.parametrize(
    "data",
    [
        b"x = [" + b"{" * 300_000,
        b"x = [" + b'{"a":' * 100_000,
        b"x = [" + b'"' * 300_001,
        b"x = [" + b'\n  {\n    "a" : {\n  },' * 40_000,
        b"x = [" + b'{"dmConversation":{"messages":[' * 20_000,
        b"x = [" + b"[1,[2,[3" * 50_000,
    ],
    ids=["braces", "keys", "quotes", "unbalanced", "conversations", "arrays"],
)
@pytest.mark.parametrize("how", [PLAIN, MESSAGES])
def test_hostile_brackets_take_no_long_time(data: bytes, how: PieceSplit) -> None:
    """Passes in seconds or not at all: the work is linear, with a bounded number of second looks."""
    pieces(data, how)


def test_gaps_hold_only_what_a_layout_puts_there() -> None:
    check = GapCheck(PLAIN)
    assert check.unread(b"window.YTD.tweets.part0 = [\n  ", is_first=True, is_last=False) == -1
    assert check.unread(b",\n  ", is_first=False, is_last=False) == -1
    assert check.unread(b"\n];\n", is_first=False, is_last=True) == -1
    assert check.unread(b",\n  lost ", is_first=False, is_last=False) == 4
    assert check.unread(b"\n] more", is_first=False, is_last=True) >= 0
