"""A Nostr account from several relays: every signature checked, duplicates merged, and what each relay did said.

Events come newest first, a page at a time by `until`; the pages of one relay never wait for another's. A relay that
refuses, breaks off or shows what nobody signed is told of, and the fetch is then not whole: what only it holds is not
taken for gone. https://github.com/nostr-protocol/nips/blob/master/01.md
"""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from wildgrass.crypto import nip01
from wildgrass.crypto.age import bech32
from wildgrass.crypto.nip01 import SignedEvent
from wildgrass.flows.following.asking import Asking, Fetched
from wildgrass.flows.following.errors import FollowRefusedError, FollowTargetError
from wildgrass.flows.following.eventpile import EventPile
from wildgrass.net import NetError, UrlRefusedError, WebSocket
from wildgrass.net.client import host_of
from wildgrass.net.websocket import as_http

EVENTS: Final = "events.jsonl"
KINDS: Final = (
    *(0, 1, 3, 5, 6, 7, 16, 20, 21, 22, 1063, 1068, 1111, 9802),
    *(10000, 10001, 10002, 10003, 10015, 10063, 30000, 30002, 30003, 30023),
)
"""What everybody may see and the account itself wrote; never messages (4, 14, 1059), drafts or wallets."""
ANSWER_S: Final = 30.0
LONGEST_S: Final = 600.0
MOST_MESSAGES: Final = 1_000_000
PAGE: Final = 500
_MOST_PAGES: Final = 20_000
_MOST_RELAYS: Final = 20
_FULL: Final = 100  # no relay's pages are shorter by its own limit
_QUESTION: Final = "wildgrass"
_FEWER: Final = 2
_FUTURE_S: Final = 366 * 86400


class NostrAccount:
    """Fetches what one key signed."""

    def __init__(self, place: str) -> None:
        """Take "NPUB@wss://RELAY[,wss://RELAY…]". Raises FollowTargetError."""
        who, _, relays = place.partition("@")
        self._key = _key(who, place)
        self._relays = list(dict.fromkeys(one.strip().rstrip("/") for one in relays.split(",")))
        is_web = all(one.startswith(("wss://", "ws://")) and len(one) > 6 for one in self._relays)
        if not is_web or len(self._relays) > _MOST_RELAYS:
            raise FollowTargetError(target=f"nostr:{place}")
        self.near: frozenset[str] | None = frozenset(host_of(as_http(one)) for one in self._relays)

    def fetch(self, asking: Asking, before: dict[str, str]) -> Fetched:
        """Fetch from every relay; see `Fetched`.

        Raises:
            FollowRefusedError: no relay answers, or none has anything. UrlRefusedError: an address is none.
        """
        fetched = Fetched()
        with EventPile() as pile:
            found = [self._from(asking, url, pile) for url in self._relays]
            if not any(one.is_reached for one in found):
                reason = "; ".join(one.words or "no answer" for one in found)[:200]
                raise FollowRefusedError(host=host_of(as_http(self._relays[0])), what="events", reason=reason)
            if not len(pile):
                host = ", ".join(host_of(as_http(url)) for url in self._relays)
                raise FollowRefusedError(host=host[:200], what="events of this key", reason="there are none")
            said = _said(found, len(pile), fetched)
            fetched.is_same = before.get("events") == pile.digest() and not fetched.gaps
            if fetched.is_same and "retry" not in before:
                return Fetched(state=before, is_unchanged=True)
            with asking.spool.writing(EVENTS) as out:
                for line in pile.newest_first():
                    out.write(line + b"\n")
            asking.say(member=EVENTS, relays=said)
            fetched.state = _counted(len(pile), before, fetched) | {"events": pile.digest()}
        return fetched

    def _from(self, asking: Asking, url: str, pile: EventPile) -> "Relay":
        relay = Relay(asking, url, self._key)
        try:
            for event in relay.events():
                pile.put(event)
        except UrlRefusedError:
            raise
        except NetError as error:
            relay.words = " ".join(str(error).split())[:200]
        finally:
            relay.close()
        return relay


def _key(text: str, place: str) -> str:
    """Return the public key of an npub or of 64 hexadecimal digits. A secret key is refused without being quoted."""
    if text.startswith("nsec1"):
        raise FollowTargetError(target="nostr:nsec1…")
    if len(text) == nip01.HEX_ID and set(text) <= set("0123456789abcdef"):
        return text
    try:
        prefix, data = bech32.decode(text)
    except bech32.Bech32Error:
        prefix, data = "", b""
    if prefix != "npub" or len(data) * 2 != nip01.HEX_ID:
        raise FollowTargetError(target=f"nostr:{place}")
    return data.hex()


@dataclass(slots=True)
class _Page:
    """What a relay showed for one question. `before`: ids of the page before; `is_done`: it ended."""

    until: int
    before: set[str]
    ids: set[str] = field(default_factory=set)
    new: int = 0
    oldest: int | None = None
    is_done: bool = False


