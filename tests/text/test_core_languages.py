"""Uyghur and Tibetan: the core sentences, the same ones in both, with the details that the whole languages have."""

import re

import pytest

from wildgrass.text.catalogue import catalogue
from wildgrass.text.core import CORE_LANGUAGES, FALLBACK, READER_LANGUAGES, core, direction, whole
from wildgrass.text.language import LANGUAGES

SCRIPTS = {"ug": re.compile("[\u0600-\u06ff]"), "bo": re.compile("[\u0f00-\u0fff]")}


def test_both_have_the_same_core_and_it_is_small() -> None:
    assert set(core("ug")) == set(core("bo"))
    assert 50 <= len(core("ug")) <= 80
    assert (*LANGUAGES, "ug", "bo") == READER_LANGUAGES


@pytest.mark.parametrize("language", CORE_LANGUAGES)
@pytest.mark.parametrize("name", sorted(core("ug")))
def test_a_core_sentence_is_the_readers_own_in_its_script_with_the_same_details(
    name: str, language: str
) -> None:
    english = catalogue()[f"ui.web-{name}"]["en"]
    said = core(language)[name]
    assert SCRIPTS[language].search(said)
    assert set(re.findall(r"{(\w+)}", said)) == set(re.findall(r"{(\w+)}", english))


def test_what_is_not_core_stands_in_a_whole_language() -> None:
    assert {whole(language) for language in CORE_LANGUAGES} == {FALLBACK}
    assert all(whole(language) == language for language in LANGUAGES)
    assert [direction(language) for language in READER_LANGUAGES] == ["ltr", "ltr", "ltr", "rtl", "ltr"]
    assert core("en") == {}
