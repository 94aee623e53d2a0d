"""One HTTP client: by the proxy or not at all, TLS checked, sizes bounded, waits honoured, nothing remembered.

Over httpx2 (HTTP/1.1): no cookies, no settings read from the environment, no redirects but on the same host.
"""

import ssl
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_address
from types import TracebackType
from typing import Any, BinaryIO, Final, Self

import httpx2
import msgspec
from websockets.utils import generate_key

from wildgrass import __version__
from wildgrass.net.deadline import Deadline
from wildgrass.net.errors import (
    AnswerTooLargeError,
    AskedToWaitError,
    NetError,
    NotReachedError,
    ProxyFailedError,
    RedirectRefusedError,
    TlsFailedError,
    UrlRefusedError,
)
from wildgrass.net.outside import OutsideTransport, check_name
from wildgrass.net.pace import Pacer
from wildgrass.net.waiting import asked_to_wait
from wildgrass.net.websocket import WebSocket, as_http, asking

USER_AGENT: Final = f"Wildgrass/{__version__}"
TOR: Final = "socks5h://127.0.0.1:9050"
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS: Final = 5
_PROXY_SCHEMES: Final = frozenset({"socks5h", "http", "https"})


@dataclass(frozen=True, slots=True)
class Route:
    """The way out: straight, or through `proxy` only ("socks5h://host:port" resolves names there, as Tor needs)."""

    proxy: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, text: str | None) -> Self:
        """Return the route that a person wrote: "tor", a proxy's address, or nothing for the straight way.

        Raises:
            UrlRefusedError: it is none; plain "socks5" would look names up outside the proxy.
        """
        if not text:
            return cls()
        address = TOR if text == "tor" else text
        scheme, _, rest = address.partition("://")
        if scheme not in _PROXY_SCHEMES or not rest:
            raise UrlRefusedError(url=_bare(address))
        return cls(address)

    def shown(self) -> str:
        """Return the proxy without a name and password that may stand in it."""
        return _bare(self.proxy or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a client puts up with: seconds to connect and between bytes, bytes of an answer, seconds of a wait.

    `whole_s` is for one request from its beginning to the answer's last byte, None for as long as it goes on.
    """

    connect_s: float = 30.0
    read_s: float = 120.0
    most_bytes: int = 16 << 20
    most_wait_s: float = 60.0
    whole_s: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered; header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    url: str

    @property
    def is_good(self) -> bool:
        """Say whether it is one of the 200s."""
        return 200 <= self.status < 300

    def json(self) -> Any:
        """Return the body's JSON value, None where it is none."""
        try:
            return msgspec.json.decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None


Content = bytes | Iterable[bytes] | None


class Client:
    """Sends requests one after the other. A context manager: closing it closes its connections.

    `on_wait` hears of every wait that a server asks for, before it; `now` is the time of day, `sleep` takes seconds.
    """

    def __init__(  # noqa: PLR0913 - everything that a test or a person may want to choose
        self,
        route: Route,
        *,
        sleep: Callable[[float], None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        pacer: Pacer | None = None,
        limits: Limits = Limits(),
        user_agent: str = USER_AGENT,
        on_wait: Callable[[str, float], None] | None = None,
        keep_alive: bool = True,
    ) -> None:
        """Open nothing yet. `keep_alive=False` is for servers that break connections kept open."""
        self.route, self.limits = route, limits
        self._sleep, self._now, self._pacer, self._on_wait = sleep, now, pacer, on_wait
        self._headers = {"user-agent": user_agent} | ({} if keep_alive else {"connection": "close"})
        timeout = httpx2.Timeout(limits.read_s, connect=limits.connect_s)
        self._timeout = timeout
        self._http = httpx2.Client(
            proxy=route.proxy, trust_env=False, timeout=timeout, http2=False, follow_redirects=False
        )
        self._outside: httpx2.Client | None = None
        self._deadline = None if limits.whole_s is None else Deadline(limits.whole_s)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._http.close()
        if self._outside is not None:
            self._outside.close()

    def get(self, url: str, *, headers: Mapping[str, str] | None = None, **more: Any) -> Answer:
        """Ask for `url`; see `send`."""
        return self.send("GET", url, headers=headers, **more)

    def post_json(
        self, url: str, value: object, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> Answer:
        """Send a JSON value exactly as it is; see `send`."""
        named = {"content-type": "application/json", **(headers or {})}
        return self.send("POST", url, headers=named, content=msgspec.json.encode(value), **more)

    def send(  # noqa: PLR0913 - a request and what may be chosen of it
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: Content | Callable[[], Content] = None,
        most_bytes: int | None = None,
        other_hosts: frozenset[str] = frozenset(),
        into: BinaryIO | None = None,
        near: frozenset[str] | None = None,
    ) -> Answer:
        """Send one request and return whatever the server says, whatever its status.

        A 429 or 503 that names a wait is waited for and sent again, where the wait is within the limits; a
        redirect is followed for GET and HEAD, on the same host and scheme or to `other_hosts` over https.
        Nothing is ever sent again after a broken connection: only the caller knows whether that is harmless.
        `content` may be a function that gives it anew, for bodies that are streamed. `into` takes the body of a
        good answer as it arrives, and the answer's own is then empty; what it holds after an error is no answer.
        `near` is for addresses that a record named: but for these hosts, which a person named, every one on the way
        must be of the open internet.

        Raises:
            PrivateAddressError, UrlRefusedError, ProxyFailedError, TlsFailedError, NotReachedError,
            AnswerTooLargeError, RedirectRefusedError, AskedToWaitError.
        """
        most = self.limits.most_bytes if most_bytes is None else most_bytes
        named = {name.lower(): value for name, value in (headers or {}).items()}
        for _ in range(_MOST_REDIRECTS + 1):
            http = self._http if near is None or host_of(url) in near else self._going_outside(url)
            answer = self._patiently(http, method, url, named, content, most, into)
            onward = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not onward or method not in {"GET", "HEAD"}:
                return answer
            before, url = host_of(url), _onward(url, onward, other_hosts)
            if host_of(url) != before:
                named.pop("authorization", None)
        raise RedirectRefusedError(host=host_of(url), other=host_of(url))

    def websocket(self, url: str) -> WebSocket:
        """Open a WebSocket by the same way out: wss://…, or ws://… where http:// is allowed.

        Raises:
            UrlRefusedError, ProxyFailedError, TlsFailedError, NotReachedError.
        """
        address, key = as_http(url), generate_key()
        host = host_of(address)
        _check(address)
        if self._pacer is not None:
            self._pacer.wait(host)
        try:
            self._http.cookies.clear()
            request = self._http.build_request("GET", address, headers=self._headers | asking(key))
            response = self._http.send(request, stream=True)
        except (httpx2.RequestError, httpx2.InvalidURL, OSError, ValueError) as error:
            raise self._named(error, host) from error
        return WebSocket(response, key, host, write_s=self.limits.read_s, most_bytes=self.limits.most_bytes)

    def pace(self, url: str) -> None:
        """Wait as before a request: for questions on a connection that stays open."""
        if self._pacer is not None:
            self._pacer.wait(host_of(as_http(url)))

    def _going_outside(self, url: str) -> httpx2.Client:
        """Return what connects to the open internet only; a proxy looks names up itself."""
        _check(url)
        check_name(httpx2.URL(url).host)
        if self.route.proxy is not None:
            return self._http
        if self._outside is None:
            self._outside = httpx2.Client(
                transport=OutsideTransport(), trust_env=False, timeout=self._timeout, follow_redirects=False
            )
        return self._outside

    def _patiently(  # noqa: PLR0913, PLR0917 - a request, and what is chosen of it
        self,
        http: httpx2.Client,
        method: str,
        url: str,
        headers: dict[str, str],
        content: Content | Callable[[], Content],
        most: int,
        into: BinaryIO | None,
    ) -> Answer:
        host = host_of(url)
        while True:
            if self._pacer is not None:
                self._pacer.wait(host)
            body = content() if callable(content) else content
            answer = self._once(http, method, url, headers, body, most, into)
            seconds = asked_to_wait(answer.status, answer.headers, self._now())
            if seconds is None:
                return answer
            if seconds > self.limits.most_wait_s or not (callable(content) or _is_whole(content)):
                raise AskedToWaitError(host=host, seconds=round(seconds))
            if self._on_wait is not None:
                self._on_wait(host, seconds)
            self._sleep(seconds)

    def _once(  # noqa: PLR0913, PLR0917
        self,
        http: httpx2.Client,
        method: str,
        url: str,
        headers: dict[str, str],
        content: Content,
        most: int,
        into: BinaryIO | None,
    ) -> Answer:
        host = host_of(url)
        _check(url)
        try:
            http.cookies.clear()
            traced = {} if self._deadline is None else {"trace": self._deadline.trace}
            request = http.build_request(
                method, url, headers=self._headers | headers, content=content, extensions=traced
            )
            with self._deadline or nullcontext():
                response = http.send(request, stream=True)
                try:
                    body = _read(response, most, host, into if response.is_success else None)
                finally:
                    response.close()
        except (httpx2.RequestError, httpx2.InvalidURL, OSError, ValueError) as error:
            raise self._named(error, host) from error
        if (
            self._deadline is not None and self._deadline.is_over
        ):  # an end that nobody announced looks like any other
            raise NotReachedError(host=host, reason="it took too long as a whole")
        named = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, named, body, url)

    def _named(self, error: Exception, host: str) -> NetError:
        """Return the error in our words. Through a proxy a refused connection is the proxy's failure."""
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        if _is_tls(error):
            return TlsFailedError(host=host, reason=reason)
        if self.route.proxy is not None and isinstance(error, httpx2.ProxyError | httpx2.ConnectError):
            return ProxyFailedError(host=host, proxy=self.route.shown(), reason=reason)
        return NotReachedError(host=host, reason=reason)


def host_of(url: str) -> str:
    """Return the host and port that an address names, as people write them."""
    try:
        parsed = httpx2.URL(url)
    except httpx2.InvalidURL:
        return "?"
    return parsed.netloc.decode("ascii", "replace").rpartition("@")[2]


def _check(url: str) -> None:
    """Refuse what is not https, but for this machine and onion services, and any address with a password in it."""
    try:
        parsed = httpx2.URL(url)
    except httpx2.InvalidURL as error:
        raise UrlRefusedError(url=url[:200]) from error
    is_near = parsed.host == "localhost" or parsed.host.endswith(".onion") or _is_loopback(parsed.host)
    if (
        not parsed.host
        or parsed.userinfo
        or not (parsed.scheme == "https" or (parsed.scheme == "http" and is_near))
    ):
        raise UrlRefusedError(url=_bare(url)[:200])


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _onward(url: str, onward: str, other_hosts: frozenset[str]) -> str:
    here = httpx2.URL(url)
    there = here.join(onward)
    if there.netloc == here.netloc and there.scheme == here.scheme:
        return str(there)
    if there.scheme == "https" and there.host in other_hosts | {here.host}:
        return str(there)
    raise RedirectRefusedError(host=host_of(url), other=host_of(str(there)))


def _read(response: httpx2.Response, most: int, host: str, into: BinaryIO | None) -> bytes:
    """Read an answer, counted after unpacking, so that a small packed one cannot fill the memory."""
    parts: list[bytes] = []
    size = 0
    for part in response.iter_bytes(1 << 16):
        size += len(part)
        if size > most:
            raise AnswerTooLargeError(host=host, most=most)
        if into is None:
            parts.append(part)
        else:
            into.write(part)
    return b"".join(parts)


def _is_whole(content: Content) -> bool:
    return content is None or isinstance(content, bytes)


def _is_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _bare(address: str) -> str:
    """Return an address without a name and password."""
    scheme, mark, rest = address.partition("://")
    front, slash, path = rest.partition("/")
    return scheme + mark + front.rpartition("@")[2] + slash + path
