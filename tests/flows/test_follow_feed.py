"""A feed followed: kept bit for bit; what was edited, taken away or only grew old is told apart."""

import json
from html import escape
from pathlib import Path

import pytest

from cli.circle import Circle
from net.a_server import Said, serving
from wildgrass.errors import EXIT_STORE
from wildgrass.library import Library

CONSENT = "the account of a made-up person, who asked for it in a test"


class Weibo:
    """A feed as RSSHub writes it: the latest six, the pinned one first although it is old."""

    def __init__(self) -> None:
        self.posts = {number: f"第{number}条 <b>" for number in range(1, 10)}
        self.status, self.body = 200, None
        self.asked: list[dict[str, str]] = []

    @property
    def data(self) -> bytes:
        if self.body is not None:
            return self.body
        latest = sorted(self.posts, reverse=True)[:6]
        entries = "".join(map(self._entry, [1, *(number for number in latest if number != 1)]))
        head = '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>草</title>'
        return f"{head}<link>https://weibo.com/1/</link><ttl>5</ttl>{entries}</channel></rss>".encode()

    def _entry(self, number: int) -> str:
        url = f"<link>https://weibo.com/1/{number}</link><guid isPermaLink='false'>https://weibo.com/1/{number}</guid>"
        when = f"<pubDate>{number:02} Mar 2025 08:00:00 GMT</pubDate>"
        text = escape(f"{escape(self.posts[number])}<br>")
        return f"<item><title>t</title><description>{text}</description>{url}{when}</item>"

    def say(self, _method: str, _path: str, _number: int) -> Said:
        return (
            self.status,
            {"content-type": "application/xml; charset=utf-8", "etag": f'"{hash(self.data)}"'},
            self.data,
        )


def follow(circle: Circle, url: str, *more: object) -> dict:
    said = circle.run(
        "follow", circle.card, f"feed:{url}/weibo", "--consent", CONSENT, "--pace", 20, "--json", *more
    )
    return said.rows[0] | {"code": said.code}


def post(number: int) -> str:
    return f"feed:post:https://weibo.com/1/{number}"


def test_what_grew_old_is_not_taken_for_gone(circle: Circle) -> None:
    """Four runs: nine posts of which six show, an edit, one taken away, and newer ones that push others out."""
    circle.init()
    weibo = Weibo()
    with serving(weibo.say) as server:
        assert follow(circle, server.url)["items"] == 8
        weibo.posts[8] = "第8条改过"
        follow(circle, server.url)
        del weibo.posts[7]
        follow(circle, server.url)
        weibo.posts |= {number: f"第{number}条" for number in range(10, 14)}
        last = follow(circle, server.url)
        served = weibo.data
    assert (last["status"], last["is_whole"], last["problems"]) == ("sealed", True, 0)
    exports = circle.folder / "exports"
    assert circle.open(*circle.answers("Ana", "Ben"), more=("--exports", exports)).code == 0
    assert served in [path.read_bytes() for path in exports.rglob("feed.xml")], "kept bit for bit"
    with Library.open(circle.library) as library:
        assert library.item(post(8)).text == "第8条改过"
        assert [one.text for one in library.versions(post(8))] == ["第8条 <b>"]
        assert [one.present for one in library.sightings(post(7))] == [True, True, False], (
            "and then out of reach"
        )
        assert [one.present for one in library.sightings(post(5))] == [True] * 3, "pushed out, not taken away"
        assert [one.present for one in library.sightings(post(1))] == [True] * 4


