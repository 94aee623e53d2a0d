"""Leaving media out that an earlier `add` sealed, without keeping a list on the device.

The person names a day; the names of the media tell which posts are older. What is left out is listed, sealed, beside
the export, by name, size and CRC-32, and found again among the vault's other exports when it is opened.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from wildgrass.sources.base import Export, Source

ABOUT_KEY = "left_out"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A member that was not sealed again."""

    name: str
    size_bytes: int
    crc32: int


def left_out(export: Export, source: Source, since: datetime) -> list[LeftOut]:
    """Return the media of posts made before `since`; only members whose container states a CRC-32.

    A folder states none, so nothing of it is left out: a file that only has the same name and size could be another.
    """
    found = []
    for name, member in export.members.items():
        crc32 = member.crc32
        if crc32 is None:
            continue
        made = source.media_made(name)
        if made is not None and made < since:
            found.append(LeftOut(name, member.size_bytes, crc32))
    return found


def to_about(members: Iterable[LeftOut]) -> str:
    """Return the list as the text that is sealed with the export."""
    return json.dumps([[one.name, one.size_bytes, one.crc32] for one in members], separators=(",", ":"))


def from_about(about: Mapping[str, str]) -> list[LeftOut]:
    """Read what `to_about` wrote; anybody with the card may have written it, so what is no list of members is empty."""
    try:
        rows = json.loads(about.get(ABOUT_KEY, "[]"))
    except (ValueError, RecursionError):
        return []
    return [LeftOut(*row) for row in rows if _is_member(row)] if isinstance(rows, list) else []


def _is_member(row: object) -> bool:
    return isinstance(row, list) and [type(part) for part in row] == [str, int, int]
