"""Pictures where relays cannot keep them: at a Blossom server (BUD-02), or at an address that the person fills herself.

Either way an address ends with the SHA-256 of the bytes, which the event names too: nobody can change a picture unseen.
"""

import base64
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from wildgrass.crypto.digests import sha256
from wildgrass.errors import EXIT_STORE, WildgrassError
from wildgrass.files.preview import Previewer, PreviewError
from wildgrass.model import Attachment
from wildgrass.net import Client
from wildgrass.targets.base import Archive
from wildgrass.targets.ledger import Ledger
from wildgrass.targets.nostr.events import BLOSSOM_AUTH, event
from wildgrass.targets.nostr.key import NostrKey
from wildgrass.targets.nostr.notes import Medium
from wildgrass.targets.pictures import MEDIA_TYPES, picture_within

PICTURE_BYTES: Final = 2_000_000
_MADE, _SENT = "picture:", "sent:"
_HOUR_S: Final = 3600
_ONLY_THIS_ONE: Final = frozenset(
    {400, 409, 411, 413, 415, 422}
)  # what says something of one picture, not of us


class MediaServerError(WildgrassError):
    """The media server does not take pictures from this account, or is broken."""

    code = "media-server-refused"
    exit_code = EXIT_STORE
    message = "{server} does not take the pictures: {status} {reason}"
    hint = "run it again later, name another server with --blossom, or leave --blossom out to publish without pictures"


class PictureRefusedError(Exception):
    """The server refuses one picture, in its own words."""


class Pictures:
    """Makes pictures ready and puts them where events will name them. A context manager."""

    def __init__(self, archive: Archive, ledger: Ledger, base: str | None) -> None:
        """Decode nothing yet. `base` is the address that every picture's name follows; None leaves pictures out."""
        self.base = base
        self._archive, self._ledger = archive, ledger
        self._previewer = Previewer()
        self._last: tuple[str, bytes] = ("", b"")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._previewer.close()

    def media(self, pictures: Iterable[Attachment]) -> Mapping[str, Medium]:
        """Return where pictures are, by the SHA-256 of the archive's file, without those that are damaged."""
        found = {str(one.sha256): self.medium(one) for one in pictures}
        return {digest: medium for digest, medium in found.items() if medium is not None}

    def medium(self, picture: Attachment) -> Medium | None:
        """Return where one picture is, None where it cannot be decoded or has no place."""
        if self.base is None:
            return None
        name = f"{_MADE}{picture.sha256}"
        if name not in self._ledger.notes:
            self._ledger.note(name, self._made(picture))
        kept = self._ledger.notes[name]
        if kept is None:
            return None
        digest, ending, width, height = kept
        return Medium(f"{self.base}/{digest}.{ending}", digest, MEDIA_TYPES[ending], width, height)

    def data(self, picture: Attachment) -> bytes:
        """Return the bytes of a picture as it is published; b"" where it cannot be decoded."""
        if self._last[0] != picture.sha256:
            self._made(picture)
        return self._last[1]

    def _made(self, picture: Attachment) -> list[object] | None:
        source = str(picture.sha256)
        self._last = (source, b"")
        path = self._archive.attachment_path(source)
        if path is None:
            return None
        try:
            made = picture_within(self._previewer, path, PICTURE_BYTES)
        except PreviewError:
            return None
        self._last = (source, made.data)
        return [sha256(made.data).hex(), made.ending, made.width, made.height]


class Folder:
    """Writes pictures into a folder, for the person to put where the events say that they are."""

    def __init__(self, folder: Path, pictures: Pictures) -> None:
        """Make nothing yet."""
        self._folder, self._pictures = folder, pictures

    def put(self, picture: Attachment, medium: Medium) -> None:
        """Write one picture, unless it is there."""
        path = self._folder / medium.url.rpartition("/")[2]
        if path.is_file():
            return
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(self._pictures.data(picture))
        part.replace(path)


class Blossom:
    """Sends pictures to a Blossom server; the ledger remembers which are there."""

    def __init__(
        self,
        client: Client,
        server: str,
        key: NostrKey,
        ledger: Ledger,
        pictures: Pictures,
        now: datetime,
    ) -> None:
        """Send nothing yet. `now` is when the run began; permissions are for the picture and an hour or two."""
        self._client, self._server, self._key = client, server, key
        self._ledger, self._pictures, self._now = ledger, pictures, now

    def put(self, picture: Attachment, medium: Medium) -> None:
        """Send one picture, unless it is there.

        Raises:
            PictureRefusedError: the server does not take this one.
            MediaServerError: it takes none, or is broken.
            NetError: it is not reached.
        """
        name = f"{_SENT}{medium.sha256}"
        if name in self._ledger.notes:
            return
        answer = self._client.send(
            "PUT",
            f"{self._server}/upload",
            headers={
                "authorization": self._permission(medium),
                "content-type": medium.media_type,
                "x-sha-256": medium.sha256,
            },
            content=self._pictures.data(picture),
        )
        words = " ".join(answer.headers.get("x-reason", "").split())[:200]
        if answer.status in _ONLY_THIS_ONE:
            raise PictureRefusedError(words or str(answer.status))
        said = answer.json()
        if not answer.is_good:
            raise MediaServerError(server=self._server, status=answer.status, reason=words)
        if isinstance(said, dict) and said.get("sha256", medium.sha256) != medium.sha256:
            raise PictureRefusedError("the server keeps other bytes")
        self._ledger.note(name, True)  # noqa: FBT003 - the value of a note

    def _permission(self, medium: Medium) -> str:
        """Return the event that allows this one upload, as a header (BUD-11)."""
        began = int(self._now.timestamp())
        tags = [["t", "upload"], ["x", medium.sha256], ["expiration", str(began + 24 * _HOUR_S)]]
        made = event(self._key, began - 60, BLOSSOM_AUTH, tags, "Upload").signed(self._key)
        return "Nostr " + base64.b64encode(made.json).decode()
