"""Real and published files of Facebook and Instagram, where the shared samples are at hand; counted by hand."""

import json
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from sources.made_archives import problems, readings, reports
from wildgrass.model import Item
from wildgrass.sources.base import Reading
from wildgrass.sources.mojibake import repair

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared samples are not at hand")

FACEBOOK = "facebook/hestiaAI__hestialabs-experiences/facebook.zip"
INSTAGRAM = "instagram/hestiaAI__hestialabs-experiences/instagramV2.zip"
SMOKE = "instagram/eyra__mono/instagram_smoke.zip"


def kinds(found: list[Reading]) -> dict[str, int]:
    """Count items, without what conversations say of themselves."""
    return dict(
        Counter(
            str(one.kind) for one in found if isinstance(one, Item) and ":conversation-about:" not in one.id
        )
    )


def test_facebook_of_2022_in_french() -> None:
    """124 apps, 79 shops that told Facebook, 92 posts of apps, 8 interests, 63 + 55 + 70 advertisers."""
    found = readings(SAMPLES / FACEBOOK)
    assert kinds(found) == {"app": 124, "ad": 79 + 63 + 55 + 70, "post": 92, "inference": 8}
    assert problems(found) == []
    titles = [one.title for one in found if isinstance(one, Item) and one.kind == "inference"]
    assert "Organisation mondiale de la santé" in titles


def test_instagram_of_2022_in_french() -> None:
    """203 posts, 130 stories, 717 messages in 8 threads, 314 likes, 96 followers, 389 followed."""
    found = readings(SAMPLES / INSTAGRAM)
    assert kinds(found) == {
        "account": 1,
        "ad": 218 + 511 + 388 + 511 + 1,
        "follow": 389,
        "follower": 96,
        "inference": 8 + 31 + 253 + 433,
        "like": 211 + 103,
        "message": 717,
        "post": 203 + 130,
    }
    assert problems(found) == []
    assert sum(isinstance(one, Item) and ":conversation-about:" in one.id for one in found) == 8


def test_instagram_of_2025_with_almost_empty_records() -> None:
    found = readings(SAMPLES / SMOKE)
    assert kinds(found) == {
        "ad": 17,
        "comment": 5,
        "follow": 3,
        "follower": 4,
        "like": 10,
        "message": 10,
        "post": 9,
    }
    assert problems(found) == []


@pytest.mark.parametrize("name", [FACEBOOK, INSTAGRAM, SMOKE])
def test_every_record_of_every_member_is_counted(name: str) -> None:
    """The number of records is that of a plain JSON reader."""
    found = reports(readings(SAMPLES / name))
    with zipfile.ZipFile(SAMPLES / name) as archive:
        for member in archive.namelist():
            if not member.endswith(".json") or "__MACOSX" in member:
                continue
            value = json.loads(archive.read(member))
            lists = (
                [value]
                if isinstance(value, list)
                else [part for part in value.values() if isinstance(part, list)]
            )
            if isinstance(value, dict) and "messages" in value:
                lists = [value["messages"]]
            assert found[member].records == sum(map(len, lists)), member
            assert found[member].status == "read"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("facebook/mlomb__chat-analytics/messenger/2A_7M.json", {"message": 7}),
        ("facebook/apparebit__deface/your_posts_1.json", {"post": 1, "comment": 2}),
        ("facebook/ownaginatious__fbchat-archive-parser/simulated_data.htm", {"message": 20}),
        ("instagram/joweich__chat-miner/instagram/test_export.json", {"message": 2}),
        ("instagram/marcomaroni-github__instagram-to-bluesky/test_image", {"post": 1}),
        ("instagram/marcomaroni-github__instagram-to-bluesky/test_images", {"post": 1}),
        ("instagram/marcomaroni-github__instagram-to-bluesky/test_mixed_media", {"post": 1}),
        ("instagram/marcomaroni-github__instagram-to-bluesky/test_video", {"post": 1}),
    ],
)
def test_small_samples(name: str, expected: dict[str, int]) -> None:
    """In test_mixed_media and test_video reels.json repeats the post of posts.json."""
    found = readings(SAMPLES / name)
    assert kinds(found) == expected
    assert problems(found) == []


def test_the_cases_of_another_project_are_repaired() -> None:
    path = SAMPLES / "facebook/apparebit__deface/mojibake-cases.json"
    for case in json.loads(path.read_text()):
        text = json.loads('"' + case["bytes_in_file"].replace('"', '\\"') + '"')
        expected = json.loads('"' + case["should_become"].replace('"', '\\"') + '"')
        assert repair(text) == expected
