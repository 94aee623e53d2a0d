"""The bytes of a file, wherever they lie: on the disk as they are, or sealed and opened in memory."""

from typing import BinaryIO, Literal, Protocol


class Length(Protocol):
    """What `os.stat` tells of a file, as far as it matters here."""

    @property
    def st_size(self) -> int:
        """How many bytes there are."""


class Content(Protocol):
    """A file that can be read again and again; `pathlib.Path` is one."""

    def open(self, mode: Literal["rb"], /) -> BinaryIO:
        """Return a stream that can seek.

        Raises:
            OSError: the bytes cannot be read, or what was sealed is damaged.
        """

    def stat(self) -> Length:
        """Return how long it is."""

    def read_bytes(self) -> bytes:
        """Return all of it."""

    def __hash__(self) -> int:
        """Two that are equal are the same file."""
