"""One relay: many events on their way at once, and what it says to each, however it says it.

Relays answer in several ways, all seen on real ones: yes; "duplicate", which is yes too; a refusal in words; a refusal
with an empty id, late, and slower each time; "rate-limited"; silence; a closed connection. Where it is not clear which
event is meant, those on their way go again one by one: an event that is there already does no harm.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec

from wildgrass.net import Client, NetError, NotReachedError, UrlRefusedError, WebSocket
from wildgrass.targets.nostr.events import RELAY_AUTH, Event, event
from wildgrass.targets.nostr.key import NostrKey
from wildgrass.targets.nostr.limits import RelayLimits

IN_FLIGHT: Final = 200
IN_FLIGHT_BYTES: Final = 256 << 10
ANSWER_S: Final = 10.0
MOST_TROUBLES: Final = 4
MOST_NAMELESS: Final = 10
_LONGEST_PAUSE_S: Final = 60.0
_QUESTION: Final = "wildgrass"


class _SlowDownError(Exception):
    """The relay wants fewer events."""


class _UnclearError(Exception):
    """The relay refuses something and does not say what."""


@dataclass(frozen=True, slots=True)
class Clock:
    """How a relay's pauses are made, and what time it is, in UTC."""

    sleep: Callable[[float], None]
    now: Callable[[], datetime]


class Relay:
    """A relay that events are brought to. Used by one thread at a time.

    `aside` says why nothing more is brought there in this run, None while it works; `error` is the network's last.
    `is_slow` says that it only asked to slow down.
    """

    def __init__(self, client: Client, url: str, key: NostrKey, clock: Clock) -> None:
        """Open nothing yet."""
        self.url = url
        self.aside: str | None = None
        self.error: NetError | None = None
        self.is_slow = False
        self.limits = RelayLimits()
        self.taken = 0
        self.refused: dict[str, str] = {}
        self._client, self._key, self._clock = client, key, clock
        self._socket: WebSocket | None = None
        self._troubles = self._nameless = self._slows = 0
        self._window = IN_FLIGHT
        self._challenge: str | None = None
        self._words = ""

    def set_aside(self, words: str) -> None:
        """Bring nothing more there in this run."""
        self.aside = " ".join(words.split())[:200]
        self.close()

    def go_on(self) -> None:
        """Take a relay back that only asked to slow down."""
        self.aside, self.is_slow = None, False

    def close(self) -> None:
        """Close the connection."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def deliver(self, events: Sequence[Event], *, patient: bool) -> dict[str, str | None]:
        """Bring events; return for each id None where it is there, or the relay's words where it is not.

        An id that is not in the answer was not settled: the relay was set aside. One that asks to slow down is
        waited for when `patient`, and else set aside as slow.
        """
        answers: dict[str, str | None] = {}
        round_ = _Round(self, answers, patient=patient)
        for one in events:
            words = self.limits.excludes(one)
            if words is None:
                round_.waiting.append(one)
            else:
                answers[one.id] = words
        self._window, self._slows = IN_FLIGHT, 0
        while round_.is_open and self.aside is None:
            self._tried(round_, patient=patient)
        self.taken += sum(words is None for words in answers.values())
        self.refused |= {one: words for one, words in answers.items() if words is not None}
        return answers

    def _tried(self, round_: "_Round", *, patient: bool) -> None:
        try:
            round_.go(self._connected())
        except _SlowDownError as slow:
            if not patient:
                self.is_slow = True
                self.set_aside(str(slow))
            else:
                self._slows += 1
                self._window = max(1, self._window // 4)
                self._pause(self._slows)
        except _UnclearError as trouble:
            self._trouble(round_, str(trouble) or "refused", nameless=True)
        except NetError as trouble:
            self.error = trouble
            self._trouble(round_, str(trouble.details.get("reason", trouble)), nameless=False)

    def _trouble(self, round_: "_Round", words: str, *, nameless: bool) -> None:
        """Close the connection, and send what was on its way again: alone, so that a refusal is that event's."""
        self.close()
        words = " ".join(words.split())[:200]
        was_alone = round_.put_back(words, surely=nameless)
        self._window = 1
        self._nameless = self._nameless + 1 if nameless and was_alone else self._nameless
        self._troubles = 0 if nameless else self._troubles + 1
        if self._troubles >= MOST_TROUBLES or self._nameless >= MOST_NAMELESS:
            self.set_aside(words)
        elif not nameless:
            self._pause(self._troubles)

    def _pause(self, times: int) -> None:
        self._clock.sleep(min(2.0**times, _LONGEST_PAUSE_S))

    def _connected(self) -> WebSocket:
        if self._socket is None:
            self._challenge = None
            self._socket = self._client.websocket(self.url)
        return self._socket

    def open(self) -> None:
        """Ask for the limits and connect; a relay that is not reached is set aside.

        Raises:
            UrlRefusedError: it is an address that nothing is sent to.
        """
        try:
            self.limits = RelayLimits.asked(self._client, self.url, self._clock.now())
            self._connected()
        except UrlRefusedError:
            raise
        except NetError as error:
            self.error = error
            self.set_aside(str(error))

    def newest(self, kinds: Sequence[int]) -> dict[int, str]:
        """Return the ids of the account's own events of kinds that have one each, by their kinds.

        A relay that does not answer is taken to have none.
        """
        found: dict[int, str] = {}
        question = {"authors": [self._key.public], "kinds": list(kinds)}
        try:
            socket = self._connected()
            socket.send([msgspec.json.encode(["REQ", _QUESTION, question])])
            until = time.monotonic() + ANSWER_S
            while (left := until - time.monotonic()) > 0:
                message = self.read(socket.receive(left))
                if message[:2] == ["EVENT", _QUESTION] and isinstance(message[-1], dict):
                    found[int(message[-1].get("kind", -1))] = str(message[-1].get("id"))
                elif message[:2] in (["EOSE", _QUESTION], ["CLOSED", _QUESTION]) or not message:
                    break
            socket.send([msgspec.json.encode(["CLOSE", _QUESTION])])
        except NetError:
            self.close()
        return found

    def read(self, message: bytes | None) -> list[Any]:
        """Return a message's values; [] where none came or it is none. Notices and challenges are noted."""
        try:
            values = [] if message is None else msgspec.json.decode(message)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return ["?"]
        if not isinstance(values, list) or not values:
            return [] if message is None else ["?"]
        if values[0] in {"NOTICE", "CLOSED"}:
            self._words = str(values[-1])[:200]
        if values[0] == "AUTH" and len(values) > 1:
            self._challenge = str(values[1])[:1000]
        return values

    def proves_who_it_is(self) -> bool:
        """Answer the relay's challenge (NIP-42); say whether there was one."""
        if self._challenge is None or self._socket is None:
            return False
        tags = [["relay", self.url], ["challenge", self._challenge]]
        self._challenge = None
        made = event(self._key, int(self._clock.now().timestamp()), RELAY_AUTH, tags, "").signed(self._key)
        self._socket.send([made.message("AUTH")])
        return True

    def works(self) -> None:
        """Note that the relay answered."""
        self._troubles = self._nameless = 0

    @property
    def window(self) -> int:
        """How many events may be on their way."""
        return self._window

    @property
    def words(self) -> str:
        """What the relay said last beside its answers."""
        return self._words


