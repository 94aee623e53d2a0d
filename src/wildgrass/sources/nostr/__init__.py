"""Nostr: signed events as relays give them, one on each line or in one list, each signature checked.

`layout.py` says which member is what, `reading.py` goes through them, `items.py` makes items of events.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from wildgrass.sources import followed
from wildgrass.sources.base import Export, PieceSplit, Reading, SourceInfo, Vintage
from wildgrass.sources.nostr import layout


class NostrSource:
    """Reads events that were saved."""

    info: ClassVar[SourceInfo] = SourceInfo(
        name="nostr", title="Nostr (signed events)", vintages=layout.VINTAGES
    )

    def recognise(self, export: Export) -> Vintage | None:
        """Say which form this is; see `base.Source`."""
        return layout.recognise(export)

    def read(self, export: Export, vintage: Vintage) -> Iterator[Reading]:
        """Yield everything; see `base.Source`."""
        from wildgrass.sources.nostr import reading  # noqa: PLC0415 - recognition alone needs none of it

        return followed.read(export, reading.read(export, vintage))

    def pieces(self, export: Export, name: str) -> PieceSplit | None:
        """Say how a member splits into events; see `base.Source`."""
        form = layout.form_of(export, name)
        if form is None:
            return None
        return PieceSplit(is_lines=True) if form is layout.Form.LINES else PieceSplit(paths=layout.PATHS)

    def media_made(self, name: str) -> datetime | None:
        """Say nothing: a file's name is its server's; see `base.Source`."""
        del name
        return None

    def part_key(self, export: Export) -> str | None:
        """Say that every container is an export of its own; see `base.Source`."""
        return None if self.recognise(export) is None else ""
