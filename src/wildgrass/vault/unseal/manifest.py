"""Reading a run's manifest. Anybody may have written it into the vault, so nothing in it is believed."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple

import zstandard

from wildgrass.crypto import age
from wildgrass.errors import EXIT_CHECK, WildgrassError
from wildgrass.vault.manifest_schema import FORMAT, text_to_name

MOST_BYTES: Final = 1 << 30
"""A manifest of a million members has some 250 MB."""
READ_BYTES: Final = 4 << 20
SQLITE_MAGIC: Final = b"SQLite format 3\0"
_MALFORMED: Final = (sqlite3.Error, ValueError, TypeError, KeyError, OverflowError, RecursionError)


class ManifestError(WildgrassError):
    """A run's manifest is no manifest of this format."""

    code = "manifest-unreadable"
    exit_code = EXIT_CHECK
    message = "the manifest of run {run} cannot be read: {reason}"
    hint = "other runs open all the same; get the vault from another place that holds it"


class SegmentRow(NamedTuple):
    """A segment with its keys. Never shown."""

    name: str
    sha256: bytes
    size: int
    head: int
    file_key: bytes
    nonce: bytes

    def __repr__(self) -> str:
        return f"SegmentRow({self.name!r}, …)"

    @property
    def plain_size(self) -> int:
        """The size in bytes of the plaintext."""
        return age.plain_size(self.size, self.head)


class FrameRow(NamedTuple):
    """A zstd frame of the record stream."""

    segment: int
    offset: int
    length: int
    plain: int
    first: int
    records: int


class PlaceRow(NamedTuple):
    """A part of a file."""

    segment: int
    offset: int
    length: int


class PieceRow(NamedTuple):
    """`times` times a gap and the next record of a run."""

    gap: bytes
    run: str
    first: int
    times: int


