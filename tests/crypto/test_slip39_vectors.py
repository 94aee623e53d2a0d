"""The SLIP-39 vectors of this project: every file of the folder, one failure each."""

from pathlib import Path

import pytest

from wildgrass.crypto.slip39 import combine
from wildgrass.errors import WildgrassError

FOLDER = Path(__file__).parent.parent / "vectors/slip39"
VECTORS = sorted(FOLDER.glob("*.txt"))


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_vector(path):
    head, _, body = path.read_text("utf-8").partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    shares = [(f"line {number}", words) for number, words in enumerate(body.splitlines(), 1)]
    try:
        outcome = "success", combine(shares).hex()
    except WildgrassError as error:
        outcome = error.code, None
    assert outcome == (fields["expect"], fields.get("secret"))


def test_the_folder_was_found():
    assert len(VECTORS) >= 19
