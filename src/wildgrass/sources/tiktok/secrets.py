"""Live secrets in an export: their values never enter an item."""

import hashlib
import re
from functools import lru_cache
from typing import Final

from wildgrass.model import JSON

_SECRET_KEY: Final = re.compile(
    r"token\Z|secret|passw|private_?key|session_?(?:id|key)|api_?key|cookie|credential|stream_?key",
    re.IGNORECASE,
)
_SECRET_VALUE: Final = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}")


def quarantined(value: JSON) -> JSON:
    """Return the value with every secret replaced by its digest and length."""
    if isinstance(value, dict):
        return {
            key: sealed(part) if _is_secret(key, part) else quarantined(part) for key, part in value.items()
        }
    if isinstance(value, list):
        return [quarantined(part) for part in value]
    if isinstance(value, str) and ("eyJ" in value or "-----" in value) and _SECRET_VALUE.search(value):
        return sealed(value)
    return value


def _is_secret(key: str, part: JSON) -> bool:
    return isinstance(part, str) and bool(part) and _is_secret_key(key)


@lru_cache(maxsize=2048)
def _is_secret_key(key: str) -> bool:
    return _SECRET_KEY.search(key) is not None


def sealed(value: JSON) -> JSON:
    """Return what stands in a secret's place."""
    text = str(value)
    found = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
    return {"quarantined": f"sha256:{found}", "length": len(text)}
