"""A made-up life on Nostr, and relays of our own that lie or refuse."""

import json
from collections.abc import Iterable
from typing import Any

from websockets.sync.client import connect
from websockets.sync.server import ServerConnection

from targets.nostr_relays import StrictRelay
from wildgrass.targets.nostr.events import Event, event
from wildgrass.targets.nostr.key import NostrKey

KEY = NostrKey.of("67dea2ed018072d675f5415ecfaed7d2597555e202d85b3d65ea4e58d2d92ffa")  # NIP-06's own example
OTHER = NostrKey.of("7f7ff03d123792d6ac594bfa67bf6d0c0ab55b6b1fdb6249303fe861f1ccba9a")
FIRST = 1_600_000_000


def signed(kind: int, content: str, at: int = 0, *tags: list[str], key: NostrKey = KEY) -> Event:
    return event(key, FIRST + at, kind, list(tags), content).signed(key)


def note(number: int, text: str | None = None) -> Event:
    return signed(1, text or f"第{number}条", number)


def publish(address: str, events: Iterable[Event]) -> None:
    """Bring events to a relay; each must be taken."""
    with connect(address, max_size=None) as socket:
        for one in events:
            socket.send(one.message().decode())
            said = json.loads(socket.recv(timeout=20))
            assert said[:3] == ["OK", one.id, True], said


def given(events: Iterable[Event]) -> dict[str, dict[str, Any]]:
    """Return events as a strict relay keeps them."""
    return {one.id: json.loads(one.json) for one in events}


class PagingRelay(StrictRelay):
    """Answers as NIP-01 says: newest first, `until` and `limit` honoured, at most `most` at a time."""

    most = 3

    def hear(self, connection: ServerConnection, message: list[Any]) -> None:
        if message[0] != "REQ":
            return
        asked = message[2]
        found = [one for one in self.kept.values() if self.shows(one, asked)]
        found.sort(key=lambda one: (-one["created_at"], one["id"]))
        for one in found[: min(self.most, asked["limit"])]:
            connection.send(json.dumps(["EVENT", message[1], one], ensure_ascii=False))
        connection.send(json.dumps(["EOSE", message[1]]))

    def shows(self, one: dict[str, Any], asked: dict[str, Any]) -> bool:
        return one["created_at"] <= asked["until"]


class RefusingRelay(StrictRelay):
    """Lets nobody read who does not say who she is."""

    def hear(self, connection: ServerConnection, message: list[Any]) -> None:
        if message[0] == "REQ":
            connection.send(json.dumps(["AUTH", "a-challenge"]))
            connection.send(json.dumps(["CLOSED", message[1], "auth-required: we only serve members"]))


class BreakingRelay(PagingRelay):
    """Closes the connection after one page."""

    def hear(self, connection: ServerConnection, message: list[Any]) -> None:
        if self.seen:
            connection.close()
            return
        self.seen.append("asked")
        super().hear(connection, message)


class EndlessRelay(StrictRelay):
    """Repeats what it has and never says that this is all."""

    def hear(self, connection: ServerConnection, message: list[Any]) -> None:
        while message[0] == "REQ":
            for one in self.kept.values():
                connection.send(json.dumps(["EVENT", message[1], one]))
