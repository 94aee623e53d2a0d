"""TikTok: the download of a person's own data, as JSON or as texts, of every year.

`rules.py` says what a section's records are by the keys that lead to them, `records.py` makes items. Start there.
Douyin gives its people no such file that is known in public, and is not read.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from wildgrass.sources.base import Export, PieceSplit, Reading, SourceInfo, Vintage
from wildgrass.sources.tiktok import layout


class TikTokSource:
    """Reads TikTok's downloads."""

    info: ClassVar[SourceInfo] = SourceInfo(name="tiktok", title="TikTok", vintages=layout.VINTAGES)

    def recognise(self, export: Export) -> Vintage | None:
        """Say which layout this is; see `base.Source`."""
        return layout.recognise(export)

    def read(self, export: Export, vintage: Vintage) -> Iterator[Reading]:
        """Yield everything; see `base.Source`."""
        from wildgrass.sources.tiktok import reading  # noqa: PLC0415 - what reading needs, recognising does not

        return reading.read(export, vintage)

    def pieces(self, export: Export, name: str) -> PieceSplit | None:
        """Say how a member splits; see `base.Source`."""
        if layout.is_json(export, name):
            return PieceSplit(paths=layout.PATHS)
        return PieceSplit(is_lines=True) if layout.is_text(export, name) else None

    def media_made(self, name: str) -> datetime | None:  # noqa: ARG002 - file names hold no time
        """Say nothing: no file's name holds a time; see `base.Source`."""
        return None

    def part_key(self, export: Export) -> str | None:
        """Say that texts given one by one belong together: none of them names its account; see `base.Source`."""
        return "" if layout.recognise(export) is not None else None
