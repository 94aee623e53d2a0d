"""Pictures inside posts by the real command: named by answers, asked at their own addresses, replaced, or not known."""

import io
import struct
import zlib
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from warcio.archiveiterator import ArchiveIterator

from library.archive_builders import about, build
from watch.played_platforms import (
    TEXT,
    Said,
    api,
    items_of,
    looked,
    owner_of,
    page,
    picture_name,
    played,
)
from wildgrass.cli.main import main
from wildgrass.model import Attachment
from wildgrass.watch.pictures import Picture, judge_picture, named_in, pictures_of


def png(shade: int) -> bytes:
    """Return a picture of one shade, 8 by 8."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
    rows = b"".join(b"\0" + bytes([shade, 99, 255 - shade]) * 8 for _ in range(8))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def served(data: bytes) -> Said:
    return 200, {"content-type": "image/png"}, data


def weibo(n: int, **more: object) -> Said:
    """Return m.weibo.cn's JSON of a post that is there."""
    data = {"id": str(n), "bid": f"N{n}", "text": f"{TEXT} {n}", "user": {"id": 1645372340}}
    return api({"ok": 1, "data": data | more})


def all_there(posts: int, pictures: int) -> dict[str, Said]:
    return {
        picture_name(n, number): served(png(20 * n + number))
        for n in range(1, posts + 1)
        for number in range(1, pictures + 1)
    }


def rounds(folder: Path, capsys: pytest.CaptureFixture[str], *waits: dict[str, float]) -> dict[int, dict]:
    found: dict[int, dict] = {}
    for wait in waits:
        found |= looked(folder, capsys, **wait)
    return found


def test_a_picture_whose_address_is_gone_is_missing_and_its_post_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with played(tmp_path, "weibo", monkeypatch, posts=5, pictures=2) as (plays, server, folder):
        plays.pictures = all_there(5, 2)
        first = looked(folder, capsys)
        assert first[1]["media"] == {
            "archived": 2,
            "named": None,
            "looked_at": 2,
            "missing": 0,
            "replaced": 0,
        }
        plays.pictures[picture_name(1, 2)] = page("<p>Not found</p>", 404)
        plays.pictures[picture_name(2, 1)] = page("<p>For legal reasons</p>", 451)
        plays.pictures[picture_name(3, 1)] = page("<p>Log in</p>")
        plays.pictures[picture_name(4, 1)] = page("<p>Forbidden</p>", 403)
        once = looked(folder, capsys, days=31)
        assert all(once[n]["state"] == "present" and "media_missing" not in once[n] for n in once)
        assert once[1]["media"]["needs"] == ["time"]
        found = once | rounds(folder, capsys, {"minutes": 25}, {"days": 2})
        assert (found[1]["state"], found[1]["media_missing"], found[1]["media"]["missing"]) == (
            "present",
            True,
            1,
        )
        (lost,) = found[1]["media"]["pictures"]
        assert (lost["number"], lost["state"], lost["by"], lost["notice"]) == (2, "gone", "unknown", "404")
        assert lost["last_seen"] < lost["first_missing"]
        assert len(lost["records"]) >= 3
        (withheld,) = found[2]["media"]["pictures"]
        assert (withheld["state"], withheld["by"], withheld["sure"]) == ("tombstone", "state", "stated")
        assert {found[3]["media"]["missing"], found[4]["media"]["missing"]} == {0}  # walls say nothing
        assert [one["state"] for n in (3, 4) for one in found[n]["media"]["pictures"]] == ["unknown", "error"]
        assert "media_missing" not in found[5]
        assert all("cookie" not in headers for _, _, headers, _ in server.asked)


def test_an_outage_of_the_picture_server_is_no_removal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with played(tmp_path, "weibo", monkeypatch, pictures=2) as (plays, _, folder):
        plays.pictures = all_there(3, 2)
        looked(folder, capsys)
        plays.pictures = dict.fromkeys(plays.pictures, page("<p>Not found</p>", 404))
        found = rounds(folder, capsys, {"days": 31}, {"minutes": 25}, {"days": 2})
        assert all("media_missing" not in row for row in found.values())
        assert "control" in found[1]["media"]["needs"]


