"""Pictures sent ahead of the post that shows them: pixels made anew, with their descriptions."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from wildgrass.files.preview import Previewer, PreviewError
from wildgrass.model import Attachment
from wildgrass.targets.base import Archive
from wildgrass.targets.mastodon.api import Api, Refused
from wildgrass.targets.means import Means
from wildgrass.targets.pictures import MEDIA_TYPES, picture_within

MOST_BYTES: Final = 8_000_000
DESCRIPTION: Final = 1_500
_LOOKS: Final = 120
_PAUSE_S: Final = 1.0


class Media:
    """Sends the pictures of one run."""

    def __init__(
        self, archive: Archive, api: Api, means: Means, previewer: Previewer, said: Mapping[str, Any]
    ) -> None:
        """`said` is the server's `configuration.media_attachments`."""
        self._archive, self._api, self._means, self._previewer = archive, api, means, previewer
        self._most = _number(said.get("image_size_limit"), MOST_BYTES)
        self._letters = _number(said.get("description_limit"), DESCRIPTION)

    def sent(self, picture: Attachment) -> str | None:
        """Send one picture and return its id, None where it cannot be decoded. Raises Refused, NetError."""
        path = self._archive.attachment_path(str(picture.sha256))
        if path is None:
            return None
        try:
            made = picture_within(self._previewer, path, self._most)
        except PreviewError:
            return None
        description = (picture.alt or "")[: self._letters]
        content, media_type = form(description, made.data, made.ending)
        try:
            said = self._api.send("/api/v2/media", content, media_type)
        except Refused as refused:
            if refused.status not in {404, 405}:
                raise
            said = self._api.send("/api/v1/media", content, media_type)  # before /api/v2/media there was this
        return self._ready(said)

    def _ready(self, said: Any) -> str:
        """Return a picture's id once the server is through with it (it says 202 and no address before)."""
        for _ in range(_LOOKS):
            if not isinstance(said, dict) or not said.get("id"):
                raise Refused("/api/v2/media", 502, "no id of the picture in the answer")
            if said.get("url"):
                break
            self._means.sleep(_PAUSE_S)
            said = self._api.get(f"/api/v1/media/{said['id']}")
        else:
            raise Refused("/api/v2/media", 504, "the picture is not ready after two minutes")
        return str(said["id"])


def form(description: str, data: bytes, ending: str) -> tuple[bytes, str]:
    """Return a form with a picture and its description, and its media type (RFC 7578).

    The file's name is made from both: snac keeps one file for each name, and a second "picture.jpg" takes the place of
    the first in a post that is there already (measured on 2.75).
    """
    digest = sha256(data + b"\n" + description.encode()).hexdigest()[:40]
    mark = f"wildgrass-{digest}"
    name = f'name="file"; filename="{digest}.{ending}"\r\nContent-Type: {MEDIA_TYPES[ending]}'
    parts = [(name, data)]
    if description:
        parts.insert(0, ('name="description"', description.encode()))
    body = b"".join(
        f"--{mark}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + value + b"\r\n"
        for head, value in parts
    )
    return body + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


def _number(said: Any, most: int) -> int:
    return min(said, most) if type(said) is int and said > 0 else most
