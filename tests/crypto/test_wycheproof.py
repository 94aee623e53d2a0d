"""The environment gate: the primitives we rely on behave as Project Wycheproof says they must."""

import json

import pytest
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def hex_of(case, name):
    return bytes.fromhex(case[name])


def ed25519(group, case):
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(group["publicKey"]["pk"]))
    key.verify(hex_of(case, "sig"), hex_of(case, "msg"))
    return True


def x25519(group, case):
    """`acceptable` cases are low-order points: all-zero secrets, which must be refused here."""
    shared = X25519PrivateKey.from_private_bytes(hex_of(case, "private")).exchange(
        X25519PublicKey.from_public_bytes(hex_of(case, "public"))
    )
    return shared == hex_of(case, "shared") and shared != bytes(32)


def chacha20poly1305(group, case):
    aead, sealed = ChaCha20Poly1305(hex_of(case, "key")), hex_of(case, "ct") + hex_of(case, "tag")
    opened = aead.decrypt(hex_of(case, "iv"), sealed, hex_of(case, "aad"))
    again = aead.encrypt(hex_of(case, "iv"), opened, hex_of(case, "aad"))
    return opened == hex_of(case, "msg") and again == sealed


def hkdf(group, case):
    derived = HKDF(SHA256(), case["size"], hex_of(case, "salt"), hex_of(case, "info")).derive(
        hex_of(case, "ikm")
    )
    return derived == hex_of(case, "okm")


def holds(check, group, case):
    try:
        return check(group, case)
    except (InvalidSignature, InvalidTag, ValueError):
        return False


@pytest.mark.parametrize(
    ("file", "count", "check"),
    [
        ("ed25519", 151, ed25519),
        ("x25519", 518, x25519),
        ("chacha20_poly1305", 325, chacha20poly1305),
        ("hkdf_sha256", 86, hkdf),
    ],
)
def test_wycheproof(samples, file, count, check):
    """Valid cases hold, invalid ones are refused, and none may do either."""
    path = samples / "vectors/C2SP__wycheproof/testvectors_v1" / f"{file}_test.json"
    if not path.is_file():
        pytest.skip("the Wycheproof vectors are not beside the project")
    tests = [
        (group, case) for group in json.loads(path.read_bytes())["testGroups"] for case in group["tests"]
    ]
    assert len(tests) == count
    for group, case in tests:
        low_order = case["result"] == "acceptable" and not any(hex_of(case, "shared"))
        wanted = case["result"] != "invalid" and not low_order
        assert holds(check, group, case) == wanted, (case["tcId"], case["comment"])
