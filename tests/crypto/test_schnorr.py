"""Schnorr signatures: the vectors of BIP 340, and keys that are none."""

import csv
from pathlib import Path

import pytest

from wildgrass.crypto.schnorr import SchnorrKey, is_signed

VECTORS = Path(__file__).parent.parent / "vectors" / "bip340" / "test-vectors.csv"
ROWS = list(csv.DictReader(VECTORS.read_text().splitlines()))


@pytest.mark.parametrize("row", ROWS, ids=[row["index"] for row in ROWS])
def test_vectors(row: dict[str, str]) -> None:
    """What has a secret key is signed to the very same bytes; every row is judged as the BIP judges it."""
    public, message = bytes.fromhex(row["public key"]), bytes.fromhex(row["message"])
    signature = bytes.fromhex(row["signature"])
    if row["secret key"]:
        key = SchnorrKey(bytes.fromhex(row["secret key"]))
        assert key.public == public
        assert key.sign(message, bytes.fromhex(row["aux_rand"])) == signature
    assert is_signed(public, message, signature) is (row["verification result"] == "TRUE")


ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


@pytest.mark.parametrize(
    "secret", [b"", b"\1" * 31, b"\1" * 33, bytes(32), b"\xff" * 32, ORDER.to_bytes(32, "big")]
)
def test_what_is_no_key_is_refused(secret: bytes) -> None:
    with pytest.raises(ValueError, match="no secret key of the curve"):
        SchnorrKey(secret)


def test_a_key_shows_nothing_of_itself() -> None:
    secret = (ORDER - 1).to_bytes(32, "big")
    key = SchnorrKey(secret)
    assert secret.hex() not in f"{key!r} {key}".lower()
    assert key.secret() == secret


@pytest.mark.parametrize("cut", [0, 1, 31, 63])
def test_a_signature_that_is_cut_is_none(cut: int) -> None:
    row = ROWS[1]
    public, message = bytes.fromhex(row["public key"]), bytes.fromhex(row["message"])
    assert not is_signed(public, message, bytes.fromhex(row["signature"])[:cut])
    assert not is_signed(public[: cut // 2], message, bytes.fromhex(row["signature"]))
