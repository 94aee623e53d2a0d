"""What people are called on a page: as they call themselves, or by plants where names are hidden.

A plant's name comes from the account and from what the library was built from: the same on every page and every day,
and not to be told from the account alone by somebody who has not the library.
"""

import hmac
import re
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import Final, Protocol

from wildgrass.library.rows import storable
from wildgrass.model import Actor
from wildgrass.targets.words import label, name_of
from wildgrass.text.fold import fold
from wildgrass.web.words import Words

_HEAD: Final = 2  # names are looked for by their first two characters
_LONG_NUMBER: Final = re.compile(r"(?<!\d)\+?\d(?:[\s-]?\d){6,}(?!\d)")
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_HIDDEN: Final = "•••"


class Names(Protocol):
    """Says names and texts, as they are or with names hidden."""

    is_hiding: bool

    def who(self, actor: Actor | None) -> str:
        """Return what to call somebody."""

    def handle(self, actor: Actor) -> str:
        """Return the handle beside the name; "" where there is none, or it says no more."""

    def title(self, thread: str, title: str) -> str:
        """Return a conversation's given name."""

    def text(self, text: str) -> str:
        """Return a text as it may be shown."""


class PlainNames:
    """Names as they are."""

    is_hiding = False

    def __init__(self, words: Words, known: Callable[[str], Actor | None]) -> None:
        """Look labels up with `known`: many platforms name the author of a message by number only."""
        self._words = words
        self._known = known

    def who(self, actor: Actor | None) -> str:
        """Return a name, else a handle, else the bare id."""
        if actor is None:
            return self._words.site("someone")
        named = self._known(actor.key) or actor
        return label(named.name or actor.name or "") or name_of(named)

    def handle(self, actor: Actor) -> str:
        """Return "@handle"."""
        named = self._known(actor.key) or actor
        shown = name_of(named) if named.handle else ""
        return "" if shown == self.who(actor) else shown

    def title(self, thread: str, title: str) -> str:
        """Return the name as it is."""
        del thread
        return label(title)

    def text(self, text: str) -> str:
        """Return the text as it is."""
        return text


class HiddenNames:
    """Plants for people; in texts, every name that the library knows, long numbers and mail addresses are hidden."""

    is_hiding = True

    def __init__(self, words: Words, secret: bytes, finder: "NameFinder") -> None:
        """Derive plants from `secret`; find names in texts with `finder`."""
        self._words = words
        self._secret = secret
        self._finder = finder
        self._plants = words("plants").split()

    def who(self, actor: Actor | None) -> str:
        """Return a plant and a number."""
        return self._words.site("someone") if actor is None else self._plant(actor.key)

    def handle(self, actor: Actor) -> str:
        """Return nothing: the plant says all."""
        del actor
        return ""

    def title(self, thread: str, title: str) -> str:
        """Return a plant for a named conversation."""
        return self._words("group-of", plant=self._plant(thread)) if title.strip() else ""

    def text(self, text: str) -> str:
        """Return the text with what is known to name people replaced."""
        done, parts = 0, []
        for start, end, key in self._finder.found(text):
            parts += [text[done:start], self._plant(key)]
            done = end
        hidden = "".join(parts) + text[done:]
        return _LONG_NUMBER.sub(_HIDDEN, _MAIL.sub(_HIDDEN, hidden))

    def _plant(self, key: str) -> str:
        digest = hmac.digest(self._secret, str(storable(key)).encode(), sha256)
        plant = self._plants[digest[0] % len(self._plants)]
        return self._words("plant", plant=plant, number=int.from_bytes(digest[1:4], "big") % 9000 + 1000)


class NameFinder:
    """Finds the names of a library's people in texts, the longest where several begin at one place."""

    def __init__(self, people: Iterable[tuple[str, Actor]]) -> None:
        """Take each person's key and labels."""
        self._by_head: dict[str, list[tuple[str, str]]] = {}
        for key, actor in people:
            for name in {actor.handle, actor.name, actor.id if actor.id_kind != "account" else None}:
                self._add(fold(name or "").strip().removeprefix("@"), key)
        for names in self._by_head.values():
            names.sort(key=lambda pair: -len(pair[0]))

    def _add(self, name: str, key: str) -> None:
        shortest = 3 if name.isascii() else _HEAD
        if len(name) >= shortest and not name.isdigit():
            self._by_head.setdefault(name[:_HEAD], []).append((name, key))

    def found(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, key) of names, in order and apart from each other."""
        folded = fold(text)
        at = 0
        while at < len(folded) - 1:
            for name, key in self._by_head.get(folded[at : at + _HEAD], ()):
                if folded.startswith(name, at) and _stands_alone(folded, at, at + len(name)):
                    yield at, at + len(name), key
                    at += len(name) - 1
                    break
            at += 1


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Say whether a Latin name is a word of its own; Chinese has no such marks."""
    if start and _is_latin(text[start]) and _is_latin(text[start - 1]):
        return False
    return not (end < len(text) and _is_latin(text[end - 1]) and _is_latin(text[end]))


def _is_latin(character: str) -> bool:
    return character.isalnum() and ord(character) < 0x2E80
