"""Writes a site from a plan: every item passes once, and each ends as an outcome."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from wildgrass.files.preview import Previewer
from wildgrass.model import Item
from wildgrass.targets.base import Archive, Outcome, Status
from wildgrass.targets.dates import day_of
from wildgrass.targets.site.about import about_page
from wildgrass.targets.site.choose import TALK, Chooser, LeftOut, Part
from wildgrass.targets.site.chrome import Chrome, number
from wildgrass.targets.site.conversations import MESSAGES_PER_PAGE, Conversations, conversation_name
from wildgrass.targets.site.feeds import Feeds, head_of
from wildgrass.targets.site.finder import Finder, Found, shown_text
from wildgrass.targets.site.folder import SiteFolder
from wildgrass.targets.site.likes import Likes, likes_name
from wildgrass.targets.site.meadow import meadow
from wildgrass.targets.site.media import Shelf
from wildgrass.targets.site.pages import Pages, SiteFacts, Way, style
from wildgrass.targets.site.plan import POSTS_PER_PAGE, Plan
from wildgrass.targets.site.posts import Posts
from wildgrass.targets.site.profile import profile_of
from wildgrass.targets.site.timeline import Timeline
from wildgrass.targets.site.views import Profile
from wildgrass.targets.words import name_of, slug


@dataclass(slots=True)
class Build:
    """One run of writing."""

    archive: Archive
    chooser: Chooser
    plan: Plan
    chrome: Chrome
    folder: SiteFolder

    def run(self) -> Iterator[Outcome]:
        """Write everything; yield an item's outcome when its page is on the disk."""
        with Previewer() as previewer:
            yield from self._written(Shelf(self.archive, self.chrome, self.folder, previewer))

    def _written(self, shelf: Shelf) -> Iterator[Outcome]:
        newest = None if self.plan.profile is None else self.archive.item(self.plan.profile)
        profile = profile_of(self.archive.owners(), newest, shelf)
        talks = self.archive.conversations() if self.chooser.options.private else ()
        pages = Pages(self.chrome, self._facts(profile, has_conversations=bool(talks)))
        posts = Posts(self.archive, self.chooser, self.plan, self.chrome, shelf)
        timeline = Timeline(self.plan, posts, pages, self.chrome, self.folder)
        likes = Likes(self.plan.parts[Part.LIKES], posts, pages, self.chrome, self.folder)
        conversations = Conversations(posts, pages, self.folder, talks)
        feeds = Feeds(posts, self.folder, head_of(profile, self.chrome, self.chooser.options))
        self.folder.write("style.css", style())
        yield from self._items(timeline, likes, conversations, feeds)
        feeds.write()
        yield from conversations.write()
        self.folder.write("search.html", pages.render("search.html", up=""))
        self.folder.write("about.html", about_page(self.archive, self.plan, self.chrome, pages))
        self.folder.write("index.html", self._index(pages, profile, len(talks)))

    def _items(
        self, timeline: Timeline, likes: Likes, conversations: Conversations, feeds: Feeds
    ) -> Iterator[Outcome]:
        finder = Finder(self.folder)
        places = Places(self.plan)
        for item in self.archive.items(include_withheld=True):
            place = self.chooser.place(item)
            where = places.of(item, place, is_held=conversations.holds(item))
            if where is not None:
                finder.add(self._found(item, place, where))
            if place is Part.TIMELINE:
                feeds.take(item)
                yield from timeline.take(item)
            elif place is Part.LIKES:
                yield from likes.take(item)
            elif place is not Part.CONVERSATIONS or not conversations.holds(item):
                yield outcome_beside(item, place, self.plan)
        yield from timeline.finish()
        yield from likes.finish()
        finder.finish()

    def _found(self, item: Item, place: Part | LeftOut, where: str) -> Found:
        page, _, anchor = where.partition("#")
        label = ""
        if place is Part.LIKES:
            label = self.chrome("likes")
        elif place is Part.CONVERSATIONS and item.author is not None:
            label = name_of(item.author)
        day = "" if item.published is None else day_of(item.published).isoformat()
        return Found(page, anchor, day, label, shown_text(item))

    def _facts(self, profile: Profile, *, has_conversations: bool) -> SiteFacts:
        return SiteFacts(
            name=profile.name or self.chrome("untitled"),
            is_private=self.chooser.options.private,
            has_conversations=has_conversations,
            hides=self.chooser.options.hides,
        )

    def _index(self, pages: Pages, profile: Profile, talks: int) -> bytes:
        posts = self.plan.parts[Part.TIMELINE] - len(self.plan.older)
        months = self.plan.months_in_order()
        span = ""
        if months:
            first, last = self.chrome.month(*months[0]), self.chrome.month(*months[-1])
            span = first if first == last else self.chrome("span", first=first, last=last)
        return pages.index(
            profile,
            meadow(self.plan, self.chrome),
            list(self._others(talks)),
            self.chrome.counted("count", posts),
            span,
        )

    def _others(self, talks: int) -> Iterator[Way]:
        if self.plan.undated.pages:
            first = self.plan.pages[self.plan.undated.pages[0]].name
            yield Way(first, self.chrome("undated"), number(self.plan.undated.count))
        if self.plan.parts[Part.LIKES]:
            yield Way(likes_name(1), self.chrome("likes"), number(self.plan.parts[Part.LIKES]))
        if talks:
            yield Way("conversations/index.html", self.chrome("conversations"), number(talks))


class Places:
    """Says where each item of an archive stands, when it is asked for all of them in the archive's order."""

    def __init__(self, plan: Plan) -> None:
        """Begin before the first item."""
        self._plan = plan
        self._seen: Counter[str] = Counter()
        self._likes = 0

    def of(self, item: Item, place: Part | LeftOut, *, is_held: bool) -> str | None:
        """Return an item's page and anchor, None where it has none; `is_held` says that its conversation is shown."""
        if place is Part.TIMELINE:
            return self._plan.target_of(item.id)
        if place is Part.LIKES:
            self._likes += 1
            return f"{likes_name(-(-self._likes // POSTS_PER_PAGE))}#{slug(item.id)}"
        if place is Part.CONVERSATIONS and item.thread is not None and is_held:
            self._seen[item.thread] += 1
            part = -(-self._seen[item.thread] // MESSAGES_PER_PAGE)
            return f"{conversation_name(item.thread, part)}#{slug(item.id)}"
        return None


def outcome_beside(item: Item, place: Part | LeftOut, plan: Plan) -> Outcome:
    """Return the outcome of an item that has no post of its own: the profile, and all that is left out."""
    if item.id == plan.profile:
        return Outcome(id=item.id, status=Status.DONE, target_id="index.html")
    if place is Part.PROFILE:
        place = LeftOut.OLD_PROFILE
    if item.kind in TALK and place is Part.CONVERSATIONS:
        place = LeftOut.NO_CONVERSATION
    return Outcome(id=item.id, status=Status.SKIPPED, reason=str(place))
