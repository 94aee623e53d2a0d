"""Seal exports into a vault, bit for bit, with nothing but its public card.

What this writes it cannot open, list, prove or delete. `seal` returns when everything would survive a power cut in
every place that takes part, and says which places do not; killed at any earlier moment, the vault verifies, and running
again finishes the work.
"""

import os
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from wildgrass.vault.card import Card
from wildgrass.vault.index import KEY_BYTES, IndexMode, RunIndex
from wildgrass.vault.meeting import Meeting
from wildgrass.vault.places import WrongVaultError
from wildgrass.vault.runlog import RunLog
from wildgrass.vault.sealing.known import KnownFiles, KnownRecords
from wildgrass.vault.sealing.manifest import ManifestWriter
from wildgrass.vault.sealing.pipeline import Outcome, Pipeline, Progress
from wildgrass.vault.sealing.plan import Batch, ExportPlan, Extent, MemberPlan, Receipt
from wildgrass.vault.sealing.segment import (
    MANIFEST,
    PLAIN_BYTES,
    SKIPPABLE_HEAD,
    PlainSegment,
    Sealer,
    aligned_buffer,
    padded_size,
    sealed_room,
)
from wildgrass.vault.sealing.skeleton import SplitMember
from wildgrass.vault.stores.base import Store

__all__ = ["Batch", "ExportPlan", "Extent", "MemberPlan", "Receipt", "WrongVaultError", "seal"]

MANIFEST_COPIES: Final = 2
"""Each in a segment of its own: one damaged object must not cost a whole run's names."""


class SealRun:
    """One run: a log, a pipeline, a manifest."""

    def __init__(
        self,
        card: Card,
        meeting: Meeting,
        clock: Callable[[], datetime],
        random: Callable[[int], bytes],
    ) -> None:
        """Make the run's key; nothing is written yet."""
        self._card, self._meeting, self._clock, self._random = card, meeting, clock, random
        self._places = meeting.places
        self._recipient = card.parsed_recipient()
        self._log = RunLog(card.vault_id, random=random)
        self._started = clock()
        self._bytes_stored = self._objects = 0

    def run(
        self, exports: Sequence[ExportPlan], index: RunIndex | None, progress: Progress | None
    ) -> Receipt:
        """Seal, write the manifest, commit."""
        key = index.key if index else self._random(KEY_BYTES)
        known = KnownFiles(key, index), KnownRecords(key, index)
        self._earlier = index.runs if index else {}
        vault_json = bytes.fromhex(self._card.vault_json)
        self._log.open(self._places, vault_json=vault_json, heads=self._meeting.heads)
        pipeline = Pipeline(
            self._places, self._log, self._recipient, known, random=self._random, progress=progress
        )
        outcome = pipeline.run(exports)
        manifest = self._manifest(exports, pipeline, outcome)
        copies = [self._store_manifest(manifest) for _ in range(MANIFEST_COPIES)]
        head = self._log.commit(self._places, copies)
        if index is not None:
            index.commit(head, self._log.name, known, (self._objects, self._bytes_stored))
        return self._receipt(exports, outcome, flags=index is not None)

    def _manifest(self, exports: Sequence[ExportPlan], pipeline: Pipeline, outcome: Outcome) -> list[bytes]:
        writer = ManifestWriter()
        became = iter(outcome.members)
        for export in exports:
            number = writer.add_export(export)
            for member in export.members:
                writer.add_member(number, member, next(became))
        writer.add_run(self._card.vault_id, self._log.name, self._started, self._clock())
        writer.add_runs({0: self._log.name, **self._earlier})
        writer.add_gaps((number, gap) for gap, number in pipeline.records.gaps.numbers.items())
        writer.add_segments(outcome.segments)
        writer.add_frames(pipeline.frames.frames)
        writer.add_places(sorted(place for packer in pipeline.files for place in packer.places))
        for segment in outcome.segments:
            self._bytes_stored += segment.stored.size
            self._objects += 1
        return writer.finish(PLAIN_BYTES - SKIPPABLE_HEAD)

    def _store_manifest(self, parts: Sequence[bytes]) -> list[str]:
        """Store one copy, each part in a segment of its own; return their names in order."""
        sealer = Sealer(self._log.name, self._recipient, self._random)
        names = []
        for part in parts:
            size = padded_size(len(part), MANIFEST)
            segment = PlainSegment(0, MANIFEST, memoryview(bytearray(size)), len(part))
            segment.buffer[: len(part)] = part
            out = aligned_buffer(sealed_room(self._recipient, size))
            data, describe = sealer.seal(segment, out, full=False)
            stored = describe().stored
            self._places.create(stored.name, [data])
            self._log.add(stored)
            self._bytes_stored += stored.size
            self._objects += 1
            names.append(stored.name)
        return names

    def _receipt(self, exports: Sequence[ExportPlan], outcome: Outcome, *, flags: bool) -> Receipt:
        names = [(number, plan) for number, export in enumerate(exports) for plan in export.members]
        damaged: dict[tuple[int, str], str] = {}
        records: dict[tuple[int, str], bytes] = {}
        new: set[tuple[int, str]] = set()
        for (number, plan), became in zip(names, outcome.members, strict=True):
            if became.damaged:
                damaged[number, plan.name] = became.damaged
            if isinstance(became, SplitMember) and plan.batches is not None:
                records[number, plan.name] = bytes(became.new)
            elif became.is_new:
                new.add((number, plan.name))
        return Receipt(
            run=self._log.name,
            bytes_read=sum(member.size for member in outcome.members),
            bytes_stored=self._bytes_stored,
            objects=self._objects,
            damaged=damaged,
            new_files=len(new) if flags else None,
            new_members=frozenset(new) if flags else None,
            new_records=records if flags else None,
            places=self._meeting.states(),
        )


def seal(  # noqa: PLR0913 - a run's whole surroundings
    card: Card,
    stores: Sequence[Store],
    exports: Sequence[ExportPlan],
    *,
    clock: Callable[[], datetime],
    random: Callable[[int], bytes] = os.urandom,
    index: IndexMode | None = None,
    progress: Progress | None = None,
) -> Receipt:
    """Seal exports into every place that can be reached; acknowledged when one or more durably hold all of it.

    The receipt says which places hold the run and which do not. A place that lacks little is brought up to the others
    first; for one that lacks much, call `catchup` when nobody waits.

    Raises:
        WrongVaultError: a place holds another vault.
        StoreError, NoPlaceError, NoVaultError: no place is left; nothing that was acknowledged earlier is touched.
    """
    meeting = Meeting(card, stores)
    run = SealRun(card, meeting, clock, random)
    if index is None:
        return run.run(exports, None, progress)
    with index.opened(card, meeting.places, random) as opened:
        return run.run(exports, opened, progress)
