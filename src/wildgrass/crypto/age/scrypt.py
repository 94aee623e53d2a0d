"""The passphrase type: scrypt. Source: C2SP age, "The scrypt recipient type"; RFC 7914."""

import re
from collections.abc import Sequence
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from wildgrass.crypto.age.errors import HeaderError, WorkFactorError
from wildgrass.crypto.age.stanza import Random, Stanza, check_wrapped, encode_raw64, sized_argument

STANZA_TYPE: Final = "scrypt"
DEFAULT_WORK_FACTOR: Final = 18  # 256 MiB and about a second; what age itself writes
_SALT_SIZE = 16
_LABEL = b"age-encryption.org/v1/scrypt"
_DECIMAL = re.compile(r"[1-9][0-9]*", re.ASCII)
_ZERO_NONCE = bytes(12)


class ScryptRecipient:
    """A passphrase to encrypt to; it must be the only recipient of its file."""

    def __init__(self, passphrase: bytes, work_factor: int = DEFAULT_WORK_FACTOR) -> None:
        """Take the passphrase and the base-two logarithm of the work (memory is 2**work_factor KiB)."""
        if not passphrase or not 1 <= work_factor <= DEFAULT_WORK_FACTOR:
            raise ValueError("a passphrase cannot be empty, and we write what our own limit lets us read")
        self._passphrase = bytes(passphrase)
        self._work_factor = work_factor

    def wrap(self, file_key: bytes, random: Random) -> Stanza:
        """Wrap a file key under the passphrase, with a fresh salt."""
        salt = random(_SALT_SIZE)
        key = _wrap_key(self._passphrase, salt, self._work_factor)
        body = ChaCha20Poly1305(key).encrypt(_ZERO_NONCE, file_key, None)
        return Stanza(STANZA_TYPE, (encode_raw64(salt).decode("ascii"), str(self._work_factor)), body)

    def __repr__(self) -> str:
        return "ScryptRecipient(…)"


class ScryptIdentity:
    """A passphrase to open with, and the most work we do for a file that asks for it."""

    def __init__(self, passphrase: bytes, max_work_factor: int = DEFAULT_WORK_FACTOR) -> None:
        """Take the passphrase and the limit."""
        self._passphrase = bytes(passphrase)
        self._max_work_factor = max_work_factor

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Return the file key, or None when the passphrase is wrong or this is no passphrase file.

        Raises:
            HeaderError: the stanza does not follow the format, or is not alone.
            WorkFactorError: the file asks for more than the limit; no work was done.
        """
        for stanza in stanzas:
            if stanza.type == STANZA_TYPE:
                return self._unwrap_one(stanza)
        return None

    def _unwrap_one(self, stanza: Stanza) -> bytes | None:
        check_wrapped(stanza, 2)
        salt = sized_argument(stanza, 0, _SALT_SIZE)
        key = _wrap_key(self._passphrase, salt, self._checked_work_factor(stanza.arguments[1]))
        try:
            return ChaCha20Poly1305(key).decrypt(_ZERO_NONCE, stanza.body, None)
        except InvalidTag:
            return None

    def _checked_work_factor(self, text: str) -> int:
        if not _DECIMAL.fullmatch(text):
            raise HeaderError(reason="the work factor is not a decimal number")
        if len(text) > 2 or int(text) > self._max_work_factor:
            shown = text if len(text) <= 8 else text[:8] + "…"
            raise WorkFactorError(work_factor=shown, limit=self._max_work_factor)
        return int(text)

    def __repr__(self) -> str:
        return "ScryptIdentity(…)"


def _wrap_key(passphrase: bytes, salt: bytes, work_factor: int) -> bytes:
    return Scrypt(salt=_LABEL + salt, length=32, n=1 << work_factor, r=8, p=1).derive(passphrase)
