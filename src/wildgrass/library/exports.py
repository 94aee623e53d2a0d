"""What a library knows of the exports it was built from."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from wildgrass.model import Actor, Item, Moment, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportAbout:
    """What is said of an export before it is read.

    `key` tells exports apart and is the same whenever the same export is added again: a digest of its
    members. `owner` is the account that the export was made of, None where it is found among the items.
    """

    key: str
    name: str
    source: str
    vintage: str
    as_of: Moment | None = None
    owner: Actor | None = None


class MemberLine(Protocol):
    """One line of a completeness report: what `sources` calls a MemberReport."""

    @property
    def name(self) -> str:
        """The member's name."""

    @property
    def status(self) -> str:
        """What became of the member."""

    @property
    def records(self) -> int | None:
        """Records seen."""

    @property
    def items(self) -> int | None:
        """Items yielded."""

    @property
    def expected(self) -> int | None:
        """What the export promised."""

    @property
    def note(self) -> str:
        """Why the numbers differ."""


Reading: TypeAlias = Item | Problem | MemberLine
"""What a source yields."""


@dataclass(slots=True)
class Added:
    """What adding one export did; counts only.

    `items` counts items read, by kind; `new_items` ids the library did not hold, `changed` ids whose content
    differs from what it held. `attachments` counts files that items name and the export holds,
    `missing` those it leaves out, `suspicious` those with a warning, `new_attachments` contents that the
    library did not hold.
    """

    items: Counter[str] = field(default_factory=Counter)
    new_items: int = 0
    changed: int = 0
    attachments: int = 0
    new_attachments: int = 0
    missing: int = 0
    suspicious: int = 0
    problems: int = 0
    ignored: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRead:
    """An export that a library was built from; `items` counts by kind, `problems` those of its reading."""

    key: str
    name: str
    source: str
    vintage: str
    as_of: str | None
    owner: Actor | None
    items: Mapping[str, int]
    problems: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One export and one item: `present` is False where a later export of the account no longer has it.

    Absence is all it says: the person, the platform or the export's own gaps may be the cause.
    """

    export: str
    as_of: str | None
    present: bool
