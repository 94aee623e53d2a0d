"""Live secrets in a Meta export: cookies, tokens and invitations never enter an item."""

import re
from typing import Final

from wildgrass.model import JSON
from wildgrass.sources.quarantine import is_secret, sealed

# account_activity holds datr_cookie, browser_cookies.json cookies as keys; joinable_mode.link lets anybody into a chat.
_SECRET_KEY: Final = re.compile(
    r"cookie(?:_name)?\Z|token\Z|secret|passw(?:or)?d\Z|private_?key|session_?key|api_?key|credential",
    re.IGNORECASE,
)
_COOKIE_LABEL: Final = re.compile(r"cookie", re.IGNORECASE)


def quarantined(value: JSON) -> JSON:
    """Return the value with every secret replaced by its digest and length."""
    if isinstance(value, dict):
        return {key: _part(key, part) for key, part in value.items()}
    if isinstance(value, list):
        return [quarantined(part) for part in value]
    if isinstance(value, str) and is_secret(value):
        return sealed(value)
    return value


def _part(key: str, part: JSON) -> JSON:
    if isinstance(part, str):
        return sealed(part) if part and _SECRET_KEY.search(key) else quarantined(part)
    if isinstance(part, dict) and _COOKIE_LABEL.search(key) and isinstance(part.get("value"), str):
        return {**part, "value": sealed(part["value"])} if part["value"] else part
    if key == "joinable_mode" and isinstance(part, dict) and isinstance(part.get("link"), str):
        return {**part, "link": sealed(part["link"])} if part["link"] else part
    return quarantined(part)


def cookies_quarantined(value: JSON) -> JSON:
    """Return a record of cookies without them: they are its keys, or whatever stands beside a label."""
    if not isinstance(value, dict):
        return quarantined(value)
    if "label_values" in value:
        return {**value, "label_values": _labels_sealed(value["label_values"])}
    return {"entries": [{"key": sealed(key), "value": quarantined(part)} for key, part in value.items()]}


def _labels_sealed(value: JSON) -> JSON:
    if isinstance(value, list):
        return [_labels_sealed(part) for part in value]
    if not isinstance(value, dict):
        return value
    return {
        key: sealed(part) if key == "value" and isinstance(part, str) and part else _labels_sealed(part)
        for key, part in value.items()
    }
