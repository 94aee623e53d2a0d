"""A commit's signature, by the key that a document beside the repository states for the account.

Such a document comes from whoever gave the file: "verified" says that this key signed it, not whose key it is.
"""

from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

_LETTERS: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_P256_PREFIX: Final = b"\x80\x24"
_K256_PREFIX: Final = b"\xe7\x01"
_ORDERS: Final = {
    "secp256k1": 0xFFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFE_BAAEDCE6_AF48A03B_BFD25E8C_D0364141,
    "secp256r1": 0xFFFFFFFF_00000000_FFFFFFFF_FFFFFFFF_BCE6FAAD_A7179E84_F3B9CAC2_FC632551,
}
_MOST_TEXT: Final = 200


@dataclass(frozen=True, slots=True)
class Key:
    """An account's signing key, as text ("zQ3sh...") and where it was found."""

    text: str
    point: bytes
    curve: str
    found_in: str

    def public(self) -> ec.EllipticCurvePublicKey:
        """Return it ready for use. Raises ValueError where the point is none of the curve."""
        curve: ec.EllipticCurve = ec.SECP256K1() if self.curve == "secp256k1" else ec.SECP256R1()
        return ec.EllipticCurvePublicKey.from_encoded_point(curve, self.point)


def base58(text: str) -> bytes | None:
    """Return the bytes of a base58btc text, None where it is none."""
    if not 0 < len(text) <= _MOST_TEXT or any(letter not in _LETTERS for letter in text):
        return None
    number = 0
    for letter in text:
        number = number * 58 + _LETTERS.index(letter)
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def key_of(text: str, found_in: str, suite: str = "") -> Key | None:
    """Return the key that "did:key:z...", a multikey "z..." or an older document's key is, None where it is none.

    `suite` is the type that an older document gives a key without a prefix of its own.
    """
    text = text.strip().removeprefix("did:key:")
    raw = base58(text[1:]) if text.startswith("z") else None
    if raw is None:
        return None
    if raw.startswith(_P256_PREFIX):
        made = Key(text, raw[2:], "secp256r1", found_in)
    elif raw.startswith(_K256_PREFIX):
        made = Key(text, raw[2:], "secp256k1", found_in)
    elif "Secp256k1" in suite or "Secp256r1" in suite:
        made = Key(text, raw, "secp256k1" if "Secp256k1" in suite else "secp256r1", found_in)
    else:
        return None
    try:
        made.public()
    except ValueError:
        return None
    return made


def is_valid(key: Key, signature: bytes, message: bytes) -> bool:
    """Say whether a key made a signature: 64 bytes, and the lower of the two that are possible."""
    if len(signature) != 64:
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if not 0 < s <= _ORDERS[key.curve] // 2 or not 0 < r < _ORDERS[key.curve]:
        return False
    try:
        key.public().verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True
