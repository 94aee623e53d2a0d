"""Languages of which the reader has its core sentences only: one file each, not yet read by a native speaker."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

from wildgrass.text.language import LANGUAGES

CORE_LANGUAGES: Final = ("ug", "bo")
READER_LANGUAGES: Final = (*LANGUAGES, *CORE_LANGUAGES)
"""What a reader can choose: whole languages, and those of which there are core sentences."""
FALLBACK: Final = "zh-Hans"
"""What is not among the core sentences stands in simplified Chinese, which most of their readers were schooled in."""


@cache
def core(language: str) -> Mapping[str, str]:
    """Return a language's core sentences by the reader's names for them; none for a language that is whole."""
    if language not in CORE_LANGUAGES:
        return {}
    sentences: dict[str, str] = tomllib.loads(
        (resources.files(__package__) / f"{language}.toml").read_text("utf-8")
    )
    return sentences


def whole(language: str) -> str:
    """Return the language in which everything can be said: itself, or what stands in for a core language."""
    return FALLBACK if language in CORE_LANGUAGES else language


def direction(language: str) -> str:
    """Return "rtl" for what is written from the right, else "ltr"."""
    return "rtl" if language == "ug" else "ltr"
