"""The site's own feeds: its newest posts as RSS and JSON Feed, each leading to its place on a page."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from wildgrass.model import Item
from wildgrass.targets.base import RestoreOptions
from wildgrass.targets.markup import writable
from wildgrass.targets.outgoing import is_authors_deletion
from wildgrass.targets.site.chrome import Chrome
from wildgrass.targets.site.folder import SiteFolder
from wildgrass.targets.site.posts import Posts
from wildgrass.targets.site.views import Profile
from wildgrass.targets.syndication.entries import Entry, entry_of
from wildgrass.targets.syndication.head import Head, Page
from wildgrass.targets.syndication.jsonfeed import json_page
from wildgrass.targets.syndication.rss import rss_page

NEWEST: Final = 250  # readers choke on tens of thousands; the feed target has them all


@dataclass(slots=True)
class Feeds:
    """Remembers the newest posts while the site is written, and writes `feed.xml` and `feed.json` at its end."""

    posts: Posts
    folder: SiteFolder
    head: Head
    _newest: deque[str] = field(default_factory=lambda: deque(maxlen=NEWEST))

    def take(self, item: Item) -> None:
        """Take the timeline's next post: not what has no date, an older version, or what its author took back.

        A feed has no mark for a deletion; with private parts asked for everything stays.
        """
        is_gone = is_authors_deletion(item) and not self.posts.chooser.options.private
        if item.published is not None and item.id not in self.posts.plan.older and not is_gone:
            self._newest.append(item.id)

    def write(self) -> None:
        """Write both feeds."""
        entries = list(self._entries())
        page = Page(0, 0, len(entries), 0)
        self.folder.write("feed.xml", rss_page(self.head, page, entries))
        self.folder.write("feed.json", json_page(self.head, page, entries))

    def _entries(self) -> Iterator[Entry]:
        for item_id in reversed(self._newest):
            item = self.posts.archive.item(item_id)
            if item is not None:
                shown, named = self.posts.files(item)
                page = self.posts.plan.target_of(item.id) or ""
                yield entry_of(item, (*shown, *named), self._size_of, page=page).entry

    def _size_of(self, name: str) -> int:
        return (self.folder.root / name).stat().st_size


def head_of(profile: Profile, chrome: Chrome, options: RestoreOptions) -> Head:
    """Return what a feed says of itself."""
    name = profile.name or chrome("untitled")
    about = "".join(piece.text for piece in profile.pieces)
    if options.private:
        about = f"{chrome('private-note')} {about}".rstrip()
    return Head(
        title=writable(chrome("of", name=profile.name) if profile.name else name),
        author=writable(name),
        about=writable(about),
        base=with_slash(options.base),
        avatar=None if profile.avatar is None else profile.avatar.name,
    )


def with_slash(base: str | None) -> str:
    """Return the address that names are put after."""
    return f"{base.rstrip('/')}/" if base else ""
