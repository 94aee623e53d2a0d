"""Writing one run's log. Its key is born with the run and dies with it: no device keeps a key that signs.

The opening is public before the first segment, the end after the last one, so that a killed run can be told
from a run that somebody removed.
"""

import os
import re
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Final

from wildgrass.crypto.checkpoint import Checkpoint, sign_checkpoint
from wildgrass.crypto.note import Signer, Verifier
from wildgrass.crypto.tiles import log_files
from wildgrass.crypto.tlog import leaf_hash, root_hash
from wildgrass.vault import layout
from wildgrass.vault.entries import HEADS_IN_OPENING, RUN, Commit, Entry, Head, MoreHeads, Opening, Stored
from wildgrass.vault.places import Creates

Random = Callable[[int], bytes]
_ORIGIN = re.compile(r"log/[0-9a-f]{32}")


def log_name(public_key: bytes) -> str:
    """Return a run's name: the first 16 hex digits of the SHA-256 of its public key."""
    return sha256(public_key).hexdigest()[:16]


def log_origin(public_key: bytes) -> str:
    """Return a log's origin, which is also its key's name; 128 bits of the SHA-256 of the public key."""
    return "log/" + sha256(public_key).hexdigest()[:32]


class RunLog:
    """The log of one run, in memory until `open` and `commit` make it durable in every place."""

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
        places: Creates,
        *,
        kind: str = RUN,
        vault_json: bytes | None = None,
        heads: Sequence[Head] = (),
    ) -> None:
        """Write the opening and the checkpoint of size 1 into every place."""
        opening = Opening(
            kind=kind,
            vault_id=self._vault_id,
            verifier=self._signer.verifier,
            vault_json=vault_json,
            heads=tuple(heads[:HEADS_IN_OPENING]),
        )
        self._add(opening)
        self._publish(places, 0)
        for start in range(HEADS_IN_OPENING, len(heads), HEADS_IN_OPENING):
            self._add(MoreHeads(tuple(heads[start : start + HEADS_IN_OPENING])))

    def add(self, stored: Stored) -> None:
        """Add one stored object."""
        self._add(stored)

    def commit(self, places: Creates, manifests: Sequence[Sequence[str]] = ()) -> Head:
        """Write the last entry and the final checkpoint into every place; return the log's head.

        The final checkpoint goes last: until it is there, the run was not acknowledged.
        """
        self._add(Commit(tuple(tuple(parts) for parts in manifests)))
        return self._publish(places, 1)

    def _add(self, entry: Entry) -> None:
        self._entries.append(entry.to_bytes())

    def _publish(self, places: Creates, old_size: int) -> Head:
        files = list(log_files(self._entries, old_size))
        root = root_hash(leaf_hash(entry) for entry in self._entries)
        checkpoint = Checkpoint(origin=self.origin, size=self.size, root=root)
        note = sign_checkpoint(checkpoint, [self._signer])
        for path, data in files:
            places.create(layout.log_folder(self.name) + path, [data])
        places.create(layout.checkpoint_name(self.name, self.size), [note])
        return Head(self.origin, self.size, root)


def origin_fits(origin: str, log: str) -> bool:
    """Tell whether a log of this name may have this origin."""
    return _ORIGIN.fullmatch(origin) is not None and origin[4:20] == log


def fits_key(verifier: Verifier, log: str) -> bool:
    """Tell whether a log of this name may belong to this key."""
    return verifier.name == log_origin(verifier.public_key) and log == log_name(verifier.public_key)
