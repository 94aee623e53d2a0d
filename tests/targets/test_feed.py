"""Feeds: read back post by post with a reader of feeds, an XML parser and a JSON parser."""

# ruff: noqa: RUF001 - Chinese punctuation is meant

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, ClassVar
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.archive_in_memory import MemoryArchive
from targets.local_contract import LocalContract, restored
from targets.made_up_life import OWNER, at, life, post
from targets.reading_sites import bytes_of
from wildgrass.errors import WildgrassError
from wildgrass.flows.restore import check_options
from wildgrass.model import Moment, ZoneBasis
from wildgrass.targets.base import RestoreOptions
from wildgrass.targets.feed import Feed
from wildgrass.targets.markup import unwritable, writable
from wildgrass.targets.syndication.entries import stamp
from wildgrass.targets.syndication.head import PAGE, pages_of


class TestFeedIsLocal(LocalContract):
    """The contract of targets on this machine."""

    everything: ClassVar = {"private": True}

    def spec(self, folder: Path) -> str:
        return f"feed:{folder}"

    def all_bytes(self, folder: Path) -> dict[str, bytes]:
        found = bytes_of(folder)
        with zipfile.ZipFile(io.BytesIO(found["feed.bar"])) as bar:
            found |= {f"bar/{name}": bar.read(name) for name in bar.namelist()}
        return found


def json_items(folder: Path, name: str = "feed.json") -> list[dict[str, Any]]:
    """Follow a JSON Feed from its newest page through all older ones."""
    items: list[dict[str, Any]] = []
    following: str | None = name
    while following:
        page = json.loads((folder / following).read_bytes())
        assert page["version"] == "https://jsonfeed.org/version/1.1"
        items += page["items"]
        following = page.get("next_url")
    return items


def rss_entries(folder: Path) -> list[Any]:
    """Follow an RSS feed through its archive pages, with feedparser; every page must be XML."""
    entries: list[Any] = []
    name: str | None = "feed.xml"
    while name:
        data = (folder / name).read_bytes()
        tree = ET.fromstring(data)
        is_archive = tree.find("channel/{http://purl.org/syndication/history/1.0}archive") is not None
        assert is_archive == (name != "feed.xml")
        parsed = feedparser.parse(data)
        assert not parsed.bozo
        assert parsed.version == "rss20"
        entries += parsed.entries
        links = {link.get("rel"): link.get("href") for link in tree.iter("{http://www.w3.org/2005/Atom}link")}
        name = links.get("prev-archive")
    return entries


@pytest.fixture
def archive(tmp_path: Path) -> MemoryArchive:
    """The made-up archive with one of everything."""
    files = tmp_path / "files"
    files.mkdir()
    return life(files)


def test_every_public_post_is_in_each_form_once_newest_first(archive: MemoryArchive, tmp_path: Path) -> None:
    """RSS and JSON pages and the archive for micro.blog hold the same posts with the same dates and words."""
    out = tmp_path / "out"
    outcomes = restored(archive, f"feed:{out}")
    done = {one.id for one in outcomes if one.status == "done"} - {"x:profile:900"}
    items, entries = json_items(out), rss_entries(out)
    assert {item["id"] for item in items} == done
    assert [item["id"] for item in items] == [entry.id for entry in entries]
    assert len(items) == len(done)
    assert items[-1]["id"] == "x:post:51", "what has no date comes last"
    dates = [item["date_published"] for item in items if "date_published" in item]
    assert dates == sorted(dates, key=datetime.fromisoformat, reverse=True)
    for item, entry in zip(items, entries, strict=True):
        source = archive.item(item["id"])
        assert source is not None
        assert ("title" in item) == ("title" in entry) == bool(source.title)
        assert entry.guidislink is False
        if source.published is None:
            assert "date_published" not in item
            assert "published" not in entry
        else:
            assert datetime.fromisoformat(item["date_published"]) == source.published.instant
            assert parsedate_to_datetime(entry.published).astimezone(UTC) == source.published.instant
        assert [(one.href, one.type, int(one.length)) for one in entry.get("enclosures", [])] == [
            (one["url"], one["mime_type"], one["size_in_bytes"]) for one in item.get("attachments", [])
        ]
    with zipfile.ZipFile(out / "feed.bar") as bar:
        assert bar.testzip() is None
        assert json.loads(bar.read("feed.json"))["items"] == items
        page = bar.read("index.html").decode()
        assert page.count('class="h-entry"') == len(items)
        assert page.count('class="dt-published"') == len(dates)
        names = set(bar.namelist())
        assert {one["url"] for item in items for one in item.get("attachments", [])} <= names


