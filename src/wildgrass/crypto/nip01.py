"""What a Nostr event's id and signature cover (NIP-01): the bytes that are hashed, and whether an event is genuine."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

import msgspec

from wildgrass.crypto.schnorr import is_signed

Tags = Sequence[Sequence[str]]
HEX_ID: Final = 64


def serialised(pubkey: str, created_at: int, kind: int, tags: Tags, content: str) -> bytes:
    r"""Return the bytes whose SHA-256 is the id: JSON without spaces, UTF-8 as it is, `\n \" \\ \r \t \b \f` escaped.

    Other control characters are written as `\u00xx`, as every JSON writer does.
    """
    return msgspec.json.encode([0, pubkey, created_at, kind, tags, content])


class SignedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event as relays give it: fields of NIP-01 and no others, in the order in which they are usually written."""

    id: str
    pubkey: str
    created_at: int
    kind: int
    tags: list[list[str]]
    content: str
    sig: str

    def trouble(self) -> str | None:
        """Say what is wrong with the id or the signature, None where both are right."""
        data = serialised(self.pubkey, self.created_at, self.kind, self.tags, self.content)
        digest = sha256(data).digest()
        if digest.hex() != self.id:
            return "its id is not the hash of what it says"
        try:
            public, signature = bytes.fromhex(self.pubkey), bytes.fromhex(self.sig)
        except ValueError:
            return "its signature is no hexadecimal number"
        return None if is_signed(public, digest, signature) else "its signature is not its author's"

    def json(self) -> bytes:
        """Write it on one line, always in the same way."""
        return msgspec.json.encode(self)


_DECODE: Final = msgspec.json.Decoder(SignedEvent)


def read(data: bytes) -> SignedEvent | None:
    """Return the event that a JSON object is, None where it is none."""
    try:
        return _DECODE.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
