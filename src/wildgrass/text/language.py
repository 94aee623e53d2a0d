"""Speak the reader's language: choose it, and say things and errors in it."""

from collections.abc import Mapping
from typing import Final

from wildgrass.errors import WildgrassError
from wildgrass.text.catalogue import entry

LANGUAGES: Final = ("en", "zh-Hans", "zh-Hant")

_LOCALE_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")  # POSIX: the first that is set decides
_TRADITIONAL: Final = frozenset({"hant", "tw", "hk", "mo"})


def choose_language(asked: str | None, environ: Mapping[str, str]) -> str:
    """Return "en", "zh-Hans" or "zh-Hant": the one asked for, else the locale's, else English.

    Args:
        asked: a language such as "zh-Hant" or "zh_TW", or None.
        environ: the environment's variables.
    """
    if asked:
        return _language_of(asked)
    named = (environ[name] for name in _LOCALE_VARIABLES if environ.get(name))
    return _language_of(next(named, ""))


def _language_of(locale: str) -> str:
    """Return the language for a locale's name: "zh_TW.UTF-8", "zh-Hant-HK", "C"."""
    first, *rest = locale.partition(".")[0].partition("@")[0].lower().replace("_", "-").split("-")
    if first != "zh":
        return "en"
    if "hans" in rest:
        return "zh-Hans"
    return "zh-Hant" if _TRADITIONAL.intersection(rest) else "zh-Hans"


def say(language: str, message: str, **details: object) -> str:
    """Return a sentence of the catalogue by its full id, such as "ui.found".

    It is English where the catalogue lacks `language`. An id that it lacks altogether comes back
    itself: a missing sentence must not hide what happened.
    """
    sentences = entry(message)
    template = sentences.get(language) or sentences.get("en")
    return message if template is None else template.format(**details)


def say_or(language: str, message: str, english: str) -> str:
    """Return a text whose English stands in the code: the catalogue's in `language`, else `english`."""
    return entry(message).get(language, english)


def explain(error: WildgrassError, language: str) -> tuple[str, str]:
    """Return an error's sentence and its hint, which may be ""; English where `language` is lacking."""
    sentences = entry(f"error.{error.code}")
    template = sentences.get(language)
    if template is None:
        return str(error), error.hint_text()
    hint = sentences.get(f"{language}-hint")
    return template.format(**error.details), error.hint_text() if hint is None else hint.format(
        **error.details
    )
