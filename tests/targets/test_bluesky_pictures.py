"""Pictures for Bluesky: within the server's size, described, made once; and how many days ten thousand of them take."""

# ruff: noqa: RUF001 - Chinese punctuation is meant

import io
import threading
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from targets.archive_in_memory import MemoryArchive
from targets.made_up_life import OWNER, picture, post
from targets.publishing_contract import means
from targets.standin_pds import StandIn, standing_in
from wildgrass.net import Client, Limits, Route
from wildgrass.targets.base import RestoreOptions, Status
from wildgrass.targets.bluesky import Bluesky, media
from wildgrass.targets.bluesky.place import PICTURE_BYTES


@pytest.fixture
def standin():
    with standing_in() as running:
        yield running


def _noise(width: int, height: int) -> bytes:
    """Return a picture that no codec makes small."""
    out = io.BytesIO()
    Image.effect_noise((width, height), 120).convert("RGB").save(out, "JPEG", quality=97)
    return out.getvalue()


def _uploaded(standin: StandIn) -> list[bytes]:
    return [body for _, path, _, body in standin.server.asked if path.endswith("uploadBlob")]


@pytest.mark.parametrize("custody", [False, True], ids=["visible", "custody"])
def test_a_large_picture_is_made_smaller_until_it_fits_and_keeps_its_words(
    standin: StandIn, tmp_path: Path, custody: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[int] = []
    within = media.picture_within
    monkeypatch.setattr(media, "picture_within", lambda *asked: decoded.append(1) or within(*asked))
    archive = MemoryArchive([], owners=(OWNER,), files=tmp_path)
    large, small = _noise(1920, 1200), picture(300, 200, 9)
    assert len(large) > PICTURE_BYTES
    shown = (
        archive.put(large, "large.jpg", alt="沙尘暴，什么也看不见 🌫️"),
        archive.put(small, "small.jpg", alt="a hill"),
    )
    archive.add(post(1, "2022-10-03 06:12", "早", attachments=shown))
    options = RestoreOptions(publish=True, custody=custody, means=means(tmp_path / "state"))
    made = list(Bluesky().restore(archive, f"me.test@{standin.url}", options))
    assert [(one.status, one.reason) for one in made] == [(Status.DONE, None)]
    images = standin.records()[0]["value"]["embed"]["images"]
    assert [one["alt"] for one in images] == ["沙尘暴，什么也看不见 🌫️", "a hill"]
    sent = _uploaded(standin)
    assert sorted(map(len, sent)) == sorted(one["image"]["size"] for one in images)
    assert max(map(len, sent)) <= PICTURE_BYTES
    assert len(decoded) == 2, "each is decoded once"
    sizes = [(one["aspectRatio"]["width"], one["aspectRatio"]["height"]) for one in images]
    assert sizes[1] == (300, 200)
    assert sizes[0][0] < 1920
    assert sizes[0][0] / sizes[0][1] == pytest.approx(1.6, abs=0.01)


def test_more_pictures_than_are_held_are_made_again_and_all_arrive(
    standin: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media, "_MOST_HELD", 3000)
    monkeypatch.setattr(media, "_MOST_AHEAD", 2)
    archive = MemoryArchive([], owners=(OWNER,), files=tmp_path)
    for number in range(12):
        shown = archive.put(picture(200 + number, 150, number), f"{number}.jpg")
        archive.add(post(number, f"2022-10-03 06:{number:02}", "雪", attachments=(shown,)))
    options = RestoreOptions(publish=True, custody=True, means=means(tmp_path / "state"))
    made = list(Bluesky().restore(archive, f"me.test@{standin.url}", options))
    assert {one.status for one in made} == {Status.DONE}
    assert len(set(_uploaded(standin))) == len(_uploaded(standin)) == 12


@pytest.mark.parametrize(
    ("language", "count", "words"),
    [
        (
            "en",
            10_000,
            ("about 10.0 days", "pictures: 10,000, at 1,000 in 24 hours: 10.0 days", "7,500, at 5,000"),
        ),
        ("zh-Hans", 2_000, ("约 2.0 天", "图片：2,000，每 24 小时 1,000，需 2.0 天")),
        ("zh-Hant", 2_000, ("約 2.0 天", "圖片：2,000，每 24 小時 1,000，需 2.0 天")),
    ],
)
def test_the_preview_says_how_long_pictures_take_and_how_that_adds_up(
    tmp_path: Path, language: str, count: int, words: tuple[str, ...]
) -> None:
    """Ten thousand pictures: ten days."""
    archive = MemoryArchive([], owners=(OWNER,), files=tmp_path)
    hill = archive.put(picture(60, 40, 9), "hill.jpg")
    items = []
    for number in range(count // 4):
        day, hour, minute = 1 + number // 1440, number // 60 % 24, number % 60
        items.append(post(number, f"2022-10-{day:02} {hour:02}:{minute:02}", "雪", attachments=(hill,) * 4))
    archive.add(*items)
    pages: list[Path] = []
    options = RestoreOptions(language=language, means=means(tmp_path / "state", preview=pages.append))
    assert len(list(Bluesky().restore(archive, "me.test@https://pds.example", options))) == count // 4
    text = pages[0].read_text()
    assert [one for one in words if one not in text] == []


@pytest.mark.parametrize("custody", [False, True], ids=["visible", "custody"])
def test_a_wait_that_the_server_asks_for_can_be_stopped(
    standin: StandIn, tmp_path: Path, custody: bool
) -> None:
    """It is waited for where a person's Ctrl-C arrives, once, and then every picture goes."""
    waited: list[tuple[float, bool]] = []

    def wait(seconds: float) -> None:
        waited.append((seconds, threading.current_thread() is threading.main_thread()))

    def fail(_number: int, call: str) -> Any:
        if call.endswith("uploadBlob") and not waited:
            return 429, {"retry-after": "3589"}, b"{}"
        return None

    standin.fail = fail
    archive = MemoryArchive([], owners=(OWNER,), files=tmp_path)
    for number in range(5):
        shown = archive.put(picture(200 + number, 150, number), f"{number}.jpg")
        archive.add(post(number, f"2022-10-03 06:{number:02}", "雪", attachments=(shown,)))
    given = means(
        tmp_path / "state", client=lambda: Client(Route(), sleep=wait, limits=Limits(most_wait_s=1e6))
    )
    options = RestoreOptions(publish=True, custody=custody, means=given)
    made = list(Bluesky().restore(archive, f"me.test@{standin.url}", options))
    assert {one.status for one in made} == {Status.DONE}
    assert waited == [(3589.0, True)]
    assert len(standin.blobs) == 5
