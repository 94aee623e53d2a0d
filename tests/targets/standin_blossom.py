"""A Blossom server of our own: takes an upload that its owner's key allows, and gives it back by its SHA-256."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256

import nostr_sdk

from net.a_server import Said, Server, serving


@dataclass
class Blossom:
    """What the server holds, and how often it was asked to take something."""

    server: Server | None = None
    blobs: dict[str, bytes] = field(default_factory=dict)
    uploads: int = 0
    refuses: tuple[int, str] | None = None

    @property
    def url(self) -> str:
        assert self.server is not None
        return self.server.url

    def say(self, method: str, path: str, number: int) -> Said:
        """Answer one request."""
        assert self.server is not None
        if method == "GET":
            body = self.blobs.get(path.strip("/").partition(".")[0])
            return (404, {}, b"") if body is None else (200, {"content-type": "image/png"}, body)
        if method != "PUT" or path != "/upload":
            return 404, {}, b""
        self.uploads += 1
        if self.refuses is not None:
            return self.refuses[0], {"x-reason": self.refuses[1]}, b""
        _, _, headers, body = self.server.asked[number - 1]
        digest = sha256(body).hexdigest()
        if not _allows(headers.get("authorization", ""), digest):
            return 401, {"x-reason": "not allowed"}, b""
        self.blobs[digest] = body
        said = {"url": f"{self.url}/{digest}", "sha256": digest, "size": len(body), "uploaded": 1}
        return 200, {"content-type": "application/json"}, json.dumps(said).encode()


def _allows(header: str, digest: str) -> bool:
    """Say whether a header is a signed event that allows this upload (BUD-02, BUD-11)."""
    scheme, _, text = header.partition(" ")
    event = nostr_sdk.Event.from_json(base64.b64decode(text).decode())
    tags = json.loads(event.as_json())["tags"]
    return (
        scheme == "Nostr"
        and event.verify()
        and event.kind().as_u16() == 24242
        and ["t", "upload"] in tags
        and ["x", digest] in tags
        and any(tag[0] == "expiration" for tag in tags)
    )


@contextmanager
def blossom() -> Iterator[Blossom]:
    """Run the server on loopback."""
    made = Blossom()
    with serving(made.say) as server:
        made.server = server
        yield made
