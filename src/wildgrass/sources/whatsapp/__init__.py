"""WhatsApp: the text of one chat, as iPhones and Android phones export it, with or without its media.

`layout.py` says which member is what, `headers.py` knows every notation of a message's first line, `survey.py` goes
through a chat once to learn its notation and date order, `reading.py` a second time to make items.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from wildgrass.sources.base import Export, PieceSplit, Reading, SourceInfo, Vintage
from wildgrass.sources.whatsapp import layout


class WhatsAppSource:
    """Reads exported chats."""

    info: ClassVar[SourceInfo] = SourceInfo(
        name="whatsapp", title="WhatsApp exported chat", vintages=layout.VINTAGES
    )

    def recognise(self, export: Export) -> Vintage | None:
        """Say which form of export this is; see `base.Source`."""
        return layout.recognise(export)

    def read(self, export: Export, vintage: Vintage) -> Iterator[Reading]:
        """Yield everything; see `base.Source`."""
        from wildgrass.sources.whatsapp import reading  # noqa: PLC0415 - recognition alone needs none of it

        return reading.read(export, vintage)

    def pieces(self, export: Export, name: str) -> PieceSplit | None:
        """Say how a member splits; see `base.Source`."""
        if layout.is_chat(export, name):
            return PieceSplit(is_lines=True)
        return PieceSplit(paths=layout.ACCOUNT_PATHS) if layout.is_account_info(export, name) else None

    def media_made(self, name: str) -> datetime | None:
        """Say nothing: a name tells when a file was first received, and it may be sent again years later."""
        del name
        return None

    def part_key(self, export: Export) -> str | None:
        """Say that every container is an export of its own; see `base.Source`."""
        return layout.part_key(export)
