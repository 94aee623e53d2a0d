"""Bluesky and other accounts of the AT Protocol: a repository as a CAR file, its blobs and its keys beside it.

`car.py` finds and checks blocks, `mst.py` walks the tree of records, `signatures.py` checks the commit, `records.py`
and `embeds.py` make items. `reading.py` puts it together.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from wildgrass.sources import followed
from wildgrass.sources.base import Export, PieceSplit, Reading, SourceInfo, Vintage
from wildgrass.sources.bluesky import layout


class BlueskySource:
    """Reads repositories of AT Protocol accounts."""

    info: ClassVar[SourceInfo] = SourceInfo(
        name="bluesky", title="Bluesky repository (CAR)", vintages=layout.VINTAGES
    )

    def recognise(self, export: Export) -> Vintage | None:
        """Say which form this is; see `base.Source`."""
        return layout.recognise(export)

    def read(self, export: Export, vintage: Vintage) -> Iterator[Reading]:
        """Yield everything; see `base.Source`."""
        from wildgrass.sources.bluesky import reading  # noqa: PLC0415 - recognition alone needs none of it

        return followed.read(export, reading.read(export, vintage))

    def pieces(self, export: Export, name: str) -> PieceSplit | None:
        """Say that members are kept whole: a CAR's blocks are no JSON and no lines; see `base.Source`."""
        del export, name
        return None

    def media_made(self, name: str) -> datetime | None:
        """Say nothing: a blob is named by its content; see `base.Source`."""
        del name
        return None

    def part_key(self, export: Export) -> str | None:
        """Say that every container is an export of its own, which blobs may lie beside; see `base.Source`."""
        return None if self.recognise(export) is None else ""
