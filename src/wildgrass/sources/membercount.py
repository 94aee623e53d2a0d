"""What was read of one member, counted as it passes by, and the report made of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from wildgrass.model import Item, Problem
from wildgrass.sources.base import MemberReport


@dataclass(slots=True)
class MemberCount:
    """Counts of one member; `notes` say why the numbers differ."""

    member: str
    records: int = 0
    items: int = 0
    lost: int = 0
    repeats: int = 0
    expected: int | None = None
    is_damaged: bool = False
    notes: list[str] = field(default_factory=list)

    def counting(self, readings: Iterable[Item | Problem]) -> Iterator[Item | Problem]:
        """Pass on what was made of a member and count it."""
        for one in readings:
            if isinstance(one, Item):
                self.items += 1
            else:
                self.lost += one.lost
            yield one

    def told(self) -> Iterator[Problem]:
        """Yield a problem where the export itself states another number of records."""
        if self.expected is not None and self.expected != self.records:
            reason = f"the export states {self.expected:,} records and {self.records:,} are there"
            self.notes.append(reason)
            yield Problem(code="count-differs", reason=reason, member=self.member, lost=False)

    def report(self) -> MemberReport:
        """Return the member's line in the completeness report."""
        if self.repeats:
            self.notes.append(f"{self.repeats:,} records stand in the export twice")
        return MemberReport(
            name=self.member,
            status="damaged" if self.is_damaged else "partly" if self.lost else "read",
            records=self.records,
            items=self.items,
            expected=self.expected,
            note="; ".join(self.notes),
        )
