"""A WebSocket over a connection that the client opened: messages in, messages out, nothing waited for without end.

The handshake is one HTTP request of `Client.websocket`, so proxies and certificates are as they are for every
other request; frames (RFC 6455) are the `websockets` library's.
"""

from collections import deque
from collections.abc import Iterable
from typing import Any, Final

import httpcore2
import httpx2
from websockets.frames import Opcode
from websockets.protocol import Protocol, Side, State
from websockets.utils import accept_key

from wildgrass.net.errors import NotReachedError

_PART: Final = 1 << 16
_SCHEMES: Final = {"ws": "http", "wss": "https"}


def as_http(url: str) -> str:
    """Return the address that the handshake asks for: "wss://relay.example" is "https://relay.example"."""
    scheme, mark, rest = url.partition("://")
    return f"{_SCHEMES.get(scheme.lower(), scheme)}{mark}{rest}"


def asking(key: str) -> dict[str, str]:
    """Return the headers that ask for a WebSocket."""
    return {
        "connection": "Upgrade",
        "upgrade": "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": key,
    }


class WebSocket:
    """An open WebSocket. A message is text, as bytes of UTF-8. Used by one thread at a time."""

    def __init__(self, response: httpx2.Response, key: str, host: str, *, write_s: float, most_bytes: int):
        """Take over the connection of a response.

        Raises:
            NotReachedError: the server did not agree to a WebSocket.
        """
        self._response, self._host, self._write_s = response, host, write_s
        if response.status_code != 101 or response.headers.get("sec-websocket-accept") != accept_key(key):
            response.close()
            raise NotReachedError(host=host, reason=f"no WebSocket there (status {response.status_code})")
        self._stream: Any = response.extensions["network_stream"]
        self._protocol = Protocol(Side.CLIENT, state=State.OPEN, max_size=most_bytes)
        self._messages: deque[bytes] = deque()
        self._parts: list[bytes] = []

    def send(self, messages: Iterable[bytes]) -> None:
        """Send messages with one write.

        Raises:
            NotReachedError: the connection broke; how much of it arrived is not known.
        """
        if self._protocol.state is not State.OPEN:
            raise self._gone("it closed the connection")
        for message in messages:
            self._protocol.send_text(message)
        self._flush()

    def receive(self, timeout_s: float) -> bytes | None:
        """Return the next message, None where none comes in time. Pings are answered on the way.

        Raises:
            NotReachedError: the server closed the connection, or breaks the protocol.
        """
        while not self._messages:
            if self._protocol.state is not State.OPEN:
                raise self._gone("it closed the connection")
            try:
                data = self._stream.read(_PART, timeout=timeout_s)
            except httpcore2.ReadTimeout:
                return None
            except (httpcore2.NetworkError, httpcore2.ProtocolError, OSError) as error:
                raise self._gone(str(error)) from error
            self._take(data)
        return self._messages.popleft()

    def close(self) -> None:
        """Say good-bye and close the connection, without waiting for the other side."""
        try:
            if self._protocol.state is State.OPEN:
                self._protocol.send_close(1000)
                self._flush()
        except NotReachedError:
            return  # it is closed already
        finally:
            self._response.close()

    def _take(self, data: bytes) -> None:
        if data:
            self._protocol.receive_data(data)
        else:
            self._protocol.receive_eof()
        for frame in self._protocol.events_received():
            if frame.opcode in {Opcode.TEXT, Opcode.BINARY, Opcode.CONT}:  # type: ignore[union-attr]
                self._parts.append(bytes(frame.data))  # type: ignore[union-attr]
                if frame.fin:  # type: ignore[union-attr]
                    self._messages.append(b"".join(self._parts))
                    self._parts = []
        if self._protocol.state is State.OPEN:
            self._flush()  # the answer to a ping

    def _flush(self) -> None:
        data = b"".join(self._protocol.data_to_send())
        if not data:
            return
        try:
            self._stream.write(data, timeout=self._write_s)
        except (httpcore2.NetworkError, httpcore2.TimeoutException, OSError) as error:
            raise self._gone(str(error)) from error

    def _gone(self, reason: str) -> NotReachedError:
        said = self._protocol.close_rcvd
        words = said.reason if said is not None and said.reason else reason
        return NotReachedError(host=self._host, reason=words[:200] or "the connection broke")
