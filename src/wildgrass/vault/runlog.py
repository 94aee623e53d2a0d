"""Writing one run's log. Its key is born with the run and dies with it: no device keeps a key that signs.

The opening is public before the first segment, the end after the last one, so that a killed run can be told
from a run that somebody removed.
"""

import os
import re
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Final

from wildgrass.crypto.checkpoint import Checkpoint, CheckpointError, sign_checkpoint
from wildgrass.crypto.note import NoteError, Signer, Verifier, parse_note
from wildgrass.crypto.tiles import log_files
from wildgrass.crypto.tlog import leaf_hash, root_hash
from wildgrass.vault import layout
from wildgrass.vault.entries import HEADS_IN_OPENING, RUN, Commit, Entry, Head, MoreHeads, Opening, Stored
from wildgrass.vault.stores.base import Store, StoreError

Random = Callable[[int], bytes]
_ORIGIN = re.compile(r"log/[0-9a-f]{32}")


def log_name(public_key: bytes) -> str:
    """Return a run's name: the first 16 hex digits of the SHA-256 of its public key."""
    return sha256(public_key).hexdigest()[:16]


def log_origin(public_key: bytes) -> str:
    """Return a log's origin, which is also its key's name; 128 bits of the SHA-256 of the public key."""
    return "log/" + sha256(public_key).hexdigest()[:32]


class RunLog:
    """The log of one run, in memory until `open` and `commit` make it durable in every store."""

    def __init__(self, vault_id: str, *, random: Random = os.urandom) -> None:
        """Make the run's key."""
        seed = random(32)
        public = Signer("x", seed).verifier.public_key
        self.name: Final = log_name(public)
        self.origin: Final = log_origin(public)
        self._signer: Final = Signer(self.origin, seed)
        self._vault_id: Final = vault_id
        self._entries: list[bytes] = []

    @property
    def size(self) -> int:
        """The number of entries so far."""
        return len(self._entries)

    def open(
        self,
        stores: Sequence[Store],
        *,
        kind: str = RUN,
        vault_json: bytes | None = None,
        heads: Sequence[Head] = (),
    ) -> None:
        """Write the opening and the checkpoint of size 1 into every store."""
        opening = Opening(
            kind=kind,
            vault_id=self._vault_id,
            verifier=self._signer.verifier,
            vault_json=vault_json,
            heads=tuple(heads[:HEADS_IN_OPENING]),
        )
        self._add(opening)
        self._publish(stores, 0)
        for start in range(HEADS_IN_OPENING, len(heads), HEADS_IN_OPENING):
            self._add(MoreHeads(tuple(heads[start : start + HEADS_IN_OPENING])))

    def add(self, stored: Stored) -> None:
        """Add one stored object."""
        self._add(stored)

    def commit(self, stores: Sequence[Store], manifests: Sequence[Sequence[str]] = ()) -> Head:
        """Write the last entry and the final checkpoint into every store; return the log's head.

        The final checkpoint goes last: until it is there, the run was not acknowledged.
        """
        self._add(Commit(tuple(tuple(parts) for parts in manifests)))
        return self._publish(stores, 1)

    def _add(self, entry: Entry) -> None:
        self._entries.append(entry.to_bytes())

    def _publish(self, stores: Sequence[Store], old_size: int) -> Head:
        files = list(log_files(self._entries, old_size))
        root = root_hash(leaf_hash(entry) for entry in self._entries)
        checkpoint = Checkpoint(origin=self.origin, size=self.size, root=root)
        note = sign_checkpoint(checkpoint, [self._signer])
        for store in stores:
            for path, data in files:
                store.create(layout.log_folder(self.name) + path, [data])
        for store in stores:
            store.create(layout.checkpoint_name(self.name, self.size), [note])
        return Head(self.origin, self.size, root)


def read_heads(stores: Sequence[Store]) -> list[Head]:
    """Return the head of every log that can be seen, as its checkpoint claims it.

    A run names them in its opening, so that the removal of an older run is seen by everybody. Of a log that stores
    show at different sizes the smallest is named: a kill can come between the signatures in two places, and what is
    named must hold in each. A store that may not be read or listed adds none; `verify` judges what is damaged.
    """
    seen: dict[str, list[tuple[int, Store]]] = {}
    for store in stores:
        for log, size in _sizes_of(store).items():
            seen.setdefault(log, []).append((size, store))
    heads = []
    for log, sizes in seen.items():
        size, store = min(sizes, key=lambda found: found[0])
        head = _claimed_head(store, layout.checkpoint_name(log, size)) if size else None
        if head and origin_fits(head.origin, log):
            heads.append(head)
    return sorted(heads)


def _sizes_of(store: Store) -> dict[str, int]:
    """Return the largest checkpoint of each log that a store shows any file of; 0 for none."""
    sizes: dict[str, int] = {}
    try:
        for name, _ in store.list(layout.LOGS):
            if found := layout.split_log_object(name):
                sizes[found[0]] = max(sizes.get(found[0], 0), layout.checkpoint_size(found[1]) or 0)
    except StoreError:
        return {}
    return sizes


def _claimed_head(store: Store, name: str) -> Head | None:
    try:
        text, _ = parse_note(store.read(name))
        checkpoint = Checkpoint.from_text(text)
    except (StoreError, NoteError, CheckpointError):
        return None
    return Head(checkpoint.origin, checkpoint.size, checkpoint.root)


def origin_fits(origin: str, log: str) -> bool:
    """Tell whether a log of this name may have this origin."""
    return _ORIGIN.fullmatch(origin) is not None and origin[4:20] == log


def fits_key(verifier: Verifier, log: str) -> bool:
    """Tell whether a log of this name may belong to this key."""
    return verifier.name == log_origin(verifier.public_key) and log == log_name(verifier.public_key)
