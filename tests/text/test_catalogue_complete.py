"""Nothing is said in one language only: every error, problem and sentence exists in both Chinese scripts."""

import importlib
import pkgutil
import re
import string
from pathlib import Path

import pytest

import wildgrass
from wildgrass.errors import all_errors
from wildgrass.text import LANGUAGES
from wildgrass.text.catalogue import catalogue, entry

CHINESE = ("zh-Hans", "zh-Hant")
SOURCE = Path(wildgrass.__file__).parent
_SAID = re.compile(r"""["']((?:ui|problem)\.[a-z0-9-]+)["']""")


def package_errors():
    """Every error class of the package, with all its modules loaded."""
    for module in pkgutil.walk_packages(wildgrass.__path__, "wildgrass."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return [error for error in all_errors() if error.__module__.startswith("wildgrass.")]


def placeholders(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def test_every_error_speaks_chinese_with_the_same_details():
    wrong = []
    for error in package_errors():
        if not error.message:  # a base class that is never raised
            continue
        entry = catalogue().get(f"error.{error.code}", {})
        for language in CHINESE:
            for key, template in ((language, error.message), (f"{language}-hint", error.hint)):
                if template and key not in entry:
                    wrong.append(f"{error.__module__}: error.{error.code} lacks {key}")
                elif template and placeholders(entry[key]) != placeholders(template):
                    wrong.append(f"{error.__module__}: error.{error.code} {key} has other placeholders")
    assert not wrong, "\n".join(wrong)


def test_one_entry_is_the_same_as_among_all():
    assert {name: dict(entry(name)) for name in catalogue()} == {
        name: dict(found) for name, found in catalogue().items()
    }
    assert entry("ui.no-such-sentence") == {}


def test_error_codes_are_told_apart():
    by_code = {}
    for error in package_errors():
        if error.message:
            by_code.setdefault(error.code, []).append(error.__qualname__)
    assert not {code: names for code, names in by_code.items() if len(names) > 1}


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_an_entry_has_both_scripts_with_the_same_placeholders(name):
    entry = catalogue()[name]
    wanted = {"en", *CHINESE} if name.startswith("ui.") else set(CHINESE)
    assert wanted <= set(entry), f"{name} lacks a language"
    assert set(entry) <= {*LANGUAGES, *(f"{language}-hint" for language in LANGUAGES)}
    for ending in ("", "-hint"):
        templates = [entry[language + ending] for language in LANGUAGES if language + ending in entry]
        assert len({frozenset(placeholders(template)) for template in templates}) <= 1, name


def test_every_sentence_that_the_code_says_is_in_the_catalogue():
    said = {name for file in SOURCE.rglob("*.py") for name in _SAID.findall(file.read_text(encoding="utf-8"))}
    assert not said - set(catalogue())
