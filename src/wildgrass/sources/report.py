"""The completeness report: what an export holds, what was read of it, and why the two differ."""

from collections import Counter
from typing import Final

from wildgrass.model import Item, Kind, Problem
from wildgrass.sources.base import MemberReport, Reading, Source, Vintage

_PLAIN: Final = ("media", "unclaimed")
_FILES_NAMED: Final = 100_000


class Completeness:
    """Counts readings as they pass by."""

    def __init__(self, source: Source, vintage: Vintage) -> None:
        self._source = source.info.name
        self._vintage = vintage.name
        self._items: Counter[str] = Counter()
        self._problems = self._lost = 0
        self._attachments = self._missing = self._missing_shared = 0
        self._members: list[MemberReport] = []
        self._files: list[tuple[str, str]] = []  # pictures and videos: name and status
        self._folders: Counter[tuple[str, str]] = Counter()
        self._statuses: Counter[str] = Counter()

    def see(self, reading: Reading) -> None:
        """Count one reading."""
        if isinstance(reading, Item):
            self._items[reading.kind] += 1
            if reading.attachments:
                self._see_attachments(reading)
        elif isinstance(reading, Problem):
            self._problems += 1
            self._lost += reading.lost
        else:
            self._statuses[reading.status] += 1
            if reading.status in _PLAIN and not reading.note:
                self._see_file(reading)
            else:
                self._members.append(reading)

    def _see_file(self, reading: MemberReport) -> None:
        """Keep a picture's name; an export may hold a million, which are then counted by folder."""
        self._folders[reading.name.rpartition("/")[0] + "/", reading.status] += 1
        if len(self._files) < _FILES_NAMED:
            self._files.append((reading.name, reading.status))

    def _see_attachments(self, item: Item) -> None:
        self._attachments += len(item.attachments)
        missing = sum(one.member is None for one in item.attachments)
        self._missing += missing
        if item.kind is Kind.SHARE:
            self._missing_shared += missing

    def to_json(self) -> dict[str, object]:
        """Return the object that `wildgrass inspect` prints."""
        return {
            "source": self._source,
            "vintage": self._vintage,
            "items": dict(sorted(self._items.items())),
            "attachments": self._attachments,
            "missing_attachments": self._missing,
            "missing_attachments_of_shares": self._missing_shared,
            "unclaimed_attachments": self._statuses["unclaimed"],
            "problems": self._problems,
            "records_lost": self._lost,
            "ignored": self._statuses["ignored"],
            "unknown": self._statuses["unknown"],
            "members": [*map(_line, self._members), *self._file_lines()],
        }

    def _file_lines(self) -> list[dict[str, object]]:
        blank: dict[str, object] = {"items": None, "expected": None, "records": None}
        if self._folders.total() <= _FILES_NAMED:
            return [{"name": name, "status": status, **blank} for name, status in self._files]
        return [
            {"name": folder, "status": status, **blank, "note": f"{count:,} files"}
            for (folder, status), count in self._folders.items()
        ]


def _line(member: MemberReport) -> dict[str, object]:
    return {
        "name": member.name,
        "status": member.status,
        "items": member.items,
        "expected": member.expected,
        "records": member.records,
        **({"note": member.note} if member.note else {}),
    }
