"""Words of headers, folders and files in many languages: hints where the shape of the content does not tell.

Nothing is recognised by these alone; they stand in `words.toml`.
"""

import tomllib
import unicodedata
from functools import lru_cache
from importlib import resources
from typing import Any, Final

_PACKAGE: Final = "wildgrass.sources.youtube"


@lru_cache(maxsize=2)
def table(name: str) -> dict[str, Any]:
    """Return one of the tables of words that lie beside this module."""
    return tomllib.loads(resources.files(_PACKAGE).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def folded(text: str) -> str:
    """Return a text as the tables write it."""
    return unicodedata.normalize("NFC", text).casefold().strip("\ufeff \t")


def concepts(text: str) -> frozenset[str]:
    """Return what a header may speak of."""
    word = folded(text)
    known = table("words")["concepts"]
    return frozenset(name for name, parts in known.items() if any(part in word for part in parts))


def holds(text: str, kind: str) -> bool:
    """Say whether a text holds one of the words of a kind: "search", "liked", "uploaded" or "ads"."""
    word = folded(text)
    return any(part in word for part in table("words")[kind])


def is_one(text: str, kind: str) -> bool:
    """Say whether a text is one of the words of a kind: "public" or "private"."""
    return folded(text) in table("words")[kind]
