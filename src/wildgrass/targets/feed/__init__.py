"""Feeds of the owner's posts in a folder: RSS 2.0, JSON Feed 1.1, and micro.blog's archive of both.

Start with `entries.py`: every form is written from its `Entry`.
"""

import re
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import ClassVar, Final

from wildgrass.files.preview import Previewer
from wildgrass.model import Item
from wildgrass.targets.base import Archive, Outcome, RestoreOptions, Status, TargetInfo
from wildgrass.targets.feed.bar import write_bar
from wildgrass.targets.own import NotHere, Own, skipped
from wildgrass.targets.site.choose import LIKED
from wildgrass.targets.site.chrome import Chrome
from wildgrass.targets.site.feeds import head_of
from wildgrass.targets.site.folder import Form, SiteFolder
from wildgrass.targets.site.media import Shelf
from wildgrass.targets.site.profile import profile_of
from wildgrass.targets.spool import Spool
from wildgrass.targets.syndication.entries import Entry, entry_of
from wildgrass.targets.syndication.head import Head, Page, pages_of
from wildgrass.targets.syndication.jsonfeed import json_page
from wildgrass.targets.syndication.rss import rss_page

__all__ = ["Feed"]

_BAR: Final = "feed.bar"
_FORM: Final = Form(
    "wildgrass-feed.txt",
    "wildgrass feed 1",
    re.compile(
        r"feed(?:-[1-9][0-9]*)?\.(?:xml|json)|feed\.bar|media/[0-9a-f]{2}/[0-9a-f]{64}\.[a-z0-9]{3,4}"
    ),
)


class Feed:
    """`restore LIBRARY feed:DIR`."""

    info: ClassVar[TargetInfo] = TargetInfo(
        name="feed",
        title="feeds in a folder: RSS, JSON Feed, micro.blog's archive",
        place="DIR",
        is_local=True,
        has_likes=False,
        has_base=True,
    )

    def restore(self, archive: Archive, place: str, options: RestoreOptions) -> Iterator[Outcome]:
        """Write the feeds into the folder `place`; run again, they become what archive and options say now.

        Raises:
            LanguageUnknownError: there are no words in `options.language`.
            SiteFolderTakenError, SiteFileForeignError, SiteMarkerError: the folder holds something else.
            SiteWriteError, TargetWriteError: the disk refused.
        """
        chrome = Chrome(options.language)
        folder = SiteFolder(Path(place), _FORM)
        own = Own.of(archive, options)
        if options.simulate:
            yield from _simulated(own)
            return
        with folder, Previewer() as previewer, Spool(folder.root) as spool:
            shelf = Shelf(archive, chrome, folder, previewer)
            undated = yield from _gathered(own, shelf, folder, spool)
            profile = profile_of(own.archive.owners(), own.profile(), shelf)
            _write(folder, head_of(profile, chrome, options), spool, undated)
            folder.finish()
            for kept in spool.values():
                yield _done(kept["id"], kept["reason"])


def _why_not(item: Item, why: str | None) -> str | None:
    """Say why an item stays out of a feed; what was liked has no place in one."""
    if why is None and item.kind in LIKED:
        return NotHere.LIKED
    return why


def _simulated(own: Own) -> Iterator[Outcome]:
    for item, left_out in own.items():
        why = _why_not(item, left_out)
        yield (
            skipped(item, why)
            if why is not None
            else _profile(item)
            if not own.is_post(item)
            else _done(item.id)
        )


def _done(item_id: str, reason: str | None = None) -> Outcome:
    return Outcome(id=item_id, status=Status.DONE, target_id=item_id, reason=reason)


def _profile(item: Item) -> Outcome:
    return Outcome(id=item.id, status=Status.DONE, target_id="feed.json")


def _gathered(own: Own, shelf: Shelf, folder: SiteFolder, spool: Spool) -> Generator[Outcome, None, int]:
    """Put entries into the spool and files into the folder; return how many have no date: the last ones."""
    undated = 0
    for item, left_out in own.items():
        why = _why_not(item, left_out)
        if why is not None:
            yield skipped(item, why)
        elif not own.is_post(item):
            yield _profile(item)
        else:
            put = [shelf.put(one) for one in item.attachments]
            made = entry_of(item, put, lambda name: (folder.root / name).stat().st_size)
            spool.add({"entry": made.entry, "reason": made.reason, "id": item.id})
            undated += item.published is None
    return undated


def _write(folder: SiteFolder, head: Head, spool: Spool, undated: int) -> None:
    pages = list(pages_of(spool.count))

    def entries(page: Page) -> list[Entry]:
        """Return a page's entries, newest first; what has no date counts as oldest."""
        numbers = range(page.first + page.count - 1, page.first - 1, -1)
        return [spool.value((number - undated) % spool.count)["entry"] for number in numbers]

    for page in pages:
        newest_first = entries(page)
        folder.write(page.name("xml"), rss_page(head, page, newest_first))
        folder.write(page.name("json"), json_page(head, page, newest_first))

    def everything() -> Iterator[Entry]:
        return (entry for page in reversed(pages) for entry in entries(page))

    write_bar(folder.scratch, head, everything, folder.root, folder.names("media/"))
    folder.adopt(_BAR)