class _Round:
    """Events that wait, and those that are on their way."""

    def __init__(self, relay: Relay, answers: dict[str, str | None], *, patient: bool) -> None:
        self.waiting: deque[Event] = deque()
        self.sent: dict[str, Event] = {}
        self._relay, self._answers, self._patient = relay, answers, patient
        self._suspects: set[str] = set()
        self._auths: set[str] = set()
        self._slow: list[Event] = []

    @property
    def is_open(self) -> bool:
        """Say whether something is not settled yet."""
        return bool(self.waiting or self.sent)

    def go(self, socket: WebSocket) -> None:
        """Send and listen until everything is settled, or the relay makes trouble."""
        while self.waiting or self.sent:
            self._fill(socket)
            message = self._relay.read(socket.receive(ANSWER_S))
            if not message:
                raise NotReachedError(host=self._relay.url, reason=self._relay.words or "no-answer")
            if message[0] == "OK" and len(message) > 2:
                words = str(message[3]) if len(message) > 3 else ""
                self._answered(str(message[1]), is_good=message[2] is True, words=words)
            if self._slow and not self.sent:
                self.waiting.extendleft(reversed(self._slow))
                words, self._slow = "rate-limited", []
                raise _SlowDownError(words)

    def _fill(self, socket: WebSocket) -> None:
        """Send a handful at a time, once half of those on their way are answered."""
        if self._slow or not self.waiting or len(self.sent) > self._relay.window // 2:
            return
        batch: list[bytes] = []
        size = 0
        while self.waiting and len(self.sent) < self._relay.window and size < IN_FLIGHT_BYTES:
            one = self.waiting.popleft()
            self.sent[one.id] = one
            batch.append(one.message())
            size += len(batch[-1])
        socket.send(batch)

    def _answered(self, event_id: str, *, is_good: bool, words: str) -> None:
        """Take in one OK."""
        one = self.sent.pop(event_id, None)
        if one is None:
            if not is_good and event_id == "" and self.sent:
                raise _UnclearError(words)
            return
        if is_good or words.startswith("duplicate"):
            self._answers[event_id] = None
            self._relay.works()
        elif words.startswith("rate-limited"):
            self._slow.append(one)
        elif words.startswith("auth-required") and event_id not in self._auths:
            self._auths.add(event_id)
            self._relay.proves_who_it_is()
            self.waiting.append(one)
        else:
            self._answers[event_id] = words[:200] or "refused"
            self._relay.works()

    def put_back(self, words: str, *, surely: bool) -> bool:
        """Have what was on its way wait again; one that was alone twice, or surely meant, is refused instead.

        Returns whether it was one alone.
        """
        back = [*self._slow, *self.sent.values()]
        is_alone = len(self.sent) == 1
        self._slow, self.sent = [], {}
        if is_alone:
            one = back[-1]
            if surely or one.id in self._suspects:
                self._answers[one.id] = words
                back.pop()
            self._suspects.add(one.id)
        self.waiting.extendleft(reversed(back))
        return is_alone
