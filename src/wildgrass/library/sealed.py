"""Files that lie on the disk as age files and are opened in memory, a part at a time. Format: docs/spec/library.md.

The plaintext of a file is its content, zeros up to a Padmé size, and the content's length as 8 bytes, big-endian: the
length of the file on the disk tells a class of sizes, not which well-known picture it is.
"""

import errno
import io
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final, Literal, cast

from wildgrass.crypto import age
from wildgrass.crypto.padding import padme

LENGTH_BYTES: Final = 8
_RUN: Final = 16 * age.CHUNK
_READ_AHEAD: Final = 4 * age.CHUNK
_ZEROS: Final = bytes(age.CHUNK)


class SealedWriter(io.RawIOBase):
    """Seals what is written into a file, in constant memory; the file is whole once this is closed."""

    def __init__(
        self,
        out: BinaryIO,
        recipient: age.Recipient,
        *,
        is_lasting: bool = True,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        """Write the head to `out`, which is closed with this, and survives a power cut then if `is_lasting`."""
        super().__init__()
        self._is_lasting = is_lasting
        keys = age.new_file([recipient], random=random)
        self._key = keys.payload_key
        self._out = out
        self._held = bytearray()
        self._sealed = memoryview(bytearray(_RUN + 16 * age.TAG))
        self._chunk = 0
        self.length = 0
        out.write(keys.head)

    def writable(self) -> bool:
        """Say that this can be written to."""
        return True

    def write(self, data: object) -> int:
        """Take some bytes."""
        view = memoryview(data).cast("B")  # type: ignore[arg-type]
        self.length += len(view)
        for at in range(0, len(view), _RUN):
            self._held += view[at : at + _RUN]
            if len(self._held) > _RUN:  # at least a byte stays: the last chunk must not be empty
                self._seal(_RUN, final=False)
        return len(view)

    def close(self) -> None:
        """Pad, write the length and the last chunk, and close the file."""
        if self.closed:
            return
        try:
            length = self.length
            missing = padme(length + LENGTH_BYTES) - length - LENGTH_BYTES
            while missing:
                missing -= self.write(_ZEROS[: min(missing, len(_ZEROS))])
            self.write(length.to_bytes(LENGTH_BYTES, "big"))
            self.length = length
            self._seal(len(self._held), final=True)
            if self._is_lasting:
                self._out.flush()
                os.fsync(self._out.fileno())
        finally:
            self._out.close()
            super().close()

    def _seal(self, size: int, *, final: bool) -> None:
        with memoryview(self._held) as held:
            written = age.seal_chunks(
                self._key, held[:size], self._sealed, first_chunk=self._chunk, final=final
            )
        self._out.write(self._sealed[:written])
        self._chunk += size // age.CHUNK
        del self._held[:size]

    def flush(self) -> None:
        """Hand over what is sealed; whole chunks only."""
        if not self._out.closed:
            self._out.flush()


@dataclass(frozen=True, slots=True)
class Length:
    """How many bytes a content has."""

    st_size: int


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A sealed file as its content: reads like a path."""

    path: Path
    identity: age.Identity = field(repr=False, compare=False)

    def open(self, mode: Literal["rb"] = "rb", /) -> BinaryIO:
        """Return a stream of the content that can seek; every part is authenticated before it is given.

        Raises:
            OSError: the file cannot be read or is damaged.
        """
        assert mode == "rb"
        return cast("BinaryIO", io.BufferedReader(_Opened(self), _READ_AHEAD))

    def stat(self) -> Length:
        """Return how long the content is.

        Raises:
            OSError: the file cannot be read or is damaged.
        """
        with _Opened(self) as opened:
            return Length(opened.size)

    def read_bytes(self) -> bytes:
        """Return the content.

        Raises:
            OSError: the file cannot be read or is damaged.
        """
        with self.open() as stream:
            return stream.read()

    def unlink(self) -> None:
        """Remove the file."""
        self.path.unlink()


class _Opened(io.RawIOBase):
    """A sealed file that is being read."""

    def __init__(self, file: SealedFile) -> None:
        super().__init__()
        self._path = file.path
        self._file = file.path.open("rb")
        self._at = 0
        try:
            self._ranges = age.RangeReader(self._file, [file.identity])
            end = self._ranges.size
            self.size = int.from_bytes(self._ranges.read(max(0, end - LENGTH_BYTES), LENGTH_BYTES), "big")
            if end < LENGTH_BYTES or self.size > end - LENGTH_BYTES:
                raise self._damaged()
        except age.AgeError as error:
            self._file.close()
            raise self._damaged() from error

    def _damaged(self) -> OSError:
        return OSError(errno.EIO, "a sealed file is damaged", str(self._path))

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        length = min(len(view), max(0, self.size - self._at))
        try:
            data = self._ranges.read(self._at, length) if length else b""
        except age.AgeError as error:
            raise self._damaged() from error
        view[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()