def test_words_links_and_files_arrive(archive: MemoryArchive, tmp_path: Path) -> None:
    """Line ends, full links, descriptions of pictures and the files themselves."""
    out = tmp_path / "out"
    restored(archive, f"feed:{out}")
    items = {item["id"]: item for item in json_items(out)}
    assert items["x:post:1"]["content_html"] == "<p>早。</p><p>野火烧不尽，春风吹又生。</p>"
    assert items["x:post:1"]["language"] == "zh"
    assert 'href="https://seeds.example/essays/2022/10/' in items["x:post:20"]["content_html"]
    [picture] = items["x:post:2"]["attachments"]
    assert picture["title"] == "山坡上的草，雾还没散。"
    assert (out / picture["url"]).stat().st_size == picture["size_in_bytes"]
    assert f'<img src="{picture["url"]}" alt="山坡上的草，雾还没散。">' in items["x:post:2"]["content_html"]
    assert items["x:post:41"]["date_published"] == "2022-10-24T23:30:00+08:00"
    assert "x:post:40" not in items, "what she deleted herself goes into no feed unless asked"
    assert "x:post:30" not in items
    assert "spoons of sugar" not in items["x:post:31"]["content_html"]


def test_a_base_makes_every_address_whole(archive: MemoryArchive, tmp_path: Path) -> None:
    """Pages, files and pictures in the text lead to the address that was given."""
    out = tmp_path / "out"
    restored(archive, f"feed:{out}", base="https://grass.example/feeds")
    page = json.loads((out / "feed.json").read_bytes())
    assert page["feed_url"] == "https://grass.example/feeds/feed.json"
    assert page["next_url"].startswith("https://grass.example/feeds/feed-")
    [picture] = next(item for item in page["items"] if item["id"] == "x:post:2")["attachments"]
    assert picture["url"].startswith("https://grass.example/feeds/media/")
    channel = ET.fromstring((out / "feed.xml").read_bytes()).find("channel")
    assert channel is not None
    assert channel.findtext("link") == "https://grass.example/feeds/"
    with zipfile.ZipFile(out / "feed.bar") as bar:
        assert b"https://grass.example" not in bar.read("index.html") + bar.read("feed.json")


@pytest.mark.parametrize("base", ["grass.example", "ftp://grass.example/", "https://", "javascript:alert(1)"])
def test_a_base_that_is_no_web_address_is_refused(base: str) -> None:
    """Before anything is written."""
    with pytest.raises(WildgrassError) as caught:
        check_options(Feed.info, RestoreOptions(base=base))
    assert caught.value.code == "base-not-web"


def test_a_feed_has_no_place_for_likes() -> None:
    """The option is refused, not passed over."""
    with pytest.raises(WildgrassError):
        check_options(Feed.info, RestoreOptions(likes=True))


def test_forbidden_characters_are_left_out_and_counted(tmp_path: Path) -> None:
    """Chat exports hold them; a feed with one of them is no XML."""
    item = post(1, "2022-01-01 00:00", "a\x00b\x0b\ufffe <&> ]]> 'q\"", title="t\x1b")
    [outcome] = restored(MemoryArchive([item], owners=(OWNER,)), f"feed:{tmp_path / 'out'}")
    assert outcome.reason == "unwritable-characters 4"
    [entry] = rss_entries(tmp_path / "out")
    assert entry.title == "t"
    [read] = json_items(tmp_path / "out")
    assert read["content_html"] == "<p>ab &lt;&amp;&gt; ]]&gt; 'q\"</p>"


