"""What was sent where: an append-only file beside the library, so that a restore resumes and posts nothing twice.

One JSON object a line, written and synced before (`intent`) and after (`done`, `failed`) each sending; a line that
a power cut left half written is dropped. docs/spec/restore-ledger.md has the form.
"""

import fcntl
import os
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final, Self

import msgspec

from wildgrass.errors import EXIT_DECIDE, EXIT_INPUT, WildgrassError

VERSION: Final = 1


class LedgerDamagedError(WildgrassError):
    """A line in the middle of a ledger is not what we wrote."""

    code = "ledger-damaged"
    exit_code = EXIT_INPUT
    message = "the record of what was already posted is damaged at line {line}: {file}"
    hint = "bring the file back from a copy; without it a restore looks at the account itself to see what is there"


class LedgerBusyError(WildgrassError):
    """Another run works on the same account."""

    code = "ledger-busy"
    message = "another run is posting to the same account: {file}"
    hint = "wait until it has ended, or stop it"


class AccountChangedError(WildgrassError):
    """The place leads to another account than the one that earlier runs posted to."""

    code = "account-changed"
    exit_code = EXIT_DECIDE
    message = "{place} is now another account: {now}, not {before}"
    hint = "nothing was posted; if the new account is meant, use another --state folder"


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one item: where its first part is, and what the target keeps for later (such as a CID)."""

    target_id: str
    keep: Mapping[str, Any]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Spent:
    """Points of a quota that were used at a time."""

    name: str
    amount: int
    at: float


class Ledger:
    """The ledger of one library and one place. A context manager; one run at a time holds it."""

    def __init__(self, path: Path, place: str) -> None:
        """Know the file; nothing is read before `with`."""
        self.path, self._place = path, place
        self.done: dict[str, Entry] = {}
        self.intents: dict[str, tuple[str, ...]] = {}
        self.account: str | None = None
        self.spent: deque[Spent] = deque()
        self.notes: dict[str, Any] = {}
        self._file: BinaryIO | None = None

    @classmethod
    def of(cls, state: Path, place: str) -> Self:
        """Return the ledger for a place such as "bluesky:me.example@https://pds.example" in a state folder."""
        digest = sha256(place.encode()).hexdigest()[:16]
        return cls(state / f"{place.partition(':')[0]}-{digest}.ledger", place)

    @classmethod
    def seen(cls, state: Path, place: str) -> Self:
        """Return what the ledger says, for looking only: nothing is made or locked."""
        made = cls.of(state, place)
        if made.path.is_file():
            made._load(made.path.read_bytes())  # noqa: SLF001 - its own
        return made

    def __enter__(self) -> Self:
        """Read and lock the file, made where it is not there.

        Raises:
            LedgerDamagedError, LedgerBusyError.
        """
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = open(self.path, "a+b", buffering=0)  # noqa: PTH123 - closed by __exit__
        self.path.chmod(0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._begin(self._file)
        except BlockingIOError as error:
            self._close()
            raise LedgerBusyError(file=str(self.path)) from error
        except LedgerDamagedError:
            self._close()
            raise
        return self

    def _begin(self, file: BinaryIO) -> None:
        """Read what is there, drop a line that was cut, and write the first line into a new file."""
        file.seek(0)
        data = file.read()
        whole = self._load(data)
        if whole < len(data):
            file.truncate(whole)
        if whole == 0:
            self._append([{"ledger": VERSION, "place": self._place}])

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def bind(self, account: str) -> None:
        """Note whose account the place is, or refuse where it was another's."""
        if self.account is not None and self.account != account:
            raise AccountChangedError(place=self._place, now=account, before=self.account)
        if self.account is None:
            self.account = account
            self._append([{"account": account}])

    def intend(self, keys: Mapping[str, tuple[str, ...]]) -> None:
        """Say which items are about to be sent, and under which keys, before anything goes out."""
        self.intents.update(keys)
        self._append([{"intent": item_id, "keys": list(keys)} for item_id, keys in keys.items()])

    def settle(self, entries: Mapping[str, Entry]) -> None:
        """Say that items are there."""
        for item_id in entries:
            self.intents.pop(item_id, None)
        self.done.update(entries)
        self._append(
            {"done": item_id, "at": one.target_id, "keep": one.keep}
            | ({"reason": one.reason} if one.reason else {})
            for item_id, one in entries.items()
        )

    def refuse(self, item_id: str, reason: str) -> None:
        """Say that the target refused an item; the next run tries again."""
        self.intents.pop(item_id, None)
        self._append([{"failed": item_id, "reason": reason}])

    def spend(self, name: str, amount: int, at: datetime) -> None:
        """Note points of a quota that are used now."""
        self.spent.append(Spent(name, amount, at.timestamp()))
        self._append([{"spent": name, "amount": amount, "at": round(at.timestamp(), 3)}])

    def note(self, name: str, value: Any) -> None:
        """Keep a value of the target's own under a name."""
        self.notes[name] = value
        self._append([{"note": name, "value": value}])

    def _append(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Write whole lines with one call, and have them on the disk before going on."""
        assert self._file is not None, "a ledger is written inside `with`"
        data = b"".join(msgspec.json.encode(record) + b"\n" for record in records)
        if data:
            written = self._file.write(data)
            while written < len(data):  # a disk may take a part
                written += self._file.write(data[written:])
            os.fsync(self._file.fileno())

    def _load(self, data: bytes) -> int:
        """Take in every line; return the length of the whole ones."""
        whole = data.rfind(b"\n") + 1
        for number, line in enumerate(data[:whole].splitlines(), start=1):
            try:
                record = msgspec.json.decode(line)
                self._take(record)
            except (msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
                raise LedgerDamagedError(line=number, file=str(self.path)) from error
        return whole

    def _take(self, record: dict[str, Any]) -> None:
        if "done" in record:
            self.intents.pop(record["done"], None)
            self.done[record["done"]] = Entry(record["at"], record["keep"], record.get("reason"))
        elif "intent" in record:
            self.intents[record["intent"]] = tuple(record["keys"])
        elif "failed" in record:
            self.intents.pop(record["failed"], None)
        elif "spent" in record:
            self.spent.append(Spent(record["spent"], int(record["amount"]), float(record["at"])))
        elif "account" in record:
            self.account = record["account"]
        elif "note" in record:
            self.notes[record["note"]] = record["value"]
        elif record["ledger"] != VERSION:
            raise KeyError(VERSION)

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def state_folder(library: Path) -> Path:
    """Return where the ledgers of a library stand by default: beside it."""
    resolved = library.resolve()
    return resolved.with_name(resolved.name + ".restored")


def utc_now() -> datetime:
    """Return the time of day."""
    return datetime.now(UTC)
