"""Speaking to a PDS: a session that is opened once and refreshed, and calls in plain JSON."""

from collections.abc import Callable, Iterator, Mapping
from threading import Lock
from typing import Any, Final
from urllib.parse import urlencode

from wildgrass.errors import EXIT_STORE, EXIT_USAGE, WildgrassError
from wildgrass.net import Answer, Client
from wildgrass.net.client import Content

_EXPIRED: Final = frozenset({"ExpiredToken", "InvalidToken"})
_PAGE: Final = 100


class LoginError(WildgrassError):
    """The server does not take this account and password."""

    code = "login-refused"
    exit_code = EXIT_USAGE
    message = "{server} does not let {account} in: {reason}"
    hint = "check the handle and the password; make an app password in the settings of the account"


class ServerError(WildgrassError):
    """The server answers with something that we cannot go on from."""

    code = "server-refused"
    exit_code = EXIT_STORE
    message = "{server} answers {call} with {status}: {reason}"
    hint = "run the command again later; it goes on where it stopped"


class Refused(Exception):  # noqa: N818 - an answer, not a failure
    """A call that the server refused: its status, its error's name, its words."""

    def __init__(self, status: int, name: str, words: str) -> None:
        """Keep what the server said."""
        super().__init__(f"{name}: {words}")
        self.status, self.name, self.words = status, name, words


class Session:
    """An account's session at its server; the tokens live here and nowhere else."""

    def __init__(self, client: Client, server: str) -> None:
        """Nothing is sent yet."""
        self._client, self.server = client, server
        self._access = self._refresh = ""
        self._renewing = Lock()
        self.did = self.handle = ""

    def __repr__(self) -> str:
        """Show whose it is, never its tokens."""
        return f"Session({self.handle or '?'} at {self.server})"

    def open(self, account: str, password: str) -> None:
        """Log in.

        Raises:
            LoginError: the server refuses.
            NetError: it is not reached.
        """
        url = f"{self.server}/xrpc/com.atproto.server.createSession"
        answer = self._client.post_json(url, {"identifier": account, "password": password})
        if not answer.is_good:
            raise LoginError(server=self.server, account=account, reason=_refusal(answer).words)
        self._keep(answer.json())

    def _keep(self, said: Any) -> None:
        try:
            self._access, self._refresh = str(said["accessJwt"]), str(said["refreshJwt"])
            self.did, self.handle = str(said["did"]), str(said["handle"])
        except (TypeError, KeyError) as error:
            raise ServerError(
                server=self.server, call="createSession", status=200, reason="no session in it"
            ) from error

    def query(self, call: str, **parameters: object) -> Any:
        """Ask; return the answer's JSON. Raises Refused, NetError."""
        url = f"{self.server}/xrpc/{call}?{urlencode(parameters, doseq=True)}"
        return self._called(lambda headers: self._client.get(url, headers=headers)).json()

    def fetch(self, call: str, *, most_bytes: int, **parameters: object) -> bytes:
        """Ask for bytes. Raises Refused, NetError."""
        url = f"{self.server}/xrpc/{call}?{urlencode(parameters, doseq=True)}"
        return self._called(
            lambda headers: self._client.get(url, headers=headers, most_bytes=most_bytes)
        ).body

    def call(self, call: str, value: Mapping[str, Any] | None = None) -> Any:
        """Have something done; return the answer's JSON. Raises Refused, NetError."""
        url = f"{self.server}/xrpc/{call}"
        if value is None:
            return self._called(lambda headers: self._client.send("POST", url, headers=headers)).json()
        return self._called(lambda headers: self._client.post_json(url, value, headers=headers)).json()

    def send(
        self, call: str, content: Content | Callable[[], Content], media_type: str, size: int | None = None
    ) -> Any:
        """Send bytes; a function gives them anew for each try. Raises Refused, NetError."""
        url = f"{self.server}/xrpc/{call}"
        more = {"content-type": media_type} | ({} if size is None else {"content-length": str(size)})
        return self._called(
            lambda headers: self._client.send("POST", url, headers=headers | more, content=content)
        ).json()

    def records(self, collection: str) -> Iterator[tuple[str, str]]:
        """Yield the key and identifier of every record in a collection."""
        cursor: dict[str, str] = {}
        while True:
            page = self.query(
                "com.atproto.repo.listRecords", repo=self.did, collection=collection, limit=_PAGE, **cursor
            )
            found = page.get("records", [])
            for one in found:
                yield str(one["uri"]).rpartition("/")[2], str(one["cid"])
            if not found or not page.get("cursor"):
                return
            cursor = {"cursor": str(page["cursor"])}

    def record(self, collection: str, key: str) -> dict[str, Any] | None:
        """Return one record with its `cid`, None where there is none."""
        try:
            found = self.query("com.atproto.repo.getRecord", repo=self.did, collection=collection, rkey=key)
        except Refused as refused:
            if refused.name == "RecordNotFound" or refused.status == 404:
                return None
            raise
        return dict(found)

    def _called(self, send: Callable[[dict[str, str]], Answer]) -> Answer:
        token = self._access
        answer = send(self._headers())
        if answer.is_good:
            return answer
        refused = _refusal(answer)
        if refused.name not in _EXPIRED or not self._access:
            raise refused
        with self._renewing:  # pictures travel several at a time, and one renewal is enough
            if self._access == token:
                self._renew()
        answer = send(self._headers())
        if not answer.is_good:
            raise _refusal(answer)
        return answer

    def _headers(self) -> dict[str, str]:
        """Say who asks, once a session is open."""
        return {"authorization": f"Bearer {self._access}"} if self._access else {}

    def _renew(self) -> None:
        url = f"{self.server}/xrpc/com.atproto.server.refreshSession"
        answer = self._client.send("POST", url, headers={"authorization": f"Bearer {self._refresh}"})
        if not answer.is_good:
            raise LoginError(server=self.server, account=self.handle, reason=_refusal(answer).words)
        self._keep(answer.json())

    def failed(self, call: str, refused: Refused) -> ServerError:
        """Return a refusal as an error that a person reads."""
        return ServerError(
            server=self.server, call=call, status=refused.status, reason=f"{refused.name}: {refused.words}"
        )


def _refusal(answer: Answer) -> Refused:
    said = answer.json()
    if not isinstance(said, dict):
        return Refused(answer.status, "", answer.body[:200].decode(errors="replace"))
    return Refused(answer.status, str(said.get("error", "")), str(said.get("message", ""))[:500])
