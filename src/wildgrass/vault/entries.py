"""The entries of a run's log, as text that `sha256sum -c` and people can read."""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from wildgrass.crypto.note import NoteKeyError, Verifier
from wildgrass.crypto.tlog import HASH_SIZE
from wildgrass.errors import EXIT_CHECK, WildgrassError
from wildgrass.vault.stores.names import is_object_name

BIRTH: Final = "birth"
RUN: Final = "run"
HEADS_IN_OPENING: Final = 256
"""An entry has at most 65,535 bytes; a head's line has at most 150."""
_OBJECT = re.compile(r"(?P<sha256>[0-9a-f]{64})  (?P<name>[^\n]+)\nsize (?P<size>0|[1-9][0-9]{0,15})\n")
_HEAD = re.compile(r"head (?P<origin>[^ ]+) (?P<size>[1-9][0-9]{0,8}) (?P<root>[A-Za-z0-9+/=]{44})")
_OPENING = re.compile(
    r"(?P<kind>birth|run)\nvault (?P<vault>[0-9a-f]{32})\n(?:vault\.json (?P<hash>[0-9a-f]{64})\n)?"
    r"key (?P<key>[^\n]+)\n(?P<heads>(?:head [^\n]+\n)*)"
)
_HEADS = re.compile(r"heads\n(?P<heads>(?:head [^\n]+\n)+)")
_COMMIT = re.compile(r"commit\n(?P<manifests>(?:manifest [^\n]+\n)*)")


class EntryError(WildgrassError):
    """A log entry that no writer of this format makes."""

    code = "log-entry-malformed"
    exit_code = EXIT_CHECK
    message = "entry {number} of log {log} cannot be understood"
    hint = "it was written by a newer version, or forged; update, then verify again"


@dataclass(frozen=True, slots=True, order=True)
class Head:
    """What somebody saw of another log: its origin, size and root hash (32 bytes)."""

    origin: str
    size: int
    root: bytes

    @property
    def log(self) -> str:
        """The name of that log, which its origin holds."""
        return self.origin[4:20]

    def to_line(self) -> str:
        """Return the line without a newline."""
        return f"head {self.origin} {self.size} {b64encode(self.root).decode()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A log's first entry: which vault, the run's key, and the heads of all other logs it saw.

    `vault_json` is the SHA-256 of `v1/vault.json`; a birth has none, as its log lists that object.
    """

    kind: str
    vault_id: str
    verifier: Verifier
    vault_json: bytes | None = None
    heads: tuple[Head, ...] = ()

    def to_bytes(self) -> bytes:
        """Return the entry."""
        lines = [self.kind, f"vault {self.vault_id}"]
        if self.vault_json is not None:
            lines.append(f"vault.json {self.vault_json.hex()}")
        lines.append(f"key {self.verifier.to_text()}")
        return _lines([*lines, *(head.to_line() for head in self.heads)])


@dataclass(frozen=True, slots=True)
class MoreHeads:
    """Heads that did not fit into the opening."""

    heads: tuple[Head, ...]

    def to_bytes(self) -> bytes:
        """Return the entry."""
        return _lines(["heads", *(head.to_line() for head in self.heads)])


@dataclass(frozen=True, slots=True)
class Stored:
    """One object that the run stored: its name, SHA-256 and size in bytes."""

    name: str
    sha256: bytes
    size: int

    def to_bytes(self) -> bytes:
        """Return the entry; its first line is what sha256sum prints."""
        return f"{self.sha256.hex()}  {self.name}\nsize {self.size}\n".encode()


@dataclass(frozen=True, slots=True)
class Commit:
    """A log's last entry. Each manifest is one whole copy: the names of its parts in order."""

    manifests: tuple[tuple[str, ...], ...] = field(default=())

    def to_bytes(self) -> bytes:
        """Return the entry."""
        return _lines(["commit", *("manifest " + " ".join(parts) for parts in self.manifests)])


Entry = Opening | MoreHeads | Stored | Commit


def parse_entry(data: bytes, *, log: str, number: int) -> Entry:
    """Read an entry strictly.

    Raises:
        EntryError: it is not one of this format.
    """
    try:
        text = data.decode("ascii")
        entry = _parse(text)
    except (UnicodeDecodeError, binascii.Error, NoteKeyError) as error:
        raise EntryError(log=log, number=number) from error
    if entry is None or entry.to_bytes() != data:
        raise EntryError(log=log, number=number)
    return entry


def parse_head(line: str) -> Head | None:
    """Read a head's line; None for anything else."""
    found = _HEAD.fullmatch(line)
    if not found:
        return None
    try:
        root = b64decode(found["root"], validate=True)
    except binascii.Error:
        return None
    return Head(found["origin"], int(found["size"]), root) if len(root) == HASH_SIZE else None


def _parse(text: str) -> Entry | None:
    if found := _OBJECT.fullmatch(text):
        if not is_object_name(found["name"]):
            return None
        return Stored(found["name"], bytes.fromhex(found["sha256"]), int(found["size"]))
    if found := _OPENING.fullmatch(text):
        return _opening(found)
    if found := _COMMIT.fullmatch(text):
        lines = found["manifests"].splitlines()
        return Commit(tuple(tuple(line.split(" ")[1:]) for line in lines))
    if found := _HEADS.fullmatch(text):
        heads = _heads(found["heads"])
        return MoreHeads(heads) if heads is not None else None
    return None


def _opening(found: re.Match[str]) -> Opening | None:
    heads = _heads(found["heads"])
    if heads is None:
        return None
    return Opening(
        kind=found["kind"],
        vault_id=found["vault"],
        verifier=Verifier.from_text(found["key"]),
        vault_json=bytes.fromhex(found["hash"]) if found["hash"] else None,
        heads=heads,
    )


def _heads(block: str) -> tuple[Head, ...] | None:
    heads = [parse_head(line) for line in block.splitlines()]
    whole = [head for head in heads if head is not None]
    return tuple(whole) if len(whole) == len(heads) else None


def _lines(lines: Sequence[str]) -> bytes:
    return "".join(line + "\n" for line in lines).encode()
