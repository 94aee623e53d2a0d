"""X, formerly Twitter: the archive that an account's owner can ask for, of every age since 2012.

`members.py` is the table of everything that an archive can hold; `layout.py` says which member is what; `reading.py`
goes through them. Start there.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar, Final

from wildgrass.sources.base import Export, PieceSplit, Reading, SourceInfo, Vintage
from wildgrass.sources.report import Counting
from wildgrass.sources.x import layout, reading
from wildgrass.sources.x.ids import made
from wildgrass.sources.x.layout import CSV, MONTH, VINTAGES, Layout, Place
from wildgrass.sources.x.manifest import promises
from wildgrass.sources.x.members import MEMBERS

_POST_MEDIA: Final = re.compile(
    r"(?:\A|/)(?:tweets?|community_tweet|direct_messages(?:_group)?)_media/(\d{5,19})-[^/]*\Z"
)
"""Folders whose files are there from the first export after the post. The profile's begin with the account's id, and
those of deleted posts come with an old id only once the post is deleted."""


class XSource:
    """Reads X archives."""

    info: ClassVar[SourceInfo] = SourceInfo(name="x", title="X (Twitter) archive", vintages=VINTAGES)

    def recognise(self, export: Export) -> Vintage | None:
        """Say which era this is; see `base.Source`."""
        return layout.recognise(export)

    def read(self, export: Export, vintage: Vintage) -> Iterator[Reading]:
        """Yield everything; see `base.Source`."""
        return reading.read(export, vintage.root)

    def tally(self, export: Export, vintage: Vintage) -> Iterator[Counting]:
        """Count everything; see `report.Tallying`."""
        return reading.tally(export, vintage.root)

    def pieces(self, export: Export, name: str) -> PieceSplit | None:
        """Say how a member splits; see `base.Source`."""
        # Asked for each of a hundred thousand members, so the archive as a whole is not looked at again.
        named = Layout(layout.root_of(name)).place(export, name)
        if named.place is Place.DATA and named.type_name != CSV:
            return PieceSplit() if named.type_name == MONTH else MEMBERS[named.type_name].split
        return PieceSplit() if named.place is Place.UNKNOWN and named.type_name else None

    def media_made(self, name: str) -> datetime | None:
        """Say when the post or message was made whose id the file's name begins with; see `base.Source`."""
        found = _POST_MEDIA.search(name)
        return made(int(found[1])) if found else None

    def part_key(self, export: Export) -> str | None:
        """Say which archive a container is a part of; see `base.Source`."""
        vintage = self.recognise(export)
        if vintage is None:
            return None
        promised = promises(export, Layout.of(export, vintage.root))
        if promised.owner is None or promised.made is None:
            return ""
        return f"x {promised.owner.id} {promised.made.to_text()}"
