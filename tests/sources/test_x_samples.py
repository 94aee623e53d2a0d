"""Real files of real archives, where the shared samples are at hand; their counts come from the samples' README."""

import io
from collections import Counter
from pathlib import Path

import pytest

from sources.made_archives import items, problems, readings, reports
from wildgrass.model import Item, Kind
from wildgrass.sources.base import PieceSplit
from wildgrass.sources.records import split

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "twitter"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared samples are not at hand")


def test_an_archive_of_2022() -> None:
    """1,758 posts, 128 of them passed on, 160 replies, 91 with media, one with a place; 609 likes, 418 followed."""
    found = readings(SAMPLES / "smithjd__twitter_archive")
    posts = [one for one in items(found).values() if one.id.startswith("x:post:")]
    assert len(posts) == 1758
    assert sum(one.kind is Kind.SHARE for one in posts) == 128
    assert sum(one.in_reply_to is not None for one in posts) == 160
    assert sum(bool(one.attachments) for one in posts) == 91
    assert sum("geo" in one.extra for one in posts) == 1
    assert Counter(one.kind for one in items(found).values())[Kind.LIKE] == 609
    assert Counter(one.kind for one in items(found).values())[Kind.FOLLOW] == 418
    assert problems(found) == []
    assert min(one.published.instant.year for one in posts if one.published) == 2007


@pytest.mark.parametrize("name", ["smithjd__twitter_archive", "DocNow__twitter-archive-unshorten"])
def test_every_link_stands_where_it_is_said_to(name: str) -> None:
    """Offsets count code points of the unescaped text, in Chinese, with emoji and with escapes before them."""
    count = 0
    for one in items(readings(SAMPLES / name)).values():
        for link in one.links:
            assert one.text[link.start : link.end] == link.url
            count += 1
    assert count > 40


def test_an_archive_of_2015_to_2022_without_wrapper_folder() -> None:
    """109 posts, 30 passed on, 50 replies, 3 with media, one withheld in countries."""
    posts = list(items(readings(SAMPLES / "DocNow__twitter-archive-unshorten")).values())
    assert len(posts) == 109
    assert sum(one.kind is Kind.SHARE for one in posts) == 30
    assert sum(one.in_reply_to is not None for one in posts) == 50
    assert sum(bool(one.attachments) for one in posts) == 3
    assert sum("withheld_in_countries" in one.extra for one in posts) == 1


def test_small_files_of_2019() -> None:
    found = readings(SAMPLES / "dogsheep__twitter-to-sqlite" / "zip_contents")
    kinds = Counter(str(one.kind) for one in found if isinstance(one, Item))
    assert kinds == {"account": 1, "app": 1, "follower": 2, "follow": 2, "search": 2}
    assert reports(found)["account-suspension.js"].records == 0
    assert problems(found) == []


def test_messages_known_by_their_first_line() -> None:
    """Two conversations with 6 messages; two groups with 4 messages and 5 joins, leaves and new names."""
    found = readings(SAMPLES / "toBeOfUse__Twitter-Archive-Browser")
    kinds = Counter(one.kind for one in found if isinstance(one, Item))
    assert kinds == {Kind.MESSAGE: 10, Kind.EVENT: 5}
    threads = {one.thread for one in found if isinstance(one, Item)}
    assert len(threads) == 4
    assert None not in threads


def test_a_monthly_archive_of_2016() -> None:
    found = items(readings(SAMPLES / "perkeep__perkeep" / "camlistore_test.zip"))
    assert found["x:post:727367542772133888"].text.startswith("& <> .")
    assert {one.author.handle for one in found.values() if one.author} == {"camlistore_test"}


def test_advertising_files() -> None:
    found = readings(SAMPLES / "hestiaAI__hestialabs-experiences" / "twitter-small.zip")
    assert Counter(one.kind for one in found if isinstance(one, Item))[Kind.AD] == 826 + 329
    assert problems(found) == []


def test_every_sample_comes_back_whole() -> None:
    for path in SAMPLES.rglob("*.js"):
        for how in (PieceSplit(), PieceSplit(("dmConversation", "messages"))):
            data = path.read_bytes()
            assert b"".join(part for part, _ in split(io.BytesIO(data), how)) == data
