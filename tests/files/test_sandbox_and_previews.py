"""Pictures of hostile files come from a process that can do nothing but compute."""

import io
import subprocess
import sys
import zlib
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from wildgrass.files import sandbox
from wildgrass.files.preview import Previewer, PreviewError

linux_only = pytest.mark.skipif(not sandbox.can_enter(), reason="no such sandbox on this system")

TRIES = """
import os, socket, sys
from wildgrass.files import sandbox
assert sandbox.enter()
def tried(name, action):
    try:
        action()
    except OSError as error:
        return f"{name}:{error.errno}"
    return f"{name}:done"
print(" ".join([
    tried("open", lambda: os.open("/etc/passwd", os.O_RDONLY)),
    tried("write", lambda: os.open("/tmp/made", os.O_WRONLY | os.O_CREAT)),
    tried("socket", lambda: socket.socket()),
    tried("fork", os.fork),
    tried("exec", lambda: os.execv("/bin/true", ["true"])),
    tried("kill", lambda: os.kill(os.getppid(), 0)),
    tried("list", lambda: os.listdir("/")),
    tried("unlink", lambda: os.unlink("/tmp/none")),
]), flush=True)
os._exit(0)
"""


@linux_only
def test_the_sandbox_refuses_everything_but_computing() -> None:
    """Each try ends with EPERM."""
    done = subprocess.run([sys.executable, "-c", TRIES], capture_output=True, text=True, check=True)
    names = ("open", "write", "socket", "fork", "exec", "kill", "list", "unlink")
    assert done.stdout.split() == [f"{name}:1" for name in names]


@pytest.fixture(scope="module")
def previewer():
    with Previewer() as made:
        yield made


def write(path: Path, picture: Image.Image, name: str, **more: object) -> Path:
    made = io.BytesIO()
    picture.save(made, name, **more)
    path.write_bytes(made.getvalue())
    return path


@pytest.mark.parametrize("name", ["JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF"])
def test_a_picture_comes_back_as_new_pixels(previewer: Previewer, tmp_path: Path, name: str) -> None:
    """Its colours stay, its comments do not."""
    path = write(tmp_path / "any.name", Image.new("RGB", (300, 200), (200, 30, 60)), name)
    path.write_bytes(path.read_bytes() + b"GPS 41.9 12.5 secret")
    shown = previewer.image(path, 150)
    assert (shown.width, shown.height) == (150, 100)
    assert b"secret" not in shown.data
    red, green, blue = Image.open(io.BytesIO(shown.data)).convert("RGB").getpixel((70, 50))
    assert abs(red - 200) < 12
    assert abs(green - 30) < 12
    assert abs(blue - 60) < 12


def test_turned_pictures_stand_upright_and_lose_their_exif(previewer: Previewer, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "taken at home"
    path = write(tmp_path / "p.jpg", Image.new("RGB", (40, 20), "green"), "JPEG", exif=exif)
    shown = previewer.image(path, 400)
    assert (shown.width, shown.height) == (20, 40)
    assert b"home" not in shown.data
    assert not Image.open(io.BytesIO(shown.data)).getexif()


def test_moving_pictures_move(previewer: Previewer, tmp_path: Path) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue", "green")]
    path = write(tmp_path / "p.gif", frames[0], "GIF", save_all=True, append_images=frames[1:], duration=80)
    shown = previewer.image(path, 100)
    assert (shown.count, shown.ending) == (3, "webp")
    assert Image.open(io.BytesIO(shown.data)).n_frames == 3


def pdf_of(path: Path, pages: int) -> Path:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(300, 400)
    document.save(path)
    return path


@linux_only
def test_a_page_of_a_pdf_is_pixels(previewer: Previewer, tmp_path: Path) -> None:
    shown = previewer.page(pdf_of(tmp_path / "a.pdf", 2), 1, 200)
    assert (shown.width, shown.height, shown.count, shown.ending) == (150, 200, 2, "jpg")
    with pytest.raises(PreviewError):
        previewer.page(tmp_path / "a.pdf", 2, 200)


def test_without_a_sandbox_no_pdf_is_decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Previewer() as previewer:
        previewer.image(write(tmp_path / "p.png", Image.new("L", (3, 3)), "PNG"), 3)
        monkeypatch.setattr(previewer, "_is_closed_in", False)
        with pytest.raises(PreviewError, match="no sandbox"):
            previewer.page(pdf_of(tmp_path / "a.pdf", 1), 0, 100)


def test_a_bomb_is_refused_and_the_next_file_is_shown(previewer: Previewer, tmp_path: Path) -> None:
    """A PNG of 60,000 by 60,000 pixels in a few kilobytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    size = (60_000).to_bytes(4, "big")
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size + size + b"\x08\x02\0\0\0")
    (tmp_path / "bomb.png").write_bytes(
        bomb + chunk(b"IDAT", zlib.compress(bytes(1 << 20))) + chunk(b"IEND", b"")
    )
    with pytest.raises(PreviewError):
        previewer.image(tmp_path / "bomb.png", 100)
    assert previewer.image(write(tmp_path / "p.png", Image.new("L", (3, 3)), "PNG"), 3).width == 3


def encoded(name: str) -> bytes:
    made = io.BytesIO()
    Image.linear_gradient("L").resize((40, 40)).save(made, name)
    return made.getvalue()


def pdf_bytes() -> bytes:
    made = io.BytesIO()
    document = pypdfium2.PdfDocument.new()
    document.new_page(30, 40)
    document.save(made)
    return made.getvalue()


PICTURES = {name: encoded(name) for name in ("JPEG", "PNG", "GIF", "WEBP")}
PDF = pdf_bytes()


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damage_is_a_reason(previewer: Previewer, tmp_path: Path, data: st.DataObject) -> None:
    """Any bytes of a picture or a PDF changed: pixels or a typed error, and the process lives on or is replaced."""
    is_page = data.draw(st.booleans())
    changed = bytearray(PDF if is_page else PICTURES[data.draw(st.sampled_from(sorted(PICTURES)))])
    path = tmp_path / "any"
    for at in data.draw(st.lists(st.integers(0, len(changed) - 1), max_size=6)):
        changed[at] = data.draw(st.integers(0, 255))
    path.write_bytes(changed[: data.draw(st.integers(0, len(changed)))])
    try:
        shown = previewer.page(path, 0, 50) if is_page else previewer.image(path, 50)
    except PreviewError:
        return
    assert max(shown.width, shown.height) <= 50
