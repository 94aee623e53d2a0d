"""Pictures as the server will keep them: made anew within its size, named by their own bytes, remembered by name."""

from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Final, Self

from wildgrass.crypto.cid import RAW, cid_of
from wildgrass.files.preview import Previewer, PreviewError
from wildgrass.model import Attachment
from wildgrass.targets.base import Archive
from wildgrass.targets.bluesky.place import PICTURE_BYTES
from wildgrass.targets.bluesky.records import Blob
from wildgrass.targets.ledger import Ledger
from wildgrass.targets.pictures import MEDIA_TYPES, picture_within

_NOTE: Final = "blob:"


class Pictures:
    """Makes pictures ready; the ledger remembers what each became, so that a resumed run need not decode it again."""

    def __init__(self, archive: Archive, ledger: Ledger) -> None:
        """Decode nothing yet."""
        self._archive, self._ledger = archive, ledger
        self._previewer = Previewer()
        self._last: tuple[str, bytes] = ("", b"")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._previewer.close()

    def blobs(self, pictures: Iterable[Attachment]) -> Mapping[str, Blob]:
        """Return what pictures become, by the SHA-256 of the archive's file, without those that are damaged."""
        found = {str(one.sha256): self.blob(one) for one in pictures}
        return {digest: blob for digest, blob in found.items() if blob is not None}

    def blob(self, picture: Attachment) -> Blob | None:
        """Return what one picture becomes, None where it cannot be decoded."""
        name = f"{_NOTE}{picture.sha256}"
        if name not in self._ledger.notes:
            made = self._made(picture)
            value = None if made is None else [made.cid, made.media_type, made.size, made.width, made.height]
            self._ledger.note(name, value)
        kept = self._ledger.notes[name]
        return None if kept is None else Blob(*kept)

    def data(self, picture: Attachment) -> bytes:
        """Return the bytes to send; b"" where it cannot be decoded."""
        if self._last[0] != picture.sha256:
            self._made(picture)
        return self._last[1]

    def _made(self, picture: Attachment) -> Blob | None:
        digest = str(picture.sha256)
        self._last = (digest, b"")
        path = self._archive.attachment_path(digest)
        if path is None:
            return None
        try:
            made = picture_within(self._previewer, path, PICTURE_BYTES)
        except PreviewError:
            return None
        self._last = (digest, made.data)
        cid = cid_of(made.data, RAW).text()
        return Blob(cid, MEDIA_TYPES[made.ending], len(made.data), made.width, made.height)
