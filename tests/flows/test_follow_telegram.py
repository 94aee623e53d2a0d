"""A public channel followed by its pages, from a stand-in of ours: edited, gone, refused, altered."""

import json
from datetime import datetime
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import pytest

from cli.circle import Circle
from net.a_server import Said, serving, socks
from sources import made_channel as made
from wildgrass.errors import EXIT_CHECK, EXIT_DECIDE, EXIT_INPUT, EXIT_STORE
from wildgrass.library import Library

CONSENT = "my own channel, a made-up one of a test"
JPEG = b"\xff\xd8\xff\xe0 not really a picture"


class Channel:
    """As t.me shows it, three messages to a page; the address of a picture is another one each time."""

    def __init__(self) -> None:
        self.posts = {number: f"第{number}条" for number in range(1, 9)}
        self.edited: set[int] = set()
        self.url = ""
        self.asked = 0
        self.spoil: dict[str, Said] = {}

    def say(self, _method: str, path: str, _number: int) -> Said:
        parts = urlsplit(path)
        if path in self.spoil:
            return self.spoil[path]
        if parts.path.startswith("/file/"):
            return 200, {"content-type": "image/jpeg"}, JPEG
        if parts.path.lower() != "/s/yecao":
            return 302, {"location": parts.path.replace("/s/", "/")}, b""
        self.asked += 1
        before = int(parse_qs(parts.query).get("before", ["1000"])[0])
        shown = sorted(number for number in self.posts if number < before)[-3:]
        messages = [self._message(number) for number in shown]
        body = made.page(messages, photo_url=f"{self.url}/file/face.jpg").encode()
        return 200, {"content-type": "text/html; charset=utf-8"}, body

    def _message(self, number: int) -> str:
        picture = made.photo(f"{self.url}/file/{self.asked}-{number}.jpg", number) if number == 5 else ""
        meta = "edited &nbsp;" if number in self.edited else ""
        return made.message(number, picture + made.text(self.posts[number]), meta=meta, views=f"{self.asked}")


def follow(circle: Circle, url: str, *more: object, name: str = "YeCao") -> dict:
    target = f"telegram:{name}@{url}"
    said = circle.run("follow", circle.card, target, "--consent", CONSENT, "--pace", 20, "--json", *more)
    return said.rows[0] | {"code": said.code}


def post(number: int) -> str:
    return f"telegram:post:yecao/{number}"


def test_every_page_is_turned_and_what_changes_is_told_apart(circle: Circle) -> None:
    """Three runs: an edit is a version, what is gone is missed, and that more people looked is neither."""
    circle.init()
    channel = Channel()
    state = ("--state", circle.folder / "state", "--index", "sealed")
    with serving(channel.say) as server:
        channel.url = server.url
        first = follow(circle, server.url, *state)
        assert (first["source"], first["vintage"], first["items"]) == ("telegram", "channel-html", 9)
        assert (first["problems"], first["is_whole"], first["code"]) == (0, True, 0)
        assert first["media"] == {"fetched": 2, "known": 0, "failed": 0}
        channel.posts[2] = "第2条改过"
        channel.edited.add(2)
        second = follow(circle, server.url, *state, name="@yecao")
        assert second["media"]["failed"] == 0
        del channel.posts[7]
        follow(circle, server.url, *state)
        files = [path for _, path, _, _ in server.asked if path.startswith("/file/")]
    assert circle.open(*circle.answers("Ana", "Ben")).code == 0
    assert len([path for path in files if "-5" in path]) == 2, (
        "what a state knows is not asked for under another address"
    )
    with Library.open(circle.library) as library:
        assert library.item(post(2)).text == "第2条改过"
        assert [one.text for one in library.versions(post(2))] == ["第2条"]
        assert library.versions(post(1)) == []
        assert [one.present for one in library.sightings(post(7))] == [True, True, False]
        picture = library.item(post(5)).attachments[0]
        assert picture.sha256 == sha256(JPEG).hexdigest()
        assert library.versions(post(5)) == [], "another address is no other version"


def test_through_the_proxy_and_paced(circle: Circle) -> None:
    circle.init()
    channel = Channel()
    channel.url = "http://telegram.onion"
    with serving(channel.say) as server, socks(server.port) as (port, asked):
        said = follow(circle, "http://telegram.onion", "--proxy", f"socks5h://127.0.0.1:{port}")
    assert (said["items"], said["status"]) == (9, "sealed")
    assert {name for _, name in asked} == {"telegram.onion"}


