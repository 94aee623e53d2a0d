"""Round trips through the real commands: account, vault, library, network, followed, another vault, another library."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from cli.circle import Circle
from flows.small_archive import TEXTS, brought_back, told, write_archive
from net.a_server import Said, serving
from targets.nostr_relays import local_relay
from targets.standin_blossom import blossom
from wildgrass.model import Item
from wildgrass.targets.nostr.key import NostrKey

CONSENT = "my own account, a made-up one of a test"
SECRET = "67dea2ed018072d675f5415ecfaed7d2597555e202d85b3d65ea4e58d2d92ffa"  # NIP-06's own example


@pytest.fixture
def second(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Circle]:
    """Another circle, with keys and a vault of its own."""
    folder = tmp_path / "second"
    folder.mkdir()
    return Circle(folder, capsys)


def _without_addresses(one: Item) -> str:
    """Return a note's words without the addresses of its pictures, which the network's form puts behind them."""
    text = one.text
    for part in one.attachments:
        text = text.replace(part.url or "\0", "")
    return text.strip()


def _without_captions(one: Item) -> str:
    """Return an entry's words without the captions that the feed's pages put under pictures."""
    return one.text.replace("Picture without a description", "").strip()


def test_an_account_goes_to_nostr_and_comes_back(circle: Circle, second: Circle) -> None:
    """Same posts, seconds, threads and pictures; every picture has the digest that was signed."""
    before = brought_back(circle, write_archive(circle.folder / "x.zip"))
    assert set(before) == set(TEXTS.values())
    key = circle.folder / "nostr.key"
    key.write_text(SECRET)
    npub = NostrKey.of(SECRET).npub
    with local_relay() as relay, blossom() as media:
        restored = circle.run(
            *(
                "restore",
                circle.library,
                f"nostr:{relay}",
                "--publish",
                "--yes",
                "--show-names",
                "--key",
                key,
            ),
            *("--blossom", media.url, "--state", circle.folder / "published", "--json"),
        )
        assert restored.code == 0, restored.err
        second.init()
        place = media.url.removeprefix("http://")
        followed = second.run(
            *("follow", second.card, f"nostr:{npub}@{relay}", "--consent", CONSENT, "--pace", 20),
            *("--media-host", place, "--json"),
        )
        signed = set(media.blobs)
    assert followed.code == 0, followed.err
    row = followed.rows[0]
    assert (row["is_whole"], row["problems"], row["missing_attachments"]) == (True, 0, 0)
    assert second.open(*second.answers("Ben", "Chen")).code == 0
    after = told(second, _without_addresses)
    assert set(after) == set(before)
    for text, one in before.items():
        came = after[text]
        assert (came.second, came.answers, came.shown) == (one.second, one.answers, one.shown), text
        assert set(came.digests) <= signed
    assert sum(len(one.digests) for one in after.values()) == 2


def test_an_account_goes_to_a_site_of_feeds_and_comes_back(circle: Circle, second: Circle) -> None:
    """Written as files, put on a server, followed as a feed: same words, seconds and pictures."""
    before = brought_back(circle, write_archive(circle.folder / "x.zip"))
    folder = circle.folder / "feeds"

    def say(_method: str, path: str, _number: int) -> Said:
        file = folder / path.removeprefix("/feeds/")
        if not file.is_file():
            return 404, {}, b""
        kinds = {".xml": "application/rss+xml", ".json": "application/feed+json", ".png": "image/png"}
        return 200, {"content-type": kinds.get(file.suffix, "application/octet-stream")}, file.read_bytes()

    with serving(say) as server:
        base = f"{server.url}/feeds/"
        restored = circle.run("restore", circle.library, f"feed:{folder}", "--base", base, "--json")
        assert restored.code == 0, restored.err
        second.init()
        for name in ("feed.xml", "feed.json"):
            followed = second.run(
                *("follow", second.card, f"feed:{base}{name}", "--consent", CONSENT, "--pace", 20, "--json")
            )
            assert followed.code == 0, followed.err
            row = followed.rows[0]
            assert (row["is_whole"], row["problems"], row["missing_attachments"]) == (True, 0, 0), row
    assert second.open(*second.answers("Ben", "Chen")).code == 0
    after = told(second, _without_captions)
    assert set(after) == set(before)
    for text, one in before.items():
        assert (after[text].second, after[text].shown) == (one.second, one.shown), text
    assert {digest for one in after.values() for digest in one.digests} == {
        sha256(path.read_bytes()).hexdigest() for path in (folder / "media").rglob("*") if path.is_file()
    }
