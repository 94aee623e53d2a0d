"""Live secrets in an export: their values never enter an item."""

import hashlib
import re
from typing import Final

from wildgrass.model import JSON

_SECRET_KEY: Final = re.compile(
    r"(?:access|refresh|auth|session|csrf|bearer|device)_?(?:token|jwt)\Z|token\Z|secret|passw(?:or)?d\Z|private_?key"
    r"|session_?key|signing_?key\Z|api_?key|credential|\Acookies?\Z",
    re.IGNORECASE,
)
_SECRET_VALUE: Final = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}")


def quarantined(value: JSON) -> JSON:
    """Return the value with every secret replaced by its digest and length."""
    if isinstance(value, dict):
        return {
            key: sealed(part)
            if isinstance(part, str) and part and _SECRET_KEY.search(key)
            else quarantined(part)
            for key, part in value.items()
        }
    if isinstance(value, list):
        return [quarantined(part) for part in value]
    if isinstance(value, str) and _SECRET_VALUE.search(value):
        return sealed(value)
    return value


def sealed(value: str) -> JSON:
    """Return what stands in a secret's place."""
    digest = hashlib.sha256(value.encode(errors="surrogatepass")).hexdigest()
    return {"quarantined": f"sha256:{digest}", "length": len(value)}
