"""Padmé: never smaller, at most 12 percent larger, few distinct sizes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wildgrass.crypto.padding import padme


@pytest.mark.parametrize(
    ("size", "padded"),
    # by hand from the paper's algorithm 1: E = floor(log2 L), S = floor(log2 E) + 1, E - S low bits zero
    [(0, 0), (1, 1), (2, 2), (7, 7), (8, 8), (9, 10), (15, 16), (100, 104), (1000, 1024), (1025, 1088),
     (65_536, 65_536), (65_537, 67_584), (1_000_000, 1_015_808), (16_777_217, 17_301_504)],
)  # fmt: skip
def test_known_sizes(size, padded):
    assert padme(size) == padded


@given(st.integers(0, 1 << 60), st.integers(0, 1 << 60))
def test_padding_grows_with_size_and_costs_little(one, two):
    small, large = sorted((one, two))
    assert small <= padme(small) <= padme(large)
    assert padme(padme(small)) == padme(small)
    assert (padme(small) - small) * 100 <= 12 * small


def test_few_sizes_remain_of_a_million():
    assert len({padme(size) for size in range(1, 1_000_001)}) < 400


def test_a_negative_size_is_refused():
    with pytest.raises(ValueError, match="negative"):
        padme(-1)
