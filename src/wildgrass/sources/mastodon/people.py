"""Who is who: an actor's address on the web is its identity, "user@server" a handle."""

import hashlib
import re
from typing import Final
from urllib.parse import urlsplit

from wildgrass.model import JSON, Actor

SOURCE: Final = "mastodon"
_ACCOUNT: Final = re.compile(r"@?([^@\s/]+)@([^@\s/]+)\Z")


def by_uri(uri: str, handle: str | None = None, name: str | None = None) -> Actor:
    """Return the account whose ActivityPub id is `uri`."""
    return Actor(platform=SOURCE, id_kind="account", id=uri, handle=handle, name=name)


def by_handle(text: str, name: str | None = None) -> Actor | None:
    """Return the account that "user@server" stands for, None where it is no such text."""
    found = _ACCOUNT.match(text)
    if found is None:
        return None
    return Actor(
        platform=SOURCE,
        id_kind="handle",
        id=f"{found[1]}@{found[2]}".lower(),
        handle=f"{found[1]}@{found[2]}",
        name=name,
    )


def host_of(uri: str) -> str | None:
    """Return the server of an address."""
    try:
        return urlsplit(uri).netloc or None
    except ValueError:
        return None


def address(value: JSON) -> str | None:
    """Return the address that a value is, or whose object it is."""
    if isinstance(value, dict):
        value = value.get("id") or value.get("href") or value.get("url")
    return value if isinstance(value, str) and value else None


def addresses(value: JSON) -> list[str]:
    """Return the addresses in a value that may be one, several or none."""
    parts = value if isinstance(value, list) else [value]
    return [one for part in parts if (one := address(part))]


def digest(*parts: object) -> str:
    """Return 16 hex digits of what tells something that has no id of its own."""
    text = "\x00".join(str(part) for part in parts)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]
