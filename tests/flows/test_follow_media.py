"""Files that records name: fetched, sealed with their digests, counted where they fail, never asked for at home."""

import json
from hashlib import sha256
from html import escape
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from cli.circle import Circle
from flows.nostr_life import KEY, PagingRelay, given, signed
from flows.open_places import fedi
from net.a_server import Said, closed_port, serving, socks
from targets.nostr_relays import strict_relay
from wildgrass.library import Library

CONSENT = "the account of a made-up person, who asked for it in a test"


def picture(colour: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (6, 4), colour).save(out, "PNG")
    return out.getvalue()


RED, BLUE, GREEN = picture("red"), picture("blue"), picture("green")


class Site:
    """A feed and files; `files` are the answers by their paths."""

    def __init__(self, **files: Said) -> None:
        self.files = files
        self.named: list[str] = []
        self.url = ""

    def feed(self) -> bytes:
        entries = "".join(
            f"<item><guid>{self.url}/post/{number}</guid><pubDate>Sat, 0{number} Mar 2025 08:00:00 GMT</pubDate>"
            f"<description>{escape(f'<p>第{number}条</p><img src={chr(34)}{name}{chr(34)}>')}</description></item>"
            for number, name in enumerate(self.named, 1)
        )
        about = f"<title>草</title><link>{self.url}/</link>"
        return f"<rss version='2.0'><channel>{about}{entries}</channel></rss>".encode()

    def say(self, _method: str, path: str, _number: int) -> Said:
        if path == "/feed":
            return (
                200,
                {"content-type": "application/xml", "etag": f'"{sha256(self.feed()).hexdigest()}"'},
                self.feed(),
            )
        return self.files.get(path.strip("/"), (404, {}, b""))


def png(data: bytes, status: int = 200) -> Said:
    return status, {"content-type": "image/png"}, data


def follow(circle: Circle, target: str, *more: object) -> dict:
    said = circle.run("follow", circle.card, target, "--consent", CONSENT, "--pace", 20, "--json", *more)
    return said.rows[0] | {"code": said.code, "err": said.err}


def paths(server) -> list[str]:
    return [path for _, path, _, _ in server.asked]


def held(circle: Circle, *more: object) -> dict[str, tuple[str | None, ...]]:
    """Open the vault; return the digests of files by the texts of the posts that have them."""
    assert circle.open(*circle.answers("Ana", "Ben"), more=more).code == 0
    with Library.open(circle.library) as library:
        return {
            one.text: tuple(part.sha256 for part in one.attachments)
            for one in library.items()
            if one.attachments
        }


def test_pictures_of_a_feed_are_sealed_and_what_fails_is_counted_and_asked_for_again(circle: Circle) -> None:
    circle.init()
    site = Site(
        **{
            "a.png": png(RED),
            "b.png": png(b"", 500),
            "page.png": (200, {"content-type": "text/html"}, b"<p>log in"),
        }
    )
    state = ("--state", circle.folder / "state", "--index", "sealed")
    with serving(site.say) as server:
        site.url = server.url
        home = f"http://127.0.0.1:{closed_port()}/router.png"
        site.named = [f"{server.url}/{name}" for name in ("a.png", "b.png", "gone.png", "page.png")] + [home]
        first = follow(circle, f"feed:{server.url}/feed", *state)
        assert first["media"] == {"fetched": 1, "known": 0, "failed": 4}
        assert (first["status"], first["is_whole"], first["problems"], first["missing_attachments"]) == (
            "sealed",
            True,
            4,
            4,
        )
        site.files["b.png"] = png(BLUE)
        before = len(server.asked)
        second = follow(circle, f"feed:{server.url}/feed", *state)
        assert second["media"] == {"fetched": 1, "known": 1, "failed": 3}
        assert "/a.png" not in paths(server)[before:], "what is sealed is not asked for again"
        kept = b"".join(path.read_bytes() for path in Path(state[1]).rglob("*") if path.is_file())
        assert b"png" not in kept
        assert b"127.0.0.1" not in kept
    assert held(circle) == {
        "第1条": (sha256(RED).hexdigest(),),
        "第2条": (sha256(BLUE).hexdigest(),),
        "第3条": (None,),
        "第4条": (None,),
        "第5条": (None,),
    }


def test_nothing_is_asked_for_that_the_person_does_not_want(circle: Circle) -> None:
    circle.init()
    site = Site(**{"a.png": png(RED)})
    with serving(site.say) as server:
        site.url, site.named = server.url, [f"{server.url}/a.png"]
        said = follow(circle, f"feed:{server.url}/feed", "--no-media")
        assert paths(server) == ["/feed"]
    assert "media" not in said
    assert said["missing_attachments"] == 1


