"""Stand-ins for servers that are open to read, on loopback: ours and said to be so. Each plays what it is told to."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from net.a_server import Said, Server, serving
from sources import made_bluesky as made

DID = made.DID
KEY = made.private_key()


def post(text: str, number: int = 0, **more: Any) -> dict[str, Any]:
    when = f"2025-03-{number + 1:02}T08:00:00.000Z"
    return {"$type": "app.bsky.feed.post", "text": text, "createdAt": when, "langs": ["en"], **more}


def profile(name: str = "Ines") -> dict[str, Any]:
    return {"$type": "app.bsky.actor.profile", "displayName": name, "description": "grass"}


@dataclass
class PublicPds:
    """One account's server; `spoil` may change any answer: (call, answer) -> answer."""

    server: Server
    records: dict[str, Any] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    rev: int = 0
    spoil: Callable[[str, Said], Said] = lambda _call, said: said

    @property
    def target(self) -> str:
        return f"bluesky:made.example@{self.server.url}"

    @property
    def calls(self) -> list[str]:
        return [urlsplit(path).path.rpartition(".")[2] for _, path, _, _ in self.server.asked]

    def put(self, rkey: str, value: dict[str, Any], collection: str = "app.bsky.feed.post") -> None:
        self.records[f"{collection}/{rkey}"] = value
        self.rev += 1

    def delete(self, rkey: str) -> None:
        del self.records[f"app.bsky.feed.post/{rkey}"]
        self.rev += 1

    def picture(self, data: bytes) -> dict[str, Any]:
        """Keep a blob and return the embed that names it."""
        self.blobs[made.text_of(made.cid_of(data, 0x55))] = data
        image = {"alt": "grass", "image": made.blob(data, "image/png")}
        return {"$type": "app.bsky.embed.images", "images": [image]}

    def car(self) -> bytes:
        return made.repository(self.records, key=KEY, rev=f"rev{self.rev}")

    def say(self, _method: str, path: str, _number: int) -> Said:
        parts = urlsplit(path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        call = parts.path.rpartition(".")[2]
        return self.spoil(call, self._said(call, query))

    def _said(self, call: str, query: dict[str, str]) -> Said:
        if call == "describeRepo":
            document = made.did_document(KEY)
            return _json({"did": DID, "handle": "made.example", "didDoc": document, "collections": []})
        if call == "getLatestCommit":
            return _json({"cid": "x", "rev": f"rev{self.rev}"})
        if call == "getRepo":
            return 200, {"content-type": "application/vnd.ipld.car"}, self.car()
        if call == "listBlobs":
            names, start = sorted(self.blobs), int(query.get("cursor", 0))
            end = start + 2  # pages of two, so that every test turns pages
            return _json({"cids": names[start:end]} | ({"cursor": str(end)} if end < len(names) else {}))
        if call == "getBlob" and query["cid"] in self.blobs:
            return 200, {"content-type": "image/png"}, self.blobs[query["cid"]]
        return (
            400,
            {"content-type": "application/json"},
            b'{"error": "BlobNotFound", "message": "Blob not found"}',
        )


def _json(value: Any, status: int = 200) -> Said:
    return status, {"content-type": "application/json; charset=utf-8"}, json.dumps(value).encode()


@contextmanager
def public_pds() -> Iterator[PublicPds]:
    """Serve an account with a profile and nothing else."""
    made_pds: list[PublicPds] = []
    with serving(lambda method, path, number: made_pds[0].say(method, path, number)) as server:  # noqa: PLW0108 - made after it
        pds = PublicPds(server)
        made_pds.append(pds)
        pds.put("self", profile(), "app.bsky.actor.profile")
        yield pds
