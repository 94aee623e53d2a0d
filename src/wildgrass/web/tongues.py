"""Sentences that stand in for a core language's own say which language they are in: for screen readers and direction.

While a page is put together they stand between two noncharacters, which no text may hold; afterwards they get an
element of their own where an element may stand, and lose the marks where none may: in attributes, titles and fields.
"""

import re
from functools import cache
from html import escape
from typing import Any, Final

from wildgrass.targets.site.chrome import Chrome
from wildgrass.text.catalogue import catalogue
from wildgrass.text.core import direction
from wildgrass.web.words import Words

_BEGIN, _END = "\ufdd0", "\ufdd1"
_PLAIN_PART: Final = re.compile(r"<(title|option|textarea|script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)
_STOOD_IN: Final = re.compile(f"{_BEGIN}([^{_BEGIN}{_END}<>]*){_END}")
_MARKS: Final = re.compile(f"[{_BEGIN}{_END}]")


class Marking:
    """The words of a core language as templates see them: what stands in is marked."""

    def __init__(self, words: Words) -> None:
        """Mark the sentences of `words`."""
        self._words = words

    def __call__(self, sentence: str, /, **details: object) -> str:
        """Return a sentence."""
        said = self._words(sentence, **details)
        return said if self._words.has_own(sentence) else _marked(said)

    def counted(self, name: str, count: int) -> str:
        """Return a sentence about a number."""
        return _marked(self._words.counted(name, count))

    def kind(self, kind: str) -> str:
        """Return what a kind of item is called."""
        return self(f"kind-{kind}")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._words, name)


class MarkingSite:
    """The words that the reader shares with the restored site: no core language has them."""

    def __init__(self, site: Chrome) -> None:
        """Mark them all."""
        self._site = site

    def __call__(self, sentence: str, /, **details: object) -> str:
        """Return a sentence."""
        return _marked(self._site(sentence, **details))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._site, name)


def marking(words: Words) -> Words | Marking:
    """Return words for a template; only those of a core language have something to mark."""
    return words if words.tongue == words.language else Marking(words)


def marking_site(words: Words) -> Chrome | MarkingSite:
    """Return the site's words for a template."""
    return words.site if words.tongue == words.language else MarkingSite(words.site)


def _marked(said: str) -> str:
    return f"{_BEGIN}{said}{_END}"


def told_apart(page: str, words: Words) -> str:
    """Return a page in which each sentence that stands in has its own language."""
    if words.tongue == words.language:
        return page
    parts, at = [], 0
    for plain in _PLAIN_PART.finditer(page):
        parts += [_wrapped(page[at : plain.start()], words.language), _MARKS.sub("", plain[0])]
        at = plain.end()
    return "".join([*parts, _wrapped(page[at:], words.language)])


def _wrapped(text: str, language: str) -> str:
    """Return a text between two elements; one that code put together is known by being a sentence of the catalogue."""
    element = f'<span lang="{language}" dir="{direction(language)}">'
    if text.strip() in _sentences(language):
        return f"{element}{text}</span>"
    return _MARKS.sub("", _STOOD_IN.sub(rf"{element}\1</span>", text))


@cache
def _sentences(language: str) -> frozenset[str]:
    return frozenset(escape(said[language]) for said in catalogue().values() if language in said)
