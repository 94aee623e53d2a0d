"""Files of videos and songs: whose they are is told by their names, which are titles cut to what file systems allow."""

import unicodedata
from typing import Final

from wildgrass.model import Attachment
from wildgrass.sources.base import Export, own_name
from wildgrass.sources.idtable import IdTable
from wildgrass.sources.mediatypes import media_type
from wildgrass.sources.youtube.ids import VIDEO

_MORE: Final = {
    "avi": "video/x-msvideo", "wmv": "video/x-ms-wmv", "flv": "video/x-flv", "mpg": "video/mpeg", "mpeg": "video/mpeg",
    "m4v": "video/x-m4v", "mts": "video/mp2t", "m2ts": "video/mp2t", "3gpp": "video/3gpp",
}  # fmt: skip
_SHORTEST: Final = 12  # letters; a shorter name may begin many titles


def type_of(name: str) -> str | None:
    """Return the media type that a file's name claims."""
    return media_type(name) or _MORE.get(name.rpartition(".")[2].lower())


def is_media(name: str) -> bool:
    """Say whether a name is that of a picture, a video or a sound."""
    found = type_of(name)
    return found is not None and found.partition("/")[0] in ("image", "video", "audio")


def letters(title: str) -> str:
    """Return a title's letters and digits only: file names replace the rest."""
    return "".join(one for one in unicodedata.normalize("NFKC", title).casefold() if one.isalnum())


class Media:
    """The media members of an export by their names."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self._claimed = IdTable()
        self._by_name: dict[str, str | None] | None = None  # None as value where two files have the name
        self._sizes: list[int] = []

    def _names(self) -> dict[str, str | None]:
        if self._by_name is None:
            self._by_name = {}
            for key in filter(is_media, self._export.members):
                stem = own_name(key).rpartition("/")[2].rpartition(".")[0]
                for name in {letters(stem), stem[-11:] if VIDEO.match(stem[-11:]) else letters(stem)}:
                    self._by_name[name] = None if name in self._by_name else key
            self._sizes = sorted({len(one) for one in self._by_name if len(one) >= _SHORTEST}, reverse=True)
        return self._by_name

    def of_video(self, number: str, title: str) -> str | None:
        """Return the member that holds a video, None where none or more than one may be it."""
        names, wanted = self._names(), letters(title)
        for name in (number, wanted):
            if name and name in names:
                return self._free(names[name])
        for size in self._sizes:
            if size < len(wanted) and wanted[:size] in names:
                return self._free(names[wanted[:size]])
        return None

    def _free(self, key: str | None) -> str | None:
        return key if key is not None and key not in self._claimed else None

    def attach(self, key: str, role: str) -> Attachment:
        """Return the attachment of a member."""
        self._claimed.put(key, 1)
        name = own_name(key).rpartition("/")[2]
        size = self._export.members[key].size_bytes
        return Attachment(name=name, member=key, media_type=type_of(name), size_bytes=size, role=role)

    def is_claimed(self, key: str) -> bool:
        """Say whether an item has the member."""
        return key in self._claimed
