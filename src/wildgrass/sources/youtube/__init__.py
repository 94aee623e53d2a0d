"""YouTube: what Google Takeout gives of it, in any language.

`layout.py` recognises members by their content, `tables.py` finds what a table's columns are, `reading.py` goes through
them. Start there.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from wildgrass.sources.base import Export, PieceSplit, Reading, SourceInfo, Vintage
from wildgrass.sources.endings import TEXT, ending_of
from wildgrass.sources.youtube import layout


class YouTubeSource:
    """Reads Takeouts of YouTube."""

    info: ClassVar[SourceInfo] = SourceInfo(
        name="youtube", title="YouTube (Google Takeout)", vintages=layout.VINTAGES
    )

    def recognise(self, export: Export) -> Vintage | None:
        """Say which layout this is; see `base.Source`."""
        return layout.recognise(export)

    def read(self, export: Export, vintage: Vintage) -> Iterator[Reading]:
        """Yield everything; see `base.Source`."""
        from wildgrass.sources.youtube import reading  # noqa: PLC0415 - what reading needs, recognising does not

        return reading.read(export, vintage)

    def pieces(self, export: Export, name: str) -> PieceSplit | None:
        """Say how a member splits; see `base.Source`."""
        ending = ending_of(export, name)
        if ending == "json":
            return PieceSplit(paths=layout.PATHS)
        return (
            PieceSplit(is_lines=True) if ending in ("csv", TEXT) else None
        )  # a page is one line of any length

    def media_made(self, name: str) -> datetime | None:  # noqa: ARG002 - file names hold no time
        """Say nothing: the files' names hold no time; see `base.Source`."""
        return None

    def part_key(self, export: Export) -> str | None:
        """Say that a zip belongs to the one before it: no part names its account; see `base.Source`."""
        return "" if layout.recognise(export) is not None else None