class OpenMember(NamedTuple):
    """One member of an export. `name` is untrusted text, never a path to write to.

    `file` is (run, number) for a member kept whole, None for one kept as records. `damaged` says what was
    wrong with it when it was sealed.
    """

    run: str
    number: int
    export: int
    name: str
    size_bytes: int
    sha256: bytes
    modified: datetime | None
    damaged: str | None
    file: tuple[str, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenExport:
    """One export of a run."""

    run: str
    number: int
    name: str
    about: Mapping[str, str]
    members: tuple[OpenMember, ...] = field(repr=False)


class OpenRun:
    """One committed run: what its manifest says."""

    def __init__(self, log: str, packed: bytes) -> None:
        """Take the run's name and its manifest, zstd frames of a SQLite file.

        Raises:
            ManifestError: it is not one.
        """
        self.log = log
        self._tables = _open(log, packed)
        try:
            self.started, self.finished = self._read_run()
            self._runs: dict[int, str] = dict(self._rows("SELECT no, log FROM runs"))
            self._exports = self._read_exports()
        except _MALFORMED as error:
            raise ManifestError(run=log, reason="a table is missing or malformed") from error

    @property
    def exports(self) -> tuple[OpenExport, ...]:
        """The run's exports in order."""
        return self._exports

    def segment(self, number: int) -> SegmentRow:
        """Return a segment."""
        sql = "SELECT name, sha256, size, head, file_key, nonce FROM segments WHERE no=?"
        row = self._one(sql, number)
        self._check(row, (str, bytes, int, int, bytes, bytes))
        return SegmentRow(*row)

    def frame_of(self, record: int) -> FrameRow:
        """Return the frame that holds a record."""
        sql = (
            "SELECT segment, offset, length, plain, first, count FROM frames "
            "WHERE first<=? ORDER BY first DESC LIMIT 1"
        )
        row = self._one(sql, record)
        self._check(row, (int,) * 6)
        frame = FrameRow(*row)
        if record >= frame.first + frame.records:
            raise ManifestError(run=self.log, reason=f"no frame holds record {record}")
        return frame

    def places(self, file: int) -> list[PlaceRow]:
        """Return the parts of a file in order."""
        sql = "SELECT segment, offset, length FROM places WHERE file=? ORDER BY part"
        places = []
        for row in self._rows(sql, file):
            self._check(row, (int,) * 3)
            places.append(PlaceRow(*row))
        if not places:
            raise ManifestError(run=self.log, reason=f"file {file} lies nowhere")
        return places

    def pieces(self, member: int) -> Iterator[PieceRow]:
        """Yield the pieces of a member in order."""
        sql = (
            "SELECT gaps.bytes, pieces.run, first, count FROM pieces JOIN gaps ON gaps.no=gap "
            "WHERE member=? ORDER BY seq"
        )
        for row in self._rows(sql, member):
            self._check(row, (bytes, int, int, int))
            gap, run, first, times = row
            if run not in self._runs:
                raise ManifestError(run=self.log, reason=f"it does not say which run {run} is")
            yield PieceRow(gap, self._runs[run], first, times)

    def _read_run(self) -> tuple[datetime, datetime]:
        number, log, started, finished = self._one("SELECT format, log, started, finished FROM run")
        if number != FORMAT or log != self.log:
            raise ManifestError(run=self.log, reason="it is of another format or another run")
        return datetime.fromisoformat(started), datetime.fromisoformat(finished)

    def _read_exports(self) -> tuple[OpenExport, ...]:
        members: dict[int, list[OpenMember]] = {}
        sql = "SELECT no, export, name, size, sha256, modified, damaged, run, file FROM members ORDER BY no"
        for row in self._rows(sql):
            member = self._member(row)
            members.setdefault(member.export, []).append(member)
        return tuple(
            OpenExport(
                run=self.log,
                number=number,
                name=text_to_name(name),
                about=json.loads(about),
                members=tuple(members.get(number, ())),
            )
            for number, name, about in self._rows("SELECT no, name, about FROM exports ORDER BY no")
        )

    def _member(self, row: tuple[Any, ...]) -> OpenMember:
        number, export, name, size, digest, modified, damaged, run, file = row
        self._check(row[:5], (int, int, str, int, bytes))
        if file is not None:
            self._check((file, run), (int, int))
        return OpenMember(
            run=self.log,
            number=number,
            export=export,
            name=text_to_name(name),
            size_bytes=size,
            sha256=digest,
            modified=datetime.fromisoformat(modified) if modified else None,
            damaged=str(damaged) if damaged is not None else None,
            file=(self._runs[run], file) if file is not None else None,
        )

    def _rows(self, sql: str, *values: int) -> Iterator[tuple[Any, ...]]:
        try:
            return iter(self._tables.execute(sql, values).fetchall())
        except _MALFORMED as error:
            raise ManifestError(run=self.log, reason="a table is missing or malformed") from error

    def _check(self, row: tuple[Any, ...], kinds: tuple[type, ...]) -> None:
        """Refuse a row whose values are of other types, or whose numbers are negative."""
        if (
            tuple(map(type, row)) != kinds
            or min((value for value in row if type(value) is int), default=0) < 0
        ):
            raise ManifestError(run=self.log, reason="a row has a value that none can have")

    def _one(self, sql: str, *values: int) -> tuple[Any, ...]:
        for row in self._rows(sql, *values):
            return row
        raise ManifestError(run=self.log, reason="a row is missing")


def _open(log: str, packed: bytes) -> sqlite3.Connection:
    data = _unpack(log, packed)
    if not data.startswith(SQLITE_MAGIC):
        raise ManifestError(run=log, reason="it is not a SQLite file")
    tables = sqlite3.connect(":memory:", check_same_thread=False)
    try:
        tables.execute("PRAGMA trusted_schema=OFF")
        tables.execute("PRAGMA cell_size_check=ON")
        tables.deserialize(data)
        tables.execute("PRAGMA query_only=ON")
    except sqlite3.Error as error:
        raise ManifestError(run=log, reason="it is not a SQLite file") from error
    return tables


def _unpack(log: str, packed: bytes) -> bytes:
    """Open zstd frames up to a limit, whatever size they claim."""
    data = bytearray()
    try:
        with zstandard.ZstdDecompressor().stream_reader(packed, read_across_frames=True) as reader:
            while piece := reader.read(READ_BYTES):
                data += piece
                if len(data) > MOST_BYTES:
                    raise ManifestError(run=log, reason="it is larger than any manifest")
    except zstandard.ZstdError as error:
        raise ManifestError(run=log, reason="it is not a zstd frame") from error
    return bytes(data)
