"""What a person says of an export that leaves it open: the zone of its times, the order of its dates, who she is.

The answers are sealed beside the export, so that whoever opens it reads it the same way.
"""

import re
from collections.abc import Mapping
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.sources.base import Answers

DATE_ORDERS: Final = ("dmy", "mdy", "ymd")
_OFFSET: Final = re.compile(r"[+-](?:0\d|1[0-4]):[0-5]\d\Z")
_KEYS: Final = {"zone": "answer.zone", "date_order": "answer.date-order", "owner": "answer.owner"}


class ZoneError(WildgrassError):
    """An answer's zone is not one."""

    code = "zone-unknown"
    exit_code = EXIT_USAGE
    message = "{zone} is not a time zone"
    hint = "write it as Asia/Shanghai or as +08:00"


def answers(zone: str | None = None, date_order: str | None = None, owner: str | None = None) -> Answers:
    """Return the answers, checked.

    Raises:
        ZoneError: the zone is neither an IANA name nor an offset.
    """
    if zone is not None and not _OFFSET.match(zone):
        _check_name(zone)
    return Answers(zone=zone, date_order=date_order, owner=owner)


def _check_name(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ZoneError(zone=zone) from error


def to_about(given: Answers) -> dict[str, str]:
    """Return the answers as what is sealed with an export; those not given are left out."""
    found = {key: getattr(given, name) for name, key in _KEYS.items()}
    return {key: value for key, value in found.items() if value is not None}


def from_about(about: Mapping[str, str], given: Answers) -> Answers:
    """Return the answers sealed with an export, those given now first; anybody with the card may have written them."""
    sealed = {name: about.get(key) for name, key in _KEYS.items()}
    try:
        was = answers(**sealed)
    except ZoneError:
        was = Answers(owner=sealed["owner"])
    order = given.date_order or (was.date_order if was.date_order in DATE_ORDERS else None)
    return Answers(zone=given.zone or was.zone, date_order=order, owner=given.owner or was.owner)
