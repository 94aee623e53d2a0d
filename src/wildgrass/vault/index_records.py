"""Looking up known records: a dictionary while that is small, a table of numbers beside the ids when it is not."""

import struct
from array import array
from collections.abc import Iterable, Sequence
from typing import Final

from wildgrass.vault.sealing.known import ID_BYTES, MOST_RECORDS, RUN_SHIFT, RecordIds

_CHUNKS: Final = struct.Struct(f"{ID_BYTES}s")
_PREFIXES: Final = struct.Struct(f"<Q{ID_BYTES - 8}x")


def record_ids(runs: Iterable[tuple[int, bytes]]) -> RecordIds:
    """Return the addresses of the records of these runs; each comes with its ids in order, one after the other."""
    whole = [(run, ids) for run, ids in runs if len(ids) % ID_BYTES == 0]
    if sum(len(ids) for _, ids in whole) > MOST_RECORDS * ID_BYTES:
        return ManyRecords(whole)
    addresses: dict[bytes, int] = {}
    for run, ids in whole:
        first = run << RUN_SHIFT
        chunks = (chunk for (chunk,) in _CHUNKS.iter_unpack(ids))
        addresses.update(zip(chunks, range(first, first + len(ids) // ID_BYTES), strict=True))
    return addresses


class ManyRecords:
    """More ids than a dictionary should hold: 16 bytes for each id, and 8 to 16 for its places in a hash table.

    Ids are keyed digests, so their first bytes are their hash: nobody without the key can make them collide.
    """

    def __init__(self, runs: Sequence[tuple[int, bytes]]) -> None:
        """Lay the table out."""
        self._ids = b"".join(ids for _, ids in runs)
        self._starts: list[
            tuple[int, int]
        ] = []  # position of a run's first id, and what leads to its address
        at = 0
        for run, ids in runs:
            self._starts.append((at, (run << RUN_SHIFT) - at))
            at += len(ids) // ID_BYTES
        self._mask = (1 << (2 * at).bit_length()) - 1
        self._slots = slots = array(
            "I", bytes(array("I").itemsize * (self._mask + 1))
        )  # position + 1; 0 is free
        mask = self._mask
        for position, (prefix,) in enumerate(_PREFIXES.iter_unpack(self._ids), 1):
            slot = prefix & mask
            while slots[slot]:
                slot = slot + 1 & mask
            slots[slot] = position

    def get(self, record_id: bytes, /) -> int | None:
        """Return the address, or None."""
        slot = _PREFIXES.unpack(record_id)[0] & self._mask
        while position := self._slots[slot]:
            at = (position - 1) * ID_BYTES
            if self._ids[at : at + ID_BYTES] == record_id:
                return self._address(position - 1)
            slot = slot + 1 & self._mask
        return None

    def _address(self, position: int) -> int:
        return position + next(shift for start, shift in reversed(self._starts) if start <= position)
