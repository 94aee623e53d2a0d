"""What a member is by its name's ending, and by its first bytes where that says nothing: "download", "1 (2).tmp"."""

import re
from typing import Final

from wildgrass.sources.base import Export, own_name
from wildgrass.sources.encodings import detect
from wildgrass.sources.mediatypes import media_type

TEXT: Final = "text"
_KNOWN: Final = {"json": "json", "csv": "csv", "html": "html", "htm": "html", "txt": "txt"}
_FEW: Final = 20  # members; in larger exports names were not lost one by one
_MARK: Final = re.compile(r"[\s\ufeff]*")


def ending_of(export: Export, name: str) -> str:
    """Return "json", "csv", "html" or "txt"; "text" for any text whose name says nothing; "" for everything else."""
    own = own_name(name).rpartition("/")[2].lower()
    known = _KNOWN.get(own.rpartition(".")[2]) if "." in own else None
    if known is not None or media_type(own) is not None or len(export.members) > _FEW:
        return known or ""
    return _of_content(export.head(name))


def _of_content(head: bytes) -> str:
    text = head.decode(detect(head), errors="replace")
    start = text[_MARK.match(text).end() :][:1]  # type: ignore[union-attr]
    if not start or "\x00" in text[:1024]:
        return ""
    return "json" if start in "{[" else "html" if start == "<" else TEXT
