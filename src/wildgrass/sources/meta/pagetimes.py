"""Times as Meta's web pages show them, in English; of other languages the words are kept and the time stays unknown."""

import re
from datetime import datetime
from typing import Final

from wildgrass.model import Moment
from wildgrass.sources.localtime import LocalClock, offset, stated

_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_NAMES: Final = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "sept",
    ]
) | frozenset(_MONTHS)
_CLOCK: Final = re.compile(r"(?<!\d)(\d{1,2}):(\d\d)(?::(\d\d))?\s*([ap])?\.?m?", re.IGNORECASE)
_DAY: Final = re.compile(
    r"(?:(\d{1,2})\s+([A-Za-z]{3,9})\.?|([A-Za-z]{3,9})\.?\s+(\d{1,2})),?\s+(\d{4})(?!\d)"
)
_ZONE: Final = re.compile(r"\b(?:UTC|GMT)(?:[+-]\d{1,2}(?::?\d\d)?)?")


def moment(text: str, clock: LocalClock) -> Moment | None:
    """Read "Jul 12, 2024 4:54:10pm", "01 Jan 2020, 09:59" or "Friday, August 2, 2013 at 8:17am UTC+02"."""
    day, time = _DAY.search(text), _CLOCK.search(text)
    if day is None or time is None:
        return None
    name = (day[2] or day[3]).lower()
    if name not in _NAMES:
        return None
    hour, second = int(time[1]), time[3]
    if time[4]:
        hour = hour % 12 + (12 if time[4].lower() == "p" else 0)
    try:
        shown = datetime(  # noqa: DTZ001 - the page's local clock
            int(day[5]), _MONTHS[name[:3]], int(day[1] or day[4]), hour, int(time[2]), int(second or 0)
        )
    except ValueError:
        return None
    precision = 1000 if second else 60_000
    named = _ZONE.search(text)
    zone = offset(named[0]) if named else None
    return stated(shown, zone, precision) if zone is not None else clock.moment(shown, precision)
