"""A store in memory that passes the same contract as the others; tests may damage `objects` as they like."""

from collections.abc import Iterator, Sequence

from wildgrass.vault.stores.base import ObjectExistsError, ObjectMissingError
from wildgrass.vault.stores.names import checked_name


class MemoryStore:
    """Objects in a dictionary."""

    def __init__(self, objects: dict[str, bytes] | None = None, place: str = "memory") -> None:
        self.objects = dict(objects or {})
        self.reads = 0
        self._place = place

    @property
    def place(self) -> str:
        return self._place

    def create(self, name: str, parts: Sequence[bytes | bytearray | memoryview]) -> None:
        if checked_name(name) in self.objects:
            raise ObjectExistsError(place=self._place, name=name)
        self.objects[name] = b"".join(parts)

    def read(self, name: str, start: int = 0, length: int | None = None) -> bytes:
        self.reads += 1
        if checked_name(name) not in self.objects:
            raise ObjectMissingError(place=self._place, name=name)
        return self.objects[name][start : None if length is None else start + length]

    def list(self, prefix: str = "") -> Iterator[tuple[str, int]]:
        yield from sorted((name, len(data)) for name, data in self.objects.items() if name.startswith(prefix))
