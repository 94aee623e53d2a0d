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
from wildgrass.targets.words import clean, glimpse, label, name_of
from wildgrass.text.fold import fold
from wildgrass.web.words import Words

_HEAD: Final = 2  # names are looked for by their first two characters
_LONG_NUMBER: Final = re.compile(r"(?<!\d)\+?\d(?:[\s-]?\d){6,}(?!\d)")
_MAIL: Final = r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+"
_ADDRESS: Final = (
    r"(?<![A-Za-z0-9.-])(?P<host>(?:https?://)?(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?::\d+)?)[/?#][!-~]*"
)
_WHOLE: Final = re.compile(f"{_ADDRESS}|{_MAIL}")
"""What goes as a whole: of an address the site stays, for the rest of it often is somebody's account.

Both begin where a word does: tried at every character, a long run of letters would take time by its square.
"""
_CALLED: Final = re.compile(r"(?<![A-Za-z0-9_.])[@＠][\w.·-]{2,40}")  # noqa: RUF001 - as Chinese keyboards write it
"""A handle in a text, of somebody whom the library does not know otherwise."""
_HIDDEN: Final = "•••"
_JOINTS: Final = ("", "_", "-", ".", "+", "%20")
"""What stands for the space in a name where it has become a file's or folder's name, or part of an address."""
_JOINED: Final = 5  # characters; shorter ones are words
_HIDDEN_FIRST: Final = 2000
"""Characters in which names are hidden before a text is cut: a name that is cut in two is not found any more."""


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

    def glimpse(self, text: str, length: int = 80) -> str:
        """Return the beginning of a text on one line, as it may be shown."""

    def bare(self, platform: str, name: str) -> str:
        """Return what to call somebody of whom the export says a name only."""


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

    def glimpse(self, text: str, length: int = 80) -> str:
        """Return the beginning of a text as it is."""
        return glimpse(text, length)

    def bare(self, platform: str, name: str) -> str:
        """Return the name."""
        del platform
        return glimpse(name, 60)


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
        for whole in _WHOLE.finditer(text):
            host = whole["host"]
            shown = f"{self._named(host)}/{_HIDDEN}" if host else _HIDDEN
            parts += [self._named(text[done : whole.start()]), shown]
            done = whole.end()
        return "".join(parts) + self._named(text[done:])

    def _named(self, text: str) -> str:
        """Return a text with known names as plants, and what else names somebody taken out of what is between."""
        done, parts = 0, []
        for start, end, key in self._finder.found(text):
            parts += [_unnamed(text[done:start]), self._plant(key)]
            done = end
        return "".join(parts) + _unnamed(text[done:])

    def glimpse(self, text: str, length: int = 80) -> str:
        """Return the beginning of a text, hidden before it is cut."""
        return glimpse(self.text(clean(text[: _HIDDEN_FIRST + length * 4])), length)

    def bare(self, platform: str, name: str) -> str:
        """Return the plant of who is known by that name, else one of its own."""
        hidden = self.text(name)
        return hidden if hidden != name else self._plant(f"{platform}:label:{name}")

    def _plant(self, key: str) -> str:
        digest = hmac.digest(self._secret, str(storable(key)).encode(), sha256)
        plant = self._plants[digest[0] % len(self._plants)]
        return self._words("plant", plant=plant, number=int.from_bytes(digest[1:4], "big") % 9000 + 1000)


class NameFinder:
    """Finds the names of a library's people in texts, the longest where several begin at one place."""

    def __init__(self, people: Iterable[tuple[str, Actor]], past: Iterable[tuple[str, str]] = ()) -> None:
        """Take each person's key and labels, and (key, name) of names that people had before."""
        self._by_head: dict[str, dict[str, str]] = {}
        for key, actor in people:
            for name in {actor.handle, actor.name, actor.id}:
                self._add_forms(name or "", key)
        for key, name in past:
            if name != fold(key):  # our own way to name an account stands in no text
                self._add_forms(name, key)
        self._lengths = {
            head: sorted({len(name) for name in names}, reverse=True) for head, names in self._by_head.items()
        }

    def _add_forms(self, name: str, key: str) -> None:
        bare = " ".join(fold(name).split()).removeprefix("@")
        self._add(bare, key)
        if " " in bare:
            for joint in _JOINTS:
                joined = bare.replace(" ", joint)
                if len(joined) >= _JOINED:
                    self._add(joined, key)

    def _add(self, name: str, key: str) -> None:
        shortest = 3 if name.isascii() else _HEAD
        if len(name) >= shortest and not name.isdigit():
            self._by_head.setdefault(name[:_HEAD], {}).setdefault(name, key)

    def found(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, key) of names, in order and apart from each other."""
        folded = fold(text)
        at = 0
        while at < len(folded) - 1:
            head = folded[at : at + _HEAD]
            for length in self._lengths.get(head, ()):
                key = self._by_head[head].get(folded[at : at + length])
                if key is not None and _stands_alone(folded, at, at + length):
                    yield at, at + length, key
                    at += length - 1
                    break
            at += 1


def _unnamed(text: str) -> str:
    """Return a text without the handles and long numbers that are in it."""
    return _LONG_NUMBER.sub(_HIDDEN, _CALLED.sub(f"@{_HIDDEN}", text))


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Say whether a Latin name is a word of its own; Chinese has no such marks."""
    if start and _is_latin(text[start]) and _is_latin(text[start - 1]):
        return False
    return not (end < len(text) and _is_latin(text[end - 1]) and _is_latin(text[end]))


def _is_latin(character: str) -> bool:
    return character.isalnum() and ord(character) < 0x2E80