def test_a_feed_that_did_not_change_is_not_stored_again(circle: Circle) -> None:
    """The server says so itself, when it is asked with what it sent the last time."""
    circle.init()
    weibo = Weibo()
    state = ("--state", circle.folder / "state")

    def say(method: str, path: str, number: int) -> Said:
        known = server.asked[number - 1][2].get("if-none-match")
        said = weibo.say(method, path, number)
        return (304, {}, b"") if known == said[1]["etag"] else said

    with serving(say) as server:
        assert [follow(circle, server.url, *state)["status"] for _ in range(2)] == ["sealed", "unchanged"]
        weibo.posts[10] = "new"
        assert follow(circle, server.url, *state)["status"] == "sealed"
    kept = b"".join(path.read_bytes() for path in Path(state[1]).rglob("*.json"))
    assert b"etag" in kept
    assert "第".encode() not in kept


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, "<!DOCTYPE html><html><title>帐号已被封禁</title></html>".encode()),
        (200, b""),
        (200, b'{"error": "not allowed"}'),
        (404, b"nobody"),
        (503, b"RSSHub: the upstream refuses"),
    ],
)
def test_what_is_no_feed_is_not_sealed(circle: Circle, status: int, body: bytes) -> None:
    """A page that says the account is banned, an error, nothing: what is in the vault stays as it is."""
    circle.init()
    weibo = Weibo()
    weibo.status, weibo.body = status, body
    before = sorted(path for path in circle.vault.rglob("*"))
    with serving(weibo.say) as server:
        said = follow(circle, server.url)
    assert (said["code"], said["status"]) == (EXIT_STORE, "failed")
    assert sorted(path for path in circle.vault.rglob("*")) == before


class Archive:
    """A feed that names older pages of itself, two entries to a page."""

    def __init__(self, kind: str) -> None:
        self.kind, self.url, self.status = kind, "", 200

    def say(self, _method: str, path: str, _number: int) -> Said:
        page = int(path.rpartition("=")[2]) if "=" in path else 0
        if page and self.status != 200:
            return self.status, {}, b""
        numbers = [7 - 2 * page, 6 - 2 * page] if page < 3 else [1]
        older = f"{self.url}/feed?page={page + 1}" if page < 3 else ""
        body = self._json(numbers, older) if self.kind == "json" else self._rss(numbers, older)
        return 200, {"content-type": "text/plain", "etag": '"1"'}, body.encode()

    def _rss(self, numbers: list[int], older: str) -> str:
        link = f'<atom:link rel="{self.kind}" href="{escape(older)}"/>' if older else ""
        entries = "".join(
            f"<item><guid>https://e.example/{number}</guid><title>{number}</title>"
            f"<pubDate>0{number} Mar 2025 08:00:00 GMT</pubDate></item>"
            for number in numbers
        )
        space = 'xmlns:atom="http://www.w3.org/2005/Atom"'
        about = "<title>t</title><link>https://e.example/</link>"
        return f'<rss version="2.0" {space}><channel>{about}{link}{entries}</channel></rss>'

    def _json(self, numbers: list[int], older: str) -> str:
        entries = [
            {
                "id": f"https://e.example/{number}",
                "content_text": "x",
                "date_published": f"2025-03-0{number}T08:00:00Z",
            }
            for number in numbers
        ]
        said = {"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": entries}
        return json.dumps(said | ({"next_url": older} if older else {}))


@pytest.mark.parametrize("kind", ["prev-archive", "next", "json"])
def test_older_pages_that_a_feed_names_are_fetched(circle: Circle, kind: str) -> None:
    circle.init()
    archive = Archive(kind)
    with serving(archive.say) as server:
        archive.url = server.url
        said = follow(circle, server.url)
    assert (said["status"], said["problems"], said["is_whole"]) == ("sealed", 0, True)
    assert circle.open(*circle.answers("Ana", "Ben")).code == 0
    with Library.open(circle.library) as library:
        assert len([one for one in library.items() if one.kind == "post"]) == 7


def test_older_pages_are_asked_for_again_and_never_elsewhere(circle: Circle) -> None:
    """A page that fails is told of; a second time the same answer is not stored again."""
    circle.init()
    archive = Archive("next")
    state = ("--state", circle.folder / "state")
    with serving(archive.say) as server:
        archive.url, archive.status = server.url, 500
        first = follow(circle, server.url, *state)
        assert (first["items"], first["is_whole"]) == (3, True)
        assert "older entries" in first["notes"][0]
        assert follow(circle, server.url, *state)["status"] == "unchanged"
        archive.status = 200
        assert follow(circle, server.url, *state)["items"] == 8, "and what is there now is sealed"
        archive.url = "https://elsewhere.example"
        asked = len(server.asked)
        last = follow(circle, server.url)
        assert "another server" in last["notes"][0]
        assert len(server.asked) == asked + 1
