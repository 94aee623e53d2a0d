"""Addresses that a record names, not a person: asked for on the open internet only, never in a network at home.

Names are looked up here and the connection goes to the very address that was looked at, so that a name cannot be one
thing when it is checked and another when it is used. Through a proxy the name is looked up there.
"""

import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

import httpcore2
import httpx2

from wildgrass.net.errors import PrivateAddressError

_NEAR: Final = (".localhost", ".local", ".internal", ".lan", ".home", ".corp", ".intranet", ".home.arpa")
_TRANSLATED: Final = tuple(
    IPv6Network(one) for one in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
)


def is_outside(address: IPv4Address | IPv6Address) -> bool:
    """Say whether an address is one of the open internet; those that hide another address in them are not."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_outside(address.ipv4_mapped)
        if any(address in one for one in _TRANSLATED):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def check_name(host: str) -> None:
    """Refuse a name that can only mean something near. Raises PrivateAddressError."""
    name = host.lower().rstrip(".").strip("[]")
    try:
        is_near = not is_outside(ip_address(name))
    except ValueError:
        is_near = "." not in name or name.endswith(_NEAR) or name.rpartition(".")[2].isdecimal()
    if is_near:
        raise PrivateAddressError(host=host)


class OutsideBackend(httpcore2.NetworkBackend):
    """Opens connections to the open internet only."""

    def __init__(self) -> None:
        """Open nothing yet."""
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to one of a name's addresses; if one of them is near, to none."""
        found = _addresses(host, port)
        if not found:
            raise httpcore2.ConnectError(f"{host} has no address")
        if not all(is_outside(ip_address(one)) for one in found):
            raise PrivateAddressError(host=host)
        last: Exception = httpcore2.ConnectError(f"{host} has no address")
        for one in found:
            try:
                return self._inner.connect_tcp(one, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                last = error
        raise last


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore2.ConnectError(str(error)) from error
    return list(dict.fromkeys(str(one[4][0]).partition("%")[0] for one in found))


class OutsideTransport(httpx2.HTTPTransport):
    """httpx's own transport over `OutsideBackend`."""

    def __init__(self) -> None:
        """Open nothing yet."""
        super().__init__(trust_env=False)
        self._pool = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(trust_env=False),
            http2=False,
            network_backend=OutsideBackend(),
        )
