"""Schnorr signatures over secp256k1 (BIP 340), as Nostr signs: libsecp256k1 through coincurve."""

from typing import Final

from coincurve import PrivateKey, PublicKeyXOnly

KEY_SIZE: Final = 32
SIGNATURE_SIZE: Final = 64
MESSAGE_SIZE: Final = 32


class SchnorrKey:
    """A secret key that signs; shows nothing of itself."""

    __slots__ = ("_key", "public")

    def __init__(self, secret: bytes) -> None:
        """Take 32 bytes.

        Raises:
            ValueError: they are no secret key of the curve; the message does not quote them.
        """
        try:
            self._key = PrivateKey(secret) if len(secret) == KEY_SIZE else None
        except ValueError:
            self._key = None
        if self._key is None:
            raise ValueError("no secret key of the curve")
        self.public: Final[bytes] = PublicKeyXOnly.from_secret(secret).format()

    def __repr__(self) -> str:
        return f"SchnorrKey(public={self.public.hex()})"

    def secret(self) -> bytes:
        """Return the 32 bytes."""
        assert self._key is not None, "made with a key"
        return self._key.secret

    def sign(self, digest: bytes, aux: bytes) -> bytes:
        """Return the signature of 32 bytes; `aux` is 32 fresh random bytes."""
        assert self._key is not None, "made with a key"
        return self._key.sign_schnorr(digest, aux)


def is_signed(public: bytes, digest: bytes, signature: bytes) -> bool:
    """Say whether a signature is that of the x-only public key (32 bytes) over 32 bytes."""
    if len(signature) != SIGNATURE_SIZE or len(digest) != MESSAGE_SIZE:
        return False
    try:
        return PublicKeyXOnly(public).verify(signature, digest)
    except ValueError:
        return False
