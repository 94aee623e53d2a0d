"""The site's own feeds: read with a reader of feeds, each entry leading to its post on a page of the site."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import feedparser

from targets.archive_in_memory import MemoryArchive
from targets.made_up_life import OWNER, life, post
from targets.reading_sites import grow, pages_of
from wildgrass.model import Moment
from wildgrass.targets.base import RestoreOptions
from wildgrass.targets.site import Site
from wildgrass.targets.site.feeds import NEWEST


def test_both_feeds_hold_the_same_posts_with_their_dates(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    archive = life(tmp_path / "files")
    done = {one.id: one.target_id for one in grow(archive, tmp_path / "site") if one.status == "done"}
    read = feedparser.parse((tmp_path / "site/feed.xml").read_bytes())
    told = json.loads((tmp_path / "site/feed.json").read_bytes())
    assert not read.bozo
    assert read.version == "rss20"
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert [one.id for one in read.entries] == [one["id"] for one in told["items"]]
    assert len(told["items"]) > 20
    for rss, entry in zip(read.entries, told["items"], strict=True):
        item = archive.item(entry["id"])
        assert item is not None
        assert item.published is not None
        assert datetime.fromisoformat(entry["date_published"]) == item.published.instant.replace(
            microsecond=0
        )
        assert parsedate_to_datetime(rss.published) == datetime.fromisoformat(entry["date_published"])
        assert entry["url"] == done[item.id]
        for file in entry.get("attachments", ()):
            assert (tmp_path / "site" / file["url"]).stat().st_size == file["size_in_bytes"]
    assert any("attachments" in one for one in told["items"])


def test_every_page_names_the_feeds(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    grow(life(tmp_path / "files"), tmp_path / "site", private=True, likes=True)
    for path, page in pages_of(tmp_path / "site"):
        hrefs = [value for tag, name, value in page.attributes if (tag, name) == ("link", "href")]
        named = [(path.parent / href).resolve() for href in hrefs if "feed." in href]
        assert named == [(tmp_path / "site" / name).resolve() for name in ("feed.xml", "feed.json")]


def test_a_public_feed_holds_nothing_private_or_taken_back(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    archive = life(tmp_path / "files")
    archive.add(post("gone", "2022-10-20 10:00", "TAKEN-BACK", is_deleted=True))
    grow(archive, tmp_path / "site")
    both = (tmp_path / "site/feed.xml").read_text() + (tmp_path / "site/feed.json").read_text()
    for words in (
        "PRIVATE-WORDS",
        "LIKED-WORDS",
        "Only for those who follow me.",
        "TOKEN-SECRET",
        "TAKEN-BACK",
    ):
        assert words not in both


def test_the_newest_posts_are_in_it_newest_first_under_an_address(tmp_path: Path) -> None:
    start = datetime(2020, 1, 1, tzinfo=UTC)
    archive = MemoryArchive([], owners=(OWNER,))
    archive.add(
        *(
            post(n, Moment(instant=start + timedelta(hours=n), precision_ms=1000), f"number {n}")
            for n in range(NEWEST + 50)
        ),
        post("undated", None, "no day"),
    )
    options = RestoreOptions(base="https://example.org/grass")
    list(Site().restore(archive, str(tmp_path / "site"), options))
    read = feedparser.parse((tmp_path / "site/feed.xml").read_bytes())
    assert [one.id for one in read.entries] == [f"x:post:{n}" for n in range(NEWEST + 49, 49, -1)]
    assert read.entries[0].link == "https://example.org/grass/posts/2020-01_2.html#x.post.299"
    assert read.feed.link == "https://example.org/grass/"
