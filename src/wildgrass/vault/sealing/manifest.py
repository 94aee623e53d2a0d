"""The manifest of a run: written in memory only, as it holds every name and every segment's key."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import zstandard

from wildgrass.vault.manifest_schema import FORMAT, FRAME_BYTES, LEVEL, SCHEMA, name_to_text
from wildgrass.vault.sealing.files import Place, WholeFile
from wildgrass.vault.sealing.plan import ExportPlan, MemberPlan
from wildgrass.vault.sealing.records import Frame
from wildgrass.vault.sealing.segment import SealedSegment
from wildgrass.vault.sealing.skeleton import SplitMember


class ManifestWriter:
    """Fills the tables; `finish` returns the file, compressed and in parts."""

    def __init__(self) -> None:
        """Start empty, in memory."""
        self._tables = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._tables.executescript("PRAGMA page_size=4096; BEGIN;" + SCHEMA)
        self._exports = self._members = 0

    def add_export(self, export: ExportPlan) -> int:
        """Add an export; return its number, from 0."""
        number = self._exports
        about = json.dumps(dict(export.about), ensure_ascii=True, sort_keys=True)
        self._insert("exports", [(number, name_to_text(export.name), about)])
        self._exports += 1
        return number

    def add_member(self, export: int, plan: MemberPlan, became: WholeFile | SplitMember) -> None:
        """Add a member that was sealed."""
        number = self._members
        modified = plan.modified.isoformat() if plan.modified else None
        run, file = (became.ref.run, became.ref.number) if isinstance(became, WholeFile) else (None, None)
        row = (
            number,
            export,
            name_to_text(plan.name),
            became.size,
            became.sha256,
            modified,
            became.damaged,
            run,
            file,
        )
        self._insert("members", [row])
        if isinstance(became, SplitMember):
            self._insert("pieces", ((number, seq, *piece) for seq, piece in enumerate(became.rows)))
        self._members += 1

    def add_run(self, vault_id: str, log: str, started: datetime, finished: datetime) -> None:
        """Say whose manifest this is."""
        self._insert("run", [(FORMAT, vault_id, log, _time(started), _time(finished))])

    def add_runs(self, runs: Mapping[int, str]) -> None:
        """Add the runs that addresses refer to; 0 is this one."""
        self._insert("runs", sorted(runs.items()))

    def add_gaps(self, gaps: Iterable[tuple[int, bytes]]) -> None:
        """Add the gaps by number."""
        self._insert("gaps", gaps)

    def add_segments(self, segments: Iterable[SealedSegment]) -> None:
        """Add the segments with their keys."""
        rows = (
            (
                s.number,
                s.stored.name,
                s.stored.sha256,
                s.stored.size,
                s.kind,
                s.head_size,
                s.file_key,
                s.nonce,
            )
            for s in segments
        )
        self._insert("segments", rows)

    def add_frames(self, frames: Iterable[Frame]) -> None:
        """Add where records lie."""
        rows = ((no, f.segment, f.offset, f.length, f.plain, f.first, f.count) for no, f in enumerate(frames))
        self._insert("frames", rows)

    def add_places(self, places: Iterable[Place]) -> None:
        """Add where files lie."""
        self._insert("places", ((p.file, p.part, p.segment, p.offset, p.length) for p in places))

    def finish(self, part_bytes: int) -> list[bytes]:
        """Return the SQLite file as parts of at most `part_bytes`, each of whole zstd frames."""
        self._tables.execute("COMMIT")
        data = memoryview(self._tables.serialize())
        self._tables.close()
        compressor = zstandard.ZstdCompressor(level=LEVEL)
        parts = [b""]
        for at in range(0, len(data), FRAME_BYTES):
            frame = compressor.compress(data[at : at + FRAME_BYTES])
            if len(parts[-1]) + len(frame) > part_bytes:
                parts.append(b"")
            parts[-1] += frame
        return parts

    def _insert(self, table: str, rows: Iterable[tuple[object, ...]]) -> None:
        rows = list(rows)
        if rows:
            marks = ",".join("?" * len(rows[0]))
            self._tables.executemany(f"INSERT INTO {table} VALUES({marks})", rows)


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
