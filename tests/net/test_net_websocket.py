"""WebSockets go by the same way out as everything else, and end in words, never in silence."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from net.a_server import closed_port, serving, socks
from wildgrass.net import Client, Limits, NotReachedError, ProxyFailedError, Route, UrlRefusedError


@contextmanager
def speaking(talk: Callable[[ServerConnection], Any]) -> Iterator[int]:
    """Run a WebSocket server on loopback; yield its port."""

    def politely(connection: ServerConnection) -> None:
        try:
            talk(connection)
        except ConnectionClosed:
            return

    with serve(politely, "127.0.0.1", 0, compression=None) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.socket.getsockname()[1]
        finally:
            server.shutdown()
            thread.join()


def _echo(connection: ServerConnection) -> None:
    for message in connection:
        connection.send(message)


def _client(route: str | None = None, **limits: Any) -> Client:
    return Client(Route.of(route), sleep=lambda _: None, limits=Limits(**limits))


def test_messages_come_back_whole_and_in_order() -> None:
    """Short ones, long ones and empty ones, many with one write."""
    messages = [b"", "草".encode(), b"x" * 200, b"y" * 70_000, *(str(n).encode() for n in range(300))]
    with speaking(_echo) as port, _client() as client:
        socket = client.websocket(f"ws://127.0.0.1:{port}")
        socket.send(messages)
        assert [socket.receive(5) for _ in messages] == messages
        socket.close()


def test_a_message_in_parts_is_one_and_pings_are_answered() -> None:
    def talk(connection: ServerConnection) -> None:
        answered = connection.ping()
        connection.send(iter(["one ", "message ", "in parts"]))
        connection.send(f"ponged: {answered.wait(5)}")

    with speaking(talk) as port, _client() as client:
        socket = client.websocket(f"ws://127.0.0.1:{port}")
        assert socket.receive(5) == b"one message in parts"
        assert socket.receive(5) == b"ponged: True"
        socket.close()


def test_silence_is_told_from_an_end() -> None:
    """Nothing in time is None; a closed connection is an error with the server's words."""
    go_on = threading.Event()

    def talk(connection: ServerConnection) -> None:
        go_on.wait(5)
        connection.close(1008, "not for you")

    with speaking(talk) as port, _client() as client:
        socket = client.websocket(f"ws://127.0.0.1:{port}")
        assert socket.receive(0.05) is None
        go_on.set()
        with pytest.raises(NotReachedError) as caught:
            socket.receive(5)
        assert "not for you" in str(caught.value)
        with pytest.raises(NotReachedError):
            socket.send([b"more"])
        socket.close()


def test_a_message_beyond_the_limit_ends_it() -> None:
    with speaking(_echo) as port, _client(most_bytes=1000) as client:
        socket = client.websocket(f"ws://127.0.0.1:{port}")
        socket.send([b"x" * 2000])
        with pytest.raises(NotReachedError):
            socket.receive(5)
        socket.close()


@pytest.mark.parametrize(
    ("status", "headers"),
    [(200, {}), (404, {}), (302, {"location": "wss://other.example"}), (403, {"sec-websocket-accept": "x"})],
)
def test_a_server_that_speaks_no_websocket_is_said(status: int, headers: dict[str, str]) -> None:
    with serving(lambda *_: (status, headers, b"")) as server, _client() as client:
        with pytest.raises(NotReachedError) as caught:
            client.websocket(server.url.replace("http", "ws"))
        assert str(status) in str(caught.value)


def test_through_a_proxy_that_looks_names_up_itself() -> None:
    with (
        speaking(_echo) as port,
        socks(port) as (proxy, asked),
        _client(f"socks5h://127.0.0.1:{proxy}") as client,
    ):
        socket = client.websocket("ws://relayrelay.onion")
        socket.send([b"hidden"])
        assert socket.receive(5) == b"hidden"
        socket.close()
    assert asked == [(3, "relayrelay.onion")]


def test_a_proxy_that_is_down_is_never_gone_around() -> None:
    reached: list[ServerConnection] = []
    proxy = f"socks5h://127.0.0.1:{closed_port()}"
    with speaking(reached.append) as port, _client(proxy) as client, pytest.raises(ProxyFailedError):
        client.websocket(f"ws://127.0.0.1:{port}")
    assert reached == []


@pytest.mark.parametrize(
    "url", ["ws://relay.example", "wss://me:pw@relay.example", "ftp://x", "relay", "wss://"]
)
def test_addresses_that_nothing_is_sent_to(url: str) -> None:
    with _client() as client, pytest.raises(UrlRefusedError) as caught:
        client.websocket(url)
    assert "pw" not in str(caught.value)
