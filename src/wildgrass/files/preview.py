"""Pictures of files for people to look at: pixels that a sandboxed process made, never the file itself."""

import subprocess
import sys
import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

from wildgrass.errors import EXIT_INPUT, WildgrassError
from wildgrass.files.content import Content
from wildgrass.files.pixels import HASHED_SIDE, Pixels
from wildgrass.files.worker_wire import ANSWER, BOX, FACES, REQUEST

MOST_BYTES: Final = 256 << 20
_SECONDS: Final = 30
_ALONE: Final = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # a sandbox holds one thread
_ENDINGS: Final = {b"\x89PNG": "png", b"RIFF": "webp", b"\xff\xd8\xff\xe0": "jpg"}


Box = tuple[int, ...]
"""Left, top, right and bottom, pixels of the upright picture in its whole size."""


class PreviewError(WildgrassError):
    """A file cannot be shown."""

    code = "preview-failed"
    exit_code = EXIT_INPUT
    message = "the file cannot be shown: {reason}"
    hint = "it is kept as it is; do not open it with other programs unless you trust who sent it"


@dataclass(frozen=True, slots=True)
class Picture:
    """Pixels as a PNG, JPEG or (moving) WebP without metadata; `count` frames or pages were in the file."""

    data: bytes
    width: int
    height: int
    count: int

    @property
    def ending(self) -> str:
        """Return "png", "jpg" or "webp"."""
        return _ENDINGS[self.data[:4]]


class Previewer:
    """One decoding process at a time; a file that kills it costs that file only."""

    def __init__(self, *, finds_faces: bool = False) -> None:
        """Start nothing before the first file; only with `finds_faces` does the process load what finds them."""
        self._loads = FACES if finds_faces else ""
        self._process: subprocess.Popen[bytes] | None = None
        self._is_closed_in = False

    def image(self, path: Content, longest_side: int) -> Picture:
        """Return a picture, upright, all its frames if it moves, at most `longest_side` pixels wide or high.

        Raises:
            PreviewError: it is none, too large, or damaged.
        """
        return self._asked(b"i", path, 0, longest_side)

    def pixels(self, path: Content, longest_side: int = HASHED_SIDE) -> Pixels:
        """Return the first frame's luminance, upright and on white: what `perceptual.fingerprint` looks at.

        Raises:
            PreviewError: it is none, too large, or damaged.
        """
        seen = self._asked(b"l", path, 0, longest_side)
        return Pixels(seen.data, seen.width, seen.height)

    def page(self, path: Content, number: int, longest_side: int) -> Picture:
        """Return a page of a PDF, from 0; never without the sandbox.

        Raises:
            PreviewError: there is no such page, or no sandbox.
        """
        return self._asked(b"p", path, number, longest_side)

    def faces(self, path: Content) -> tuple[Box, ...]:
        """Return where a picture shows faces, as far as the detector finds them; it misses some.

        Raises:
            PreviewError: it is no picture, or could not be looked at: what it shows is not known.
        """
        seen = self._asked(b"f", path, 0, 0)
        return tuple(BOX.iter_unpack(seen.data))

    def without_faces(self, path: Content, longest_side: int) -> Picture:
        """Return a picture, its first frame, upright, faces blurred beyond recognition; `count` were found.

        Where none were found there are no bytes: it needs no change.

        Raises:
            PreviewError: it is no picture, or could not be looked at.
        """
        return self._asked(b"b", path, 0, longest_side)

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _asked(self, what: bytes, path: Content, number: int, side: int) -> Picture:
        if path.stat().st_size > MOST_BYTES:
            raise PreviewError(reason=f"it is larger than {MOST_BYTES:,} bytes")
        process = self._running()
        if what == b"p" and not self._is_closed_in:
            raise PreviewError(reason="this system has no sandbox for it")
        data = path.read_bytes()
        guard = threading.Timer(_SECONDS, process.kill)
        guard.start()
        try:
            return self._exchanged(process, REQUEST.pack(what, number, side, len(data)), data)
        except (BrokenPipeError, EOFError) as error:
            self.close()
            raise PreviewError(reason="decoding it took too long or went wrong") from error
        finally:
            guard.cancel()

    def _exchanged(self, process: "subprocess.Popen[bytes]", head: bytes, data: bytes) -> Picture:
        assert process.stdin is not None
        process.stdin.write(head)
        process.stdin.write(data)
        process.stdin.flush()
        done, width, height, count, length = ANSWER.unpack(_read(process, ANSWER.size))
        body = _read(process, length)
        if done != b"+":
            raise PreviewError(reason=body.decode(errors="replace"))
        return Picture(body, width, height, count)

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(  # noqa: S603 - our own module, and one of two words of ours
                [sys.executable, "-I", "-m", "wildgrass.files.worker", self._loads],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_ALONE,
                close_fds=True,
            )
            try:
                self._is_closed_in = _read(self._process, 1) == b"\x01"
            except EOFError as error:
                self.close()
                raise PreviewError(reason="the decoding process does not start") from error
        return self._process


def _read(process: "subprocess.Popen[bytes]", size: int) -> bytes:
    assert process.stdout is not None
    data = process.stdout.read(size)
    if len(data) < size:
        raise EOFError
    return data
