"""Recipients and identities of any kind, and how their texts are read."""

from wildgrass.crypto.age import bech32
from wildgrass.crypto.age.errors import IdentityTextError, RecipientTextError
from wildgrass.crypto.age.hybrid import HybridIdentity, HybridRecipient
from wildgrass.crypto.age.scrypt import ScryptIdentity, ScryptRecipient
from wildgrass.crypto.age.x25519 import X25519Identity, X25519Recipient

Recipient = X25519Recipient | HybridRecipient
"""A public key with a text form."""
Identity = X25519Identity | HybridIdentity
"""A secret key with a text form."""
AnyRecipient = Recipient | ScryptRecipient
"""What a file can be encrypted to."""
AnyIdentity = Identity | ScryptIdentity
"""What a file can be opened with."""


def parse_recipient(text: str) -> Recipient:
    """Return the recipient of `age1pq1…` or `age1…`, in lower case and without white space around it.

    Raises:
        RecipientTextError: it is neither, or its key is not valid.
    """
    try:
        prefix, data = bech32.decode(text)
    except bech32.Bech32Error as error:
        raise RecipientTextError(reason=str(error)) from None
    if prefix == HybridRecipient.prefix:
        return HybridRecipient(data)
    if prefix == X25519Recipient.prefix:
        return X25519Recipient(data)
    if prefix in {HybridIdentity.prefix, X25519Identity.prefix}:
        raise RecipientTextError(reason="it is a secret key; never give that to a device that writes")
    raise RecipientTextError(reason="its kind is not known here")


def parse_identity(text: str) -> Identity:
    """Return the identity of `AGE-SECRET-KEY-PQ-1…` or `AGE-SECRET-KEY-1…`, in upper case.

    Raises:
        IdentityTextError: it is neither, or its key is not valid.
    """
    try:
        prefix, data = bech32.decode(text)
    except bech32.Bech32Error as error:
        raise IdentityTextError(reason=str(error)) from None
    if prefix == HybridIdentity.prefix:
        return HybridIdentity(data)
    if prefix == X25519Identity.prefix:
        return X25519Identity(data)
    raise IdentityTextError(reason="its kind is not known here")


def parse_identity_file(text: str) -> list[Identity]:
    """Return the identities of a key file: one a line, between empty lines and lines that start with #.

    Raises:
        IdentityTextError: a line is no identity, or there is none.
    """
    lines = [line.strip() for line in text.splitlines()]
    identities = [parse_identity(line) for line in lines if line and not line.startswith("#")]
    if not identities:
        raise IdentityTextError(reason="the file holds none")
    return identities
