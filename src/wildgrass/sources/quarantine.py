"""Live secrets in an export: their values never enter an item."""

import hashlib
import re
from typing import Final

from wildgrass.model import JSON

SECRET_KEY: Final = re.compile(
    r"(?:access|refresh|auth|session|csrf|bearer|device)_?(?:token|jwt)\Z|token\Z|secret|passw(?:or)?d\Z|private_?key"
    r"|session_?key|signing_?key\Z|api_?key|credential|\Acookies?\Z",
    re.IGNORECASE,
)
_SECRET_VALUE: Final = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}")


def quarantined(value: JSON, keys: re.Pattern[str] = SECRET_KEY) -> JSON:
    """Return the value with every secret replaced by its digest and length; `keys` finds the names of secrets."""
    if isinstance(value, dict):
        return {
            key: sealed(part)
            if isinstance(part, str) and part and keys.search(key)
            else quarantined(part, keys)
            for key, part in value.items()
        }
    if isinstance(value, list):
        return [quarantined(part, keys) for part in value]
    if isinstance(value, str) and is_secret(value):
        return sealed(value)
    return value


def is_secret(text: str) -> bool:
    """Say whether a text is a secret whatever its key: a private key, a JSON web token."""
    return _SECRET_VALUE.search(text) is not None


def sealed(value: str) -> JSON:
    """Return what stands in a secret's place."""
    digest = hashlib.sha256(value.encode(errors="surrogatepass")).hexdigest()
    return {"quarantined": f"sha256:{digest}", "length": len(value)}
