"""Every vector of tests/vectors/library gives what it says."""

import base64
from pathlib import Path

import pytest

from wildgrass.crypto import age
from wildgrass.library.keys import KEY_FILE, LibraryKeyDamagedError, LibraryPassphraseError, read_key_file
from wildgrass.library.sealed import SealedFile

VECTORS = Path(__file__).parent.parent / "vectors" / "library"
ERRORS = {"passphrase": LibraryPassphraseError, "damaged": LibraryKeyDamagedError}


def read(vector: Path) -> tuple[dict[str, str], bytes]:
    head, _, body = vector.read_text().partition("\n\n")
    return dict(line.split(": ", 1) for line in head.splitlines()), base64.b64decode(body)


@pytest.mark.parametrize("name", sorted(path.name for path in VECTORS.glob("key-*")))
def test_key_files(tmp_path: Path, name: str) -> None:
    said, data = read(VECTORS / name)
    (tmp_path / KEY_FILE).write_bytes(data)
    passphrase = bytes.fromhex(said["passphrase"])
    if said["expect"] != "opens":
        with pytest.raises(ERRORS[said["expect"]]):
            read_key_file(tmp_path, passphrase)
        return
    keys = read_key_file(tmp_path, passphrase)
    assert (keys.database.hex(), keys.identity.text()) == (said["database"], said["identity"])
    assert keys.name_of(said["sha256"]) == said["name"]


@pytest.mark.parametrize("name", sorted(path.name for path in VECTORS.glob("file-*")))
def test_sealed_files(tmp_path: Path, name: str) -> None:
    said, data = read(VECTORS / name)
    (tmp_path / "file").write_bytes(data)
    file = SealedFile(tmp_path / "file", age.parse_identity(said["identity"]))
    if said["expect"] != "opens":
        with pytest.raises(OSError, match="damaged"):
            file.read_bytes()
        return
    assert file.read_bytes() == bytes.fromhex(said["content"])
    assert file.stat().st_size == len(bytes.fromhex(said["content"]))


def test_there_are_vectors() -> None:
    assert len(list(VECTORS.iterdir())) >= 18
