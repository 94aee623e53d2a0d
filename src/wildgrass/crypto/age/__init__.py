"""Strict age v1 files: X25519, post-quantum hybrid and passphrase recipients, armor, ranges.

What it writes, any age implementation reads; what it reads passes all vectors of the age test kit. It never
releases a byte that did not authenticate and never puts a secret into an error or a `repr`.
Start with `encrypt` and `decrypt`; for large data, `new_file` with `seal_chunks`. Format: docs/spec/age.md.
"""

from wildgrass.crypto.age.armor import armor, dearmor
from wildgrass.crypto.age.errors import (
    AgeError,
    ArmorError,
    HeaderError,
    HmacError,
    IdentityTextError,
    NoMatchError,
    PayloadError,
    RecipientsMixedError,
    RecipientTextError,
    WorkFactorError,
)
from wildgrass.crypto.age.file import decrypt, decrypt_stream, encrypt
from wildgrass.crypto.age.head import (
    MAX_HEAD_SIZE,
    NONCE_SIZE,
    FileKey,
    OpenedHead,
    head_from_file_key,
    new_file,
    read_head,
)
from wildgrass.crypto.age.header import VERSION_LINE
from wildgrass.crypto.age.hybrid import HybridIdentity, HybridRecipient
from wildgrass.crypto.age.keys import (
    AnyIdentity,
    AnyRecipient,
    Identity,
    Recipient,
    parse_identity,
    parse_identity_file,
    parse_recipient,
)
from wildgrass.crypto.age.ranges import ChunkRange, RangeReader, chunk_range, open_range
from wildgrass.crypto.age.scrypt import ScryptIdentity, ScryptRecipient
from wildgrass.crypto.age.stream import (
    CHUNK,
    SEALED_CHUNK,
    TAG,
    chunk_count,
    open_chunks,
    plain_size,
    seal_chunks,
    sealed_size,
)
from wildgrass.crypto.age.x25519 import X25519Identity, X25519Recipient

__all__ = [
    "CHUNK",
    "MAX_HEAD_SIZE",
    "NONCE_SIZE",
    "SEALED_CHUNK",
    "TAG",
    "VERSION_LINE",
    "AgeError",
    "AnyIdentity",
    "AnyRecipient",
    "ArmorError",
    "ChunkRange",
    "FileKey",
    "HeaderError",
    "HmacError",
    "HybridIdentity",
    "HybridRecipient",
    "Identity",
    "IdentityTextError",
    "NoMatchError",
    "OpenedHead",
    "PayloadError",
    "RangeReader",
    "Recipient",
    "RecipientTextError",
    "RecipientsMixedError",
    "ScryptIdentity",
    "ScryptRecipient",
    "WorkFactorError",
    "X25519Identity",
    "X25519Recipient",
    "armor",
    "chunk_count",
    "chunk_range",
    "dearmor",
    "decrypt",
    "decrypt_stream",
    "encrypt",
    "head_from_file_key",
    "new_file",
    "open_chunks",
    "open_range",
    "parse_identity",
    "parse_identity_file",
    "parse_recipient",
    "plain_size",
    "read_head",
    "seal_chunks",
    "sealed_size",
]
