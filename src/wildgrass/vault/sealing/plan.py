"""What a caller hands to `seal`, and what comes back."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, Protocol

from wildgrass.vault.places import PlaceState

Batch = tuple[bytes, list[tuple[int, int]]]
"""A run of a member's bytes and the (start, end) of each record in it; what is outside records is a gap."""


class Extent(Protocol):
    """Where a member's plain bytes lie on disk in one run."""

    @property
    def path(self) -> str:
        """The file."""

    @property
    def offset(self) -> int:
        """First byte."""

    @property
    def length(self) -> int:
        """Number of bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberPlan:
    """One member of an export to seal.

    `name` is untrusted text; `size_bytes` and `crc32` are the container's claims.

    `batches` yields the member in pieces for members that split into records; the concatenation of the pieces
    is the member. `extent` says where the plain bytes lie when they can be read from a file directly, and is
    only asked for members that are read; `open` always works.
    """

    name: str
    size_bytes: int
    open: Callable[[], BinaryIO]
    crc32: int | None = None
    modified: datetime | None = None
    extent: Callable[[], Extent | None] = lambda: None
    batches: Callable[[], Iterator[Batch]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportPlan:
    """One export to seal; `about` is kept in the manifest as it is given."""

    name: str
    members: Sequence[MemberPlan]
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a run stored. It is returned, shown and forgotten; nothing of it is kept on the device.

    `run` names the run's log. `new_records` maps (number of the export, member) to one byte per record, 1
    where the record was not in the vault before; `new_members` holds the (number of the export, member) of
    the members kept whole that were not. Both, and `new_files`, are None without an index. `damaged` maps
    (number of the export, member) to what is wrong with it; its bytes were sealed as they were read.
    `places` are all places of the card: at least one holds the run.
    """

    run: str
    bytes_read: int
    bytes_stored: int
    objects: int
    damaged: Mapping[tuple[int, str], str]
    new_files: int | None = None
    new_members: frozenset[tuple[int, str]] | None = None
    new_records: Mapping[tuple[int, str], bytes] | None = None
    places: tuple[PlaceState, ...] = ()
