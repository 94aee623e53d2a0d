"""QQ: what its message manager exported as text and mht, and what QQChatExporter writes.

`layout.py` says which member is what, `reading.py` goes through them; `plaintext.py`, `mht.py`, `chatexporter.py`,
`chatexportertext.py` and `pages.py` read one form each.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from wildgrass.sources.base import Export, PieceSplit, Reading, SourceInfo, Vintage
from wildgrass.sources.qq import layout


class QQSource:
    """Reads exports of QQ chats."""

    info: ClassVar[SourceInfo] = SourceInfo(name="qq", title="QQ chat export", vintages=layout.VINTAGES)

    def recognise(self, export: Export) -> Vintage | None:
        """Say which tool wrote the export; see `base.Source`."""
        return layout.recognise(export)

    def read(self, export: Export, vintage: Vintage) -> Iterator[Reading]:
        """Yield everything; see `base.Source`."""
        from wildgrass.sources.qq import reading  # noqa: PLC0415 - recognition alone needs none of it

        return reading.read(export, vintage)

    def pieces(self, export: Export, name: str) -> PieceSplit | None:
        """Say how a member splits; see `base.Source`."""
        form = layout.form_of(export, name)
        if form is layout.Form.CHATEXPORTER_JSON:
            return PieceSplit(paths=layout.PATHS)
        if form in layout.LINED:
            return PieceSplit(is_lines=True)
        return None

    def media_made(self, name: str) -> datetime | None:
        """Say nothing: names of pictures are digests; see `base.Source`."""
        del name
        return None

    def part_key(self, export: Export) -> str | None:
        """Say that every container is an export of its own, which may lie beside others; see `base.Source`."""
        return None if self.recognise(export) is None else ""
