"""The share vectors of this project: answers to a coordinator, every file of the folder, one failure each."""

import re
from pathlib import Path

import pytest

from wildgrass.crypto import age
from wildgrass.errors import WildgrassError
from wildgrass.vault.trustees import VaultKeys, open_answers

FOLDER = Path(__file__).parent.parent / "vectors/shares"
VECTORS = sorted(FOLDER.glob("*.txt"))
ARMOR = re.compile(r"-----BEGIN AGE[^-]+-----\n[^-]+-----END[^-]+-----\n")
COMMITMENTS = re.compile(r"^wildgrass share commitments .*?(?=\n-----|\Z)", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_vector(path):
    text = path.read_text("utf-8")
    fields = dict(line.split(": ", 1) for line in text.partition("\n\n")[0].splitlines())
    *answers, keycheck = ARMOR.findall(text)
    vault = VaultKeys(
        vault_id=fields["vault"],
        recipient=fields["recipient"],
        commitments=COMMITMENTS.search(text)[0].encode(),
        keycheck=age.dearmor(keycheck),
    )
    named = [(f"answer-{number}.age", data.encode()) for number, data in enumerate(answers, 1)]
    try:
        recovered = open_answers(named, [age.parse_identity(fields["coordinator"])], vault)
        outcome = "success" if recovered.identity.recipient().text == fields["recipient"] else "another key"
    except WildgrassError as error:
        outcome = error.code
    assert outcome == fields["expect"]


def test_the_folder_was_found():
    assert len(VECTORS) >= 17
