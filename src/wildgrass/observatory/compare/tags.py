"""Keyed tags of what messages say: equal for equal words under one key, and nothing to whoever has no key.

Both people derive the key from one spoken passphrase and a file's salt. HMAC-SHA-256 (RFC 2104), scrypt (RFC 7914).
Bytes: docs/spec/tags.md.
"""

import hmac
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from numpy.typing import NDArray

from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.observatory.compare.columns import Few
from wildgrass.observatory.compare.sides import Side

SALT_BYTES: Final = 16
TAG_BYTES: Final = 8
"""A million messages on each side, and two different texts fall together with a chance of one in 18 million."""
_KEY_LABEL: Final = b"wildgrass tags 1\0"
_WORDS: Final = b"words\0"
_FILE: Final = b"file\0"
_SPREAD: Final = 0x5851F42D4C957F2D
_DIGITS: Final = 24
_GROUP: Final = 4
_LEAST: Final = 20
_LEAST_DIFFERENT: Final = 6


class PassphraseWeakError(WildgrassError):
    """A passphrase that a machine would guess."""

    code = "compare-passphrase-weak"
    exit_code = EXIT_USAGE
    message = "the passphrase is too short to keep anybody from guessing it"
    hint = "leave it empty and one is made up, or take five words or more that no book has side by side"


def prepared(passphrase: bytes) -> bytes:
    """Return a spoken passphrase as both people's machines take it: width, case, spaces and hyphens do not count."""
    text = unicodedata.normalize("NFKC", passphrase.decode("utf-8", "surrogatepass")).casefold()
    plain = "".join(one for one in text if not one.isspace() and unicodedata.category(one) != "Pd")
    return plain.encode("utf-8", "surrogatepass")


def made_up(random: Callable[[int], bytes]) -> str:
    """Return a new passphrase that can be said in any language: 24 digits in groups of four, 79 bits."""
    digits = str(int.from_bytes(random(2 * SALT_BYTES)) % 10**_DIGITS).zfill(_DIGITS)
    return " ".join(digits[at : at + _GROUP] for at in range(0, _DIGITS, _GROUP))


def refuse_weak(passphrase: bytes) -> None:
    """Refuse what is short or says one thing again and again; of what is long nobody can say whether it is strong.

    Raises:
        PassphraseWeakError: it is.
    """
    text = passphrase.decode("utf-8", "surrogatepass")
    length = sum(2 if one > "\u2e7f" else 1 for one in text)
    if length < _LEAST or len(set(text)) < _LEAST_DIFFERENT:
        raise PassphraseWeakError


def tag_key(passphrase: bytes, salt: bytes, log2_n: int) -> bytes:
    """Return the key of a file's tags; log2_n 18 takes 256 MiB and about a second."""
    return Scrypt(salt=_KEY_LABEL + salt, length=32, n=1 << log2_n, r=8, p=1).derive(passphrase)


def words_tags(side: Side, key: bytes) -> NDArray[np.int64]:
    """Return a tag of each row's words, 0 for rows without any."""
    _, first, back = np.unique(side.keys, return_index=True, return_inverse=True)
    tags = b"".join(
        hmac.digest(key, _WORDS + side.compared(row).encode("utf-8", "surrogatepass"), "sha256")[:TAG_BYTES]
        for row in first.tolist()
    )
    found = np.frombuffer(tags, ">i8").astype(np.int64)[back]
    return np.where(side.lengths > 0, found, 0)


def file_tag(sha256: str, key: bytes) -> str:
    """Return the tag of a file by its digest in hex, as 16 hex digits."""
    return hmac.digest(key, _FILE + bytes.fromhex(sha256), "sha256")[:TAG_BYTES].hex()


def keys_of(tags: NDArray[np.int64], media: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return keys that are equal where words and kind of media are."""
    return tags ^ (media * _SPREAD)


def with_file_tags(side: Side, key: bytes) -> Side:
    """Return the side with tags in place of its files' digests."""
    files = Few({row: tuple(file_tag(one, key) for one in digests) for row, digests in side.files.items()})
    return replace(side, files=files)


def tagged(side: Side, key: bytes) -> Side:
    """Return the side with keys and files as another's tags under this key are."""
    return replace(with_file_tags(side, key), keys=keys_of(words_tags(side, key), side.media))
