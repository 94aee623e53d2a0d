"""The key that signs: read from its text, shown only as its public half."""

import os
from collections.abc import Callable
from typing import Final, Self

from wildgrass.crypto.age import bech32
from wildgrass.crypto.schnorr import KEY_SIZE, SchnorrKey
from wildgrass.errors import EXIT_INPUT, WildgrassError

_SECRET: Final = "nsec"  # noqa: S105 - the prefix of the text form, NIP-19
_PUBLIC: Final = "npub"
_NOTE: Final = "note"


class NostrKeyError(WildgrassError):
    """What should be a secret key is none."""

    code = "nostr-key"
    exit_code = EXIT_INPUT
    message = "this is no secret key of Nostr: {reason}"
    hint = "it begins with nsec1, or is 64 hexadecimal digits; --new-key makes one"


class NostrKey:
    """A Nostr account's secret key."""

    __slots__ = ("_key", "_random")

    def __init__(self, secret: bytes, random: Callable[[int], bytes] = os.urandom) -> None:
        """Take 32 bytes.

        Raises:
            NostrKeyError: they are no key.
        """
        try:
            self._key = SchnorrKey(secret)
        except ValueError:
            raise NostrKeyError(reason="the number is outside the curve") from None
        self._random = random

    @classmethod
    def of(cls, text: str, random: Callable[[int], bytes] = os.urandom) -> Self:
        """Read "nsec1…" or 64 hexadecimal digits.

        Raises:
            NostrKeyError: it is neither; nothing of the text is quoted.
        """
        words = text.strip()
        if len(words) == 2 * KEY_SIZE and all(char in "0123456789abcdefABCDEF" for char in words):
            return cls(bytes.fromhex(words), random)
        try:
            prefix, secret = bech32.decode(words)
        except bech32.Bech32Error as error:
            raise NostrKeyError(reason=str(error)) from None
        if prefix.lower() != _SECRET or len(secret) != KEY_SIZE:
            raise NostrKeyError(reason="it is another kind of text")
        return cls(secret, random)

    @classmethod
    def new(cls, random: Callable[[int], bytes] = os.urandom) -> Self:
        """Make a new key. One in 2^128 draws is no key of the curve, and is an error."""
        return cls(random(KEY_SIZE), random)

    def __repr__(self) -> str:
        return f"NostrKey({self.npub})"

    def text(self) -> str:
        """Return "nsec1…": the secret itself."""
        return bech32.encode(_SECRET, self._key.secret())

    @property
    def public(self) -> str:
        """The public key, 64 hexadecimal digits."""
        return self._key.public.hex()

    @property
    def npub(self) -> str:
        """The public key as people see it."""
        return bech32.encode(_PUBLIC, self._key.public)

    def sign(self, digest: bytes) -> bytes:
        """Return the signature of 32 bytes."""
        return self._key.sign(digest, self._random(32))


def note_address(event_id: str) -> str:
    """Return "nostr:note1…" for an event's id (NIP-19, NIP-21)."""
    return "nostr:" + bech32.encode(_NOTE, bytes.fromhex(event_id))
