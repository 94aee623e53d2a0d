"""What every member's reader needs to know about the archive it reads."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeAlias

import msgspec

from wildgrass.model import JSON, Actor, Audience, Item, Moment, Origin, Problem, canonical_json
from wildgrass.sources.idtable import IdTable
from wildgrass.sources.report import Tally
from wildgrass.sources.x.media import Media
from wildgrass.sources.x.members import MemberType
from wildgrass.sources.x.text import account

SOURCE = "x"
_ACCOUNTS_KEPT: Final = 10_000
_sorted = msgspec.json.Encoder(order="deterministic").encode


@dataclass(frozen=True, slots=True)
class Note:
    """A long text from note-tweet.js."""

    number: str
    text: str
    body: Mapping[str, JSON]
    origin: Origin

    def rest(self) -> dict[str, JSON]:
        """Return the note's fields without its text, which is the item's."""
        rest = dict(self.body)
        for key in ("core", "noteTweetContents"):
            part = rest.get(key)
            if isinstance(part, Mapping):
                rest[key] = {name: value for name, value in part.items() if name != "text"}
        return rest


@dataclass(slots=True)
class Archive:
    """The state of one reading."""

    owner: Actor | None
    as_of: Moment | None
    media: Media
    is_protected: bool = False
    notes: Mapping[str, Note] = field(default_factory=dict)  # post id to the one note that fits it
    joined: set[str] = field(default_factory=set)  # ids of the notes that a post took
    seen: IdTable = field(default_factory=IdTable)  # item ids
    duplicates: int = 0
    _accounts: dict[str, Actor | None] = field(default_factory=dict)  # those named without a name

    def public(self, audience: Audience) -> Audience:
        """Return an audience, narrowed where the account is protected."""
        return Audience.FOLLOWERS if self.is_protected and audience is Audience.PUBLIC else audience

    def account(self, number: str) -> Actor | None:
        """Return the account of a number; the same few are named over and over."""
        if number in self._accounts:
            return self._accounts[number]
        if len(self._accounts) >= _ACCOUNTS_KEPT:
            self._accounts.clear()
        actor = self._accounts[number] = account(number)
        return actor

    def is_new(self, item_id: str, record: bytes) -> bool:
        """Say whether a record was not read before; the same id with other content is new."""
        fingerprint = hash(record) & 0x7FFF_FFFF_FFFF_FFFF
        before = self.seen.put(item_id, fingerprint)
        if before is None or before != fingerprint:
            return True
        self.duplicates += 1
        return False


def digest_id(id_class: str, value: object) -> str:
    """Return "x:<class>:<32 hex digits>" for a record without an id of its own: its content decides."""
    try:
        text = _sorted(value)
    except (ValueError, UnicodeEncodeError):  # lone surrogates
        text = canonical_json(value)
    return f"{SOURCE}:{id_class}:{hashlib.sha256(text).hexdigest()[:32]}"


@dataclass(slots=True)
class Record:
    """One record as it stands in its member; not frozen, because one is made for every item."""

    text: bytes
    origin: Origin
    offset: int
    type_name: str
    member_type: MemberType
    conversation: str | None = None

    @property
    def where(self) -> str:
        """Return "record 12, byte 4096" for a problem."""
        number = self.origin.record if self.origin.record >= 0 else self.origin.pointer
        return f"record {number}, byte {self.offset}"

    def problem(self, code: str, reason: str, *, lost: bool = True) -> Problem:
        """Return a problem with this record."""
        return Problem(code=code, reason=reason, member=self.origin.member, where=self.where, lost=lost)


Read: TypeAlias = Iterable[Item | Problem]

Skim: TypeAlias = Callable[[bytes, int, str | None], bool]
"""Takes a record's text, its number and its conversation; False where the record must be read."""


class MemberReader(Protocol):
    """Reads the records of one member."""

    def read(self, record: Record) -> Read:
        """Return the record's items and problems.

        Raises:
            RecordError: the record is damaged.
        """

    def skim(self, tally: Tally | None) -> Skim | None:
        """Return what deals with ordinary records without reading them as a whole, None where nothing does.

        It takes those only of which `read` would give nothing, or just one item: that one it enters in `tally`.
        """
