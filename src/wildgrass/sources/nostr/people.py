"""Who is who: a public key is an account, and its npub a label. Names are what profiles say."""

from functools import lru_cache
from typing import Final

from wildgrass.crypto.age import bech32
from wildgrass.model import Actor

SOURCE: Final = "nostr"
_HEX: Final = frozenset("0123456789abcdef")


def is_key(text: str) -> bool:
    """Say whether a text is 64 hexadecimal digits, as ids and public keys are."""
    return len(text) == 64 and _HEX.issuperset(text)


@lru_cache(maxsize=4096)
def npub(key: str) -> str:
    """Return a public key as people see it (NIP-19)."""
    return bech32.encode("npub", bytes.fromhex(key))


def account(key: str, name: str | None = None) -> Actor:
    """Return the account of a public key."""
    return Actor(
        platform=SOURCE, id_kind="account", id=key, handle=npub(key) if is_key(key) else None, name=name
    )


def post_id(name: str) -> str:
    """Return the item id of an event, or of an article by its coordinate "30023:<key>:<d>"."""
    return f"{SOURCE}:post:{name}"
