"""The log vectors of this project: checkpoints and proofs, every file of the folder, one failure each."""

from pathlib import Path

import pytest

from wildgrass.crypto.checkpoint import open_checkpoint
from wildgrass.crypto.note import Verifier
from wildgrass.crypto.tlog import verify_consistency, verify_inclusion
from wildgrass.errors import WildgrassError

FOLDER = Path(__file__).parent.parent / "vectors/log"
VECTORS = sorted(FOLDER.glob("*.txt"))


def check(fields, body):
    if fields["kind"] == "checkpoint":
        open_checkpoint(body, [Verifier.from_text(fields["key"])], origin=fields["origin"])
        return
    proof = [bytes.fromhex(part) for part in fields["proof"].split(" ")]
    root = bytes.fromhex(fields["root"])
    if fields["kind"] == "inclusion":
        verify_inclusion(
            int(fields["index"]), int(fields["size"]), bytes.fromhex(fields["leaf"]), proof, root
        )
    else:
        old_root = bytes.fromhex(fields["old-root"])
        verify_consistency(int(fields["old"]), int(fields["new"]), proof, old_root, root)


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_vector(path):
    head, _, body = path.read_bytes().partition(b"\n\n")
    fields = dict(line.split(": ", 1) for line in head.decode().splitlines())
    try:
        check(fields, body)
        outcome = "success"
    except WildgrassError as error:
        outcome = error.code
    assert outcome == fields["expect"]


def test_the_folder_was_found():
    assert len(VECTORS) >= 29
