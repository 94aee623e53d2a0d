"""Relays to publish to: the one in nostr-sdk, in a process of its own, and strict ones that we wrote ourselves."""

import asyncio
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import nostr_sdk
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

_PROGRAM = """
import asyncio, sys, nostr_sdk

async def main():
    limit = nostr_sdk.RateLimit(max_reqs=100000, notes_per_minute=int(sys.argv[1]))
    relay = nostr_sdk.LocalRelayBuilder().addr("127.0.0.1").port(int(sys.argv[2])).rate_limit(limit).build()
    await relay.run()
    print(await relay.url(), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)

asyncio.run(main())
"""


@contextmanager
def local_relay(*, notes_per_minute: int = 10_000_000) -> Iterator[str]:
    """Run nostr-sdk's relay; yield its address. It keeps everything in memory and ends with the block."""
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(notes_per_minute), str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parent,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        address = process.stdout.readline().decode().strip().rstrip("/")
        assert address.startswith("ws://127.0.0.1:"), "the relay did not begin"
        yield address
    finally:
        process.stdin.close()
        process.kill()
        process.wait()
        process.stdout.close()


def _free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def events_at(address: str, pubkey: str) -> list[dict[str, Any]]:
    """Read an account back with a client that we did not write, oldest first, each signature checked by it."""

    async def ask() -> list[dict[str, Any]]:
        client = nostr_sdk.ClientBuilder().build()
        await client.add_relay(nostr_sdk.RelayUrl.parse(address))
        await client.connect()
        found: dict[str, dict[str, Any]] = {}
        wanted = nostr_sdk.Filter().author(nostr_sdk.PublicKey.parse(pubkey))
        until: int | None = None
        while True:
            asked = wanted.limit(500)
            if until is not None:
                asked = asked.until(nostr_sdk.Timestamp.from_secs(until))
            target = nostr_sdk.ReqTarget.auto([asked])
            page = await client.fetch_events(target, timedelta(seconds=20))
            new = [one for one in page if one.id().to_hex() not in found]
            for one in new:
                assert one.verify()
                found[one.id().to_hex()] = json.loads(one.as_json())
            if not new:
                break
            until = min(one.created_at().as_secs() for one in page)
        await client.shutdown()
        return sorted(found.values(), key=lambda one: (one["created_at"], one["kind"], one["content"]))

    return asyncio.run(ask())


Reply = list[Any] | None


@dataclass
class StrictRelay:
    """A relay of our own that keeps what `judge` lets in. It is ours: what it does was seen on real ones."""

    url: str = ""
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    connections: int = 0
    judge: Callable[["StrictRelay", dict[str, Any]], Reply] = lambda _relay, event: [
        "OK",
        event["id"],
        True,
        "",
    ]
    about: dict[str, Any] | None = None

    def talk(self, connection: ServerConnection) -> None:
        """Talk on one connection until it ends."""
        self.connections += 1
        try:
            for message in connection:
                self.hear(connection, json.loads(message))
        except ConnectionClosed:
            return

    def hear(self, connection: ServerConnection, message: list[Any]) -> None:
        """Answer one message."""
        if message[0] == "REQ":
            for one in list(self.kept.values()):
                if one["kind"] in message[2].get("kinds", [one["kind"]]):
                    connection.send(json.dumps(["EVENT", message[1], one]))
            connection.send(json.dumps(["EOSE", message[1]]))
        if message[0] != "EVENT":
            return
        event = message[1]
        self.seen.append(event["id"])
        reply = self.judge(self, event)
        if reply == ["close"]:
            connection.close()
            return
        if reply is not None:
            if reply[:1] == ["OK"] and reply[2]:
                self.kept[event["id"]] = event
            connection.send(json.dumps(reply))


@contextmanager
def strict_relay(kind: type[StrictRelay] = StrictRelay, **given: Any) -> Iterator[StrictRelay]:
    """Run a relay of our own on loopback."""
    relay = kind(**given)

    def about(connection: ServerConnection, request: Any) -> Any:
        if request.headers.get("accept") != "application/nostr+json":
            return None
        response = connection.respond(200, json.dumps(relay.about or {}))
        del response.headers["Content-Type"]
        response.headers["Content-Type"] = "application/nostr+json"
        return response

    with serve(relay.talk, "127.0.0.1", 0, process_request=about, compression=None) as server:
        relay.url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield relay
        finally:
            server.shutdown()
            thread.join()