def _other(channel: Channel) -> Said:
    body = made.page([made.message(3, made.text("x"), channel="SomebodyElse")]).encode()
    return 200, {"content-type": "text/html"}, body


@pytest.mark.parametrize(
    ("path", "said", "code"),
    [
        ("/s/YeCao?before=6", lambda _channel: (500, {}, b""), EXIT_STORE),
        ("/s/YeCao?before=6", _other, EXIT_CHECK),
        ("/s/YeCao?before=6", lambda _channel: (200, {}, b"<html>Checking your browser</html>"), EXIT_STORE),
        ("/s/YeCao", lambda _channel: (200, {}, b"<html>Checking your browser</html>"), EXIT_STORE),
        ("/s/YeCao", lambda _channel: (200, {}, made.page([]).encode()), EXIT_STORE),
        ("/s/YeCao", lambda _channel: (302, {"location": "https://evil.example/s/YeCao"}, b""), EXIT_STORE),
    ],
    ids=["500", "another's", "a wall within", "a wall", "empty", "redirect"],
)
def test_a_page_that_is_missing_or_wrong_seals_nothing(circle: Circle, path: str, said, code: int) -> None:
    """A channel of which some pages are there would look as if the rest were gone."""
    circle.init()
    channel = Channel()
    before = sorted(circle.vault.rglob("*"))
    with serving(channel.say) as server:
        channel.url = server.url
        channel.spoil[path] = said(channel)
        answered = follow(circle, server.url)
    assert (answered["status"], answered["code"]) == ("failed", code)
    assert sorted(circle.vault.rglob("*")) == before


def test_far_fewer_messages_are_no_sign_that_they_are_gone(circle: Circle) -> None:
    circle.init()
    channel = Channel()
    state = ("--state", circle.folder / "state")
    with serving(channel.say) as server:
        channel.url = server.url
        assert follow(circle, server.url, *state)["is_whole"] is True
        channel.posts = {8: "只剩这一条"}
        said = follow(circle, server.url, *state)
    assert (said["is_whole"], said["code"]) == (False, EXIT_INPUT)


def test_no_channel_is_followed_that_is_none(circle: Circle) -> None:
    """Invitations and private chats have no public page; nothing tries to get into them."""
    circle.init()
    for place in ("+AbCdEf123", "joinchat/AbCdEf", "c/123456/1", "ab"):
        said = circle.run("follow", circle.card, f"telegram:{place}", "--consent", CONSENT, "--json")
        assert said.code == 2, place


def test_pages_that_a_browser_saved_are_read_with_the_files_beside_them(circle: Circle) -> None:
    """A browser writes its own addresses for the pictures that it saved."""
    folder = circle.folder / "saved"
    (folder / "channel_files").mkdir(parents=True)
    (folder / "channel_files" / "1.jpg").write_bytes(JPEG)
    messages = [made.message(1, made.photo("channel_files/1.jpg", 1) + made.text("一"))]
    (folder / "channel.html").write_text(made.page(messages))
    said = circle.run("inspect", folder, "--json").rows[0]
    assert (said["source"], said["vintage"], said["items"]) == (
        "telegram",
        "channel-html",
        {"post": 1, "profile": 1},
    )
    assert (said["attachments"], said["missing_attachments"]) == (2, 1)


def test_without_consent_nothing_is_asked(circle: Circle) -> None:
    """Of no server, whatever is named; and what was said is sealed with its date."""
    circle.init()
    channel = Channel()
    with serving(channel.say) as server:
        channel.url = server.url
        for given in ((), ("--consent", "ok")):
            said = circle.run("follow", circle.card, f"telegram:YeCao@{server.url}", *given, "--json")
            assert said.code == EXIT_DECIDE
        assert server.asked == []
        follow(circle, server.url)
    exports = circle.folder / "exports"
    assert circle.open(*circle.answers("Ana", "Ben"), more=("--exports", exports)).code == 0
    (note,) = exports.rglob("follow.json")
    said = json.loads(note.read_text())
    assert (said["consent"], said["target"].partition("@")[0]) == (CONSENT, "telegram:YeCao")
    assert datetime.fromisoformat(said["followed_at"]).tzinfo is not None
    assert all("at" in answer for answer in said["answers"])
