"""Feeds: RSS 2.0 and 1.0, Atom, JSON Feed, as served; also what RSSHub makes of Weibo and other places.

`layout.py` says which member is what, `xmlfeed.py` and `jsonfeed.py` take entries out, `entries.py` makes items.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from wildgrass.sources import followed
from wildgrass.sources.base import Export, PieceSplit, Reading, SourceInfo, Vintage
from wildgrass.sources.feed import layout


class FeedSource:
    """Reads feeds that were saved."""

    info: ClassVar[SourceInfo] = SourceInfo(
        name="feed", title="Feed (RSS, Atom, JSON Feed)", vintages=layout.VINTAGES
    )

    def recognise(self, export: Export) -> Vintage | None:
        """Say which form this is; see `base.Source`."""
        return layout.recognise(export)

    def read(self, export: Export, vintage: Vintage) -> Iterator[Reading]:
        """Yield everything; see `base.Source`."""
        from wildgrass.sources.feed import reading  # noqa: PLC0415 - recognition alone needs none of it

        return followed.read(export, reading.read(export, vintage))

    def pieces(self, export: Export, name: str) -> PieceSplit | None:
        """Say that a JSON Feed splits into its entries, and nothing else; see `base.Source`."""
        return PieceSplit(paths=layout.PATHS) if layout.form_of(export, name) is layout.Form.JSON else None

    def media_made(self, name: str) -> datetime | None:
        """Say nothing: a file's name is the server's; see `base.Source`."""
        del name
        return None

    def part_key(self, export: Export) -> str | None:
        """Say that every container is an export of its own; see `base.Source`."""
        return None if self.recognise(export) is None else ""
