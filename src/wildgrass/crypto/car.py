"""CAR files, version 1: a header that names a root, then blocks, each after its length and identifier.

https://ipld.io/specs/transport/car/carv1/
"""

from wildgrass.crypto import dagcbor
from wildgrass.crypto.cid import Cid, CidError, taken, varint, varint_of


def header(root: Cid) -> bytes:
    """Return the beginning of a file with one root."""
    data = dagcbor.encode({"roots": [root], "version": 1})
    return varint_of(len(data)) + data


def section(cid: Cid, data: bytes) -> bytes:
    """Return one block as it stands in a file."""
    return varint_of(len(cid.raw) + len(data)) + cid.raw + data


def blocks(data: bytes) -> dict[Cid, bytes]:
    """Return every block of a small file that is held in memory; nothing is checked against its identifier.

    Raises:
        CidError: the bytes are no CAR.
    """
    size, at = varint(data, 0)
    at += size
    found: dict[Cid, bytes] = {}
    while at < len(data):
        size, at = varint(data, at)
        part = data[at : at + size]
        if len(part) < size or not size:
            raise CidError("it ends inside a block")
        cid = taken(part)
        found[cid] = part[len(cid.raw) :]
        at += size
    return found
