"""Signed notes: text that people can read, with Ed25519 signature lines below it.

Source: C2SP signed-note v1.0.0. Start at `sign_note` and `open_note`. The text of a note means nothing until
`open_note` has returned it.
"""

import binascii
import os
import re
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from wildgrass.errors import EXIT_CHECK, WildgrassError

ED25519: Final = 0x01
MAX_NOTE_SIZE: Final = 1_000_000
MAX_SIGNATURES: Final = 100
KEY_ID_SIZE: Final = 4
_SIGNATURE_START: Final = "\u2014 "
_PRIVATE: Final = "PRIVATE+KEY+"
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_HEX_ID = re.compile(r"[0-9a-f]{8}")


class NoteError(WildgrassError):
    """Bytes that are not a signed note."""

    code = "note-malformed"
    exit_code = EXIT_CHECK
    message = "this is not a signed note: {reason}"
    hint = "the file was damaged or is something else; get it again from another place that holds this vault"


class NoteSignatureError(WildgrassError):
    """A signature that claims a known key is wrong."""

    code = "note-signature-wrong"
    exit_code = EXIT_CHECK
    message = "the signature of {name} is wrong"
    hint = "the text was changed after it was signed; get it again from another place that holds this vault"


class NoteUnsignedError(WildgrassError):
    """No key that we know signed the note."""

    code = "note-unsigned"
    exit_code = EXIT_CHECK
    message = "none of the keys we know signed this note"
    hint = "it belongs to another vault, or someone replaced it; compare the key names with the card"


class NoteKeyError(WildgrassError):
    """A key string cannot be read. The string itself is never shown."""

    code = "note-key-malformed"
    message = "this is not a note key: {reason}"
    hint = "copy the key again, whole and on one line"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSignature:
    """One signature line: a key's name, its 4-byte id and the signature's bytes."""

    name: str
    key_id: bytes
    value: bytes

    def to_line(self) -> str:
        """Return the line with its newline."""
        return f"{_SIGNATURE_START}{self.name} {b64encode(self.key_id + self.value).decode()}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedNote:
    """A note that known keys signed: its text, those signatures, and those of keys we do not know."""

    text: str
    signatures: tuple[NoteSignature, ...]
    unknown: tuple[NoteSignature, ...]


class Verifier:
    """A named Ed25519 public key."""

    def __init__(self, name: str, public_key: bytes) -> None:
        """Take a key name and the 32 bytes of the public key."""
        if not is_key_name(name):
            raise NoteKeyError(reason="the name is empty or has a space or a plus sign")
        if len(public_key) != 32:
            raise NoteKeyError(reason="an Ed25519 public key is 32 bytes")
        self.name, self.public_key = name, public_key
        self.key_id = sha256(name.encode() + b"\n" + bytes([ED25519]) + public_key).digest()[:KEY_ID_SIZE]

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read "name+hexid+base64".

        Raises:
            NoteKeyError: it is not an Ed25519 verifier key, or its id does not fit.
        """
        name, key_id, key = _split_key(text)
        verifier = cls(name, key)
        if verifier.key_id != key_id:
            raise NoteKeyError(reason="the key id does not fit the key")
        return verifier

    def to_text(self) -> str:
        """Return "name+hexid+base64", the form that others' tools read."""
        return _join_key(self.name, self.key_id, self.public_key)

    def is_valid(self, text: str, signature: bytes) -> bool:
        """Tell whether this key signed exactly this text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Verifier) and self.to_text() == other.to_text()

    def __hash__(self) -> int:
        return hash(self.to_text())

    def __repr__(self) -> str:
        return f"Verifier({self.to_text()!r})"


class Signer:
    """A named Ed25519 secret key. Its repr shows the name only."""

    def __init__(self, name: str, seed: bytes) -> None:
        """Take a key name and the 32-byte seed of RFC 8032."""
        if len(seed) != 32:
            raise NoteKeyError(reason="an Ed25519 seed is 32 bytes")
        self._seed = seed
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.verifier = Verifier(name, self._key.public_key().public_bytes_raw())

    @classmethod
    def generate(cls, name: str, random: Callable[[int], bytes] = os.urandom) -> Self:
        """Make a new key."""
        return cls(name, random(32))

    @classmethod
    def from_seed(cls, name: str, seed: bytes) -> Self:
        """Rebuild a key from its 32-byte seed."""
        return cls(name, seed)

    @classmethod
    def from_secret_text(cls, text: str) -> Self:
        """Read "PRIVATE+KEY+name+hexid+base64", the form that others' tools read and write.

        Raises:
            NoteKeyError: it is not an Ed25519 signer key, or its id does not fit.
        """
        if not text.startswith(_PRIVATE):
            raise NoteKeyError(reason="it does not start with PRIVATE+KEY+")
        name, key_id, seed = _split_key(text.removeprefix(_PRIVATE))
        signer = cls(name, seed)
        if signer.verifier.key_id != key_id:
            raise NoteKeyError(reason="the key id does not fit the key")
        return signer

    @property
    def name(self) -> str:
        """The key's name."""
        return self.verifier.name

    def seed(self) -> bytes:
        """Return the secret, 32 bytes."""
        return self._seed

    def secret_text(self) -> str:
        """Return the secret as "PRIVATE+KEY+name+hexid+base64"."""
        return _PRIVATE + _join_key(self.name, self.verifier.key_id, self._seed)

    def sign(self, text: str) -> NoteSignature:
        """Sign a note text."""
        value = self._key.sign(text.encode())
        return NoteSignature(name=self.name, key_id=self.verifier.key_id, value=value)

    def __repr__(self) -> str:
        return f"Signer({self.name!r}, secret not shown)"


