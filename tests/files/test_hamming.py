"""Both ways of finding near hashes find what counting every bit finds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wildgrass.files import hamming

hashes = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=6)


def flipped(one: bytes, bits: list[int]) -> bytes:
    value = int.from_bytes(one)
    for bit in set(bits):
        value ^= 1 << bit
    return value.to_bytes(32)


def by_hand(some: list[bytes], others: list[bytes], limit: int) -> set[tuple[int, int, int]]:
    bits = {
        (row, column, (int.from_bytes(one) ^ int.from_bytes(other)).bit_count())
        for row, one in enumerate(some)
        for column, other in enumerate(others)
    }
    return {pair for pair in bits if pair[2] <= limit}


def pairs(found: hamming.Pairs) -> set[tuple[int, int, int]]:
    listed = list(zip(*(part.tolist() for part in found), strict=True))
    assert len(listed) == len(set(listed))
    return set(listed)


@settings(max_examples=60, deadline=None)
@given(
    hashes, st.lists(st.lists(st.integers(0, 255), max_size=45), min_size=1, max_size=12), st.integers(0, 70)
)
def test_every_near_pair_is_found_once(some: list[bytes], changes: list[list[int]], limit: int) -> None:
    others = [flipped(some[number % len(some)], bits) for number, bits in enumerate(changes)]
    first, second = hamming.table(some), hamming.table(others)
    assert pairs(hamming.within(limit, first, second)) == by_hand(some, others, limit)
    near = min(limit, hamming.NEAR_MOST)
    assert pairs(hamming.within_near(first, second, near)) == by_hand(some, others, near)
    assert [int(bits) for bits in hamming.distances(some[0], second)] == [
        (int.from_bytes(some[0]) ^ int.from_bytes(other)).bit_count() for other in others
    ]


def test_of_a_table_with_itself_each_pair_comes_once() -> None:
    ones = hamming.table([bytes(32), bytes(31) + b"\1", b"\xff" * 32])
    assert pairs(hamming.within(31, ones, ones, is_same=True)) == {(0, 1, 1)}


def test_many_equal_hashes_are_looked_at_in_parts() -> None:
    """Equal pictures share every band."""
    ones = hamming.table([bytes(32)] * 300)
    first, _second, bits = hamming.within_near(ones, ones)
    assert len(first) == 300 * 300
    assert not bits.any()


def test_further_than_the_tables_reach_is_refused() -> None:
    with pytest.raises(ValueError, match="32"):
        hamming.within_near(hamming.table([bytes(32)]), hamming.table([bytes(32)]), 32)


def test_nothing_is_near_nothing() -> None:
    nothing = np.empty((0, 4), np.uint64)
    assert not len(hamming.within(70, nothing, nothing)[0])
    assert not len(hamming.within_near(nothing, nothing)[0])
