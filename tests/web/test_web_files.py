"""Files: only pixels made anew are shown, only what a browser plays is played, bytes leave only as a download."""

import hashlib
import re
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from targets.archive_in_memory import MemoryArchive
from targets.made_up_life import picture, post, tiny_video
from web.made_reader import ORIGIN, addresses_in, reader_on, write_items
from wildgrass.model import Attachment
from wildgrass.web.files import part_of

WAV = b"RIFF\x2c\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0\x80\x3e\0\0\2\0\x10\0data\x08\0\0\0" + bytes(8)
HTML = b"<html><script>alert(1)</script></html>"
EXE = b"MZ" + bytes(58) + b"\x40\0\0\0" + b"PE\0\0" + bytes(100)


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    (folder / "files").mkdir()
    archive = MemoryArchive([], files=folder / "files")
    exif = Image.Exif()
    exif[0x010F] = "SECRET-CAMERA"
    told = BytesIO()
    Image.new("RGB", (50, 40), (90, 120, 70)).save(told, "JPEG", exif=exif)
    contents = {
        "photo.jpg": told.getvalue(),
        "big.png": picture(1600, 900, 20, "PNG"),
        "broken.jpg": b"\xff\xd8\xff\xe0 not really",
        "page.html": HTML,
        "report\u202efdp.exe": EXE,
        "logo.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "clip.mp4": tiny_video(),
        "voice.wav": WAV,
        "picture.jpg": HTML,
    }
    files = tuple(archive.put(data, name) for name, data in contents.items())
    missing = Attachment(name="left-out.jpg")
    library = write_items(
        folder, [post(1, "2022-01-01 10:00", "files", attachments=(*files, missing))], archive
    )
    with reader_on(library) as opened:
        opened.number_of_item = opened.number("x:post:1")
        opened.contents = list(contents.items())
        yield opened


def at(opened, name):
    place = [known for known, _ in opened.contents].index(name)
    return f"/file/{opened.number_of_item}/{place}"


@pytest.mark.parametrize(("size", "side"), [("small", 360), ("page", 1200), ("full", 1600)])
def test_a_picture_comes_in_three_sizes(opened, size, side):
    answer = opened.client.get(at(opened, "big.png") + "/" + size)
    assert answer.headers["content-type"] in {"image/png", "image/jpeg", "image/webp"}
    assert max(Image.open(BytesIO(answer.content)).size) == side


def test_a_picture_tells_no_camera(opened):
    original = dict(opened.contents)["photo.jpg"]
    assert b"SECRET-CAMERA" in original
    assert b"SECRET-CAMERA" not in opened.client.get(at(opened, "photo.jpg") + "/full").content


@pytest.mark.parametrize(
    "name", ["broken.jpg", "page.html", "logo.svg", "picture.jpg", "report\u202efdp.exe"]
)
def test_what_is_no_picture_is_never_sent_as_one(opened, name):
    for size in ("small", "page", "full"):
        answer = opened.client.get(f"{at(opened, name)}/{size}")
        assert answer.headers["content-type"] == "image/png"
        assert answer.content.startswith(b"\x89PNG")
        assert b"alert" not in answer.content


def test_only_three_sizes_are_made(opened):
    assert opened.client.get(at(opened, "big.png") + "/9999999").status_code == 404


def test_a_video_plays_without_the_place_it_was_made_at(opened):
    answer = opened.client.get(at(opened, "clip.mp4") + "/play")
    assert answer.headers["content-type"] == "video/mp4"
    assert len(answer.content) == len(tiny_video())
    assert b"116.4074" in tiny_video()
    assert b"116.4074" not in answer.content
    parts = [
        opened.client.get(at(opened, "clip.mp4") + "/play", headers={"range": f"bytes={start}-{start + 9}"})
        for start in range(0, len(answer.content), 10)
    ]
    assert {part.status_code for part in parts} == {206}
    assert b"".join(part.content for part in parts) == answer.content


