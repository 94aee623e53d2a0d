"""How long a server wants to be left alone, from the headers of its refusal (RFC 9110 10.2.3, and `RateLimit`)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

REFUSALS: Final = frozenset({429, 503})
_LONGEST_S: Final = 7 * 86400


def asked_to_wait(status: int, headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds to wait before the same request, None where the answer asks for no wait.

    `headers` has lower-case names. `retry-after` (seconds or a date) counts first, then `ratelimit-reset`
    (seconds, or seconds since 1970 as AT Protocol servers write it) of a 429.
    """
    if status not in REFUSALS:
        return None
    for name in ("retry-after", "ratelimit-reset", "x-ratelimit-reset"):
        seconds = _seconds(headers.get(name, "").strip(), now)
        if seconds is not None:
            return min(max(seconds, 0.0), float(_LONGEST_S))
    return None


def _seconds(text: str, now: datetime) -> float | None:
    if text.isascii() and text.isdigit() and len(text) < 12:
        number = float(text)
        return number - now.timestamp() if number > 1e9 else number
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return _iso(text, now)
    return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now.timestamp()


def _iso(text: str, now: datetime) -> float | None:
    """Return the wait for an instant as Mastodon writes it, None where it is none."""
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        return None
    return date.timestamp() - now.timestamp() if date.tzinfo else None
