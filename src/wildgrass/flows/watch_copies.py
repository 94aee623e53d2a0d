"""The archive's own copies of pictures beside what a platform serves in their place: is it still the same picture?"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Literal, Self

from wildgrass.files.content import Content
from wildgrass.files.preview import Previewer, PreviewError

if TYPE_CHECKING:
    from wildgrass.files.perceptual import Fingerprint


@dataclass(frozen=True)
class Served:
    """A file that a server sent, in memory."""

    body: bytes

    def open(self, _mode: Literal["rb"]) -> BinaryIO:
        """Return a stream."""
        return io.BytesIO(self.body)

    def stat(self) -> "Served":
        """Return what tells its length."""
        return self

    @property
    def st_size(self) -> int:
        """Return its length."""
        return len(self.body)

    def read_bytes(self) -> bytes:
        """Return all of it."""
        return self.body


class Copies:
    """The archive's copies of pictures; both sides are decoded in the sandbox. A context manager."""

    def __init__(self, copy_of: Callable[[str], Content | None]) -> None:
        """Take what returns the copy with a SHA-256; nothing is opened before it is asked for."""
        self._copy_of, self._previewer = copy_of, Previewer()
        self._prints: dict[str, Fingerprint | None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._previewer.close()

    def bits_apart(self, digest: str, body: bytes) -> int | None:
        """Return how many of 256 bits of two pictures' hashes differ where they are two, None where that is not sure.

        Recompressed, cropped, turned and mirrored ones are one picture. Of a copy that shows next to nothing nothing is
        said; a placeholder may well show nothing.
        """
        from wildgrass.files.perceptual import (  # noqa: PLC0415 - it loads numpy
            CANDIDATE_MOST,
            Verdict,
            compared,
            distance,
        )

        if digest not in self._prints:
            copy = self._copy_of(digest)
            self._prints[digest] = None if copy is None else self._seen(copy)
        mine = self._prints[digest]
        theirs = self._seen(Served(body)) if mine is not None and mine.is_telling else None
        if mine is None or theirs is None or compared(mine, theirs).verdict is not Verdict.OTHER:
            return None
        bits = distance(mine.pdq, theirs.pdq)
        return bits if bits > CANDIDATE_MOST else None

    def _seen(self, content: Content) -> "Fingerprint | None":
        from wildgrass.files.recognising import picture_print  # noqa: PLC0415 - it loads numpy

        try:
            return picture_print(content, self._previewer)
        except (PreviewError, OSError):
            return None
