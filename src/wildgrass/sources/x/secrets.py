"""Live secrets in an archive: their values never enter an item."""

import re
from functools import partial
from typing import Final

from wildgrass.sources import quarantine

# device-token.js holds `token`, key-registry.js `registrationToken` and `identityKey`; the rest is caution.
_SECRET_KEY: Final = re.compile(
    r"token\Z|secret|passw|identity_?key|private_?key|session_?key|signing_?key|api_?key|cookie|credential",
    re.IGNORECASE,
)

quarantined: Final = partial(quarantine.quarantined, keys=_SECRET_KEY)
"""Replaces every secret in a value by its digest and length."""
