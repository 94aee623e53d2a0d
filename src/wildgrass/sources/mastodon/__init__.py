"""Mastodon and servers like it: account archives (ActivityPub), tables of accounts, statuses as clients save them.

`layout.py` says which member is what, `reading.py` goes through them; `activities.py` and `notes.py` read ActivityPub.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from wildgrass.sources import followed
from wildgrass.sources.base import Export, PieceSplit, Reading, SourceInfo, Vintage
from wildgrass.sources.mastodon import layout


class MastodonSource:
    """Reads archives of Mastodon, Pleroma and Akkoma accounts, and of others in the same shape."""

    info: ClassVar[SourceInfo] = SourceInfo(
        name="mastodon", title="Mastodon archive", vintages=layout.VINTAGES
    )

    def recognise(self, export: Export) -> Vintage | None:
        """Say which form of archive this is; see `base.Source`."""
        return layout.recognise(export)

    def read(self, export: Export, vintage: Vintage) -> Iterator[Reading]:
        """Yield everything; see `base.Source`."""
        from wildgrass.sources.mastodon import reading  # noqa: PLC0415 - recognition alone needs none of it

        return followed.read(export, reading.read(export, vintage))

    def pieces(self, export: Export, name: str) -> PieceSplit | None:
        """Say how a member splits; see `base.Source`."""
        form = layout.form_of(export, name)
        if form in (None, layout.Form.ACTOR, layout.Form.ACCOUNT):
            return None
        return PieceSplit(is_lines=True) if form in layout.TABLES else PieceSplit(paths=layout.PATHS)

    def media_made(self, name: str) -> datetime | None:
        """Say nothing: a file's number is the attachment's, not the post's; see `base.Source`."""
        del name
        return None

    def part_key(self, export: Export) -> str | None:
        """Say that every container is an archive of its own, which may lie beside others; see `base.Source`."""
        return None if self.recognise(export) is None else ""
