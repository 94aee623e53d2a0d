"""A stand-in for a server with Mastodon's API, ours and said to be so: answers as snac 2.75 was measured to, or as
GoToSocial's documents say. The same contract runs against a real snac (`make interop`); this one is there in every run.
"""

import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from hashlib import sha256
from html import escape
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

TOKEN = "made-up"
SOFTWARE = {
    "gotosocial": ("gotosocial", "0.20.2+git-1b2c3d4", "0.20.2+git-1b2c3d4"),
    "snac": ("snac", "2.75", "4.0.0 (not true; really snac/2.75)"),
    "mastodon": ("mastodon", "4.4.3", "4.4.3"),
}
_PER_LOOK = 5  # how many posts the queue gives out at a look at a list


@dataclass
class StandIn:
    """One account, and what was asked of the server.

    `fail` may answer in the server's place; `lost` is the answer to the nth post, which is stored all the same.
    """

    software: str = "gotosocial"
    url: str = ""
    characters: int = 5000
    posts: list[dict[str, Any]] = field(default_factory=list)
    queue: list[dict[str, Any]] = field(default_factory=list)
    media: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    fail: Callable[[str, str], Response | None] = lambda _method, _path: None
    lost: dict[int, Response] = field(default_factory=dict)
    more_headers: dict[str, str] = field(default_factory=dict)
    posted: int = 0
    delivered: int = 0

    @property
    def is_snac(self) -> bool:
        return self.software == "snac"

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/nodeinfo", self._links),
                Route("/nodeinfo/2.0", self._nodeinfo),
                Route("/api/{version}/instance", self._instance),
                Route("/api/{version}/media", self._upload, methods=["POST"]),
                Route("/api/v1/media/{id}", self._picture),
                Route("/api/v1/accounts/verify_credentials", self._me),
                Route("/api/v1/accounts/{id}/statuses", self._statuses),
                Route("/api/v1/timelines/home", self._home),
                Route("/api/v1/statuses", self._post, methods=["POST"]),
            ]
        )

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.asked.append((scope["method"], scope["path"], headers))
        said = self.fail(scope["method"], scope["path"])
        is_open = scope["path"].startswith(("/.well-known", "/nodeinfo")) or "instance" in scope["path"]
        if said is None and not is_open and headers.get("authorization") != f"Bearer {TOKEN}":
            said = Response(status_code=422) if self.is_snac else _no(401, "Unauthorized: token not valid")
        await (said or self.app())(scope, receive, send)

    async def _links(self, _request: Request) -> Response:
        rel = "http://nodeinfo.diaspora.software/ns/schema/2.0"
        return JSONResponse({"links": [{"rel": rel, "href": "https://elsewhere.example/nodeinfo/2.0"}]})

    async def _nodeinfo(self, _request: Request) -> Response:
        name, version, _ = SOFTWARE[self.software]
        return JSONResponse({"version": "2.0", "software": {"name": name, "version": version}})

    async def _instance(self, request: Request) -> Response:
        if self.is_snac and request.path_params["version"] == "v2":
            return HTMLResponse("<h1>404 Not Found (snac/2.75)</h1>", 404)
        statuses = {"max_characters": self.characters, "max_media_attachments": 4 if self.is_snac else 6}
        media = {"image_size_limit": 16_777_216, "supported_mime_types": ["image/jpeg"]}
        configuration = {"statuses": statuses, "media_attachments": media}
        return JSONResponse({"version": SOFTWARE[self.software][2], "configuration": configuration})

    async def _me(self, _request: Request) -> Response:
        return JSONResponse({"id": "1", "username": "me", "acct": "me", "followers_count": 12})

    async def _upload(self, request: Request) -> Response:
        if self.is_snac and request.path_params["version"] == "v1":
            return HTMLResponse("", 404)
        head = f"content-type: {request.headers['content-type']}\r\n\r\n".encode()
        message = BytesParser().parsebytes(head + await request.body())
        found = {part.get_param("name", header="content-disposition"): part for part in message.get_payload()}
        data = found["file"].get_payload(decode=True)
        described = found.get("description")
        name = found["file"].get_filename() if self.is_snac else f"{len(self.media)} {data!r}"
        made = {
            "id": sha256(name.encode()).hexdigest()[:32],  # snac keeps one file for each name
            "type": "image",
            "description": described.get_payload(decode=True).decode() if described else None,
            "url": f"{self.url}/media/{len(self.media)}",
        }
        self.media[made["id"]] = made
        if self.is_snac:
            return JSONResponse(made)
        return JSONResponse(made | {"url": None}, 202)

    async def _picture(self, request: Request) -> Response:
        """Ready at the second look, as a server that works on it later."""
        made = self.media[request.path_params["id"]]
        looks = made["looks"] = made.get("looks", 0) + 1
        return JSONResponse(made if looks > 1 else made | {"url": None}, 200 if looks > 1 else 206)

    async def _post(self, request: Request) -> Response:
        asked = json.loads(await request.body())
        text, warning = asked.get("status", ""), asked.get("spoiler_text", "")
        media = [self.media[one] for one in dict.fromkeys(asked.get("media_ids", []))]
        parent = asked.get("in_reply_to_id")
        if text == "REFUSE ME" or (parent and not any(one["id"] == parent for one in self._all())):
            return _no(404, "target status not found")
        if len(text) + len(warning) > self.characters:
            return _no(400, "status too long")
        if not self.is_snac and asked["scheduled_at"] < "1970-01-02":
            return _no(406, "can't be backfilled")
        status = self._status(asked, text, warning, media, parent)
        if self.is_snac:
            self.queue.append(status)
            self.delivered += 1
        else:
            self.posts.append(status)
            self.posts.sort(key=lambda one: one["created_at"])
        self.posted += 1
        return self.lost.get(self.posted) or JSONResponse(status, headers=self.more_headers)

    def _status(self, asked: Any, text: str, warning: str, media: Any, parent: Any) -> dict[str, Any]:
        number = f"{len(self._all()):06}"
        when = asked["scheduled_at"]
        content = f"<p>{escape(text)}</p>".replace("\n", "<br>")
        return {
            "id": number,
            "url": f"{self.url}/@me/{number}",
            "created_at": when[:19] + ".000Z" if self.is_snac else when,
            "content": text + "<br>" if self.is_snac else content,
            "text": text if self.is_snac else None,
            "spoiler_text": warning,
            "visibility": asked.get("visibility", "unlisted"),
            "sensitive": asked.get("sensitive", False),
            "in_reply_to_id": parent,
            "media_attachments": media,
            "mentions": [{"acct": text}] if re.search(r"@\w", re.sub(r"https?://\S+", "", text)) else [],
            "language": "en" if self.is_snac else asked.get("language"),
            "account": {"id": "1"},
            "reblog": None,
        }

    def _all(self) -> list[dict[str, Any]]:
        return [*self.posts, *self.queue]

    def _drain(self) -> None:
        for _ in range(min(_PER_LOOK, len(self.queue))):
            self.posts.append(self.queue.pop())

    async def _statuses(self, request: Request) -> Response:
        if self.is_snac:  # neither limit nor max_id is heeded
            self._drain()
            return JSONResponse(self.posts[::-1])
        return JSONResponse(self._page(request))

    async def _home(self, request: Request) -> Response:
        self._drain()
        return JSONResponse(self._page(request))

    def _page(self, request: Request) -> list[dict[str, Any]]:
        newest = self.posts[::-1]
        before = request.query_params.get("max_id")
        start = next((n + 1 for n, one in enumerate(newest) if one["id"] == before), 0)
        return newest[start : start + int(request.query_params.get("limit", 20))]


def _no(status: int, words: str) -> Response:
    return JSONResponse({"error": words}, status)


@contextmanager
def standing_in(software: str = "gotosocial", **changed: Any) -> Iterator[StandIn]:
    """Run it on a port of its own."""
    made = StandIn(software, **changed)
    with socket.socket() as port:
        port.bind(("127.0.0.1", 0))
        made.url = f"http://127.0.0.1:{port.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(made, log_level="critical", lifespan="off", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [port]}, daemon=True)
        thread.start()
        until = time.monotonic() + 30
        while not server.started:
            assert time.monotonic() < until
            time.sleep(0.002)
        try:
            yield made
        finally:
            server.should_exit = True
            thread.join()
