"""The X25519 recipient type: `age1…` and `AGE-SECRET-KEY-1…`.

Source: C2SP age, "The X25519 recipient type".
"""

from collections.abc import Sequence
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from wildgrass.crypto.age import bech32
from wildgrass.crypto.age.errors import HeaderError, IdentityTextError, RecipientTextError
from wildgrass.crypto.age.stanza import Random, Stanza, check_wrapped, encode_raw64, sized_argument

STANZA_TYPE: Final = "X25519"
RECIPIENT_PREFIX: Final = "age"
IDENTITY_PREFIX: Final = "AGE-SECRET-KEY-"
KEY_SIZE: Final = 32
_INFO = b"age-encryption.org/v1/X25519"
_ZERO_NONCE = bytes(12)
_PROBE = X25519PrivateKey.from_private_bytes(b"\x08" * KEY_SIZE)


class X25519Recipient:
    """A Curve25519 public key that files can be encrypted to. Falls to a quantum computer."""

    is_postquantum = False

    def __init__(self, public: bytes) -> None:
        """Take 32 bytes.

        Raises:
            RecipientTextError: another size, or a point of low order, which hides nothing.
        """
        if len(public) != KEY_SIZE:
            raise RecipientTextError(reason=f"its key is not {KEY_SIZE} bytes")
        self.public = bytes(public)
        self._key = checked_point(self.public)

    @property
    def text(self) -> str:
        """The recipient as `age1…`."""
        return bech32.encode(RECIPIENT_PREFIX, self.public)

    def wrap(self, file_key: bytes, random: Random) -> Stanza:
        """Wrap a file key for this recipient, with a fresh ephemeral key."""
        ephemeral = X25519PrivateKey.from_private_bytes(random(KEY_SIZE))
        share = ephemeral.public_key().public_bytes_raw()
        key = _wrap_key(ephemeral.exchange(self._key), share, self.public)
        body = ChaCha20Poly1305(key).encrypt(_ZERO_NONCE, file_key, None)
        return Stanza(STANZA_TYPE, (encode_raw64(share).decode("ascii"),), body)

    def __repr__(self) -> str:
        return f"X25519Recipient({self.text})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, X25519Recipient) and other.public == self.public

    def __hash__(self) -> int:
        return hash(self.public)


class X25519Identity:
    """A Curve25519 secret key. Never shown by `repr`."""

    def __init__(self, secret: bytes) -> None:
        """Take the 32 secret bytes.

        Raises:
            IdentityTextError: another size.
        """
        if len(secret) != KEY_SIZE:
            raise IdentityTextError(reason=f"its secret is not {KEY_SIZE} bytes")
        self._secret = bytes(secret)
        self._key = X25519PrivateKey.from_private_bytes(self._secret)
        self._public = self._key.public_key().public_bytes_raw()

    @classmethod
    def from_secret(cls, secret: bytes) -> Self:
        """Return the identity of 32 secret bytes."""
        return cls(secret)

    def secret(self) -> bytes:
        """Return the 32 secret bytes."""
        return self._secret

    def text(self) -> str:
        """Return the secret text, `AGE-SECRET-KEY-1…`."""
        return bech32.encode(IDENTITY_PREFIX.lower(), self._secret).upper()

    def recipient(self) -> X25519Recipient:
        """Return the recipient whose files this identity opens."""
        return X25519Recipient(self._public)

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Return the file key, or None when no stanza is for this identity.

        Raises:
            HeaderError: a stanza of this type does not follow the format, whoever it is for.
        """
        for stanza in stanzas:
            if stanza.type == STANZA_TYPE and (file_key := self._unwrap_one(stanza)) is not None:
                return file_key
        return None

    def _unwrap_one(self, stanza: Stanza) -> bytes | None:
        check_wrapped(stanza, 1)
        share = sized_argument(stanza, 0, KEY_SIZE)
        key = _wrap_key(agreed(self._key, share), share, self._public)
        try:
            return ChaCha20Poly1305(key).decrypt(_ZERO_NONCE, stanza.body, None)
        except InvalidTag:
            return None

    def __repr__(self) -> str:
        return "X25519Identity(…)"


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