@given(st.text(st.characters(codec=None)), st.text(max_size=20))
def test_any_text_makes_xml(text: str, title: str) -> None:
    """Whatever a platform wrote, the page parses and holds what can be written."""
    from wildgrass.targets.markup import markup_of
    from wildgrass.targets.syndication.entries import Entry
    from wildgrass.targets.syndication.head import Head, Page
    from wildgrass.targets.syndication.rss import rss_page

    item = post(1, "2022-01-01 00:00", text, title=title)
    html, _ = markup_of(item)
    entry = Entry(
        id="1", page="", date=None, edited=None, title=writable(title), html=html, lang=None, files=[]
    )
    head = Head(title="t", author="a", about="", base="")
    tree = ET.fromstring(rss_page(head, Page(0, 0, 1, 0), [entry]))
    assert len(tree.findall("channel/item")) == 1
    assert unwritable(item) == len(text) - len(writable(text)) + len(title) - len(writable(title))


def test_pages_that_are_full_never_change(tmp_path: Path) -> None:
    """A library that grew writes the newest page anew, and the archive pages stay as they are."""
    start = datetime(2015, 1, 1, tzinfo=UTC)
    many = [
        post(number, Moment(instant=start + timedelta(hours=number), precision_ms=1000), f"entry {number}")
        for number in range(1, 1101)
    ]
    out = tmp_path / "out"
    restored(MemoryArchive(many[:800], owners=(OWNER,)), f"feed:{out}")
    before = bytes_of(out)
    restored(MemoryArchive(many, owners=(OWNER,)), f"feed:{out}")
    after = bytes_of(out)
    assert sorted(before) == [
        "feed-1.json",
        "feed-1.xml",
        "feed-2.json",
        "feed-2.xml",
        "feed.bar",
        "feed.json",
        "feed.xml",
        "wildgrass-feed.txt",
    ]
    assert after["feed-1.json"] == before["feed-1.json"]
    assert after["feed-1.xml"] == before["feed-1.xml"]
    assert [item["id"] for item in json_items(out)] == [f"x:post:{number}" for number in range(1100, 0, -1)]
    assert [entry.id for entry in rss_entries(out)] == [f"x:post:{number}" for number in range(1100, 0, -1)]


@given(st.integers(0, 100_000))
def test_pages_hold_everything_once_and_are_neither_small_nor_large(count: int) -> None:
    """No page but a feed's only one has fewer than 250 entries, none 500 or more."""
    pages = list(pages_of(count))
    assert [page.first for page in pages] == [
        sum(one.count for one in pages[:place]) for place in range(len(pages))
    ]
    assert sum(page.count for page in pages) == count
    assert all(PAGE <= page.count < 2 * PAGE for page in pages) or len(pages) == 1
    assert pages[-1].older("xml") == (f"feed-{len(pages) - 1}.xml" if len(pages) > 1 else None)
    assert [page.newer("json") for page in pages] == [page.name("json") for page in pages[1:]] + [None]


def test_a_zone_that_nobody_stated_is_said_to_be_unknown() -> None:
    """RFC 3339 has "-00:00" for it."""
    assert stamp(at("2020-05-01 10:00", zone="local", basis=ZoneBasis.UNKNOWN)) == "2020-05-01T10:00:00-00:00"
    assert stamp(at("2020-05-01 10:00", zone="Asia/Kolkata")) == "2020-05-01T15:30:00+05:30"
    assert stamp(at("2020-05-01 10:00", zone="America/St_Johns")) == "2020-05-01T07:30:00-02:30"


def test_a_folder_with_something_else_is_refused(archive: MemoryArchive, tmp_path: Path) -> None:
    """A site's folder is not a feed's, and nothing in it changes."""
    restored(archive, f"site:{tmp_path / 'out'}")
    before = bytes_of(tmp_path / "out")
    with pytest.raises(WildgrassError) as caught:
        restored(archive, f"feed:{tmp_path / 'out'}")
    assert caught.value.code == "site-folder-taken"
    assert bytes_of(tmp_path / "out") == before
