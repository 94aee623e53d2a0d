"""Every age vector we can find decrypts, or fails, exactly as it says."""

import hashlib
import io
import os
import zlib
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from wildgrass.crypto import age

ROOT = Path(__file__).resolve().parents[2]
OWN = ROOT / "tests" / "vectors" / "age"
SAMPLES = Path(os.environ.get("WILDGRASS_SAMPLES", ROOT.parent / "shared" / "samples"))
CCTV = SAMPLES / "vectors" / "C2SP__CCTV" / "age" / "testdata"
NO_VECTORS = {"README.md", ".gitattributes"}
FAILURES = {
    "header failure": age.HeaderError,
    "HMAC failure": age.HmacError,
    "no match": age.NoMatchError,
    "payload failure": age.PayloadError,
    "armor failure": age.ArmorError,
}


@dataclass
class Vector:
    """One vector in the format of C2SP/CCTV/age: keys, an empty line, the file."""

    expect: str = ""
    payload: str | None = None
    armored: bool = False
    identities: list[age.AnyIdentity] = field(default_factory=list)
    data: bytes = b""


def read_vector(path: Path) -> Vector:
    head, _, data = path.read_bytes().partition(b"\n\n")
    vector = Vector(data=data)
    for line in head.decode().splitlines():
        key, _, value = line.partition(": ")
        match key:
            case "expect":
                vector.expect = value
            case "payload":
                vector.payload = value
            case "armored":
                vector.armored = value == "yes"
            case "identity":
                vector.identities.append(age.parse_identity(value))
            case "passphrase":
                vector.identities.append(age.ScryptIdentity(value.encode()))
            case "compressed":
                vector.data = zlib.decompress(data)
            case "file key" | "comment":
                continue
            case _:
                pytest.fail(f"{path.name} has the unknown key {key!r}")
    return vector


def released(vector: Vector) -> tuple[bytes, age.AgeError | None]:
    """Stream a vector; return what was released and how it ended."""
    pieces: list[bytes] = []
    try:
        data = age.dearmor(vector.data) if vector.armored else vector.data
        pieces.extend(age.decrypt_stream(io.BytesIO(data), vector.identities))
    except age.AgeError as error:
        return b"".join(pieces), error
    return b"".join(pieces), None


def opened_whole(vector: Vector) -> tuple[bytes, age.AgeError | None]:
    """Open a vector in memory; return the plaintext and how it ended."""
    try:
        data = age.dearmor(vector.data) if vector.armored else vector.data
        return age.decrypt(data, vector.identities), None
    except age.AgeError as error:
        return b"", error


def vectors() -> list[pytest.param]:
    own = [
        pytest.param(path, id=f"own-{path.name}")
        for path in sorted(OWN.iterdir())
        if path.name not in NO_VECTORS
    ]
    if not CCTV.is_dir():
        missing = pytest.mark.skip(reason="the C2SP/CCTV age vectors are not beside this checkout")
        return [*own, pytest.param(CCTV, id="cctv", marks=missing)]
    return own + [pytest.param(path, id=f"cctv-{path.name}") for path in sorted(CCTV.iterdir())]


@pytest.mark.parametrize("path", vectors())
def test_vector_ends_as_it_says(path):
    """The kind of failure and every released byte are as the vector states."""
    vector = read_vector(path)
    pieces, error = released(vector)
    expected = FAILURES.get(vector.expect)
    if expected is None:
        assert vector.expect == "success"
        assert error is None
    else:
        assert isinstance(error, expected)
        assert str(error)
        assert error.hint_text()
    if vector.payload is not None:
        assert hashlib.sha256(pieces).hexdigest() == vector.payload


@pytest.mark.parametrize("path", vectors())
def test_whole_decryption_agrees_with_streaming(path):
    """Opening in memory succeeds and fails just as streaming does."""
    vector = read_vector(path)
    pieces, error = released(vector)
    whole, whole_error = opened_whole(vector)
    assert type(whole_error) is type(error)
    assert whole == (pieces if error is None else b"")


def test_there_are_143_cctv_vectors():
    """The whole published set runs, none left out."""
    if not CCTV.is_dir():
        pytest.skip("the C2SP/CCTV age vectors are not beside this checkout")
    assert len(list(CCTV.iterdir())) >= 143