def is_key_name(name: str) -> bool:
    """Tell whether a string can name a key: not empty, no space, no plus sign, no control character."""
    return bool(name) and is_note_text(name) and not any(sign.isspace() or sign == "+" for sign in name)


def is_note_text(text: str) -> bool:
    """Tell whether a note may hold this text: no control character but the newline, no lone surrogate."""
    return not _CONTROL.search(text) and not any(unicodedata.category(sign) == "Cs" for sign in text)


def sign_note(text: str, signers: Sequence[Signer]) -> bytes:
    """Return a note: the text, which must end in a newline, and one line for each signer.

    Raises:
        NoteError: the text cannot be signed as a note.
    """
    if not text.endswith("\n") or not is_note_text(text):
        raise NoteError(reason="the text has control characters or does not end in a newline")
    if not 1 <= len(signers) <= MAX_SIGNATURES:
        raise NoteError(reason="a note has from 1 to 100 signatures")
    return (text + "\n" + "".join(signer.sign(text).to_line() for signer in signers)).encode()


def add_signatures(data: bytes, signatures: Sequence[NoteSignature]) -> bytes:
    """Return a note with further signature lines at its end, as cosigners add them."""
    text, existing = parse_note(data)
    lines = dict.fromkeys(signature.to_line() for signature in (*existing, *signatures))
    return (text + "\n" + "".join(lines)).encode()


def parse_note(data: bytes) -> tuple[str, tuple[NoteSignature, ...]]:
    """Split a note into its UNVERIFIED text and signatures, strictly.

    Raises:
        NoteError: the bytes are not a note, or exceed 1 MB or 100 signatures.
    """
    if len(data) > MAX_NOTE_SIZE:
        raise NoteError(reason="it is larger than 1 MB")
    try:
        whole = data.decode()
    except UnicodeDecodeError as error:
        raise NoteError(reason="it is not UTF-8") from error
    if _CONTROL.search(whole):
        raise NoteError(reason="it has control characters")
    text, separator, block = whole.rpartition("\n\n")
    if not separator or not block.endswith("\n"):
        raise NoteError(reason="no signature follows the last empty line")
    lines = block[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise NoteError(reason="it has more than 100 signatures")
    return text + "\n", tuple(_parse_signature(line) for line in lines)


def open_note(data: bytes, verifiers: Sequence[Verifier]) -> OpenedNote:
    """Return a note's text if at least one of these keys signed it, and none of their signatures is wrong.

    Raises:
        NoteError: the bytes are not a note.
        NoteSignatureError: a line names a known key and its signature is wrong.
        NoteUnsignedError: no line is of a known key.
    """
    text, signatures = parse_note(data)
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    verified: dict[tuple[str, bytes], NoteSignature] = {}
    unknown: list[NoteSignature] = []
    for signature in signatures:
        key = (signature.name, signature.key_id)
        if key not in known:
            unknown.append(signature)
        elif not known[key].is_valid(text, signature.value):
            raise NoteSignatureError(name=signature.name)
        else:
            verified.setdefault(key, signature)
    if not verified:
        raise NoteUnsignedError
    return OpenedNote(text=text, signatures=tuple(verified.values()), unknown=tuple(unknown))


def _parse_signature(line: str) -> NoteSignature:
    if not line.startswith(_SIGNATURE_START):
        raise NoteError(reason="a signature line does not start with an em dash and a space")
    name, _, encoded = line.removeprefix(_SIGNATURE_START).partition(" ")
    raw = _decode(encoded)
    if not is_key_name(name) or raw is None or len(raw) <= KEY_ID_SIZE:
        raise NoteError(reason="a signature line is malformed")
    return NoteSignature(name=name, key_id=raw[:KEY_ID_SIZE], value=raw[KEY_ID_SIZE:])


def _decode(encoded: str) -> bytes | None:
    """Decode canonical base64; None for anything else."""
    try:
        raw = b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if b64encode(raw).decode() == encoded else None


def _join_key(name: str, key_id: bytes, key: bytes) -> str:
    return f"{name}+{key_id.hex()}+{b64encode(bytes([ED25519]) + key).decode()}"


def _split_key(text: str) -> tuple[str, bytes, bytes]:
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    raw = _decode(encoded)
    if not _HEX_ID.fullmatch(key_id) or raw is None or raw[:1] != bytes([ED25519]):
        raise NoteKeyError(reason="it is not of the form name+id+key with an Ed25519 key")
    return name, bytes.fromhex(key_id), raw[1:]
