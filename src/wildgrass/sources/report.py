"""The completeness report: what an export holds, what was read of it, and why the two differ."""

from collections import Counter
from collections.abc import Iterator
from typing import Final, Protocol, TypeAlias, runtime_checkable

from wildgrass.model import Attachment, Item, Kind, Problem
from wildgrass.sources.base import Export, MemberReport, Reading, Source, Vintage

QUESTIONS: Final = frozenset({"date-order-ambiguous"})
"""Problems that a person's answer settles."""
_PLAIN: Final = ("media", "unclaimed")
_FILES_NAMED: Final = 100_000


class Tally:
    """Items of one member that were counted without being made: what a report says of them, in order.

    `kinds` and `records` are the items' kinds and record numbers; `attached` holds (kind, attachments) of those that
    have any.
    """

    __slots__ = ("attached", "kinds", "member", "records")

    def __init__(self, member: str) -> None:
        self.member = member
        self.kinds: list[Kind] = []
        self.records: list[int] = []
        self.attached: list[tuple[Kind, tuple[Attachment, ...]]] = []

    def taken(self) -> "Tally":
        """Return what was counted so far and start again from nothing."""
        taken = Tally(self.member)
        taken.kinds, self.kinds = self.kinds, taken.kinds
        taken.records, self.records = self.records, taken.records
        taken.attached, self.attached = self.attached, taken.attached
        return taken


Counting: TypeAlias = Reading | Tally


@runtime_checkable
class Tallying(Protocol):
    """A source that counts what it can without making it, in half the time of reading."""

    def tally(self, export: Export, vintage: Vintage) -> Iterator[Counting]:
        """Yield what `Source.read` does, with tallies in the place of ordinary items."""


class Completeness:
    """Counts readings as they pass by."""

    def __init__(self, source: Source, vintage: Vintage) -> None:
        self._source = source.info.name
        self._vintage = vintage.name
        self._items: Counter[str] = Counter()
        self._is_editable = vintage.is_editable
        self._questions: list[str] = []
        self._problems = self._lost = 0
        self._attachments = self._missing = self._missing_shared = 0
        self._members: list[MemberReport] = []
        self._files: list[tuple[str, str]] = []  # pictures and videos: name and status
        self._folders: Counter[tuple[str, str]] = Counter()
        self._statuses: Counter[str] = Counter()

    def see(self, reading: Counting) -> None:
        """Count one reading."""
        if isinstance(reading, Item):
            self._items[reading.kind] += 1
            if reading.attachments:
                self._see_attachments(reading.kind, reading.attachments)
        elif isinstance(reading, Tally):
            self._items.update(reading.kinds)
            for kind, attachments in reading.attached:
                self._see_attachments(kind, attachments)
        elif isinstance(reading, Problem):
            self._problems += 1
            if reading.code in QUESTIONS and reading.code not in self._questions:
                self._questions.append(reading.code)
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

    def _see_attachments(self, kind: Kind, attachments: tuple[Attachment, ...]) -> None:
        self._attachments += len(attachments)
        missing = sum(one.member is None for one in attachments)
        self._missing += missing
        if kind is Kind.SHARE:
            self._missing_shared += missing

    def to_json(self) -> dict[str, object]:
        """Return the object that `wildgrass inspect` prints."""
        return {
            "source": self._source,
            "vintage": self._vintage,
            "editable": self._is_editable,
            "questions": list(self._questions),
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
