"""Faces in pictures: found and blurred inside the sandbox, and what was not looked at is never called none."""

import io
from pathlib import Path

import pytest
from PIL import Image

from files.drawn_faces import SKINS, crowd, face
from files.made_pictures import scene, screenshot
from wildgrass.files import sandbox
from wildgrass.files.preview import Previewer, PreviewError


@pytest.fixture(scope="module")
def finder():
    with Previewer(finds_faces=True) as made:
        yield made


def write(path: Path, picture: Image.Image, name: str = "PNG", **more: object) -> Path:
    picture.save(path, name, **more)
    return path


@pytest.mark.parametrize(("side", "skin"), [*((60, skin) for skin in SKINS), (300, SKINS[1])])
def test_a_face_is_found_where_it_is(
    finder: Previewer, tmp_path: Path, side: int, skin: tuple[int, int, int]
) -> None:
    (box,) = finder.faces(write(tmp_path / "one", face(side, skin), "JPEG", quality=80))
    assert box[0] < side * 0.75
    assert box[2] > side * 1.25
    assert box[1] < side * 0.9
    assert box[3] > side * 1.3


def test_several_faces_and_none(finder: Previewer, tmp_path: Path) -> None:
    assert len(finder.faces(write(tmp_path / "row", crowd(5)))) == 5
    for number in range(2):
        assert finder.faces(write(tmp_path / "scene", scene(number))) == ()
    assert finder.faces(write(tmp_path / "chat", screenshot(1))) == ()


def test_faces_are_gone_for_good_and_the_rest_stays(finder: Previewer, tmp_path: Path) -> None:
    row = crowd(3)
    exif = Image.Exif()
    exif[0x010E] = "who is who"
    path = write(tmp_path / "row", row, "JPEG", exif=exif, quality=95)
    boxes = finder.faces(path)
    made = finder.without_faces(path, 2000)
    assert made.count == 3
    assert b"who is who" not in made.data
    veiled = Image.open(io.BytesIO(made.data)).convert("RGB")
    assert veiled.size == row.size
    assert finder.faces(write(tmp_path / "veiled", veiled)) == ()
    for box in boxes:
        inside = veiled.crop((box[0] + 20, box[1] + 20, box[2] - 20, box[3] - 20))
        few = inside.resize((4, 4), Image.Resampling.BOX).resize(inside.size, Image.Resampling.BICUBIC)
        apart = [abs(a - b) for a, b in zip(inside.tobytes(), few.tobytes(), strict=True)]
        assert sum(apart) / len(apart) < 16  # nothing finer than the few colours is left
    assert all(abs(a - b) < 8 for a, b in zip(veiled.getpixel((2, 2)), row.getpixel((2, 2)), strict=True))


def test_a_turned_picture_is_looked_at_as_people_see_it(finder: Previewer, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = face().transpose(Image.Transpose.ROTATE_90)
    assert len(finder.faces(write(tmp_path / "turned", turned, "JPEG", exif=exif))) == 1


def test_every_frame_of_what_moves_is_looked_at(finder: Previewer, tmp_path: Path) -> None:
    nobody = Image.new("RGB", (240, 240), "white")
    path = tmp_path / "moves.gif"
    nobody.save(path, "GIF", save_all=True, append_images=[nobody.rotate(1), face(120)], duration=80)
    assert len(finder.faces(path)) == 1
    made = finder.without_faces(path, 500)
    assert (made.count, made.ending) == (1, "jpg")
    shades = Image.linear_gradient("L").resize((40, 40))
    many = [shades.rotate(number * 5) for number in range(70)]
    many[0].save(path, "GIF", save_all=True, append_images=many[1:])
    with pytest.raises(PreviewError, match="frames"):
        finder.faces(path)


def test_what_is_no_picture_could_not_be_looked_at(finder: Previewer, tmp_path: Path) -> None:
    (tmp_path / "broken").write_bytes(write(tmp_path / "whole", face(), "JPEG").read_bytes()[:4000])
    (tmp_path / "words").write_text("a face")
    for name in ("broken", "words"):
        with pytest.raises(PreviewError):
            finder.faces(tmp_path / name)
    assert len(finder.faces(tmp_path / "whole")) == 1  # the process goes on


def test_without_a_detector_nothing_is_said_about_faces(tmp_path: Path) -> None:
    with Previewer() as bare, pytest.raises(PreviewError, match="no detector"):
        bare.faces(write(tmp_path / "one", face()))


@pytest.mark.skipif(not sandbox.can_enter(), reason="no such sandbox on this system")
def test_nothing_runs_beside_the_sandbox(finder: Previewer, tmp_path: Path) -> None:
    """Threads that a library began before would be outside of it."""
    finder.faces(write(tmp_path / "one", face()))
    assert finder._is_closed_in
    assert len(list(Path(f"/proc/{finder._process.pid}/task").iterdir())) == 1
