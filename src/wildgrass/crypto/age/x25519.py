"""The X25519 recipient type: `age1…` and `AGE-SECRET-KEY-1…`.

Source: C2SP age, "The X25519 recipient type".
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from wildgrass.crypto.age.errors import HeaderError, RecipientTextError
from wildgrass.crypto.age.keypair import PublicKey, SecretKey
from wildgrass.crypto.age.stanza import Random, Stanza, check_wrapped, encode_raw64, sized_argument

KEY_SIZE = 32
_INFO = b"age-encryption.org/v1/X25519"
_ZERO_NONCE = bytes(12)  # each wrap key is used once
_PROBE = X25519PrivateKey.from_private_bytes(b"\x08" * KEY_SIZE)


class X25519Recipient(PublicKey):
    """A Curve25519 public key that files can be encrypted to. Falls to a quantum computer."""

    prefix = "age"
    size_bytes = KEY_SIZE
    is_postquantum = False

    def __init__(self, public: bytes) -> None:
        """Take 32 bytes.

        Raises:
            RecipientTextError: another size, or a point of low order, which hides nothing.
        """
        super().__init__(public)
        self._key = checked_point(self.public)

    def wrap(self, file_key: bytes, random: Random) -> Stanza:
        """Wrap a file key for this recipient, with a fresh ephemeral key."""
        ephemeral = X25519PrivateKey.from_private_bytes(random(KEY_SIZE))
        share = ephemeral.public_key().public_bytes_raw()
        key = _wrap_key(ephemeral.exchange(self._key), share, self.public)
        body = ChaCha20Poly1305(key).encrypt(_ZERO_NONCE, file_key, None)
        return Stanza(X25519Identity.stanza_type, (encode_raw64(share).decode("ascii"),), body)


class X25519Identity(SecretKey):
    """A Curve25519 secret key."""

    prefix = "AGE-SECRET-KEY-"
    stanza_type = "X25519"

    def __init__(self, secret: bytes) -> None:
        """Take the 32 secret bytes.

        Raises:
            IdentityTextError: another size.
        """
        super().__init__(secret)
        self._key = X25519PrivateKey.from_private_bytes(self._secret)
        self._public = self._key.public_key().public_bytes_raw()

    def recipient(self) -> X25519Recipient:
        """Return the recipient whose files this identity opens."""
        return X25519Recipient(self._public)

    def _unwrap_one(self, stanza: Stanza) -> bytes | None:
        check_wrapped(stanza, 1)
        share = sized_argument(stanza, 0, KEY_SIZE)
        key = _wrap_key(agreed(self._key, share), share, self._public)
        try:
            return ChaCha20Poly1305(key).decrypt(_ZERO_NONCE, stanza.body, None)
        except InvalidTag:
            return None


def agreed(secret: X25519PrivateKey, share: bytes) -> bytes:
    """Return the shared secret with a sender's ephemeral share.

    Raises:
        HeaderError: the share is a point of low order, so the shared secret would be zero.
    """
    try:
        return secret.exchange(X25519PublicKey.from_public_bytes(share))
    except ValueError as error:
        raise HeaderError(reason="an ephemeral share is a point of low order") from error


def checked_point(public: bytes) -> X25519PublicKey:
    """Return a recipient's point.

    Raises:
        RecipientTextError: it is of low order: everybody could compute the shared secret.
    """
    point = X25519PublicKey.from_public_bytes(public)
    try:
        _PROBE.exchange(point)
    except ValueError as error:
        raise RecipientTextError(reason="its key is a point of low order") from error
    return point


def _wrap_key(shared: bytes, share: bytes, recipient: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=share + recipient, info=_INFO).derive(shared)
