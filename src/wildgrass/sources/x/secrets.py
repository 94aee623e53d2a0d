"""Live secrets in an archive: their values never enter an item."""

import hashlib
import re
from typing import Final

from wildgrass.model import JSON

# device-token.js holds `token`, key-registry.js `registrationToken` and `identityKey`; the rest is caution.
_SECRET_KEY: Final = re.compile(
    r"token\Z|secret|passw|identity_?key|private_?key|session_?key|signing_?key|api_?key|cookie|credential",
    re.IGNORECASE,
)
_SECRET_VALUE: Final = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}")


def quarantined(value: JSON) -> JSON:
    """Return the value with every secret replaced by its digest and length."""
    if isinstance(value, dict):
        return {
            key: _sealed(part) if _is_secret(key, part) else quarantined(part) for key, part in value.items()
        }
    if isinstance(value, list):
        return [quarantined(part) for part in value]
    if isinstance(value, str) and _SECRET_VALUE.search(value):
        return _sealed(value)
    return value


def _is_secret(key: str, part: JSON) -> bool:
    return isinstance(part, str) and bool(part) and _SECRET_KEY.search(key) is not None


def _sealed(value: JSON) -> JSON:
    text = str(value)
    digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
    return {"quarantined": f"sha256:{digest}", "length": len(text)}
