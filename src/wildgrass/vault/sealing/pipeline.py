"""The run's threads: records, frames of records, whole files, sealing, hashing and writing.

Two cores are kept busy inside calls that release the GIL. Buffers are few and reused, so that memory does not
depend on what is sealed: 4 of plaintext, 2 of ciphertext.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from wildgrass.crypto import age
from wildgrass.vault.places import Creates
from wildgrass.vault.runlog import RunLog
from wildgrass.vault.sealing.files import FilePacker, WholeFile
from wildgrass.vault.sealing.known import KnownFiles, KnownRecords
from wildgrass.vault.sealing.line import Channel, Line
from wildgrass.vault.sealing.plan import ExportPlan, MemberPlan
from wildgrass.vault.sealing.records import FramePacker, PlainFrame, RecordPacker
from wildgrass.vault.sealing.segment import (
    PLAIN_BYTES,
    BufferPool,
    PlainSegment,
    SealedSegment,
    Sealer,
    sealed_room,
)
from wildgrass.vault.sealing.skeleton import SplitMember

PLAIN_BUFFERS: Final = 4
SEALED_BUFFERS: Final = 2
TEXTS: Final = (
    ".css",
    ".csv",
    ".eml",
    ".htm",
    ".html",
    ".ics",
    ".js",
    ".json",
    ".jsonl",
    ".log",
    ".md",
    ".mbox",
    ".ndjson",
    ".svg",
    ".tsv",
    ".txt",
    ".vcf",
    ".xml",
)
"""Members that compress well and whose pieces may be known from the last export."""
TWO_READERS_FROM: Final = 4 * PLAIN_BYTES
"""So many bytes of whole files are read by two threads, each into segments of its own; fewer are not worth it."""
MOST_MEMBERS: Final = 1 << 30
"""The channel of members that cannot be split never makes its sender wait."""
Work = tuple[int, MemberPlan]
Became = WholeFile | SplitMember
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Outcome:
    """What a pipeline returns: members in the order of the plan, and all that lies in the store."""

    members: list[Became] = field(default_factory=list)
    segments: list[SealedSegment] = field(default_factory=list)


class Pipeline:
    """Seals the members of a run's exports."""

    def __init__(
        self,
        places: Creates,
        log: RunLog,
        recipient: age.Recipient,
        known: tuple[KnownFiles, KnownRecords],
        *,
        random: Callable[[int], bytes] = os.urandom,
        progress: Progress | None = None,
    ) -> None:
        """Take where to write, for whom, and what is known."""
        self._places, self._log, self._progress = places, log, progress
        self._line = Line()
        self._plain = BufferPool(self._line, PLAIN_BUFFERS, PLAIN_BYTES)
        self._sealed = BufferPool(self._line, SEALED_BUFFERS, sealed_room(recipient))
        self._to_seal: Channel[tuple[PlainSegment, bool]] = Channel(self._line, 1, senders=3)
        self._unsplittable: Channel[Work] = Channel(self._line, MOST_MEMBERS)
        self._to_write: Channel[tuple[memoryview, memoryview, Callable[[], SealedSegment]]] = Channel(
            self._line, 1
        )
        self._sealer = Sealer(log.name, recipient, random)
        self._lock = threading.Lock()
        self._numbers = self._done_bytes = self._all_bytes = 0
        self.files = [FilePacker(self._begin, self._send, known[0]) for _ in range(2)]
        self._to_compress: Channel[PlainFrame] = Channel(self._line, 1)
        self.records = RecordPacker(self._to_compress.put, known[1])
        self.frames = FramePacker(self._begin, self._send)
        self._became: dict[int, Became] = {}
        self._segments: list[SealedSegment] = []

    def run(self, exports: Sequence[ExportPlan]) -> Outcome:
        """Seal everything; every segment is durable in every place that is left when this returns.

        Raises:
            StoreError: the last place that was left failed.
        """
        members = [member for export in exports for member in export.members]
        self._all_bytes = sum(member.size_bytes for member in members)
        work = list(enumerate(members))
        texts = [item for item in work if is_text(item[1])]
        wholes = deque(item for item in work if not is_text(item[1]))
        shared = sum(member.size_bytes for _, member in wholes) >= TWO_READERS_FROM
        self._line.start(lambda: self._pack_records(texts), "records")
        self._line.start(self._pack_frames, "frames")
        self._line.start(lambda: self._pack_wholes(wholes), "files")
        self._line.start(lambda: self._help_pack(wholes if shared else deque()), "more files")
        self._line.start(self._seal, "seal")
        self._line.start(self._write, "write")
        self._line.join()
        self._plain.release()
        self._sealed.release()
        members_became = [self._became[number] for number, _ in work]
        return Outcome(members_became, sorted(self._segments, key=lambda segment: segment.number))

    def _pack_wholes(self, wholes: deque[Work]) -> None:
        """Pack whole files, then what the thread beside could not split."""
        packer = self.files[0]
        self._pack_files(packer, _taken(wholes))
        self._pack_files(packer, self._unsplittable)
        packer.finish()
        self._to_seal.close()

    def _help_pack(self, wholes: deque[Work]) -> None:
        """Pack whole files too."""
        packer = self.files[1]
        self._pack_files(packer, _taken(wholes))
        packer.finish()
        self._to_seal.close()

    def _pack_records(self, work: Sequence[Work]) -> None:
        for number, member in work:
            became = self.records.add(member)
            if became is None:
                self._unsplittable.put((number, member))
            else:
                self._note(number, member, became)
        self.records.finish()
        self._to_compress.close()
        self._unsplittable.close()

    def _pack_frames(self) -> None:
        for frame in self._to_compress:
            self.frames.add(frame)
        self.frames.finish()
        self._to_seal.close()

    def _pack_files(self, packer: FilePacker, work: Iterable[Work]) -> None:
        for number, member in work:
            self._note(number, member, packer.add(member))

    def _note(self, number: int, member: MemberPlan, became: Became) -> None:
        self._became[number] = became
        if self._progress is not None:
            with self._lock:
                self._done_bytes += member.size_bytes
                self._progress(self._done_bytes, self._all_bytes)

    def _begin(self, kind: str) -> PlainSegment:
        buffer = self._plain.take()
        with self._lock:
            number = self._numbers
            self._numbers += 1
        return PlainSegment(number, kind, buffer)

    def _send(self, segment: PlainSegment, full: bool) -> None:  # noqa: FBT001 - the channel's own form
        self._to_seal.put((segment, full))

    def _seal(self) -> None:
        for segment, full in self._to_seal:
            out = self._sealed.take()
            data, describe = self._sealer.seal(segment, out, full=full)
            self._plain.give_back(segment.buffer)
            self._to_write.put((out, data, describe))
        self._to_write.close()

    def _write(self) -> None:
        for out, data, describe in self._to_write:
            sealed = describe()
            self._places.create(sealed.stored.name, [data])
            self._log.add(sealed.stored)
            self._segments.append(sealed)
            self._sealed.give_back(out)


def _taken(work: deque[Work]) -> Iterator[Work]:
    """Yield what no other thread has taken."""
    while work:
        try:
            yield work.popleft()
        except IndexError:
            return


def is_text(member: MemberPlan) -> bool:
    """Tell whether a member goes through the record stream: it splits, or its name is a text's."""
    return member.batches is not None or member.name.lower().endswith(TEXTS)
