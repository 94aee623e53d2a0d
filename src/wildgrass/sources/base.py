"""What every reader of exports shares: members, the export that holds them, and a reader's contract."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, ClassVar, Final, Protocol, TypeAlias

from wildgrass.errors import EXIT_INPUT, WildgrassError
from wildgrass.model import Item, Problem


class ExportError(WildgrassError):
    """A whole export cannot be read."""

    code = "export-unreadable"
    exit_code = EXIT_INPUT
    message = "{name} cannot be read: {reason}"
    hint = "check that the file is complete, and ask the platform for it again if it is not"


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a member's plain bytes lie on disk in one run, so that they can be read without a copy."""

    path: str
    offset: int
    length: int


class Member(Protocol):
    """One file inside an export. Names are untrusted text and never paths to write to."""

    @property
    def name(self) -> str:
        """The member's name as the export wrote it, with "/" between parts."""

    @property
    def size_bytes(self) -> int:
        """Length of the plain bytes, as the container states it."""

    @property
    def crc32(self) -> int | None:
        """CRC-32 of the plain bytes where the container states one."""

    @property
    def modified(self) -> datetime | None:
        """The container's time stamp without a zone, where there is one."""

    @property
    def extent(self) -> Extent | None:
        """Where the plain bytes lie on disk; None for compressed members."""

    @property
    def container(self) -> str:
        """Name of the zip or folder that holds the member (the last part of its path)."""

    def open(self) -> BinaryIO:
        """Return a stream of the plain bytes, checked against size and CRC-32 when read to its end.

        Raises:
            MemberError: while reading, when the bytes are damaged.
        """


class MemberError(WildgrassError):
    """One member of an export is damaged."""

    code = "member-damaged"
    exit_code = EXIT_INPUT
    message = "member {member} is damaged: {reason}"
    hint = "the other members are read; ask the platform for the export again to get this one"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a person said about an export that does not say it itself; None where she was not asked or did not know.

    `zone` is an IANA name or an offset such as "+08:00" for times without a zone. `date_order` is "dmy", "mdy" or
    "ymd" for dates such as 03/04/21. `owner` is the name or number under which the export shows its owner.
    """

    zone: str | None = None
    date_order: str | None = None
    owner: str | None = None


NO_ANSWERS: Final = Answers()
HEAD_BYTES: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Export:
    """An export as a person holds it: the members of one zip, folder or file, or of several part zips together.

    `name` is for messages. `members` keeps container order; names are unique: a second member of one name is kept
    under "name#2" (see `numbered`), with a problem saying so. `problems` are faults of the container itself.
    `containers` are the names of the zips, folders or files that it was put together from. `answers` is what a person
    added.
    """

    name: str
    members: Mapping[str, Member]
    problems: Sequence[Problem] = ()
    containers: tuple[str, ...] = ()
    answers: Answers = NO_ANSWERS
    _heads: dict[str, bytes] = field(default_factory=dict, compare=False, repr=False)

    def head(self, name: str) -> bytes:
        """Return the first 64 KiB of a member's bytes, b"" where it is damaged; remembered for the next reader."""
        if name not in self._heads:
            self._heads[name] = _head(self.members[name])
        return self._heads[name]


def _head(member: Member) -> bytes:
    data = b""
    try:
        with member.open() as stream:
            while len(data) < HEAD_BYTES and (more := stream.read(HEAD_BYTES - len(data))):
                data += more
    except MemberError:
        return data
    return data[:HEAD_BYTES]


def numbered(name: str, copy: int) -> str:
    """Return the key of the `copy`-th member (from 1) that calls itself `name`."""
    return name if copy == 1 else f"{name}#{copy}"


_NUMBERED = re.compile(r"#[1-9][0-9]*\Z")


def own_name(key: str) -> str:
    """Return the name that a member calls itself, without the number `numbered` may have added."""
    return _NUMBERED.sub("", key)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberReport:
    """What became of one member: the completeness report's line.

    `status`: "read", "partly" (some records became problems), "damaged", "missing" (promised, not there), "ignored"
    (declared), "media" (attached to items), "unclaimed" (media that no item names), "unknown" (no reader knows it; it
    is sealed all the same). `records` counts records seen, `items` items yielded, `expected` what the export's own
    manifest promises; None where unknown. `note` says why the numbers differ.
    """

    name: str
    status: str
    records: int | None = None
    items: int | None = None
    expected: int | None = None
    note: str = ""


Reading: TypeAlias = Item | Problem | MemberReport


@dataclass(frozen=True, slots=True)
class Vintage:
    """An era of a platform's export format: its name, why this export was recognised as it, and where it starts.

    `root` is the folder inside the export that holds it, with its closing "/"; "" where that is the top.
    `is_editable` says that a person or her tool wrote the file, not the platform: it shows what the file says.
    """

    name: str
    reason: str
    root: str = ""
    is_editable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceInfo:
    """What a reader can read, for people and for the docs: `vintages` maps a name to its dates and evidence.

    What is Chinese of it stands in the catalogue: `[source.<name>]`, and `[vintage.<name>.<vintage>]`.
    """

    name: str
    title: str
    vintages: Mapping[str, str] = field(default_factory=dict)


class Source(Protocol):
    """A platform's reader."""

    info: ClassVar[SourceInfo]

    def recognise(self, export: Export) -> Vintage | None:
        """Say which vintage this is by names and small heads, or None. Never reads whole members."""

    def read(self, export: Export, vintage: Vintage) -> Iterator[Reading]:
        """Yield everything in the export: constant memory, same input, same output, same order.

        Yields one MemberReport for each member of the export and for each member its manifest promises.
        """

    def pieces(self, export: Export, name: str) -> "PieceSplit | None":
        """Say how a member splits into records for the vault, or None for members kept whole."""

    def media_made(self, name: str) -> datetime | None:
        """Say when the post or message that a media member's name belongs to was made; None where it does not tell."""

    def part_key(self, export: Export) -> str | None:
        """Say which export a container is a part of: None where it is not ours, "" where it does not tell."""


@dataclass(frozen=True, slots=True)
class PieceSplit:
    """How to split a member: the keys that lead from each top-level record to a nested array of records.

    `nested=("dmConversation", "messages")` splits conversations message by message; `()` splits the top array only.
    `paths=("chats.list[].messages[]",)` splits any JSON value at the arrays named (see `jsonwalk`), `lines` a text
    into groups of lines (see `lines`).
    """

    nested: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    is_lines: bool = False


Batch: TypeAlias = tuple[bytes, list[tuple[int, int]]]
"""A run of a member's bytes and the (start, end) of the records in it, in order."""
