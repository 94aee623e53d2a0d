"""Speaking to a server with Mastodon's API: what it is, whose token this is, its posts, in plain JSON."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from wildgrass.errors import EXIT_STORE, EXIT_USAGE, WildgrassError
from wildgrass.net import Answer, Client, NotReachedError
from wildgrass.net.waiting import asked_to_wait
from wildgrass.targets.mastodon.software import Software, Way, detected

_PAGE: Final = 40
_TOKEN: Final = re.compile(r"[\x21-\x7e]{1,4096}")
_REMAINING: Final = ("ratelimit-remaining", "x-ratelimit-remaining")
_RESET: Final = ("ratelimit-reset", "x-ratelimit-reset")
_PAUSE_S: Final = 1.0
_LARGE: Final = 64 << 20  # snac answers with every post that there is


class TokenRefusedError(WildgrassError):
    """The server does not take this token."""

    code = "token-refused"
    exit_code = EXIT_USAGE
    message = "{server} does not take this access token: {reason}"
    hint = "make an access token that may read and write in the settings of the account"


class MastodonRefusedError(WildgrassError):
    """The server answers with something that we cannot go on from."""

    code = "mastodon-refused"
    exit_code = EXIT_STORE
    message = "{server} answers {call} with {status}: {reason}"
    hint = "run the command again later; it goes on where it stopped"


class Refused(Exception):  # noqa: N818 - an answer, not a failure
    """A call that the server refused, or answered with nothing to go by: its status and words."""

    def __init__(self, call: str, status: int, words: str) -> None:
        """Keep what the server said."""
        super().__init__(words)
        self.call, self.status, self.words = call, status, words


@dataclass(frozen=True, slots=True)
class Account:
    """Whose token it is."""

    id: str
    name: str
    followers: int


@dataclass(slots=True)
class Api:
    """A server and, once it is known, an account's token, which lives here and nowhere else."""

    client: Client
    server: str
    now: Callable[[], datetime]
    wait: Callable[[float], None]
    me: Account | None = None
    _headers: dict[str, str] = field(default_factory=lambda: {"connection": "close"}, repr=False)

    def what_it_is(self) -> tuple[Software, Mapping[str, Any]]:
        """Return the server's software and its `configuration`. Nothing is said of who asks. Raises NetError."""
        instance = self._json("/api/v2/instance")
        if not (isinstance(instance, dict) and instance.get("version")):
            instance = self._json("/api/v1/instance")
        software = detected(self._nodeinfo(), instance)
        if software.way is not Way.DELIVERED:  # snac breaks connections kept open: 123 resets in 200 posts
            self._headers.pop("connection", None)
        found = instance.get("configuration") if isinstance(instance, dict) else None
        return software, found if isinstance(found, dict) else {}

    def _nodeinfo(self) -> Any:
        """Return the nodeinfo document, from this very server whatever its list says."""
        said = self._json("/.well-known/nodeinfo")
        links = said.get("links") if isinstance(said, dict) else None
        for link in reversed(links) if isinstance(links, list) else ():
            if isinstance(link, dict) and "nodeinfo.diaspora.software" in str(link.get("rel")):
                try:
                    path = urlsplit(str(link.get("href"))).path
                except ValueError:
                    return None
                return self._json(path) if path.startswith("/") else None
        return None

    def _json(self, path: str) -> Any:
        answer = self._asked(self.server + path)
        return answer.json() if answer.is_good else None

    def _asked(self, url: str) -> Answer:
        """Ask, and once more where the connection broke: to ask changes nothing there."""
        try:
            return self.client.get(url, headers=self._headers, most_bytes=_LARGE)
        except NotReachedError:
            self.wait(_PAUSE_S)
            return self.client.get(url, headers=self._headers, most_bytes=_LARGE)

    def open(self, token: str) -> Account:
        """Take a token and see whose it is.

        Raises:
            TokenRefusedError: the server refuses it.
            NetError: it is not reached.
        """
        token = token.strip()
        if not _TOKEN.fullmatch(token):  # nothing else may stand in a header
            raise TokenRefusedError(
                server=self.server, reason="it is not one line of plain letters and signs"
            )
        self._headers["authorization"] = f"Bearer {token}"
        try:
            said = self.get("/api/v1/accounts/verify_credentials")
            followers = said.get("followers_count")
            self.me = Account(
                str(said["id"]), str(said["username"]), followers if type(followers) is int else 0
            )
        except (Refused, TypeError, KeyError, AttributeError) as error:
            del self._headers["authorization"]
            reason = (
                f"{error.status} {error.words}" if isinstance(error, Refused) else "no account in its answer"
            )
            raise TokenRefusedError(server=self.server, reason=reason) from error
        return self.me

    def get(self, path: str, **parameters: object) -> Any:
        """Ask; return the answer's JSON. Raises Refused, NetError."""
        url = f"{self.server}{path}" + (f"?{urlencode(parameters)}" if parameters else "")
        return self._taken(path, self._asked(url))

    def post(self, path: str, value: Mapping[str, Any]) -> Any:
        """Have something done; return the answer's JSON. Raises Refused, NetError."""
        return self._taken(path, self.client.post_json(self.server + path, value, headers=self._headers))

    def send(self, path: str, content: bytes, media_type: str) -> Any:
        """Send bytes; return the answer's JSON. Raises Refused, NetError."""
        named = self._headers | {"content-type": media_type}
        return self._taken(path, self.client.send("POST", self.server + path, headers=named, content=content))

    def _taken(self, call: str, answer: Answer) -> Any:
        self._heed(answer)
        if not answer.is_good:
            raise Refused(call, answer.status, _words(answer))
        said = answer.json()
        if said is None:
            raise Refused(call, 502, "no JSON in the answer")
        return said

    def _heed(self, answer: Answer) -> None:
        """Wait now where the answer says that nothing is left of the quota."""
        if any(answer.headers.get(name, "").strip() == "0" for name in _REMAINING):
            left = {name: answer.headers[name] for name in _RESET if name in answer.headers}
            seconds = asked_to_wait(429, left, self.now())
            if seconds:
                self.wait(seconds)

    def statuses(self, *, by_arrival: bool) -> Iterator[dict[str, Any]]:
        """Yield the account's own posts. `by_arrival` reads the home timeline: snac does not page the account's."""
        assert self.me is not None, "a session is opened first"
        path = "/api/v1/timelines/home" if by_arrival else f"/api/v1/accounts/{self.me.id}/statuses"
        seen: set[str] = set()
        onward: dict[str, object] = {}
        while True:
            page = self.get(path, limit=_PAGE, **onward)
            new = [one for one in _objects(page) if str(one.get("id")) not in seen]
            if not new:
                return
            seen.update(str(one.get("id")) for one in new)
            yield from (one for one in new if self._is_mine(one))
            onward = {"max_id": str(new[-1]["id"])}

    def newest(self) -> list[str]:
        """Return the ids of what arrived last."""
        return [str(one.get("id")) for one in _objects(self.get("/api/v1/timelines/home", limit=_PAGE))]

    def _is_mine(self, status: Mapping[str, Any]) -> bool:
        account = status.get("account")
        assert self.me is not None, "a session is opened first"
        return (
            isinstance(account, dict)
            and str(account.get("id")) == self.me.id
            and not isinstance(status.get("reblog"), dict)
        )

    def failed(self, refused: Refused) -> MastodonRefusedError:
        """Return a refusal as an error that a person reads."""
        return MastodonRefusedError(
            server=self.server, call=refused.call, status=refused.status, reason=refused.words
        )


def _objects(page: Any) -> list[dict[str, Any]]:
    return [one for one in page if isinstance(one, dict)] if isinstance(page, list) else []


def _words(answer: Answer) -> str:
    """Return what the server says of a refusal, short and without what a terminal would obey."""
    said = answer.json()
    words = said.get("error") if isinstance(said, dict) else answer.body[:400].decode(errors="replace")
    return "".join(one for one in " ".join(str(words).split())[:300] if one.isprintable())
