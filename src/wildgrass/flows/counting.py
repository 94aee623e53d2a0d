"""Counting what an export holds without keeping it: the completeness report, and which records gave how many items."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wildgrass.model import Attachment, Item
from wildgrass.sources.base import Export, Source, Vintage
from wildgrass.sources.report import Completeness, Counting, Tally, Tallying


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A completeness report and what `add` needs to say what is new.

    `items_by_record` maps a member to {record number: items}; record -1 stands for the member as a whole. `attached`
    are the members that items name as attachments.
    """

    report: dict[str, Any]
    items_by_record: Mapping[str, Mapping[int, int]]
    attached: frozenset[str]

    def to_json(self) -> dict[str, object]:
        """Return the counts as JSON, to cross from one process to another."""
        return {
            "report": self.report,
            "records": {member: list(records.items()) for member, records in self.items_by_record.items()},
            "attached": sorted(self.attached),
        }

    @classmethod
    def from_json(cls, data: Any) -> "Counted":
        """Rebuild the counts from `to_json`."""
        return cls(
            report=data["report"],
            items_by_record={member: dict(records) for member, records in data["records"].items()},
            attached=frozenset(data["attached"]),
        )


def count(export: Export, source: Source, vintage: Vintage) -> Counted:
    """Read the whole export once and count."""
    completeness = Completeness(source, vintage)
    by_record: dict[str, dict[int, int]] = {}
    attached: set[str] = set()
    readings: Iterator[Counting] = (
        source.tally(export, vintage) if isinstance(source, Tallying) else source.read(export, vintage)
    )
    for reading in readings:
        completeness.see(reading)
        if isinstance(reading, Item):
            _number(by_record, reading.origin.member, (reading.origin.record,))
            attached.update(_members(reading.attachments))
        elif isinstance(reading, Tally):
            _number(by_record, reading.member, reading.records)
            for _, attachments in reading.attached:
                attached.update(_members(attachments))
    return Counted(report=completeness.to_json(), items_by_record=by_record, attached=frozenset(attached))


def _number(by_record: dict[str, dict[int, int]], member: str, numbers: Iterable[int]) -> None:
    records = by_record.setdefault(member, {})
    for number in numbers:
        records[number] = records.get(number, 0) + 1


def _members(attachments: Iterable[Attachment]) -> Iterator[str]:
    return (part.member for part in attachments if part.member is not None)
