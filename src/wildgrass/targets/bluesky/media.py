"""Pictures as the server will keep them: made anew within its size, named by their own bytes, remembered by name.

Two at a time are made ahead, each in a sandbox of its own, while others are on their way to the server.
"""

import tempfile
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from types import TracebackType
from typing import IO, Final, Self

from wildgrass.crypto.cid import RAW, cid_of
from wildgrass.files.content import Content
from wildgrass.files.preview import Picture, Previewer, PreviewError
from wildgrass.model import Attachment
from wildgrass.targets.base import Archive
from wildgrass.targets.bluesky.place import PICTURE_BYTES
from wildgrass.targets.bluesky.records import Blob
from wildgrass.targets.ledger import Ledger
from wildgrass.targets.pictures import MEDIA_TYPES, picture_within

_NOTE: Final = "blob:"
_MAKERS: Final = 2
_MOST_AHEAD: Final = 16
_IN_MEMORY: Final = 32 << 20
_MOST_HELD: Final = 1 << 30


class Pictures:
    """Makes pictures ready; the ledger remembers what each became, so that a resumed run need not decode it again."""

    def __init__(self, archive: Archive, ledger: Ledger) -> None:
        """Decode nothing yet."""
        self._archive, self._ledger = archive, ledger
        self._makers = ThreadPoolExecutor(_MAKERS, thread_name_prefix="pictures")
        self._previewers: SimpleQueue[Previewer] = SimpleQueue()
        for _ in range(_MAKERS):
            self._previewers.put(Previewer())
        self._coming: dict[str, Future[Picture | None]] = {}
        self._held = _Held(ledger)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._makers.shutdown(cancel_futures=True)
        for _ in range(_MAKERS):
            self._previewers.get().close()
        self._held.close()

    def expect(self, pictures: Iterable[Attachment]) -> None:
        """Begin to make pictures that will be asked for soon, as far as there is room."""
        for one in pictures:
            digest = str(one.sha256)
            is_known = digest in self._coming or f"{_NOTE}{digest}" in self._ledger.notes
            path = None if is_known else self._archive.attachment_path(digest)
            if path is not None and len(self._coming) < _MOST_AHEAD:
                self._coming[digest] = self._makers.submit(self._decoded, path)

    def blobs(self, pictures: Iterable[Attachment]) -> Mapping[str, Blob]:
        """Return what pictures become, by the SHA-256 of the archive's file, without those that are damaged."""
        found = {str(one.sha256): self.blob(one) for one in pictures}
        return {digest: blob for digest, blob in found.items() if blob is not None}

    def blob(self, picture: Attachment) -> Blob | None:
        """Return what one picture becomes, None where it cannot be decoded."""
        name = f"{_NOTE}{picture.sha256}"
        if name not in self._ledger.notes:
            made = self._made(picture)
            self._ledger.note(name, None if made is None else _described(made))
        kept = self._ledger.notes[name]
        return None if kept is None else Blob(*kept)

    def data(self, picture: Attachment) -> bytes:
        """Return the bytes to send; b"" where it cannot be decoded."""
        held = self._held.get(str(picture.sha256))
        if held is not None:
            return held
        made = self._made(picture)
        return b"" if made is None else made.data

    def forget(self) -> None:
        """Let go of pictures that were sent."""
        self._held.clear()

    def _made(self, picture: Attachment) -> Picture | None:
        digest = str(picture.sha256)
        coming = self._coming.pop(digest, None)
        if coming is None:
            path = self._archive.attachment_path(digest)
            made = None if path is None else self._decoded(path)
        else:
            made = coming.result()
        if made is not None:
            self._held.put(digest, made.data)
        return made

    def _decoded(self, path: Content) -> Picture | None:
        previewer = self._previewers.get()
        try:
            return picture_within(previewer, path, PICTURE_BYTES)
        except PreviewError:
            return None
        finally:
            self._previewers.put(previewer)


def _described(made: Picture) -> list[str | int]:
    cid = cid_of(made.data, RAW).text()
    return [cid, MEDIA_TYPES[made.ending], len(made.data), made.width, made.height]


class _Held:
    """Bytes kept from making to sending, in memory and then in a file that has no name: decoding again costs more."""

    def __init__(self, ledger: Ledger) -> None:
        folder = str(ledger.path.parent)
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY, dir=folder)  # noqa: SIM115
        self._places: dict[str, tuple[int, int]] = {}

    def put(self, digest: str, data: bytes) -> None:
        start = self._file.seek(0, 2)
        if digest not in self._places and start + len(data) <= _MOST_HELD:
            self._file.write(data)
            self._places[digest] = (start, len(data))

    def get(self, digest: str) -> bytes | None:
        if digest not in self._places:
            return None
        start, size = self._places[digest]
        self._file.seek(start)
        return self._file.read(size)

    def clear(self) -> None:
        self._places.clear()
        self._file.seek(0)
        self._file.truncate()

    def close(self) -> None:
        self._file.close()
