"""The reader of an export by Meta, whichever of its platforms wrote it: `info` says which, and is all that differs."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from wildgrass.sources.base import Export, PieceSplit, Reading, SourceInfo, Vintage


class MetaSource:
    """Reads exports of the platform that `info` names."""

    info: ClassVar[SourceInfo]

    def recognise(self, export: Export) -> Vintage | None:
        """Say which layout this is; see `base.Source`."""
        from wildgrass.sources.meta import recognition  # noqa: PLC0415 - a dozen regular expressions, 8 ms

        found = recognition.seen(export)
        if found is None or found.platform != self.info.name:
            return None
        return Vintage(found.layout, found.reason, found.root)

    def read(self, export: Export, vintage: Vintage) -> Iterator[Reading]:
        """Yield everything; see `base.Source`."""
        from wildgrass.sources.meta import reading  # noqa: PLC0415 - what reading needs, recognising does not

        return reading.read(export, self.info.name, vintage.root)

    def pieces(self, export: Export, name: str) -> PieceSplit | None:
        """Say how a member splits; see `base.Source`."""
        from wildgrass.sources.meta import pieces  # noqa: PLC0415 - asked for when an export is added

        return pieces.split_of(export, name)

    def media_made(self, name: str) -> datetime | None:  # noqa: ARG002 - file names hold no time
        """Say nothing: the files' names hold no time; see `base.Source`."""
        return None

    def part_key(self, export: Export) -> str | None:
        """Say that a zip belongs to the one before it: not every one names its account; see `base.Source`."""
        return "" if self.recognise(export) is not None else None
