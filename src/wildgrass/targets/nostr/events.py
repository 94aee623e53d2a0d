"""Events as NIP-01 has them: named by the hash of their content, signed, written as one message."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

import msgspec

from wildgrass.crypto.nip01 import serialised
from wildgrass.targets.nostr.key import NostrKey

PROFILE: Final = 0
NOTE: Final = 1
COMMENT: Final = 1111
ARTICLE: Final = 30023
RELAYS: Final = 10002
MEDIA_SERVERS: Final = 10063
BLOSSOM_AUTH: Final = 24242
RELAY_AUTH: Final = 22242

Tags = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Unsigned:
    """An event before it is signed; it has its id already, so that answers can name it."""

    id: str
    pubkey: str
    created_at: int
    kind: int
    tags: Tags
    content: str

    def signed(self, key: NostrKey) -> "Event":
        """Sign it and write it out."""
        value: dict[str, Any] = {
            "id": self.id,
            "pubkey": self.pubkey,
            "created_at": self.created_at,
            "kind": self.kind,
            "tags": self.tags,
            "content": self.content,
            "sig": key.sign(bytes.fromhex(self.id)).hex(),
        }
        return Event(self, msgspec.json.encode(value))


@dataclass(frozen=True, slots=True)
class Event:
    """A signed event and its JSON."""

    body: Unsigned
    json: bytes

    @property
    def id(self) -> str:
        """The event's id."""
        return self.body.id

    def message(self, verb: str = "EVENT") -> bytes:
        """Return the message that brings it to a relay."""
        return b'["' + verb.encode() + b'",' + self.json + b"]"


def event(key: NostrKey, created_at: int, kind: int, tags: Tags, content: str) -> Unsigned:
    """Name an event by the hash of its content."""
    data = serialised(key.public, created_at, kind, tags, content)
    return Unsigned(sha256(data).hexdigest(), key.public, created_at, kind, tags, content)
