"""Platforms as a loopback server plays them: each one's own endpoints, in the shapes that others saw."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from library.archive_builders import about, build
from net.a_server import Server, serving
from targets.made_up_life import post
from wildgrass.cli import watch as command
from wildgrass.cli.main import main
from wildgrass.model import Actor, Attachment, Item
from wildgrass.net import Client, Limits, Route

TEXT = "草又绿了 风从河边吹来"
HTML = {"content-type": "text/html; charset=utf-8"}
JSON = {"content-type": "application/json; charset=utf-8"}
DID = "did:plc:yecaoyecaoyecaoyecao"
Said = tuple[int, dict[str, str], bytes]
NOTHING_HERE: Said = (404, JSON, b'{"message":"no such endpoint"}')
EMPTY_PAGE: Said = (200, HTML, b"<html><body><noscript>no scripts</noscript></body></html>")
OWNERS = {
    "x": Actor(platform="x", id_kind="account", id="900", handle="yecao_demo"),
    "bluesky": Actor(platform="bluesky", id_kind="account", id=DID, handle="yecao.example"),
    "weibo": Actor(platform="weibo", id_kind="account", id="1645372340", name="野草"),
    "youtube": Actor(platform="youtube", id_kind="account", id="UCyecao"),
    "telegram": Actor(platform="telegram", id_kind="handle", id="yecao", handle="yecao"),
    "mastodon": Actor(platform="mastodon", id_kind="account", id="{base}/users/yecao", handle="yecao"),
    "wechat": Actor(platform="wechat", id_kind="account", id="gh_yecao"),
    "instagram": Actor(platform="instagram", id_kind="account", id="yecao", handle="yecao"),
    "facebook": Actor(platform="facebook", id_kind="account", id="yecao"),
    "feed": Actor(platform="feed", id_kind="account", id="{base}/feed.xml"),
}
ADDRESSES = {
    "x": "/yecao_demo/status/{n}",
    "bluesky": f"/profile/{DID}/post/3k{{n}}",
    "weibo": "/1645372340/N{n}",
    "youtube": "/watch?v=abcdefghi{n:02d}",
    "telegram": "/yecao/{n}",
    "mastodon": "/@yecao/{n}",
    "wechat": "/s/article{n}",
    "instagram": "/p/C{n}/",
    "facebook": "/yecao/posts/{n}",
    "feed": "/blog/{n}",
}


def page(inner: str, status: int = 200, **headers: str) -> Said:
    """Return a page with a menu, as platforms have."""
    body = f"<html><body><nav>Log in</nav><div>{inner}</div></body></html>".encode()
    return status, HTML | headers, body


def api(value: object, status: int = 200) -> Said:
    """Return a JSON answer."""
    return status, JSON, json.dumps(value, ensure_ascii=False).encode()


def shown(platform: str, n: int, base: str) -> dict[str, Said]:
    """Return what a platform's endpoints answer about a post that is there, by the name of the way."""
    article = page(f"<article><p>{TEXT} {n}</p></article>")
    note = {
        "type": "Note",
        "id": f"{base}/n/{n}",
        "content": f"<p>{TEXT} {n}</p>",
        "attributedTo": f"{base}/users/yecao",
    }
    embed = {
        "type": "rich",
        "url": f"https://twitter.com/yecao_demo/status/{n}",
        "html": f"<p>{TEXT} {n}</p>",
    }
    bsky = {
        "uri": f"at://{DID}/app.bsky.feed.post/3k{n}",
        "author": {"did": DID},
        "record": {"text": f"{TEXT} {n}"},
    }
    weibo = {
        "id": str(n),
        "bid": f"N{n}",
        "text": f"{TEXT} {n}",
        "user": {"id": 1645372340},
        "comments_count": 3,
    }
    return {
        "x": {"oembed": api(embed | {"author_url": "https://twitter.com/yecao_demo"})},
        "bluesky": {"posts": api({"posts": [bsky]})},
        "weibo": {"api": api({"ok": 1, "data": weibo}), "page": article},
        "youtube": {
            "oembed": api({"type": "video", "html": f"<iframe src='/embed/abcdefghi{n:02d}'>", "title": "河"})
        },
        "mastodon": {
            "activity": (200, {"content-type": "application/activity+json"}, json.dumps(note).encode())
        },
        "telegram": {"embed": article},
        "instagram": {"embed": article},
    }.get(platform, {"page": article})


def way_of(path: str, headers: dict[str, str]) -> str:
    """Return which way an asked path is, by its endpoint."""
    query = parse_qs(urlsplit(path).query)
    for mark, name in (
        ("/oembed", "oembed"),
        ("/tweet-result", "embed"),
        ("getPosts", "posts"),
        ("getRepoStatus", "account"),
        ("getRecord", "record"),
        ("/statuses/show", "api"),
        ("/embed/captioned", "embed"),
    ):
        if mark in path:
            return name
    if "embed" in query:
        return "embed"
    return "activity" if headers.get("accept", "").startswith("application/activity") else "page"


