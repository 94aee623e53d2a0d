"""Folding: both scripts, any width, any case, and never another length."""

# ruff: noqa: RUF001 - the characters that look alike are what is tested

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wildgrass.text import FOLD_VERSION, fold, fold_table

SAME = """
维权 維權
六四 六四
头发 頭髮
发展 發展
台湾 臺灣
台风 颱風
皇后 皇后
以后 以後
里面 裡面
里面 裏面
面条 麵條
干净 乾淨
干部 幹部
计划 計畫
藉口 借口
了解 瞭解
着急 著急
群众 羣眾
为什么 為什麼
峰会 峯會
709 ７０９
ABC ａｂｃ
iPhone IPHONE
カタカナ ｶﾀｶﾅ
ÉCOLE école
Москва МОСКВА
ΣΟΦΟΣ σοφος
"""


@pytest.mark.parametrize(("one", "other"), [line.split() for line in SAME.split("\n") if line])
def test_search_takes_these_as_one(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("未", "末"), ("己", "已"), ("维", "惟"), ("人", "入"), ("六四", "四六"), ("é", "e")]
)
def test_search_keeps_these_apart(one, other):
    assert fold(one) != fold(other)


def test_every_code_point_folds_to_one_that_folds_to_itself():
    for code in range(0x110000):
        folded = fold(chr(code))
        assert len(folded) == 1, hex(code)
        assert fold(folded) == folded, hex(code)


@given(st.text(st.characters()), st.text(st.characters()))
def test_folding_keeps_offsets(before, after):
    """What stands at an offset folds the same alone and in its text, so a hit's offset is the original's."""
    assert fold(before + after) == fold(before) + fold(after)
    assert len(fold(before)) == len(before)


def test_lone_surrogates_fold_to_something_that_can_be_stored():
    assert fold("cut \ud83d off").encode()


def test_the_table_is_the_one_its_version_names():
    """A changed table needs a new FOLD_VERSION, or old libraries would miss words in silence."""
    table = f"{fold_table.HAN_CLASSES}\n{fold_table.FOLDED_FROM}\n{fold_table.FOLDED_TO}"
    assert (FOLD_VERSION, hashlib.sha256(table.encode()).hexdigest()[:16]) == ("1", "bc4efe6808d8968f")
