"""A stand-in for a PDS, ours and said to be so: answers as the real one was measured to, and fails when told to.

The same contract runs against the real server (`make interop`); this one is there in every run.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from net.a_server import Said, Server, serving
from wildgrass.crypto import car, dagcbor
from wildgrass.crypto.cid import RAW, Cid, cid_of
from wildgrass.crypto.mst import build

DID = "did:plc:standin"
_OPEN = {"createSession", "refreshSession", "getLatestCommit", "getBlocks", "listRecords", "getRecord"}
Refusal = tuple[int, str, str]


@dataclass
class StandIn:
    """One account's repository, and what was asked of the server."""

    server: Server
    repo: dict[str, dict[str, Any]] = field(default_factory=dict)
    blobs: set[str] = field(default_factory=set)
    fail: Callable[[int, str], Said | None] = lambda _number, _call: None
    imports: int = 0
    tokens: int = 0

    @property
    def url(self) -> str:
        return self.server.url

    def say(self, method: str, path: str, number: int) -> Said:
        """Answer one request."""
        call = urlsplit(path).path.removeprefix("/xrpc/")
        said = self.fail(number, call)
        if said is not None:
            return said
        query = {key: values[0] for key, values in parse_qs(urlsplit(path).query).items()}
        body, headers = self.server.asked[number - 1][3], self.server.asked[number - 1][2]
        name = call.rpartition(".")[2]
        is_known = headers.get("authorization") == f"Bearer access-{self.tokens}"
        if name not in _OPEN and not is_known:
            return _no(400, "ExpiredToken", "Token has expired")
        del method
        answer = getattr(self, f"_{name}")(query, body, headers)
        if isinstance(answer, bytes):
            return 200, {"content-type": "application/octet-stream"}, answer
        if isinstance(answer, tuple):
            return _no(*answer)
        return 200, {"content-type": "application/json"}, json.dumps(answer).encode()

    def records(self, collection: str = "app.bsky.feed.post") -> list[dict[str, Any]]:
        """Return the records of a collection, newest key first."""
        found = []
        for key in sorted(self.repo, reverse=True):
            if key.startswith(collection + "/"):
                value = self.repo[key]
                found.append({"uri": f"at://{DID}/{key}", "cid": _cid(value).text(), "value": value})
        return found

    def expire(self) -> None:
        """Let every access token that was given out run out."""
        self.tokens += 1

    def _session(self) -> dict[str, Any]:
        return {
            "accessJwt": f"access-{self.tokens}",
            "refreshJwt": "refresh",
            "did": DID,
            "handle": "me.test",
        }

    def _createSession(self, _query: Any, body: bytes, _headers: Any) -> Any:  # noqa: N802 - the call's name
        if json.loads(body)["password"] != "made-up":
            return 401, "AuthenticationRequired", "Invalid identifier or password"
        return self._session()

    def _refreshSession(self, _query: Any, _body: bytes, headers: Any) -> Any:  # noqa: N802
        return self._session() if headers["authorization"] == "Bearer refresh" else (401, "AuthMissing", "no")

    def _listRecords(self, query: Any, _body: bytes, _headers: Any) -> Any:  # noqa: N802
        found = self.records(query["collection"])
        start = int(query.get("cursor", 0))
        end = start + int(query["limit"])
        return {"records": found[start:end]} | ({"cursor": str(end)} if end < len(found) else {})

    def _getRecord(self, query: Any, _body: bytes, _headers: Any) -> Any:  # noqa: N802
        value = self.repo.get(f"{query['collection']}/{query['rkey']}")
        if value is None:
            return 400, "RecordNotFound", "Could not locate record"
        return {"uri": "at://", "cid": _cid(value).text(), "value": value}

    def _applyWrites(self, _query: Any, body: bytes, _headers: Any) -> Any:  # noqa: N802
        writes = json.loads(body)["writes"]
        made = {f"{one['collection']}/{one['rkey']}": one["value"] for one in writes}
        if len(writes) > 200 or len(body) > 1_000_000:
            return 400, "InvalidRequest", "Too many writes"
        if any(key in self.repo for key in made):
            return 500, "InternalServerError", "Internal Server Error"
        for value in made.values():
            if any(blob not in self.blobs for blob in _blobs_in(value)):
                return 400, "BlobNotFound", "Could not find blob"
            if value["text"] == "REFUSE ME":
                return 400, "InvalidRequest", "Invalid app.bsky.feed.post record"
        self.repo |= made
        return {"results": [{"uri": key, "cid": _cid(value).text()} for key, value in made.items()]}

    def _uploadBlob(self, _query: Any, body: bytes, headers: Any) -> Any:  # noqa: N802
        cid = cid_of(body, RAW).text()
        self.blobs.add(cid)
        return {"blob": {"ref": {"$link": cid}, "mimeType": headers["content-type"], "size": len(body)}}

    def _putRecord(self, _query: Any, body: bytes, _headers: Any) -> Any:  # noqa: N802
        asked = json.loads(body)
        self.repo[f"{asked['collection']}/{asked['rkey']}"] = asked["record"]
        return {
            "uri": f"at://{DID}/{asked['collection']}/{asked['rkey']}",
            "cid": _cid(asked["record"]).text(),
        }

    def _describeRepo(self, *_: Any) -> Any:  # noqa: N802
        return {"collections": sorted({key.partition("/")[0] for key in self.repo})}

    def _importRepo(self, _query: Any, body: bytes, _headers: Any) -> Any:  # noqa: N802
        blocks = car.blocks(body)
        assert all(cid_of(data).raw == name.raw for name, data in blocks.items())
        commit = next(one for data in blocks.values() if "sig" in (one := dagcbor.decode(data)[0]))
        self.repo = {key: dagcbor.decode_json(blocks[cid])[0] for key, cid in _walk(blocks, commit["data"])}
        self.imports += 1
        return {}

    def _commit(self) -> tuple[Cid, bytes]:
        root = list(build(sorted((key.encode(), _cid(value)) for key, value in self.repo.items())))[-1].cid
        data = dagcbor.encode({"data": root, "did": DID})
        return cid_of(data), data

    def _getLatestCommit(self, *_: Any) -> Any:  # noqa: N802
        return {"cid": self._commit()[0].text(), "rev": "3k"}

    def _getBlocks(self, query: Any, *_: Any) -> bytes:  # noqa: N802
        name, data = self._commit()
        assert query["cids"] == name.text()
        return car.header(name) + car.section(name, data)

    def _listMissingBlobs(self, *_: Any) -> Any:  # noqa: N802
        named = {blob for value in self.repo.values() for blob in _blobs_in(value)}
        return {"blobs": [{"cid": one} for one in sorted(named - self.blobs)]}


def _no(status: int, name: str, words: str) -> Said:
    return (
        status,
        {"content-type": "application/json"},
        json.dumps({"error": name, "message": words}).encode(),
    )


def _cid(value: Any) -> Cid:
    return cid_of(dagcbor.encode(dagcbor.from_json(value)))


def _blobs_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if value.get("$type") == "blob":
            yield value["ref"]["$link"]
        for part in value.values():
            yield from _blobs_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from _blobs_in(part)


def _walk(blocks: dict[Cid, bytes], root: Cid) -> Iterator[tuple[str, Cid]]:
    node: Any = dagcbor.decode(blocks[root])[0]
    if node["l"]:
        yield from _walk(blocks, node["l"])
    key = b""
    for entry in node["e"]:
        key = key[: entry["p"]] + entry["k"]
        yield key.decode(), entry["v"]
        if entry["t"]:
            yield from _walk(blocks, entry["t"])


@contextmanager
def standing_in() -> Iterator[StandIn]:
    """Run it on a port of its own."""
    made: list[StandIn] = []
    with serving(lambda *asked: made[0].say(*asked)) as server:  # noqa: PLW0108 - made is empty yet
        made.append(StandIn(server))
        yield made[0]
