"""Writes the pages of what the owner liked and kept: the words of others, and only when asked for."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from wildgrass.model import Item
from wildgrass.targets.base import Outcome, Status
from wildgrass.targets.site.chrome import Chrome, number
from wildgrass.targets.site.folder import SiteFolder
from wildgrass.targets.site.pages import Pages, PostsPage, Way
from wildgrass.targets.site.plan import POSTS_PER_PAGE, paged
from wildgrass.targets.site.posts import Posts
from wildgrass.targets.site.views import Post
from wildgrass.targets.words import slug


@dataclass(slots=True)
class Likes:
    """Gathers likes in the archive's order; `total` is how many there are."""

    total: int
    posts: Posts
    pages: Pages
    chrome: Chrome
    folder: SiteFolder
    _entries: list[Post] = field(default_factory=list)
    _ids: list[str] = field(default_factory=list)
    _part: int = 1

    def take(self, item: Item) -> Iterator[Outcome]:
        """Take the next like; yield what is done when a page is full."""
        self._entries.append(self.posts.post(item, self._name))
        self._ids.append(item.id)
        if len(self._entries) == POSTS_PER_PAGE:
            yield from self.finish()

    def finish(self) -> Iterator[Outcome]:
        """Write the page that is open."""
        if not self._entries:
            return
        name = self._name
        self.folder.write(name, self.pages.posts(self._surroundings(name), self._entries))
        for item_id in self._ids:
            yield Outcome(id=item_id, status=Status.DONE, target_id=f"{name}#{slug(item_id)}")
        self._entries, self._ids, self._part = [], [], self._part + 1

    @property
    def _name(self) -> str:
        return likes_name(self._part)

    def _surroundings(self, name: str) -> PostsPage:
        parts = -(-self.total // POSTS_PER_PAGE)
        names = tuple(likes_name(part) for part in range(1, parts + 1))
        return PostsPage(
            name=name,
            heading=self.chrome("likes"),
            names=names,
            count=number(self.total),
            note=self.chrome("likes-note"),
            earlier=self._way(self._part - 1, parts) if self._part > 1 else None,
            later=self._way(self._part + 1, parts) if self._part < parts else None,
        )

    def _way(self, part: int, parts: int) -> Way:
        return Way(f"../{likes_name(part)}", self.chrome("part", part=part, parts=parts))


def likes_name(part: int) -> str:
    """Return the name of a page of likes."""
    return paged("likes/index", part)
