"""The store contract: immutable objects with names, created once, never replaced."""

from collections.abc import Iterator, Sequence
from typing import Protocol, runtime_checkable

from wildgrass.errors import EXIT_STORE, WildgrassError


class StoreError(WildgrassError):
    """A store failed: full, gone, refused."""

    code = "store-failed"
    exit_code = EXIT_STORE
    message = "{place} failed while {doing} {name}: {reason}"
    hint = (
        "nothing that was acknowledged is lost; free space or restore the connection, "
        "then run the same command again"
    )


class ObjectExistsError(StoreError):
    """An object of that name exists already; it was not touched."""

    code = "object-exists"
    message = "{place} already holds {name}"
    hint = "objects are never replaced; this is a fault of the store or of a copied state folder"


class ObjectMissingError(StoreError):
    """No object of that name."""

    code = "object-missing"
    message = "{place} does not hold {name}"
    hint = "check the other places that hold this vault, and run verify on each"


@runtime_checkable
class ReadsInto(Protocol):
    """A store that can read into memory the caller owns; a help for speed, no store must."""

    def read_into(self, name: str, start: int, buffer: memoryview) -> int:
        """Fill `buffer` with an object's bytes from `start`; return how many, fewer at its end.

        Raises:
            ObjectMissingError: no such object.
        """


class Store(Protocol):
    """A place that keeps objects. Names are relative, "/"-separated, of [a-z0-9._-] parts.

    A writing device needs `create` only; a store may refuse it the rest.
    """

    @property
    def place(self) -> str:
        """The place as the person wrote it."""

    def create(self, name: str, parts: Sequence[bytes | bytearray | memoryview]) -> None:
        """Store an object whose bytes are the concatenation of `parts`; durable when this returns.

        Raises:
            ObjectExistsError: the name is taken; nothing was changed.
            StoreError: anything else; no object of that name is visible, or it is whole.
        """

    def read(self, name: str, start: int = 0, length: int | None = None) -> bytes:
        """Return an object's bytes, or `length` bytes from `start` (fewer at its end).

        Raises:
            ObjectMissingError: no such object.
        """

    def list(self, prefix: str = "") -> Iterator[tuple[str, int]]:
        """Yield (name, size in bytes) of every object whose name starts with `prefix`, in name order."""
