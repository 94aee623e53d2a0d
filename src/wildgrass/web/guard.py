"""Lets in only the browser that swapped the one-time key, by the one name of this address, and says so in headers.

Against: other programs and web pages on the same machine, DNS rebinding (the Host check), forms on other pages (the
Origin check), pictures and frames on other pages (Sec-Fetch-Site, CORP), scripts in what is shown (CSP, Trusted Types).
"""

from http.cookies import CookieError, SimpleCookie
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wildgrass.web.neutral import neutral_page
from wildgrass.web.session import Sessions

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self';"
    " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none';"
    " object-src 'none'; require-trusted-types-for 'script'; trusted-types parts"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    # Not "no-referrer": under it browsers send "Origin: null" with our own forms (Fetch, section 3.2, "append a
    # request Origin header"), and the Origin check could tell nothing. Nobody outside is told anything either way.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), payment=()",
    "X-Robots-Tag": "noindex",
    "X-DNS-Prefetch-Control": "off",
}
OPENING: Final = "/open"
_ADDRESS_MAX: Final = 2048
_METHODS: Final = frozenset({"GET", "HEAD", "POST"})


class Guard:
    """The outermost layer of the app."""

    def __init__(self, app: ASGIApp, host: str, sessions: Sessions, cookie: str) -> None:
        """Serve `app` under `host` ("127.0.0.1:8123") to whoever holds a session in the cookie `cookie`."""
        self._app = app
        self._host = host
        self._sessions = sessions
        self._cookie = cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        refusal = self._refusal(scope)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await (refusal or self._app)(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> Response | None:
        """Return why a request is not answered; None lets it in, with its session in the scope."""
        headers = Headers(scope=scope)
        if headers.getlist("host") != [self._host]:
            return PlainTextResponse("misdirected request", 421)
        return _odd(scope) or self._stranger(scope, headers)

    def _stranger(self, scope: Scope, headers: Headers) -> Response | None:
        """Refuse who is not the person that the key was given to."""
        if not self._is_ours(scope, headers):
            return PlainTextResponse("not from this page", 403)
        if scope["path"] == OPENING:
            return None
        session = self._sessions.of(cookie_of(headers, self._cookie))
        if session is None:
            return neutral_page(403)
        scope["session"] = session
        return None

    def _is_ours(self, scope: Scope, headers: Headers) -> bool:
        """Say whether our own page, or the person herself, asked for this."""
        site = headers.get("sec-fetch-site", "none")
        if scope["method"] == "POST":
            return headers.get("origin") == f"http://{self._host}" and site in {"none", "same-origin"}
        return site in {"none", "same-origin"} or headers.get("sec-fetch-mode") == "navigate"


def _odd(scope: Scope) -> Response | None:
    """Refuse what no page of ours asks for."""
    if len(scope["query_string"]) + len(scope["path"]) > _ADDRESS_MAX:
        return PlainTextResponse("address too long", 414)
    if scope["method"] not in _METHODS:
        return PlainTextResponse("method not allowed", 405)
    return None


def cookie_of(headers: Headers, name: str) -> str:
    """Return a cookie's value, "" where there is none."""
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(headers.get("cookie", ""))
    except CookieError:
        return ""
    return jar[name].value if name in jar else ""
