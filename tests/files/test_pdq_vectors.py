"""PDQ as its authors' own program computes it: tests/vectors/pdq was made with it (pdqhash 0.2.8, C++)."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from wildgrass.files.perceptual import Change, fingerprint, pdq
from wildgrass.files.pixels import Pixels

VECTORS = sorted((Path(__file__).parent.parent / "vectors" / "pdq").glob("*.json"))


def plain(seed: int, span: int, width: int, height: int) -> bytes:
    """The vectors' pictures: 11 x 8 tones of a congruential generator, and what lies between them."""
    state, grid = seed, []
    for _ in range(88):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        grid.append(((state >> 16 & 255) * span) >> 8)
    out = bytearray()
    for y in range(height):
        down = y * 7 * 256 // max(1, height - 1)
        row = min(down >> 8, 6)
        below = down - (row << 8)
        for x in range(width):
            across = x * 10 * 256 // max(1, width - 1)
            at = min(across >> 8, 9)
            right = across - (at << 8)
            at += row * 11
            upper = grid[at] * (256 - right) + grid[at + 1] * right
            lower = grid[at + 11] * (256 - right) + grid[at + 12] * right
            out.append((upper * (256 - below) + lower * below) >> 16)
    return bytes(out)


@pytest.mark.parametrize("file", VECTORS, ids=lambda file: file.stem)
def test_pdq_is_bit_for_bit_that_of_its_authors(file: Path) -> None:
    """The hash, its quality, and the hashes of the picture turned and mirrored."""
    vector = json.loads(file.read_text())
    width, height = vector["width"], vector["height"]
    data = plain(vector["seed"], vector["span"], width, height)
    assert hashlib.sha256(data).hexdigest() == vector["sha256"]
    found, quality = pdq(np.frombuffer(data, np.uint8).reshape(height, width).astype(np.float32))
    assert (found.hex(), quality) == (vector["pdq"], vector["quality"])
    seen = fingerprint(Pixels(data, width, height))
    assert {name: seen.variant(Change(name)).hex() for name in vector["turned"]} == vector["turned"]


def test_there_are_vectors() -> None:
    assert len(VECTORS) == 12


def test_smaller_than_five_pixels_is_nothing() -> None:
    """Neither the hash nor any variant of a dot says anything."""
    assert pdq(np.ones((4, 4), np.float32)) == (bytes(32), 0)
    assert not fingerprint(Pixels(b"\x01\xff", 2, 1)).is_telling
