"""The post-quantum recipient type MLKEM768-X25519 (X-Wing): `age1pq1…` and `AGE-SECRET-KEY-PQ-1…`.

Source: C2SP age, "The MLKEM768-X25519 hybrid post-quantum recipient type"; HPKE with KEM 0x647a of
draft-ietf-hpke-pq-03; key expansion of draft-connolly-cfrg-xwing-kem section 5.2.
"""

import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from wildgrass.crypto.age.errors import RecipientTextError
from wildgrass.crypto.age.keypair import PublicKey, SecretKey
from wildgrass.crypto.age.stanza import Random, Stanza, check_wrapped, encode_raw64, sized_argument
from wildgrass.crypto.age.x25519 import agreed, checked_point

ENC_SIZE = 1120
_MLKEM_PUBLIC_SIZE = 1184
_MLKEM_SEED_SIZE = 64
_MLKEM_ENC_SIZE = 1088
_INFO = b"age-encryption.org/mlkem768x25519"
_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)


class HybridRecipient(PublicKey):
    """An X-Wing public key that files can be encrypted to. Holds while either half holds."""

    prefix = "age1pq"
    size_bytes = 1216
    is_postquantum = True

    def __init__(self, public: bytes) -> None:
        """Take 1216 bytes: the ML-KEM-768 key, then the X25519 key.

        Raises:
            RecipientTextError: another size, or a half that is no valid key.
        """
        super().__init__(public)
        point = checked_point(self.public[_MLKEM_PUBLIC_SIZE:])
        try:
            lattice = MLKEM768PublicKey.from_public_bytes(self.public[:_MLKEM_PUBLIC_SIZE])
        except ValueError as error:
            raise RecipientTextError(reason="its ML-KEM-768 half is no valid key") from error
        self._key = hpke.MLKEM768X25519PublicKey(lattice, point)

    def wrap(self, file_key: bytes, random: Random) -> Stanza:  # noqa: ARG002 - one signature for all kinds
        """Wrap a file key for this recipient. The encapsulation draws from the library's own CSPRNG."""
        sealed = _SUITE.encrypt(file_key, self._key, _INFO)
        enc = encode_raw64(sealed[:ENC_SIZE]).decode("ascii")
        return Stanza(HybridIdentity.stanza_type, (enc,), sealed[ENC_SIZE:])


class HybridIdentity(SecretKey):
    """An X-Wing secret key: a seed of 32 bytes."""

    prefix = "AGE-SECRET-KEY-PQ-"
    stanza_type = "mlkem768x25519"

    def __init__(self, secret: bytes) -> None:
        """Take the 32-byte seed.

        Raises:
            IdentityTextError: another size.
        """
        super().__init__(secret)
        expanded = hashlib.shake_256(self._secret).digest(_MLKEM_SEED_SIZE + 32)
        lattice = MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED_SIZE])
        self._curve = X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED_SIZE:])
        self._key = hpke.MLKEM768X25519PrivateKey(lattice, self._curve)
        self._public = lattice.public_key().public_bytes_raw() + self._curve.public_key().public_bytes_raw()

    def recipient(self) -> HybridRecipient:
        """Return the recipient whose files this identity opens."""
        return HybridRecipient(self._public)

    def _unwrap_one(self, stanza: Stanza) -> bytes | None:
        check_wrapped(stanza, 1)
        enc = sized_argument(stanza, 0, ENC_SIZE)
        # HPKE reports a share of low order like a wrong key; RFC 9180 section 7.1.4 wants it told apart.
        agreed(self._curve, enc[_MLKEM_ENC_SIZE:])
        try:
            return _SUITE.decrypt(enc + stanza.body, self._key, _INFO)
        except InvalidTag:
            return None
