"""The head of an age file: header and payload nonce, made for recipients or opened with identities."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from wildgrass.crypto.age import scrypt
from wildgrass.crypto.age.errors import HeaderError, NoMatchError, RecipientsMixedError
from wildgrass.crypto.age.header import MAX_HEADER_SIZE, check_mac, header_bytes, parse_header
from wildgrass.crypto.age.keys import AnyIdentity, AnyRecipient
from wildgrass.crypto.age.scrypt import ScryptRecipient
from wildgrass.crypto.age.stanza import FILE_KEY_SIZE, Random, Stanza

NONCE_SIZE = 16
MAX_HEAD_SIZE = MAX_HEADER_SIZE + NONCE_SIZE


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FileKey:
    """The keys of a new file, and the head to write before its chunks."""

    head: bytes
    file_key: bytes
    payload_key: bytes

    @property
    def nonce(self) -> bytes:
        """The 16-byte payload nonce at the end of the head; not secret."""
        return self.head[-NONCE_SIZE:]

    def __repr__(self) -> str:
        return f"FileKey(head of {len(self.head)} bytes, …)"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OpenedHead:
    """The keys of an existing file, and where its chunks start."""

    file_key: bytes
    nonce: bytes
    payload_key: bytes
    head_size: int

    def __repr__(self) -> str:
        return f"OpenedHead(head of {self.head_size} bytes, …)"


def new_file(recipients: Sequence[AnyRecipient], *, random: Random = os.urandom) -> FileKey:
    """Return fresh keys and the head of a new file for `recipients`.

    Raises:
        RecipientsMixedError: none, hybrid ones with others, or a passphrase with anything.
    """
    _check_together(recipients)
    file_key = random(FILE_KEY_SIZE)
    nonce = random(NONCE_SIZE)
    stanzas = [recipient.wrap(file_key, random) for recipient in recipients]
    return FileKey(header_bytes(stanzas, file_key) + nonce, file_key, payload_key(file_key, nonce))


def read_head(untrusted: bytes | bytearray | memoryview, identities: Sequence[AnyIdentity]) -> OpenedHead:
    """Open the head at the start of `untrusted`, which may be longer; `MAX_HEAD_SIZE` is always enough.

    Raises:
        HeaderError: the header or the nonce is damaged or cut.
        NoMatchError: no identity fits.
        HmacError: an identity fits, but the header was changed.
    """
    header = parse_header(untrusted)
    file_key = _unwrap(header.stanzas, identities)
    check_mac(header, file_key)
    nonce = bytes(untrusted[header.size : header.size + NONCE_SIZE])
    return head_from_file_key(file_key, nonce, header.size + NONCE_SIZE)


def head_from_file_key(file_key: bytes, nonce: bytes, head_size: int) -> OpenedHead:
    """Return the keys of a file whose file key and nonce were kept elsewhere, without any identity.

    Raises:
        HeaderError: the file key or the nonce is not 16 bytes.
    """
    if len(nonce) != NONCE_SIZE or len(file_key) != FILE_KEY_SIZE:
        raise HeaderError(reason="the file key or the nonce is not 16 bytes")
    return OpenedHead(file_key, nonce, payload_key(file_key, nonce), head_size)


def payload_key(file_key: bytes, nonce: bytes) -> bytes:
    """Return the 32-byte key of the payload."""
    return HKDF(algorithm=SHA256(), length=32, salt=nonce, info=b"payload").derive(file_key)


def _unwrap(stanzas: Sequence[Stanza], identities: Sequence[AnyIdentity]) -> bytes:
    # A passphrase promises who wrote the file; a second stanza would let somebody else have done so.
    if len(stanzas) > 1 and any(stanza.type == scrypt.STANZA_TYPE for stanza in stanzas):
        raise HeaderError(reason="a scrypt stanza is not alone")
    for identity in identities:
        if (file_key := identity.unwrap(stanzas)) is not None:
            return file_key
    raise NoMatchError


def _check_together(recipients: Sequence[AnyRecipient]) -> None:
    if not recipients:
        raise RecipientsMixedError(reason="there is none")
    public = [recipient for recipient in recipients if not isinstance(recipient, ScryptRecipient)]
    if len(recipients) > 1 and len(public) < len(recipients):
        raise RecipientsMixedError(reason="a passphrase must be alone")
    if len({recipient.is_postquantum for recipient in public}) > 1:
        raise RecipientsMixedError(reason="one that is not post-quantum would undo the others' protection")
