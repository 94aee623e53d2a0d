"""The language is chosen from what was asked for or the locale, and sentences fall back to English."""

# ruff: noqa: RUF001 - Chinese punctuation

import pytest

from wildgrass.errors import WildgrassError
from wildgrass.library import LibraryNewerError
from wildgrass.text import choose_language, explain, say


@pytest.mark.parametrize(
    ("asked", "environ", "language"),
    [
        ("zh-Hant", {"LANG": "en_GB.UTF-8"}, "zh-Hant"),
        ("en", {"LANG": "zh_CN.UTF-8"}, "en"),
        (None, {"LANG": "zh_CN.UTF-8"}, "zh-Hans"),
        (None, {"LANG": "zh_SG"}, "zh-Hans"),
        (None, {"LANG": "zh"}, "zh-Hans"),
        (None, {"LANG": "zh_TW.UTF-8"}, "zh-Hant"),
        (None, {"LANG": "zh_HK.big5hkscs"}, "zh-Hant"),
        (None, {"LANG": "zh_MO@euro"}, "zh-Hant"),
        (None, {"LANG": "zh-Hant"}, "zh-Hant"),
        (None, {"LANG": "zh-Hans-HK"}, "zh-Hans"),
        (None, {"LANG": "zh_CN", "LC_MESSAGES": "zh_TW"}, "zh-Hant"),
        (None, {"LC_MESSAGES": "zh_TW", "LC_ALL": "C"}, "en"),
        (None, {"LC_ALL": "", "LANG": "zh_TW"}, "zh-Hant"),
        (None, {"LANG": "zhx_TW"}, "en"),
        (None, {"LANG": "ug_CN.UTF-8"}, "en"),
        (None, {}, "en"),
    ],
)
def test_the_language_is_chosen(asked, environ, language):
    assert choose_language(asked, environ) == language


def test_an_error_is_explained_in_the_readers_language():
    sentence, hint = explain(LibraryNewerError(version=9, known=1), "zh-Hant")
    assert sentence == "資料庫的格式是 9，而這個 Wildgrass 只能讀格式 1"
    assert hint.startswith("請使用較新的 Wildgrass")


def test_an_error_is_explained_in_english_as_its_class_says_it():
    error = LibraryNewerError(version=9, known=1)
    assert explain(error, "en") == (str(error), error.hint_text())


def test_an_error_the_catalogue_lacks_is_explained_in_english():
    error = WildgrassError()
    error.code = "nobody-translated-this"
    error.message = "something is wrong"
    assert explain(error, "zh-Hans") == ("something is wrong", "")


def test_a_problem_has_words_in_both_scripts():
    assert say("zh-Hans", "problem.item-not-json") == "这条记录里有 JSON 无法表示的值"
    assert say("zh-Hant", "problem.item-not-json") == "這筆記錄裡有 JSON 無法表示的值"


def test_a_sentence_the_catalogue_lacks_does_not_hide_what_happened():
    assert say("en", "ui.no-such-sentence", count=3) == "ui.no-such-sentence"