def test_a_voice_plays(opened):
    answer = opened.client.get(at(opened, "voice.wav") + "/play", headers={"range": "bytes=4-"})
    assert (answer.status_code, answer.headers["content-type"]) == (206, "audio/wav")
    assert answer.headers["content-range"] == f"bytes 4-{len(WAV) - 1}/{len(WAV)}"
    assert answer.content == WAV[4:]


@pytest.mark.parametrize("name", ["page.html", "photo.jpg", "report\u202efdp.exe", "picture.jpg"])
def test_what_is_not_played_is_not_sent(opened, name):
    assert opened.client.get(at(opened, name) + "/play").status_code == 404


def test_a_range_beyond_the_end_is_refused(opened):
    answer = opened.client.get(at(opened, "voice.wav") + "/play", headers={"range": "bytes=9999-"})
    assert answer.status_code == 416


@given(st.text(max_size=20) | st.from_regex(r"bytes=\d{0,4}-\d{0,4}", fullmatch=True), st.integers(0, 2000))
def test_any_range_stays_within_the_file(wanted, size):
    start, end, _ = part_of(wanted, size)
    assert end <= size
    assert start >= 0


@pytest.mark.parametrize(
    "name", ["page.html", "report\u202efdp.exe", "picture.jpg", "photo.jpg", "big.png", "clip.mp4"]
)
def test_bytes_leave_only_as_a_download_after_the_page_with_the_warnings(opened, name):
    address = at(opened, name)
    assert opened.client.get(f"{address}/original").status_code == 404
    assert opened.client.post(f"{address}/original").status_code == 403
    answer = opened.client.post(f"{address}/original", headers=ORIGIN)
    assert answer.headers["content-type"] == "application/octet-stream"
    assert re.fullmatch(
        r'attachment; filename="[0-9a-f]{12}\.[a-z0-9]+"', answer.headers["content-disposition"]
    )
    assert hashlib.sha256(answer.content).digest() == hashlib.sha256(dict(opened.contents)[name]).digest()


@pytest.mark.parametrize(
    ("name", "ending"),
    [("report\u202efdp.exe", "bin"), ("picture.jpg", "bin"), ("page.html", "bin"), ("big.png", "png")],
)
def test_what_could_run_is_saved_under_an_ending_that_does_not(opened, name, ending):
    answer = opened.client.post(at(opened, name) + "/original", headers=ORIGIN)
    assert answer.headers["content-disposition"].endswith(f'.{ending}"') or ending == "png"


def test_a_file_s_page_says_what_is_suspicious(opened):
    assert "hide its real ending" in opened.page(at(opened, "report\u202efdp.exe"))
    assert "its content is not what its name says" in opened.page(at(opened, "picture.jpg"))
    assert "Nothing suspicious was found. That is no proof." in opened.page(at(opened, "big.png"))


def test_a_file_that_is_left_out_says_so(opened):
    address = f"/file/{opened.number_of_item}/{len(opened.contents)}"
    page = opened.page(address)
    assert "Named by the export, but not in it" in page
    assert "/original" not in page
    assert opened.client.get(f"{address}/full").status_code == 404
    assert opened.client.post(f"{address}/original", headers=ORIGIN).status_code == 404


def test_pictures_are_kept_in_memory_and_forgotten_when_locked(opened):
    opened.client.get(at(opened, "big.png") + "/small")
    assert opened.reader.shelf._kept
    opened.send("/lock")
    assert not opened.reader.shelf._kept
    key = opened.reader.sessions.new_key()
    assert opened.client.get(f"/open?key={key}").status_code == 200


def test_files_lead_to_the_one_before_and_after(opened):
    """Along the whole grid by the next way, and the same way back."""
    grid = [
        address for address in addresses_in(opened.page("/media")) if re.fullmatch(r"/file/\d+/\d+", address)
    ]
    grid = list(dict.fromkeys(grid))
    walked = [grid[0]]
    while after := re.search(r'rel="next" href="(/file/[^"]*)"', opened.page(walked[-1])):
        walked.append(after[1])
    assert walked == grid
    assert f'rel="prev" href="{grid[-2]}"' in opened.page(grid[-1])
