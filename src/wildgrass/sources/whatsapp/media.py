"""The files of an export: which of them a message names, whatever language it names them in."""

import re
import unicodedata
from datetime import date
from typing import Final

from wildgrass.model import Attachment
from wildgrass.sources.base import Export, own_name
from wildgrass.sources.mediatypes import media_type
from wildgrass.sources.whatsapp.headers import without_marks

_IPHONE: Final = re.compile(r"\d{5,}-(?:(?P<kind>PHOTO|VIDEO|AUDIO|GIF|STICKER)-(?P<day>\d{4}-\d\d-\d\d)-)?")
_ANDROID: Final = re.compile(r"(?P<kind>IMG|VID|AUD|PTT|STK|DOC|GIF)-(?P<day>\d{8})-WA\d{4,}\.")
_ROLES: Final = {
    "PHOTO": "photo",
    "IMG": "photo",
    "VIDEO": "video",
    "VID": "video",
    "GIF": "animated_gif",
    "AUDIO": "audio",
    "AUD": "audio",
    "PTT": "audio",
    "STICKER": "sticker",
    "STK": "sticker",
    "DOC": "file",
}
_BY_TYPE: Final = {"image": "photo", "video": "video", "audio": "audio"}


class Media:
    """The members of an export that are no chat."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self._claimed: set[str] = set()
        self._by_name: dict[str, list[str]] = {}
        for key in export.members:
            self._by_name.setdefault(_folded(own_name(key)), []).append(key)

    def find(self, name: str, folder: str) -> str | None:
        """Return the member of that file name, of the chat's own folder first."""
        keys = self._by_name.get(_folded(name))
        if not keys:
            return None
        return next((key for key in keys if own_name(key).rpartition("/")[0] == folder.rstrip("/")), keys[0])

    def attach(self, name: str, folder: str) -> Attachment:
        """Return the attachment of a file that a message names."""
        key = self.find(name, folder)
        shown = without_marks(name)
        if key is None:
            return Attachment(name=shown, media_type=media_type(shown), role=role(shown))
        self._claimed.add(key)
        size = self._export.members[key].size_bytes
        return Attachment(
            name=shown, member=key, media_type=media_type(shown), size_bytes=size, role=role(shown)
        )

    def is_claimed(self, key: str) -> bool:
        """Say whether a message names the member."""
        return key in self._claimed


def _folded(name: str) -> str:
    base = name.rpartition("/")[2]
    return base if base.isascii() else unicodedata.normalize("NFC", without_marks(base))


def is_whatsapp_name(name: str) -> bool:
    """Say whether WhatsApp gave a file its name."""
    return _ANDROID.match(name) is not None or _IPHONE.match(name) is not None


def role(name: str) -> str:
    """Return what a file is to its message, by the name that WhatsApp gave it or by its ending."""
    found = _ANDROID.match(name) or _IPHONE.match(name)
    if found is not None and found["kind"]:
        return _ROLES[found["kind"]]
    kind = (media_type(name) or "").partition("/")[0]
    return _BY_TYPE.get(kind, "file")


_NAMED: Final = re.compile(
    r"(?:IMG|VID|AUD|PTT|DOC|GIF)-(\d{4})(\d\d)(\d\d)-WA\d{4}|-(?:PHOTO|VIDEO|AUDIO|GIF)-(\d{4})-(\d\d)-(\d\d)-"
)


def day_named(text: str) -> date | None:
    """Return the day in the first file name of a text, None where there is none."""
    found = _NAMED.search(text)
    if found is None:
        return None
    year, month, number = (found[1], found[2], found[3]) if found[1] else (found[4], found[5], found[6])
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        return None
