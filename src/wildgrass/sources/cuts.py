"""Where a member's records lie, kept from one reading for the next, which then need not find and check them again."""

from array import array
from collections.abc import Iterator
from typing import BinaryIO

from wildgrass.sources.base import Batch


class Cuts:
    """The batches of one member without their bytes, in 8 bytes for each record."""

    __slots__ = ("_batches",)

    def __init__(self) -> None:
        self._batches: list[tuple[int, array[int]]] = []

    def keeping(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        """Yield batches as they come and keep where they and their records lie."""
        for data, spans in batches:
            self._batches.append((len(data), array("I", [edge for span in spans for edge in span])))
            yield data, spans

    def batches(self, stream: BinaryIO) -> Iterator[Batch]:
        """Yield the same batches again from the same bytes; what is there beyond them comes without records."""
        for size, edges in self._batches:
            flat = iter(edges)
            yield _read(stream, size), list(zip(flat, flat, strict=True))
        while rest := stream.read(1 << 20):
            yield rest, []


def _read(stream: BinaryIO, size: int) -> bytes:
    """Return `size` bytes, fewer at the end only."""
    data = stream.read(size)
    while len(data) < size and (more := stream.read(size - len(data))):
        data += more
    return data
