"""Who may read: one-time keys, the sessions they are swapped for, and what a session remembers."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from wildgrass.text.spellings import Spelling

_KEY_BYTES: Final = 32
_SEARCHES_KEPT: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What was searched for; it stands in memory only, never in an address."""

    words: str = ""
    source: str = ""
    kind: str = ""
    person: str = ""
    after: str = ""
    before: str = ""
    order: str = ""
    gone: str = ""
    pictures: str = ""
    loose: str = ""

    @property
    def has_filters(self) -> bool:
        """Say whether anything but words narrows it."""
        narrowing = (self.source, self.kind, self.person, self.after, self.before, self.gone, self.pictures)
        return any(narrowing)

    @property
    def spelling(self) -> Spelling:
        """What is taken for a word besides the word itself; nothing unless the switch is on."""
        return Spelling(is_loose=bool(self.loose))

    @property
    def query(self) -> str:
        """What is asked of the library, with what stands in its query language only."""
        more = (("is:removed", self.gone), ("has:image", self.pictures))
        return " ".join([self.words, *(word for word, is_asked in more if is_asked)]).strip()


@dataclass(slots=True)
class Session:
    """One browser's session: forgotten as a whole when it is locked."""

    hides_names: bool = False
    searches: dict[int, Search] = field(default_factory=dict)
    _next: int = 1

    def keep(self, search: Search, instead: int = 0) -> int:
        """Remember a search, in the place of the one that it goes on from; return the number that names it."""
        if instead in self.searches:
            self.searches[instead] = search
            return instead
        number, self._next = self._next, self._next + 1
        self.searches[number] = search
        for old in list(self.searches)[:-_SEARCHES_KEPT]:
            del self.searches[old]
        return number


class Sessions:
    """Keys that open once, and the sessions that were opened; only digests are kept."""

    def __init__(self, random: Callable[[int], bytes] = os.urandom) -> None:
        """Start without keys; nobody is let in before `new_key`."""
        self._random = random
        self._keys: set[bytes] = set()
        self._sessions: dict[bytes, Session] = {}

    def __repr__(self) -> str:
        return "Sessions(…)"

    def new_key(self) -> str:
        """Return a key that opens one session; one that was not used before is void."""
        key = self._random(_KEY_BYTES).hex()
        self._keys = {_digest(key)}
        return key

    def swap(self, key: str) -> str | None:
        """Swap a key for a session's cookie; None where it is not the key, or was used."""
        digest = _digest(key)
        if digest not in self._keys:
            return None
        self._keys.discard(digest)
        cookie = self._random(_KEY_BYTES).hex()
        self._sessions[_digest(cookie)] = Session()
        return cookie

    def of(self, cookie: str) -> Session | None:
        """Return the session of a cookie."""
        return self._sessions.get(_digest(cookie))

    def end_others(self, cookie: str) -> None:
        """Forget every key and every session but one cookie's, and what that one remembers."""
        kept = _digest(cookie)
        self._sessions = {kept: Session()} if kept in self._sessions else {}
        self._keys.clear()

    def blank(self) -> None:
        """Forget what every session remembers; who had one still has one."""
        self._sessions = {digest: Session() for digest in self._sessions}

    def end_all(self) -> None:
        """Forget every session and key: what was opened is closed for all windows."""
        self._sessions.clear()
        self._keys.clear()


def _digest(secret: str) -> bytes:
    """Compare digests, never secrets: how long that takes says nothing of the secret."""
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()
