"""A feed followed: kept bit for bit; what was edited, taken away or only grew old is told apart."""

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
