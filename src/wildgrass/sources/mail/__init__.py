"""E-mail: mbox files of any kind, Google Takeout's among them, single messages and folders of them.

`mbox.py` finds messages, `headers.py` and `parts.py` take one apart, `messages.py` makes items. Attachments stay where
they are and are named by the bytes they lie at, see `sources/inner.py`.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from wildgrass.sources.base import Export, PieceSplit, Reading, SourceInfo, Vintage
from wildgrass.sources.mail import layout


class MailSource:
    """Reads mailboxes."""

    info: ClassVar[SourceInfo] = SourceInfo(name="mail", title="E-mail (mbox, eml)", vintages=layout.VINTAGES)

    def recognise(self, export: Export) -> Vintage | None:
        """Say which form this is; see `base.Source`."""
        return layout.recognise(export)

    def read(self, export: Export, vintage: Vintage) -> Iterator[Reading]:
        """Yield everything; see `base.Source`."""
        from wildgrass.sources.mail import reading  # noqa: PLC0415 - recognition alone needs none of it

        return reading.read(export, vintage)

    def pieces(self, export: Export, name: str) -> PieceSplit | None:
        """Split mbox files by lines, so that one that grew keeps the rest; see `base.Source`."""
        return PieceSplit(is_lines=True) if layout.form_of(export, name) is layout.Form.MBOX else None

    def media_made(self, name: str) -> datetime | None:
        """Say nothing: attachments lie inside messages; see `base.Source`."""
        del name
        return None

    def part_key(self, export: Export) -> str | None:
        """Say that every container is an export of its own, which may lie beside others; see `base.Source`."""
        return None if self.recognise(export) is None else ""
