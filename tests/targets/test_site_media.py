"""Pictures and videos: told by their bytes, shown without place and camera, damaged ones named and not shown."""

import io
import struct
from contextlib import suppress
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from targets.archive_in_memory import MemoryArchive
from targets.made_up_life import OWNER, picture, post, tiny_video
from targets.reading_sites import bytes_of, grow, read_page
from wildgrass.targets.base import Outcome
from wildgrass.targets.formats import Format, sniff
from wildgrass.targets.site.videos import VideoError, bare_video

PLACE = b"39.9042N 116.4074E SECRET-CAMERA"
KINDS = ("JPEG", "PNG", "WEBP", "GIF")


def telling(kind: str, orientation: int = 1) -> bytes:
    """Return a picture that says in its metadata where it was taken."""
    image = Image.open(io.BytesIO(picture(64, 40, 10)))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = PLACE.decode()
    out = io.BytesIO()
    image.save(out, kind, exif=exif, comment=PLACE, xmp=b"<x:xmpmeta>" + PLACE + b"</x:xmpmeta>", quality=90)
    return out.getvalue()


PICTURES = {kind: telling(kind) for kind in KINDS}


@pytest.mark.parametrize(
    ("head", "extension"),
    [
        (b"\xff\xd8\xff\xe0", "jpg"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"GIF89a", "gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
        (b"\0\0\0\x18ftypmp42", "mp4"),
        (b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm", "webm"),
        (b"<svg xmlns=", None),
        (b"<!doctype html>", None),
        (b"%PDF-1.7", None),
        (b"MZ\x90\0", None),
        (b"PK\x03\x04", None),
        (b"RIFF\0\0\0\0WAVE", None),
        (b"\0\0\0\x18ftypheic", None),
        (b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x88matroska", None),
        (b"", None),
    ],
)
def test_formats_are_told_by_their_first_bytes(head: bytes, extension: str | None) -> None:
    """Only pictures of pixels and two kinds of video are shown."""
    kind: Format | None = sniff(head)
    assert (None if kind is None else kind.extension) == extension


def test_a_video_keeps_its_frames_and_loses_its_place(tmp_path: Path) -> None:
    """The box that tells is blank, every other byte stays where it was."""
    path = tmp_path / "clip"
    whole = (
        tiny_video()
        + struct.pack(">I4sQ", 1, b"uuid", 16 + 4)
        + b"SELF"
        + struct.pack(">I4s", 0, b"mdat")
        + b"frames"
    )
    path.write_bytes(whole)
    bare = b"".join(bare_video(path))
    assert len(bare) == len(whole)
    assert b"116.4074" not in bare
    assert b"SELF" not in bare
    assert bare.endswith(b"mdatframes")
    assert bare.count(b"free") == 2


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 200))
def test_a_damaged_video_ends_as_a_video_error_or_at_its_length(
    tmp_path_factory: pytest.TempPathFactory, tail: bytes, cut: int
) -> None:
    """Boxes that contradict each other never run away."""
    path = tmp_path_factory.mktemp("clip") / "clip"
    whole = tiny_video()[:cut] + tail
    path.write_bytes(whole)
    with suppress(VideoError):
        assert len(b"".join(bare_video(path))) == len(whole)


def restored(tmp_path: Path, data: bytes, name: str, **fields: str) -> tuple[list[Outcome], Path]:
    """Restore a post with one attachment."""
    files = tmp_path / "files"
    files.mkdir()
    archive = MemoryArchive([], owners=(OWNER,), files=files)
    archive.add(post(1, "2022-01-01 00:00", "look", attachments=(archive.put(data, name, **fields),)))
    return grow(archive, tmp_path / "site"), tmp_path / "site"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "a.jpg"),
        (b"<html><script>alert(1)</script>", "page.html"),
        (b"%PDF-1.7", "notice.pdf"),
        (PICTURES["JPEG"][:-20], "cut.jpg"),
        (PICTURES["PNG"][:40], "cut.png"),
        (tiny_video()[:-3], "cut.mp4"),
    ],
)
def test_what_is_not_shown_is_named_and_not_copied(tmp_path: Path, data: bytes, name: str) -> None:
    """Active, unknown and damaged files are in the site by name only, whatever type the export states."""
    outcomes, site = restored(tmp_path, data, name, media_type="image/jpeg", role="photo")
    assert outcomes[0].reason == "attachment-not-shown"
    assert not (site / "media").exists()
    page = read_page(site / "posts/2022-01.html")
    assert name in page.text
    assert "File, not opened" in page.text
    assert not [tag for tag, _ in page.tags if tag in {"img", "video"}]


def test_a_picture_goes_by_its_digest_never_by_its_name(tmp_path: Path) -> None:
    """A name that is a path leads nowhere."""
    _, site = restored(tmp_path, PICTURES["JPEG"], "../../../evil.html", role="photo", alt="a hill")
    media = [name for name in bytes_of(site) if name.startswith("media/")]
    assert len(media) == 1
    assert media[0].endswith(".jpg")
    page = read_page(site / "posts/2022-01.html")
    assert page.values("alt") == ["a hill"]
    assert PLACE not in (site / media[0]).read_bytes()


@pytest.mark.parametrize("kind", KINDS)
def test_a_shown_picture_is_new_pixels_without_place_and_camera(tmp_path: Path, kind: str) -> None:
    """Nothing of the file goes along: no metadata, and nothing that follows its end."""
    before = telling(kind, orientation=6) + b"PK\x03\x04" + PLACE
    assert PLACE in before
    _, site = restored(tmp_path, before, "a.jpg", role="photo")
    (media,) = (site / "media").glob("*/*")
    assert PLACE not in media.read_bytes()
    with Image.open(media) as image:
        assert sorted(image.size) == [40, 64]
        assert not image.getexif()


def test_a_pdf_is_shown_as_the_pixels_of_its_first_page(tmp_path: Path) -> None:
    made = io.BytesIO()
    document = pypdfium2.PdfDocument.new()
    document.new_page(300, 400)
    document.save(made)
    _, site = restored(tmp_path, made.getvalue(), "letter.pdf", role="file")
    (media,) = (site / "media").glob("*/*")
    assert media.suffix == ".jpg"
    assert "The first page" in read_page(site / "posts/2022-01.html").values("alt")[0]


def test_a_program_with_a_picture_s_name_is_marked_with_the_reason(tmp_path: Path) -> None:
    program = b"MZ" + bytes(58) + (64).to_bytes(4, "little") + b"PE\0\0" + bytes(200)
    _, site = restored(tmp_path, program, "holiday.jpg", role="photo")
    text = read_page(site / "posts/2022-01.html").text
    assert "its content is not what its name says: .jpg: Windows program" in text
    assert not (site / "media").exists()


def test_a_file_the_export_left_out_is_said_to_be_missing(tmp_path: Path) -> None:
    """The post is there; the page says what is not."""
    (tmp_path / "files").mkdir()
    archive = MemoryArchive([], owners=(OWNER,), files=tmp_path / "files")
    attachment = archive.put(b"x", "gone.jpg")
    archive.paths.clear()
    archive.add(post(1, "2022-01-01 00:00", "look", attachments=(attachment,)))
    grow(archive, tmp_path / "site")
    assert "Named by the export, but not in it" in read_page(tmp_path / "site/posts/2022-01.html").text