class Relay:
    """One relay that is asked. `words` says why it broke off, `wrong` what it showed that it should not have."""

    def __init__(self, asking: Asking, url: str, key: str) -> None:
        """Open nothing yet."""
        self.url = url
        self.words: str | None = None
        self.wrong: Counter[str] = Counter()
        self.is_reached = self.is_whole = False
        self.count = 0
        self._asking, self._key = asking, key
        self._socket: WebSocket | None = None

    def close(self) -> None:
        """Close the connection."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def events(self) -> Iterator[SignedEvent]:
        """Yield every genuine event of the key that the relay gives, newest pages first.

        Raises:
            NetError: it is not reached, or breaks off.
        """
        self._socket = self._asking.websocket(self.url)
        page = _Page(int(self._asking.now().timestamp()) + _FUTURE_S, set())
        for _ in range(_MOST_PAGES):
            for event in self._page(page):
                self.count += 1
                yield event
            if not page.is_done:
                return
            until = -1 if page.oldest is None else self._next(page)
            if until < 0:
                self.is_whole = True
                return
            page = _Page(until, page.ids)
        self.words = "its pages do not end"

    def _next(self, page: _Page) -> int:
        """Return the second to ask from: the oldest again, since a page may end within it, and then the one before."""
        assert page.oldest is not None
        if page.new and page.oldest < page.until:
            return page.oldest
        if page.oldest >= page.until and len(page.ids) >= _FULL:
            self.wrong["more events in one second than a page holds"] += 1
        return min(page.oldest, page.until) - 1

    def _page(self, page: _Page) -> Iterator[SignedEvent]:
        """Ask one question and yield what is new; a relay that refuses, or goes on without end, does not end it."""
        assert self._socket is not None
        self._asking.pace(self.url)
        question = {"authors": [self._key], "kinds": KINDS, "until": page.until, "limit": PAGE}
        self._socket.send([msgspec.json.encode(["REQ", _QUESTION, question])])
        ends = time.monotonic() + LONGEST_S
        for _ in range(MOST_MESSAGES):
            message = _read(self._socket.receive(ANSWER_S))
            if message is None or time.monotonic() > ends:
                self.words = self.words or "it stopped answering"
                return
            verb = bytes(message[0])
            if verb == b'"EVENT"' and len(message) > 2:
                event = self._taken(bytes(message[2]), page)
                if event is not None:
                    yield event
            elif verb == b'"EOSE"':
                self.is_reached = page.is_done = True
                return
            elif verb in (b'"CLOSED"', b'"NOTICE"'):
                self.words = _text(message[-1]) or "it refuses"
                if verb == b'"CLOSED"':
                    return
        self.words = "its answer does not end"

    def _taken(self, data: bytes, page: _Page) -> SignedEvent | None:
        """Return an event if it is one that was asked for, its author signed it, and it was not shown before."""
        event = nip01.read(data)
        wrong = self._trouble(event, page)
        if event is None or wrong is not None:
            self.wrong[wrong or "no event at all"] += 1
            return None
        page.oldest = event.created_at if page.oldest is None else min(page.oldest, event.created_at)
        is_new = event.id not in page.before and event.id not in page.ids
        page.ids.add(event.id)
        page.new += is_new
        return event if is_new else None

    def _trouble(self, event: SignedEvent | None, page: _Page) -> str | None:
        if event is None:
            return "no event at all"
        if event.pubkey != self._key or event.kind not in KINDS:
            return "an event that was not asked for"
        if event.created_at > page.until:
            return "an event of another time than asked for"
        return None if event.trouble() is None else "an event that its author did not sign"


def _read(message: bytes | None) -> list[msgspec.Raw] | None:
    """Return a message's parts as they are written, None where none came in time."""
    if message is None:
        return None
    try:
        parts = msgspec.json.decode(message, type=list[msgspec.Raw])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return [msgspec.Raw(b'"?"')]
    return parts or [msgspec.Raw(b'"?"')]


def _text(raw: msgspec.Raw) -> str:
    try:
        said = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ""
    return " ".join(said.split())[:200] if isinstance(said, str) else ""


def _said(found: Sequence[Relay], together: int, fetched: Fetched) -> list[dict[str, Any]]:
    """Say what each relay did: for the note, and as gaps where it broke off or showed what nobody signed."""
    said = []
    for one in found:
        one_said: dict[str, Any] = {"relay": one.url, "events": one.count, "is_whole": one.is_whole}
        if not one.is_whole:
            fetched.gaps.append(f"{one.url}: {one.words or 'it broke off'}")
            one_said["reason"] = one.words
        for what, count in one.wrong.items():
            fetched.gaps.append(f"{one.url}: {what} ({count:,} times)")
            one_said.setdefault("wrong", {})[what] = count
        if one.is_whole and one.count < together:
            fetched.notes.append(f"{one.url} lacks {together - one.count:,} of {together:,} events")
        said.append(one_said)
    return said


def _counted(count: int, before: dict[str, str], fetched: Fetched) -> dict[str, str]:
    """Return what the next run wants to know; far fewer events than before are no sign that they are gone."""
    known = before.get("count", "0")
    if known.isdecimal() and len(known) < 12 and count * _FEWER < int(known):
        fetched.gaps.append(f"{count:,} events, where the last run found {int(known):,}")
        return {"count": known}
    return {"count": str(count)}
