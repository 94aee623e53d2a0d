"""Times as RFC 3339 and ISO 8601 write them."""

import re
from datetime import datetime
from typing import Final

from wildgrass.model import JSON, Moment
from wildgrass.sources import localtime
from wildgrass.sources.localtime import LocalClock

_TIME: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(Z|z|UTC|[+-]\d\d:?\d\d)?\Z"
)
_ZONELESS: Final = LocalClock(None)


def moment(text: JSON, clock: LocalClock = _ZONELESS) -> Moment | None:
    """Return the moment that a text states, None where it states none; without a zone, as `clock` says."""
    found = _TIME.match(text) if isinstance(text, str) else None
    if found is None:
        return None
    day, minute, second, fraction, zone_text = found.groups()
    digits = (fraction or "")[:3].ljust(3, "0")  # a moment keeps milliseconds
    try:
        shown = datetime.fromisoformat(f"{day}T{minute}:{second or '00'}.{digits}000")
    except ValueError:  # a leap second, or no such day
        return None
    precision = 1 if fraction else 1000 if second else 60_000
    zone = localtime.offset(zone_text.upper()) if zone_text else None
    return clock.moment(shown, precision) if zone is None else localtime.stated(shown, zone, precision)
