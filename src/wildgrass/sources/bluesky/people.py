"""Who is who: an account's DID is its identity, its handle a label that may change."""

import re
from typing import Final

from wildgrass.model import JSON, Actor

SOURCE: Final = "bluesky"
_URI: Final = re.compile(r"at://(did:[^/\s]+|[^/\s]+)(?:/([^/\s]+)(?:/([^/\s]+))?)?\Z")


def account(did: str, handle: str | None = None) -> Actor:
    """Return the account of a DID."""
    return Actor(
        platform=SOURCE, id_kind="account" if did.startswith("did:") else "handle", id=did, handle=handle
    )


def owner_of(uri: JSON) -> Actor | None:
    """Return whose record an at:// address names."""
    found = _URI.match(uri) if isinstance(uri, str) else None
    return account(found[1]) if found else None


def post_id(uri: JSON) -> str | None:
    """Return the item id of a post's address."""
    return f"{SOURCE}:post:{uri}" if isinstance(uri, str) and uri else None


def web(uri: JSON) -> str | None:
    """Return where a browser shows a post."""
    found = _URI.match(uri) if isinstance(uri, str) else None
    if found is None or found[2] != "app.bsky.feed.post" or not found[3]:
        return None
    return f"https://bsky.app/profile/{found[1]}/post/{found[3]}"