def test_hosts_at_home_are_asked_only_if_a_person_names_them(circle: Circle) -> None:
    """A post must not make this machine ask its own network for things."""
    circle.init()
    site = Site()
    with serving(site.say) as server, serving(lambda *_: png(GREEN)) as home:
        site.url, site.named = server.url, [f"{home.url}/admin.png"]
        assert follow(circle, f"feed:{server.url}/feed")["media"]["failed"] == 1
        assert home.asked == []
        said = follow(circle, f"feed:{server.url}/feed", "--media-host", f"127.0.0.1:{home.port}")
        assert said["media"] == {"fetched": 1, "known": 0, "failed": 0}


def test_a_redirect_leads_to_no_host_that_no_record_names(circle: Circle) -> None:
    circle.init()
    with serving(lambda *_: png(GREEN)) as elsewhere:
        site = Site(**{"a.png": (302, {"location": f"{elsewhere.url}/x.png"}, b"")})
        with serving(site.say) as server:
            site.url, site.named = server.url, [f"{server.url}/a.png"]
            assert follow(circle, f"feed:{server.url}/feed")["media"]["failed"] == 1
        assert elsewhere.asked == []


def test_with_a_proxy_every_file_goes_through_it_and_nothing_goes_around(circle: Circle) -> None:
    circle.init()
    site = Site(**{"a.png": png(RED)})
    site.url, site.named = "http://grass.onion", ["http://pictures.onion/a.png", "http://192.168.1.1/b.png"]
    with serving(site.say) as server, socks(server.port) as (port, asked):
        said = follow(circle, "feed:http://grass.onion/feed", "--proxy", f"socks5h://127.0.0.1:{port}")
        down = follow(
            circle, "feed:http://grass.onion/feed", "--proxy", f"socks5h://127.0.0.1:{closed_port()}"
        )
        assert len(server.asked) == 2
    assert said["media"] == {"fetched": 1, "known": 0, "failed": 1}
    assert {name for _, name in asked} == {"grass.onion", "pictures.onion"}
    assert (down["status"], down["error"]) == ("failed", "proxy-failed")


def test_a_file_that_is_far_too_large_costs_only_itself(
    circle: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wildgrass.flows.following import media

    monkeypatch.setattr(media, "MOST_BYTES", 1000)
    circle.init()
    site = Site(**{"a.png": png(RED), "big.png": png(RED + bytes(5000))})
    with serving(site.say) as server:
        site.url, site.named = server.url, [f"{server.url}/big.png", f"{server.url}/a.png"]
        said = follow(circle, f"feed:{server.url}/feed")
    assert said["media"] == {"fetched": 1, "known": 0, "failed": 1}
    assert held(circle) == {"第1条": (None,), "第2条": (sha256(RED).hexdigest(),)}


@pytest.mark.parametrize("kind", ["mastodon", "activitypub"])
def test_pictures_of_statuses_are_fetched(circle: Circle, kind: str) -> None:
    circle.init()
    with fedi() as server:
        server.files["/media/1.png"] = RED
        server.attached[3] = "/media/1.png"
        server.attached[4] = "/media/gone.png"
        where = f"ines@{server.url}" if kind == "mastodon" else f"{server.url}/users/ines"
        said = follow(circle, f"{kind}:{where}")
    assert said["media"] == {"fetched": 1, "known": 0, "failed": 1}
    assert said["problems"] == 1
    assert held(circle) == {"post 3": (sha256(RED).hexdigest(),), "post 4": (None,)}


def test_a_picture_must_be_the_one_that_was_signed(circle: Circle) -> None:
    """The event states the digest of its picture: other bytes are not taken for it."""
    circle.init()
    site = Site(**{"a.png": png(RED), "b.png": png(BLUE)})
    with serving(site.say) as server:
        notes = [
            signed(1, text, number, ["imeta", f"url {server.url}/{name}", f"x {sha256(RED).hexdigest()}"])
            for number, (text, name) in enumerate([("right", "a.png"), ("other", "b.png")])
        ]
        with strict_relay(PagingRelay, kept=given(notes)) as relay:
            target = f"nostr:{KEY.npub}@{relay.url}"
            said = follow(circle, target, "--media-host", f"127.0.0.1:{server.port}")
    assert said["media"] == {"fetched": 1, "known": 0, "failed": 1}
    exports = circle.folder / "exports"
    assert held(circle, "--exports", exports) == {"right": (sha256(RED).hexdigest(),), "other": (None,)}
    (note,) = exports.rglob("follow.json")
    (failed,) = json.loads(note.read_text())["media"]["failed"]
    assert "signed" in failed["reason"]
