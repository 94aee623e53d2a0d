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


class Fedi:
    """A server of Mastodon's kind: its API and its ActivityPub side, over the same posts."""

    def __init__(self) -> None:
        self.url = ""
        self.posts = {number: f"<p>post {number}</p>" for number in range(1, 8)}
        self.edited: dict[int, str] = {}
        self.likes = 0
        self.page = 3
        self.attached: dict[int, str] = {}
        self.files: dict[str, bytes] = {}
        self.spoil: Callable[[str, Said], Said] = lambda _path, said: said

    @property
    def _account(self) -> dict[str, Any]:
        counts = {"followers_count": self.likes, "following_count": 1, "statuses_count": len(self.posts)}
        names = {
            "id": "11",
            "username": "ines",
            "acct": "ines",
            "display_name": "Inès",
            "note": "<p>la mer</p>",
        }
        web = {"url": f"{self.url}/@ines", "uri": f"{self.url}/users/ines"}
        return names | web | {"created_at": "2019-01-01T00:00:00.000Z", "fields": []} | counts

    def _status(self, number: int) -> dict[str, Any]:
        uri = f"{self.url}/users/ines/statuses/{number}"
        return {
            "id": str(number),
            "created_at": f"2025-01-{number:02}T08:00:00.000Z",
            "edited_at": self.edited.get(number),
            "spoiler_text": "",
            "visibility": "public",
            "uri": uri,
            "url": f"{self.url}/@ines/{number}",
            "favourites_count": self.likes,
            "content": self.posts[number],
            "account": self._account,
            "media_attachments": [
                {"id": "5", "type": "image", "url": f"{self.url}{path}", "description": "草"}
                for path in filter(None, [self.attached.get(number)])
            ],
            "mentions": [],
        }

    def _activity(self, number: int) -> dict[str, Any]:
        uri = f"{self.url}/users/ines/statuses/{number}"
        when, public = f"2025-01-{number:02}T08:00:00Z", "https://www.w3.org/ns/activitystreams#Public"
        note = {"id": uri, "type": "Note", "published": when, "attributedTo": f"{self.url}/users/ines"}
        note |= {"content": self.posts[number], "to": [public], "url": f"{self.url}/@ines/{number}"}
        note |= {"likes": {"id": f"{uri}/likes", "type": "Collection", "totalItems": self.likes}}
        if number in self.attached:
            file = {"type": "Document", "mediaType": "image/png", "url": f"{self.url}{self.attached[number]}"}
            note["attachment"] = [file | {"name": "草"}]
        if number in self.edited:
            note["updated"] = self.edited[number]
        made = {
            "id": f"{uri}/activity",
            "type": "Create",
            "actor": f"{self.url}/users/ines",
            "published": when,
        }
        return made | {"to": [public], "object": note}

    def say(self, _method: str, path: str, _number: int) -> Said:
        if path in self.files:
            return 200, {"content-type": "image/png"}, self.files[path]
        return self.spoil(path, self._said(path))

    def _said(self, path: str) -> Said:
        parts = urlsplit(path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        newest = sorted(self.posts, reverse=True)
        before = int(query.get("max_id", 10_000))
        shown = [number for number in newest if number < before][: self.page]
        context, outbox = "https://www.w3.org/ns/activitystreams", f"{self.url}/users/ines/outbox"
        if parts.path == "/api/v1/accounts/lookup":
            return (
                _json(self._account) if query["acct"] == "ines" else _json({"error": "Record not found"}, 404)
            )
        if parts.path == "/api/v1/accounts/11/statuses":
            return _json([self._status(number) for number in shown])
        if parts.path == "/users/ines":
            person = {
                "id": f"{self.url}/users/ines",
                "type": "Person",
                "preferredUsername": "ines",
                "name": "Inès",
            }
            return _json(
                {"@context": context, **person, "inbox": f"{self.url}/users/ines/inbox", "outbox": outbox}
            )
        if parts.path == "/users/ines/outbox" and "page" not in query:
            top = {"id": outbox, "type": "OrderedCollection", "totalItems": len(self.posts)}
            return _json({"@context": context, **top, "first": f"{outbox}?page=true"})
        if parts.path == "/users/ines/outbox":
            page = {
                "@context": context,
                "id": f"{self.url}{path}",
                "type": "OrderedCollectionPage",
                "partOf": outbox,
            }
            more = {"next": f"{outbox}?page=true&max_id={shown[-1]}"} if shown else {}
            return _json({**page, **more, "orderedItems": [self._activity(number) for number in shown]})
        return _json({"error": "Record not found"}, 404)


@contextmanager
def fedi() -> Iterator[Fedi]:
    """Serve an account with seven posts, three to a page."""
    made_fedi = Fedi()
    with serving(made_fedi.say) as server:
        made_fedi.url = server.url
        yield made_fedi
