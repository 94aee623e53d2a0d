"""Public keys as "did:key:z…", and ECDSA signatures as the AT Protocol makes them: 64 bytes, the lower of two forms.

secp256k1 (K-256) through coincurve, P-256 through cryptography. https://atproto.com/specs/cryptography
"""

from hashlib import sha256
from typing import Final

from coincurve import PrivateKey, PublicKey
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

SECRET_SIZE: Final = 32
SIGNATURE_SIZE: Final = 64
_LETTERS: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PREFIX: Final = "did:key:z"
_K256, _P256, _K256_SECRET = b"\xe7\x01", b"\x80\x24", b"\x81\x26"  # multicodec numbers as varints
_POINT_SIZE: Final = 33
_K256_ORDER: Final = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
_P256_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_MOST_LETTERS: Final = 120


class DidKeyError(ValueError):
    """A text that is no key of the two curves; the message quotes nothing of it."""


class SigningKey:
    """A secret key on secp256k1; shows only its public half."""

    __slots__ = ("_key", "did")

    def __init__(self, secret: bytes) -> None:
        """Take 32 bytes.

        Raises:
            DidKeyError: they are no key of the curve.
        """
        try:
            key = PrivateKey(secret) if len(secret) == SECRET_SIZE else None
        except ValueError:
            key = None
        if key is None:
            raise DidKeyError("the number is outside the curve")
        self._key = key
        self.did: Final[str] = _PREFIX + base58(_K256 + key.public_key.format())

    @classmethod
    def of(cls, text: str) -> "SigningKey":
        """Read the multibase form "z…" of a secret key.

        Raises:
            DidKeyError: it is something else.
        """
        data = _multibase(text)
        if not data.startswith(_K256_SECRET):
            raise DidKeyError("it is another kind of key")
        return cls(data[len(_K256_SECRET) :])

    def __repr__(self) -> str:
        return f"SigningKey({self.did})"

    def text(self) -> str:
        """Return the multibase form "z…": the secret itself."""
        return "z" + base58(_K256_SECRET + self._key.secret)

    def sign(self, data: bytes) -> bytes:
        """Return the 64 bytes of the signature of SHA-256 of `data`, the same each time (RFC 6979)."""
        return self._key.sign_recoverable(sha256(data).digest(), hasher=None)[:SIGNATURE_SIZE]


def check_key(did: str) -> None:
    """Raise DidKeyError where a text is no public key of the two curves."""
    curve, point = _point(did)
    _k256(point) if curve == _K256 else _p256(point)


def is_signed(did: str, data: bytes, signature: bytes) -> bool:
    """Say whether a signature is that of the key "did:key:…" over SHA-256 of `data`, in its lower form.

    Raises:
        DidKeyError: `did` is no key of the two curves.
    """
    curve, point = _point(did)
    order = _K256_ORDER if curve == _K256 else _P256_ORDER
    one, other = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if len(signature) != SIGNATURE_SIZE or not 0 < one < order or not 0 < other <= order // 2:
        return False
    signed = encode_dss_signature(one, other)
    if curve == _K256:
        return _k256(point).verify(signed, sha256(data).digest(), hasher=None)
    try:
        _p256(point).verify(signed, data, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _point(did: str) -> tuple[bytes, bytes]:
    if not did.startswith(_PREFIX):
        raise DidKeyError("it does not begin with did:key:z")
    data = _multibase(did[len(_PREFIX) - 1 :])
    curve, point = data[:2], data[2:]
    if curve not in {_K256, _P256} or len(point) != _POINT_SIZE:
        raise DidKeyError("it is a key of another curve")
    return curve, point


def _k256(point: bytes) -> PublicKey:
    try:
        return PublicKey(point)
    except ValueError:
        raise DidKeyError("the point is outside the curve") from None


def _p256(point: bytes) -> ec.EllipticCurvePublicKey:
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        raise DidKeyError("the point is outside the curve") from None


def _multibase(text: str) -> bytes:
    if not text.startswith("z") or len(text) > _MOST_LETTERS:
        raise DidKeyError("it does not begin with z, or is too long")
    return from_base58(text[1:])


def base58(data: bytes) -> str:
    """Return bytes in Bitcoin's 58 letters; each leading zero byte is a "1"."""
    number, made = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        made = _LETTERS[rest] + made
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + made


def from_base58(text: str) -> bytes:
    """Return the bytes of a text in 58 letters.

    Raises:
        DidKeyError: it has another letter.
    """
    number = 0
    for letter in text:
        place = _LETTERS.find(letter)
        if place < 0:
            raise DidKeyError("it has a letter that is none of the 58")
        number = number * 58 + place
    return bytes(len(text) - len(text.lstrip("1"))) + number.to_bytes((number.bit_length() + 7) // 8, "big")
