"""Telegram: what Telegram Desktop exports, one chat or a whole account, as JSON or pages; and public channels' pages.

`layout.py` says which member is what, `reading.py` goes through them; `messages.py` reads JSON, `pages.py` HTML,
`channelpages.py` what t.me/s/ shows.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from wildgrass.sources import followed
from wildgrass.sources.base import Export, PieceSplit, Reading, SourceInfo, Vintage
from wildgrass.sources.telegram import layout


class TelegramSource:
    """Reads exports of Telegram Desktop."""

    info: ClassVar[SourceInfo] = SourceInfo(
        name="telegram", title="Telegram Desktop export", vintages=layout.VINTAGES
    )

    def recognise(self, export: Export) -> Vintage | None:
        """Say which form of export this is; see `base.Source`."""
        return layout.recognise(export)

    def read(self, export: Export, vintage: Vintage) -> Iterator[Reading]:
        """Yield everything; see `base.Source`."""
        from wildgrass.sources.telegram import reading  # noqa: PLC0415 - recognition alone needs none of it

        return followed.read(export, reading.read(export, vintage))

    def pieces(self, export: Export, name: str) -> PieceSplit | None:
        """Say how a member splits; see `base.Source`."""
        form = layout.form_of(export, name)
        if form is None:
            return None
        return PieceSplit(is_lines=True) if form in layout.PAGES else PieceSplit(paths=layout.PATHS)

    def media_made(self, name: str) -> datetime | None:
        """Say nothing: names carry the time of a message, but by the clock of the exporting computer."""
        del name
        return None

    def part_key(self, export: Export) -> str | None:
        """Say that every container is an export of its own, which may lie beside others; see `base.Source`."""
        return None if self.recognise(export) is None else ""
