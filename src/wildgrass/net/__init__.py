"""The only room that opens sockets: one HTTP client that goes by the proxy it was given, or not at all.

Start with `client.py`. `outside.py` keeps addresses that records name out of networks at home. `websocket.py` is
messages both ways on a connection of the client's, `pace.py` keeps requests apart, `waiting.py` reads how long a
server wants to be left alone, `errors.py` is what can go wrong, in words. Whoever needs the network takes a `Client`;
nobody else imports a socket.
"""

from wildgrass.net.client import Answer, Client, Limits, Route
from wildgrass.net.errors import (
    AnswerTooLargeError,
    AskedToWaitError,
    NetError,
    NotReachedError,
    PrivateAddressError,
    ProxyFailedError,
    RedirectRefusedError,
    TlsFailedError,
    UrlRefusedError,
)
from wildgrass.net.pace import Pacer
from wildgrass.net.websocket import WebSocket

__all__ = [
    "Answer",
    "AnswerTooLargeError",
    "AskedToWaitError",
    "Client",
    "Limits",
    "NetError",
    "NotReachedError",
    "Pacer",
    "PrivateAddressError",
    "ProxyFailedError",
    "RedirectRefusedError",
    "Route",
    "TlsFailedError",
    "UrlRefusedError",
    "WebSocket",
]
