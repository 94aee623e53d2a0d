"""Cut a member into the records that the vault keeps, however its format holds them."""

from collections.abc import Iterator
from typing import BinaryIO

from wildgrass.sources import jsonwalk, lines, records
from wildgrass.sources.base import Batch, PieceSplit


def split(stream: BinaryIO, how: PieceSplit) -> Iterator[Batch]:
    """Yield a member's bytes in order as batches of (bytes, spans of its records). Raises only what `stream` does."""
    if how.is_lines:
        return lines.batches(stream)
    if how.paths:
        return jsonwalk.batches(stream, how.paths)
    return records.split(stream, how)
