"""A stand-in for a PDS and the PLC directory in one, ours and said to be so; the real ones are asked the same."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from net.a_server import Said as Answer
from net.a_server import Server, serving
from wildgrass.crypto import plc
from wildgrass.crypto.did_key import SigningKey

SERVERS, SIGNING = SigningKey(b"\x11" * 32), SigningKey(b"\x12" * 32)


@dataclass
class Servers:
    """A stand-in for a PDS and the directory in one; `sign` may lie, `keep` drops what is passed on."""

    server: Server
    log: list[dict[str, Any]]
    sign: Callable[[dict[str, Any]], Any] = lambda operation: plc.signed(operation, SERVERS)
    does_keep: bool = True
    did: str = ""
    mails: int = 0
    submitted: list[Any] = field(default_factory=list)

    def say(self, method: str, path: str, number: int) -> Answer:
        name = urlsplit(path).path.rpartition(".")[2]
        body = json.loads(self.server.asked[number - 1][3] or b"null")
        if path.endswith("/log"):
            return self._json(self.log) if self.log else (404, {}, b"{}")
        answer = {
            "resolveHandle": lambda: {"did": self.did},
            "createSession": lambda: self._session(body),
            "requestPlcOperationSignature": self._mail,
            "signPlcOperation": lambda: self._signed(body),
            "submitPlcOperation": lambda: self._submitted(body),
        }[name]()
        assert method == ("GET" if name == "resolveHandle" else "POST")
        return answer if isinstance(answer, tuple) else self._json(answer)

    @staticmethod
    def _json(value: Any, status: int = 200) -> Answer:
        return status, {"content-type": "application/json"}, json.dumps(value).encode()

    def _session(self, body: Any) -> Any:
        assert body["password"] == "made-up"
        return {"accessJwt": "a", "refreshJwt": "r", "did": self.did, "handle": "me.test"}

    def _mail(self) -> Answer:
        self.mails += 1
        return 200, {}, b""

    def _signed(self, body: Any) -> Any:
        if body["token"] != "CODE-1":
            return self._json({"error": "InvalidToken2", "message": "Token is invalid"}, 400)
        last = plc.normal(self.log[-1])
        asked = {**last, "rotationKeys": body["rotationKeys"], "prev": plc.name_of(self.log[-1])}
        return {"operation": self.sign({name: one for name, one in asked.items() if name != "sig"})}

    def _submitted(self, body: Any) -> Answer:
        self.submitted.append(body["operation"])
        if self.does_keep:
            self.log.append(body["operation"])
        return 200, {}, b""

    @property
    def calls(self) -> list[str]:
        return [urlsplit(path).path.rpartition(".")[2] for _, path, _, _ in self.server.asked]


def first(*keys: SigningKey) -> dict[str, Any]:
    """Return the first operation of an identity with these rotation keys."""
    return plc.signed(
        {
            "type": "plc_operation",
            "rotationKeys": [one.did for one in keys],
            "verificationMethods": {"atproto": SIGNING.did},
            "alsoKnownAs": ["at://me.test"],
            "services": {
                "atproto_pds": {"type": "AtprotoPersonalDataServer", "endpoint": "https://pds.test"}
            },
            "prev": None,
        },
        SERVERS,
    )


@contextmanager
def standing_in() -> Iterator[Servers]:
    """Run it on a port of its own, with one identity."""
    made: list[Servers] = []
    with serving(lambda *asked: made[0].say(*asked)) as server:  # noqa: PLW0108 - made is empty yet
        log = [first(SERVERS)]
        made.append(Servers(server, log, did=plc.did_of(log[0])))
        yield made[0]
