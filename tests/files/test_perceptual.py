"""The same picture is known again however it was encoded, and no other is taken for it."""

from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from files.made_pictures import CHANGED, RE_ENCODED, encoded, scene, screenshot
from wildgrass.files.perceptual import (
    CHANGES,
    Fingerprint,
    Verdict,
    compared,
    distance,
    fingerprint,
)
from wildgrass.files.pixels import Pixels
from wildgrass.files.preview import Previewer, PreviewError

COUNT = 16


class Camera:
    """Takes the fingerprints of bytes, through the sandbox."""

    def __init__(self, previewer: Previewer, folder: Path) -> None:
        self.previewer, self.file = previewer, folder / "picture"

    def __call__(self, data: bytes) -> Fingerprint:
        self.file.write_bytes(data)
        return fingerprint(self.previewer.pixels(self.file))


@pytest.fixture(scope="module")
def camera(tmp_path_factory: Any):
    with Previewer() as previewer:
        yield Camera(previewer, tmp_path_factory.mktemp("camera"))


@pytest.fixture(scope="module")
def taken(camera: Camera) -> list[tuple[Image.Image, Fingerprint]]:
    pictures = [screenshot(number) if number % 4 == 0 else scene(number) for number in range(COUNT)]
    return [(picture, camera(encoded(picture, quality=92))) for picture in pictures]


def test_recompression_is_matched_without_a_person(camera: Camera, taken: Any) -> None:
    """98 of a hundred, of what chats and networks do to a picture."""
    names = list(RE_ENCODED)[:4]
    verdicts = [
        compared(camera(RE_ENCODED[name](picture)), first).verdict
        for name in names
        for picture, first in taken
    ]
    assert verdicts.count(Verdict.SAME) >= 0.98 * len(verdicts)


@pytest.mark.parametrize("name", ["PNG of 64 colours", "GIF", "grey", "brighter by a fifth"])
def test_other_encodings_are_at_least_shown_to_a_person(camera: Camera, taken: Any, name: str) -> None:
    verdicts = [compared(camera(RE_ENCODED[name](picture)), first).verdict for picture, first in taken[:8]]
    assert Verdict.OTHER not in verdicts


@pytest.mark.parametrize("name", CHANGED)
def test_what_people_do_to_pictures_leaves_candidates(camera: Camera, taken: Any, name: str) -> None:
    """Cropped, bordered, mirrored, turned: never surely the same, nine of ten times shown to a person."""
    likenesses = [compared(camera(CHANGED[name](picture)), first) for picture, first in taken[:10]]
    found = [one for one in likenesses if one.verdict is not Verdict.OTHER]
    assert len(found) >= 0.9 * len(likenesses)
    if name in ("mirror", "upside down", "quarter turn"):
        assert all(one.verdict is Verdict.CANDIDATE for one in found)


def test_no_two_different_pictures_are_the_same(taken: Any) -> None:
    pairs = list(combinations([first for _, first in taken], 2))
    assert all(compared(one, other).verdict is not Verdict.SAME for one, other in pairs)
    assert sum(compared(one, other).verdict is Verdict.CANDIDATE for one, other in pairs) <= 0.01 * len(pairs)


def test_comparing_is_the_same_either_way(taken: Any) -> None:
    for (_, one), (_, other) in combinations(taken[:8], 2):
        assert compared(one, other) == compared(other, one)


def test_a_plain_picture_is_never_matched_without_a_person(camera: Camera) -> None:
    """One tone and another have the same hash and nothing in common."""
    white, grey = (camera(encoded(Image.new("RGB", (300, 300), tone))) for tone in ("white", "#808080"))
    assert not white.is_telling
    assert compared(white, grey).verdict is not Verdict.SAME


def test_a_fingerprint_has_a_hash_for_every_change(taken: Any) -> None:
    first = taken[1][1]
    assert len(first.pdq) == 32
    assert len(first.dhash) == 8
    assert {len(first.variant(change)) for change in CHANGES} == {32}
    assert distance(first.pdq, first.pdq) == 0


def test_the_first_frame_counts(camera: Camera, taken: Any) -> None:
    """A moving picture is known by its first frame."""
    picture, first = taken[1]
    moving = encoded(picture, "WEBP", save_all=True, append_images=[scene(99)], duration=100, quality=80)
    assert compared(camera(moving), first).verdict is Verdict.SAME


def test_what_lies_on_its_side_is_looked_at_upright(camera: Camera, taken: Any) -> None:
    picture, first = taken[1]
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = encoded(picture.transpose(Image.Transpose.ROTATE_90), quality=85, exif=exif)
    assert compared(camera(lying), first).verdict is Verdict.SAME


def test_see_through_pictures_stand_on_white(camera: Camera) -> None:
    clear = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
    clear.paste(scene(5, (200, 150)), (100, 80))
    white = Image.new("RGB", (400, 300), "white")
    white.paste(scene(5, (200, 150)), (100, 80))
    assert distance(camera(encoded(clear, "PNG")).pdq, camera(encoded(white, "PNG")).pdq) <= 2


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\xff\xd8\xff" + bytes(400), b"not a picture"])
def test_what_is_no_picture_is_an_error_and_the_next_one_is_seen(camera: Camera, data: bytes) -> None:
    with pytest.raises(PreviewError):
        camera(data)
    assert camera(encoded(scene(3, (200, 150)))).is_telling


def test_a_bomb_is_refused(camera: Camera) -> None:
    """A hundred thousand by a hundred thousand pixels in few bytes."""
    with pytest.raises(PreviewError):
        camera(encoded(Image.new("1", (20_000, 12_000)), "PNG"))


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 400), (400, 1), (7, 3), (512, 5)])
def test_narrow_pictures_have_a_fingerprint(width: int, height: int) -> None:
    seen = fingerprint(Pixels(bytes(at * 37 % 251 for at in range(width * height)), width, height))
    assert len(seen.variants) == 32 * len(CHANGES)
