"""What both public-key kinds have in common: sizes, texts, equality, and a `repr` without secrets."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Self

from wildgrass.crypto.age import bech32
from wildgrass.crypto.age.errors import IdentityTextError, RecipientTextError
from wildgrass.crypto.age.stanza import Random, Stanza

SECRET_SIZE = 32


class PublicKey(ABC):
    """The key that files are encrypted to. Equal when its bytes are."""

    prefix: ClassVar[str]
    size_bytes: ClassVar[int]
    is_postquantum: ClassVar[bool]

    def __init__(self, public: bytes) -> None:
        """Take the key's bytes.

        Raises:
            RecipientTextError: another size, or no valid key of this kind.
        """
        if len(public) != self.size_bytes:
            raise RecipientTextError(reason=f"its key is not {self.size_bytes} bytes")
        self.public = bytes(public)

    @property
    def text(self) -> str:
        """The recipient as text, lower case."""
        return bech32.encode(self.prefix, self.public)

    @abstractmethod
    def wrap(self, file_key: bytes, random: Random) -> Stanza:
        """Wrap a file key for this recipient."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.text[:24]}…)"

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and isinstance(other, PublicKey) and other.public == self.public

    def __hash__(self) -> int:
        return hash(self.public)


class SecretKey(ABC):
    """The key that files are opened with: 32 bytes. Never shown by `repr`, and compared by identity only."""

    prefix: ClassVar[str]
    stanza_type: ClassVar[str]

    def __init__(self, secret: bytes) -> None:
        """Take the 32 secret bytes.

        Raises:
            IdentityTextError: another size.
        """
        if len(secret) != SECRET_SIZE:
            raise IdentityTextError(reason=f"its secret is not {SECRET_SIZE} bytes")
        self._secret = bytes(secret)

    @classmethod
    def from_secret(cls, secret: bytes) -> Self:
        """Return the identity of 32 secret bytes."""
        return cls(secret)

    def secret(self) -> bytes:
        """Return the 32 secret bytes."""
        return self._secret

    def text(self) -> str:
        """Return the secret text, upper case."""
        return bech32.encode(self.prefix.lower(), self._secret).upper()

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Return the file key, or None when no stanza is for this identity.

        Raises:
            HeaderError: a stanza of this type does not follow the format, whoever it is for.
        """
        for stanza in stanzas:
            if stanza.type == self.stanza_type and (file_key := self._unwrap_one(stanza)) is not None:
                return file_key
        return None

    @abstractmethod
    def _unwrap_one(self, stanza: Stanza) -> bytes | None:
        """Return the file key of a stanza of this type, or None when it is for somebody else."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"