@pytest.mark.parametrize("how", ["redirect", "same file"])
def test_a_file_that_stands_for_pictures_is_a_placeholder(
    how: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with played(tmp_path, "weibo", monkeypatch, pictures=2) as (plays, _, folder):
        plays.pictures = all_there(3, 2) | {"default_d_w_large": served(png(1))}
        looked(folder, capsys)
        moved = (302, {"location": "/images/default_d_w_large.gif"}, b"")
        for n in (1, 2):
            plays.pictures[picture_name(n, 1)] = moved if how == "redirect" else served(png(7))
        once = looked(folder, capsys, days=31)
        assert "media_missing" not in once[1]
        found = once | looked(folder, capsys, minutes=25)
        for n in (1, 2):
            assert (found[n]["media"]["replaced"], found[n]["media_missing"]) == (1, True)
            assert found[n]["media"]["pictures"][0]["state"] == "replaced"
        assert found[3]["media"]["replaced"] == 0


def test_an_answer_that_lists_fewer_pictures_than_before_and_one_that_lists_none_at_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with played(tmp_path, "weibo", monkeypatch, pictures=3) as (plays, _, folder):
        plays.gone = {n: {"api": weibo(n, pics=[{"pid": "a"}] * 3)} for n in (1, 2, 3)}
        first = looked(folder, capsys)
        assert {row["media"]["named"] for row in first.values()} == {3}
        plays.gone[1] = {"api": weibo(1, pics=[{"pid": "a"}], pic_num=1)}
        plays.gone[2] = {"api": weibo(2)}  # a shape without a list says nothing
        once = looked(folder, capsys, days=31)
        assert (once[1]["media"]["missing"], once[1]["media"]["needs"]) == (0, ["time"])
        found = once | looked(folder, capsys, minutes=25)
        assert (found[1]["media"]["named"], found[1]["media"]["missing"]) == (1, 2)
        assert all("media_missing" not in found[n] for n in (2, 3))


def test_pictures_are_kept_once_and_forgotten_with_their_post(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with played(tmp_path, "weibo", monkeypatch, pictures=1) as (plays, _, folder):
        plays.pictures = all_there(3, 1)
        rounds(folder, capsys, {}, {"days": 31})
        kinds = [one.rec_type for one in _records(folder) if "/pic/" in _target(one)]
        assert sorted(kinds) == ["response"] * 3 + ["revisit"] * 3
        assert main(["watch", str(folder), "--forget", "weibo:post:1"]) == 0
        kept = [_target(one) for one in _records(folder)]
        assert not [one for one in kept if picture_name(1, 1) in one]
        assert len([one for one in kept if "/pic/" in one]) == 4
        assert "post:1#" not in (folder / "watch" / "pictures.jsonl").read_text("utf-8")


def _records(folder: Path):
    for file in (folder / "watch").glob("*.warc.gz"):
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                record.content_stream().read()
                yield record


def _target(record) -> str:
    return str(record.rec_headers.get_header("WARC-Target-URI"))


@pytest.mark.parametrize(
    ("platform", "post", "url", "asked"),
    [
        ("x", "https://x.com/a/status/1", "https://pbs.twimg.com/media/FxAbCdEfGh.jpg", True),
        ("x", "https://x.com/a/status/1", "https://other.example/media/FxAbCdEfGh.jpg", False),
        ("weibo", "https://weibo.com/1/N1", "http://wx1.sinaimg.cn/large/6204ece1ly1.jpg", True),
        ("weibo", "https://weibo.com/1/N1", "https://tvax1.sinaimg.cn/a.jpg?Expires=1&ssig=b", False),
        ("facebook", "https://www.facebook.com/a", "https://scontent.fbcdn.net/a.jpg?oh=1&oe=2", False),
        ("mastodon", "https://social.example/@a/1", "https://files.social.example/original/abcdef.png", True),
        ("mastodon", "https://social.example/@a/1", "http://192.168.0.1/original/abcdefgh.png", False),
        ("feed", "http://127.0.0.1:1/a", "http://127.0.0.1:2/abcdefgh.png", False),
        ("feed", "https://blog.example/a", "file:///etc/passwd", False),
    ],
)
def test_only_addresses_that_last_and_are_the_platforms_own_are_asked(
    platform: str, post: str, url: str, asked: bool
) -> None:
    (found,) = pictures_of(platform, post, [Attachment(name="a.jpg", role="photo", url=url)])
    assert bool(found.url) is asked
    assert found.url.startswith("https://") or not asked


def test_bluesky_shows_pictures_by_their_content() -> None:
    cid = "bafkrei" + "a" * 52
    shown = Attachment(name=f"{cid}.jpeg", role="photo")
    did = "did:plc:yecao"
    (found,) = pictures_of("bluesky", f"https://bsky.app/profile/{did}/post/3k1", [shown], did)
    assert found.url == f"https://cdn.bsky.app/img/feed_fullsize/plain/{did}/{cid}@jpeg"
    (here,) = pictures_of("bluesky", "http://127.0.0.1:8/profile/x/post/3k1", [shown], did)
    assert here.url.startswith("http://127.0.0.1:8/img/")
    (unknown,) = pictures_of("bluesky", "https://bsky.app/a", [Attachment(name="a.jpg", role="photo")], did)
    assert unknown.url == ""


def test_a_post_lists_each_picture_once_and_nothing_but_pictures() -> None:
    same = Attachment(name="a.jpg", role="photo", url="https://pbs.twimg.com/media/FxAbCdEfGh.jpg")
    video = Attachment(name="a.mp4", role="video")
    assert len(pictures_of("x", "https://x.com/a/status/1", [same, same, video])) == 1


LISTS = [
    ("x", {"id_str": "7", "mediaDetails": [{"type": "photo"}, {"type": "video"}]}, (1, True)),
    ("x", {"photos": [{"url": "a"}, {"url": "b", "ext_media_availability": {"status": "Unavailable"}}]}, (1, True)),
    ("x", {"id_str": "8", "photos": []}, (None, False)),
    ("x", {"html": "<p>no list</p>"}, (None, False)),
    ("bluesky", {"posts": [{"uri": "at://d/p/7", "embed": {"images": [{}, {}]}}]}, (2, True)),
    ("bluesky", {"posts": [{"uri": "at://d/p/7", "embed": {"media": {"images": [{}]}}}]}, (1, True)),
    ("bluesky", {"posts": [{"uri": "at://d/p/7"}]}, (None, False)),
    ("mastodon", {"attachment": [{"type": "Document", "mediaType": "image/png"}, {"type": "Link"}]}, (1, True)),
    ("mastodon", {"attachment": []}, (0, True)),
    ("weibo", {"data": {"id": "7", "pic_ids": []}}, (0, True)),
    ("weibo", {"data": {"id": "7", "pic_num": 9}}, (9, True)),
    ("weibo", {"data": {"id": "9", "pic_num": 9}}, (None, False)),
]  # fmt: skip


@pytest.mark.parametrize(("platform", "value", "expected"), LISTS)
def test_what_answers_list(platform: str, value: dict, expected: tuple) -> None:
    assert named_in(platform, value, b"", "7", ()) == expected


def test_a_page_names_pictures_by_their_files_and_one_that_names_none_lists_none() -> None:
    two = (Picture(1, "", "6204ece1ly1"), Picture(2, "", "6204ece1ly2"))
    assert named_in("wechat", None, b"<img src='/large/6204ece1ly1.jpg'>", "", two) == (1, False)
    assert named_in("wechat", None, b"<img src='/logo.png'>", "", two) == (None, False)


@given(st.binary(max_size=200), st.integers(100, 599))
def test_no_bytes_are_a_missing_picture_but_by_a_status(body: bytes, status: int) -> None:
    said = judge_picture(status, body, "https://a.b/c.jpg", "")
    assert (said["state"] in {"gone", "tombstone"}) is (status in {404, 410, 451})


def drawn(seed: int, quality: int = 90) -> bytes:
    """Return a picture with much to see, as a JPEG of some quality."""
    chance = Random(seed)
    image = Image.new("RGB", (160, 120), (240, 240, 230))
    draw = ImageDraw.Draw(image)
    for _ in range(14):
        x, y = chance.randrange(160), chance.randrange(120)
        colour = tuple(chance.randrange(256) for _ in range(3))
        draw.ellipse((x, y, x + chance.randrange(10, 70), y + chance.randrange(10, 70)), fill=colour)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def plain() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (160, 120), (200, 200, 200)).save(out, "PNG")
    return out.getvalue()


def test_another_picture_in_the_place_of_the_archives_own_is_told_and_another_encoding_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with played(tmp_path, "weibo", monkeypatch, posts=4, pictures=1) as (plays, server, _):
        owner, folder = owner_of("weibo", server.url), tmp_path / "with-files"
        items = [
            replace(one, attachments=tuple(replace(a, member=f"m/{a.name}") for a in one.attachments))
            for one in items_of("weibo", server.url, 4, 1)
        ]
        seeds = {picture_name(n, 1): n for n in range(1, 5)}
        build(
            folder,
            items,
            about("files", owner=owner, source="weibo"),
            fetch_attachment=lambda one: io.BytesIO(drawn(seeds[one[2:].partition(".")[0]])),
        )
        plays.pictures = {name: served(drawn(seed, 60)) for name, seed in seeds.items()}  # encoded anew
        first = looked(folder, capsys)
        assert all(row["media"]["replaced"] == 0 for row in first.values())
        plays.pictures[picture_name(1, 1)] = served(drawn(77))
        plays.pictures[picture_name(2, 1)] = served(plain())
        plays.pictures[picture_name(3, 1)] = served(drawn(3, 35))
        once = looked(folder, capsys, days=31)
        assert not any(row.get("media_missing") for row in once.values())
        found = once | looked(folder, capsys, minutes=25)
        assert {n: found[n]["media"]["replaced"] for n in found} == {1: 1, 2: 1, 3: 0, 4: 0}
        (lost,) = found[1]["media"]["pictures"]
        assert (lost["state"], lost["sure"], lost["by"]) == ("replaced", "likely", "unknown")
        assert "of 256 bits apart" in lost["notice"]
