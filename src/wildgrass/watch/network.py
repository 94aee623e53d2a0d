"""What failed on the way to a platform, in OONI's words: it never counts as a removal.

Sources: OONI's failure strings and anomalies (ooni/spec: df-007-errors, ts-017-web-connectivity): dns, tcp_ip, tls,
 http-failure; RFC 6585 section 6 for captive portals.
"""

import re
import socket
from collections.abc import Iterator
from typing import Final

from wildgrass.net import NetError, RedirectRefusedError, TlsFailedError

_LOGIN: Final = re.compile(r"(?i)\b(log-?in|sign-?in|passport|accounts?|auth|sso|visitor|captcha|consent)\b")


def failure(error: NetError) -> str:
    """Return what a failed request says of the way: "dns", "tcp_ip", "tls", "http-failure", "redirect" or ""."""
    causes = list(_causes(error))
    if isinstance(error, TlsFailedError):
        return "tls"  # also where a false answer to a name's question leads to somebody else's machine
    if isinstance(error, RedirectRefusedError):
        return "" if _is_login(str(error.details["host"]), str(error.details["other"])) else "redirect"
    words = " ".join(str(one).casefold() for one in causes)
    if (
        any(isinstance(one, socket.gaierror) for one in causes)
        or "name or service" in words
        or "getaddrinfo" in words
    ):
        return "dns"
    if any(type(one).__name__ in {"ConnectError", "ConnectTimeout"} for one in causes):
        return "tcp_ip"
    is_broken = any(isinstance(one, ConnectionError | TimeoutError) for one in causes)
    return "http-failure" if is_broken or error.code == "host-not-reached" else ""


def _is_login(host: str, other: str) -> bool:
    """Say whether a platform sends on to its own wall: that is no fault of the network."""
    theirs, ours = other.partition(":")[0], host.partition(":")[0]
    return theirs.split(".")[-2:] == ours.split(".")[-2:] or _LOGIN.search(theirs) is not None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
