"""Canonical JSON: RFC 8785's own examples, and the same bytes however the value was put together."""

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.item_strategies import json_values
from wildgrass.model import canonical_json

# RFC 8785 appendix B: the IEEE 754 bits and what ECMAScript writes.
NUMBERS = """
0000000000000000 0
8000000000000000 0
0000000000000001 5e-324
8000000000000001 -5e-324
7fefffffffffffff 1.7976931348623157e+308
ffefffffffffffff -1.7976931348623157e+308
4340000000000000 9007199254740992
c340000000000000 -9007199254740992
4430000000000000 295147905179352830000
44b52d02c7e14af5 9.999999999999997e+22
44b52d02c7e14af6 1e+23
44b52d02c7e14af7 1.0000000000000001e+23
444b1ae4d6e2ef4e 999999999999999700000
444b1ae4d6e2ef4f 999999999999999900000
444b1ae4d6e2ef50 1e+21
3eb0c6f7a0b5ed8c 9.999999999999997e-7
3eb0c6f7a0b5ed8d 0.000001
41b3de4355555553 333333333.3333332
41b3de4355555554 333333333.33333325
41b3de4355555555 333333333.3333333
41b3de4355555556 333333333.3333334
41b3de4355555557 333333333.33333343
becbf647612f3696 -0.0000033333333333333333
43143ff3c1cb0959 1424953923781206.2
"""


@pytest.mark.parametrize(("bits", "written"), [line.split() for line in NUMBERS.split("\n") if line])
def test_a_float_is_written_as_ecmascript_does(bits, written):
    (value,) = struct.unpack(">d", bytes.fromhex(bits))
    assert canonical_json(value) == written.encode()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf"), {"deep": [float("nan")]}])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match=r"NaN or an infinity|not JSON compliant"):
        canonical_json(value)


def test_the_sample_of_section_3_2_2():
    source = r"""{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}"""
    expected = (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )
    assert canonical_json(json.loads(source)) == expected.encode()


def test_the_order_of_section_3_2_3():
    """Keys sort by UTF-16 units: an emoji before a Hebrew presentation form, unlike by code points."""
    source = {"€": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "ö": 7}
    assert list(json.loads(canonical_json(source)).values()) == [2, 4, 6, 7, 1, 5, 3]


def test_integers_keep_all_their_digits():
    """Native ids of platforms are beyond 2^53; RFC 8785 would round them."""
    assert canonical_json({"id": 1582000000000000001}) == b'{"id":1582000000000000001}'


def test_a_lone_surrogate_is_escaped():
    assert canonical_json("cut \ud83d off") == b'"cut \\ud83d off"'


@pytest.mark.parametrize("value", [{1: "one"}, {1: 1.5}, {"set": {1}}, b"bytes"])
def test_what_json_has_no_form_for_is_refused(value):
    with pytest.raises(TypeError):
        canonical_json(value)


@given(json_values)
def test_what_is_written_reads_back_as_it_was(value):
    assert json.loads(canonical_json(value)) == value


@given(st.dictionaries(st.text(max_size=4), json_values, min_size=2), st.randoms())
def test_the_order_of_keys_does_not_matter(value, random):
    pairs = list(value.items())
    random.shuffle(pairs)
    assert canonical_json(dict(pairs)) == canonical_json(value)
