"""Seal exports into a vault, bit for bit, with nothing but its public card.

What this writes it cannot open, list, prove or delete. `seal` returns when everything would survive a power
cut in every store; killed at any earlier moment, the vault verifies, and running again finishes the work.
"""

import os
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from wildgrass.crypto.digests import sha256
from wildgrass.errors import EXIT_CHECK, EXIT_STORE, WildgrassError
from wildgrass.vault import layout
from wildgrass.vault.card import Card
from wildgrass.vault.index import KEY_BYTES, IndexMode, RunIndex
from wildgrass.vault.runlog import RunLog, read_heads
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
    store_everywhere,
)
from wildgrass.vault.sealing.skeleton import SplitMember
from wildgrass.vault.stores.base import ObjectMissingError, Store, StoreError

__all__ = ["Batch", "ExportPlan", "Extent", "MemberPlan", "Receipt", "WrongVaultError", "seal"]

MANIFEST_COPIES: Final = 2
"""Each in a segment of its own: one damaged object must not cost a whole run's names."""


class WrongVaultError(WildgrassError):
    """A place holds another vault than the card's, or someone changed its `vault.json`."""

    code = "vault-is-another"
    exit_code = EXIT_CHECK
    message = "{place} holds another vault than the card's"
    hint = "nothing was written; check the place, and ask a trustee for the card again"


class NoVaultError(WildgrassError):
    """A place without a vault: an unmounted disk looks like that, and must not be written to."""

    code = "vault-not-found"
    exit_code = EXIT_STORE
    message = "{place} holds no vault"
    hint = "nothing was written; attach the disk or correct the place, then run the same command again"


class SealRun:
    """One run: a log, a pipeline, a manifest."""

    def __init__(
        self,
        card: Card,
        stores: Sequence[Store],
        clock: Callable[[], datetime],
        random: Callable[[int], bytes],
    ) -> None:
        """Make the run's key; nothing is written yet."""
        self._card, self._stores, self._clock, self._random = card, stores, clock, random
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
        self._log.open(
            self._stores, vault_json=bytes.fromhex(self._card.vault_json), heads=read_heads(self._stores)
        )
        pipeline = Pipeline(
            self._stores, self._log, self._recipient, known, random=self._random, progress=progress
        )
        outcome = pipeline.run(exports)
        manifest = self._manifest(exports, pipeline, outcome)
        copies = [self._store_manifest(manifest) for _ in range(MANIFEST_COPIES)]
        head = self._log.commit(self._stores, copies)
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
            store_everywhere(self._stores, stored.name, data)
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
    """Seal exports into every store; acknowledged only when all of it is durable in all of them.

    Raises:
        WrongVaultError: a place holds another vault.
        StoreError: a store failed; nothing that was acknowledged earlier is touched.
    """
    for store in stores:
        check_vault(store, card)
    run = SealRun(card, stores, clock, random)
    if index is None:
        return run.run(exports, None, progress)
    with index.opened(card, stores, random) as opened:
        return run.run(exports, opened, progress)


def check_vault(store: Store, card: Card) -> None:
    """Refuse to write into another vault or none; a store that may not be read is trusted."""
    try:
        found = store.read(layout.VAULT_JSON)
    except ObjectMissingError as error:
        raise NoVaultError(place=store.place) from error
    except StoreError:
        return
    if sha256(found).hex() != card.vault_json:
        raise WrongVaultError(place=store.place)