@dataclass
class Played:
    """A platform on loopback: `gone` says what its ways answer about one post; every other post is there."""

    platform: str
    base: str = ""
    gone: dict[int, dict[str, Said | Callable[[], Said]]] = field(default_factory=dict)
    listing: Callable[[], Said] | None = None
    is_down: bool = False
    last: int = 1
    server: Server | None = None
    pictures: dict[str, Said] = field(default_factory=dict)

    def say(self, _method: str, path: str, count: int) -> Said:
        """Answer a request."""
        if self.is_down:
            return page("<p>Service Unavailable</p>", 503)
        name = path.rpartition("/")[2].partition(".")[0]
        if name in self.pictures:
            return self.pictures[name]
        if self.listing is not None and any(mark in path for mark in _LISTINGS):
            return self.listing()
        assert self.server is not None
        number, way = self.number(path), way_of(path, self.server.asked[count - 1][2])
        if number in self.gone and not path.endswith("abroad"):
            said = self.gone[number].get(way, EMPTY_PAGE if way == "page" else NOTHING_HERE)
            return said() if callable(said) else said
        return shown(self.platform, number, self.base).get(way, NOTHING_HERE)

    def number(self, path: str) -> int:
        """Return the number of the post that a path asks about; an account's state is asked after its post."""
        found = _NUMBER.findall(unquote(path))
        self.last = int(found[-1]) if found else self.last
        return self.last


_LISTINGS = ("getAuthorFeed", "/outbox", "/s/yecao", "videos.xml", "getIndex", "/feed.xml")
_NUMBER = re.compile(r"(?:status/|[?&]id=N?|3k|/N|abcdefghi|yecao/|article|/C|posts/|blog/)0?(\d)(?!\d)")


class Days:
    """A clock in the place of `datetime`: the command asks it what time it is."""

    at = datetime(2026, 11, 1, tzinfo=UTC)

    @classmethod
    def now(cls, _zone: object) -> datetime:
        return cls.at


def picture_name(n: int, number: int) -> str:
    """Return the file name of a post's picture, without its ending."""
    return f"picture-{n}-{number}"


def items_of(platform: str, base: str, posts: int, pictures: int = 0) -> Iterator[Item]:
    """Yield an owner's posts with addresses on the loopback server, each with so many pictures."""
    owner = owner_of(platform, base)
    for n in range(1, posts + 1):
        url = base + ADDRESSES[platform].format(n=n)
        made = post(n, f"2026-10-{n:02d} 12:00", f"{TEXT} {n}", url=url, author=owner)
        names = [f"{picture_name(n, number)}.png" for number in range(1, pictures + 1)]
        shown_in = tuple(Attachment(name=one, role="photo", url=f"{base}/pic/{one}") for one in names)
        yield replace(made, id=f"{platform}:post:{n}", source=platform, attachments=shown_in)


def owner_of(platform: str, base: str) -> Actor:
    owner = OWNERS[platform]
    return replace(owner, id=owner.id.format(base=base))


@contextmanager
def played(
    folder: Path, platform: str, monkeypatch: pytest.MonkeyPatch, posts: int = 3, pictures: int = 0
) -> Iterator[tuple[Played, Server, Path]]:
    """Serve a platform, with a library of its owner's posts and a clock that is moved."""

    def client(_proxy: str | None) -> Client:
        return Client(Route(), sleep=lambda _: None, limits=Limits(read_s=20), now=lambda: Days.at)

    monkeypatch.setattr(command, "watch_client", client)
    monkeypatch.setattr(command, "datetime", Days)
    monkeypatch.setattr(Days, "at", datetime(2026, 11, 1, tzinfo=UTC))
    plays = Played(platform)
    with serving(plays.say) as server:
        plays.base, plays.server = server.url, server
        owner = owner_of(platform, server.url)
        build(
            folder / "library",
            list(items_of(platform, server.url, posts, pictures)),
            about("only", owner=owner, source=platform),
        )
        yield plays, server, folder / "library"


def looked(
    folder: Path, capsys: pytest.CaptureFixture[str], *options: str, **later: float
) -> dict[int, dict[str, object]]:
    """Run the command once, so much later; return the verdicts by number of the post."""
    Days.at += timedelta(**later)
    assert main(["watch", str(folder), "--once", "--json", "--consent", "yes, watch mine", *options]) in {
        0,
        1,
    }
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return {int(row["id"].rpartition(":")[2]): row for row in rows}
