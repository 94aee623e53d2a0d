"""Counting what an export holds without keeping it: the completeness report, and which records gave how many items."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wildgrass.model import Item
from wildgrass.sources.base import Export, Source, Vintage
from wildgrass.sources.report import Completeness


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
    see = completeness.see
    by_record: dict[str, dict[int, int]] = {}
    attached: set[str] = set()
    for reading in source.read(export, vintage):
        see(reading)
        if isinstance(reading, Item):
            origin = reading.origin
            records = by_record.get(origin.member)
            if records is None:
                records = by_record[origin.member] = {}
            records[origin.record] = records.get(origin.record, 0) + 1
            if reading.attachments:
                attached.update([part.member for part in reading.attachments if part.member is not None])
    return Counted(report=completeness.to_json(), items_by_record=by_record, attached=frozenset(attached))
