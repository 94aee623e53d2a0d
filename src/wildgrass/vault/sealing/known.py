"""What a run knows already: from this run, and from an index where one is kept.

Ids are keyed BLAKE3, cut to 16 bytes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from threading import Lock
from typing import Final, NamedTuple, Protocol

from blake3 import blake3

from wildgrass.crypto.digests import keyed_id
from wildgrass.vault.sealing.plan import MemberPlan

THIS_RUN: Final = 0
ID_BYTES: Final = 16
RUN_SHIFT: Final = 40
"""An address of a record is `run << RUN_SHIFT | number`."""
MOST_RECORDS: Final = 200_000
"""So many ids of earlier runs are kept in a dictionary, some 30 MB; more are looked up in a smaller table."""
MOST_NEW_RECORDS: Final = 50_000
"""So many new ids are remembered within a run, some 8 MB; further records are only compared with these."""


class FileRef(NamedTuple):
    """A file's address: which run (0 is this one) and its number there."""

    run: int
    number: int


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file that the vault holds: its address, SHA-256 and size in bytes."""

    ref: FileRef
    sha256: bytes
    size: int


class Index(Protocol):
    """What earlier runs stored, as far as this device remembers it."""

    @property
    def key(self) -> bytes:
        """The key of all ids, 32 bytes."""

    @property
    def runs(self) -> Mapping[int, str]:
        """The runs that may be referred to: number to log name."""

    def records(self) -> "RecordIds":
        """Return the addresses of known records by id."""

    def files(self) -> Mapping[bytes, KnownFile]:
        """Return the known files by the id of their content."""

    def hints(self) -> Mapping[bytes, bytes]:
        """Return content ids by the id of a container entry's name, size and CRC-32."""


class RecordIds(Protocol):
    """Addresses of records by their 16-byte ids; an address is `run << 40 | number`."""

    def get(self, record_id: bytes, /) -> int | None:
        """Return the address, or None."""


class KnownFiles:
    """Files of this run and, with an index, of earlier ones. Several threads may ask and add."""

    def __init__(self, key: bytes, index: Index | None) -> None:
        """Take the key of ids and what is known from before."""
        self._key = key
        self._by_content: dict[bytes, KnownFile] = dict(index.files()) if index else {}
        self._by_hint: dict[bytes, bytes] = dict(index.hints()) if index else {}
        self._sizes = {known.size for known in self._by_content.values()}
        self._numbers = count()
        self._settling = Lock()
        self._alone: dict[int, Lock] = {}
        self.new: dict[bytes, KnownFile] = {}
        self.new_hints: dict[bytes, bytes] = {}

    def by_hint(self, member: MemberPlan) -> KnownFile | None:
        """Return the file that a container's entry of this name, size and CRC-32 was; it need not be read."""
        if not self._by_hint or (hint := self._hint(member)) is None:
            return None
        known = self._by_content.get(self._by_hint.get(hint, b""))
        return known if known and known.size == member.size_bytes else None

    def has_size(self, size: int) -> bool:
        """Tell whether any known file has this size."""
        return size in self._sizes

    def by_content(self, digest: bytes, size: int) -> FileRef | None:
        """Return the address of these bytes if the vault holds them."""
        known = self._by_content.get(keyed_id(self._key, digest))
        return known.ref if known and known.size == size else None

    def alone(self, size: int) -> Lock:
        """Return what to hold while packing a large file: of two of one size, the second finds the first."""
        return self._alone.setdefault(size, Lock())

    def next_number(self) -> int:
        """Return the number of a new file of this run."""
        return next(self._numbers)

    def find_or_add(self, digest: bytes, size: int, hint_from: MemberPlan | None) -> tuple[FileRef, bool]:
        """Return the address of these bytes, a new one if they were not known, and whether it is new."""
        with self._settling:
            found = self.by_content(digest, size)
            return (found, False) if found else (self.add(self.next_number(), digest, size, hint_from), True)

    def add(self, number: int, digest: bytes, size: int, hint_from: MemberPlan | None) -> FileRef:
        """Remember a file of this run; `hint_from` is the member if it was whole."""
        content_id = keyed_id(self._key, digest)
        known = KnownFile(FileRef(THIS_RUN, number), digest, size)
        self._by_content[content_id] = self.new[content_id] = known
        self._sizes.add(size)
        if hint_from is not None and (hint := self._hint(hint_from)) is not None:
            self.new_hints[hint] = content_id
        return known.ref

    def _hint(self, member: MemberPlan) -> bytes | None:
        if member.crc32 is None:
            return None
        text = f"{member.size_bytes} {member.crc32} {member.name}"
        return keyed_id(self._key, text.encode("utf-8", "surrogatepass"))


class KnownRecords:
    """Records of this run and, with an index, of earlier ones."""

    def __init__(self, key: bytes, index: Index | None) -> None:
        """Take the key of ids and what is known from before."""
        self._state: Final = blake3(key=key)
        self._before: RecordIds | None = index.records() if index else None
        self._now: dict[bytes, int] = {}
        self.new_ids = bytearray()

    @property
    def compares(self) -> bool:
        """Whether records are looked up. Without an index it is not worth it: few records come twice in an export."""
        return self._before is not None

    def ids_of(self, records: Iterable[bytes]) -> list[bytes]:
        """Return the records' ids."""
        ids, new_state = [], self._state.copy
        for record in records:
            state = new_state()
            state.update(record)
            ids.append(state.digest(ID_BYTES))
        return ids

    def found_before(self, ids: Iterable[bytes]) -> list[int | None]:
        """Return the addresses that these records have in earlier runs, None for each that is not there."""
        return [None for _ in ids] if self._before is None else list(map(self._before.get, ids))

    def find_now(self, record_id: bytes) -> int | None:
        """Return the address of a record of this run."""
        return self._now.get(record_id)

    def add(self, record_id: bytes, number: int) -> None:
        """Remember the next record of this run."""
        if len(self._now) < MOST_NEW_RECORDS:
            self._now[record_id] = number
        self.new_ids += record_id
