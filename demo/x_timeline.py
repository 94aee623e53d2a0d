"""The synthetic account's timeline: which posts there are, and how the account has grown a month later."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

from demo import chinese_text, pictures
from demo.x_posts import Media, Person, Post, Tag, Url, code, cut, short_link, snowflake

FIRST_EXPORT = datetime(2025, 1, 15, 8, 30, 12, 345000, tzinfo=UTC)
_JOINED = datetime(2016, 3, 4, 6, 12, 9, tzinfo=UTC)
_FAR_ACCOUNT = 9_000_000_000_000_000_000  # ids that the platform reaches in the 2070s
_MIX = {"share": 0.16, "quote": 0.05, "reply": 0.15, "thread": 0.06, "version": 0.01, "long": 0.02}


@dataclass(slots=True)
class Timeline:
    """Everything the account posted, oldest first, and what was deleted shortly before the export."""

    posts: list[Post] = field(default_factory=list)
    deleted: list[Post] = field(default_factory=list)
    community: list[Post] = field(default_factory=list)
    circle: list[Post] = field(default_factory=list)


def export_time(month: int) -> datetime:
    """Return when the export of this month was made."""
    return FIRST_EXPORT + timedelta(days=30 * (month - 1), minutes=17 * (month - 1))


def people(random: Random, count: int) -> list[Person]:
    """Make up people; the first is the owner."""
    made = [Person(_FAR_ACCOUNT + 77, "example_yecao", "野草 Wildgrass")]
    for number in range(count):
        gap = random.randrange(1, 2_000_000)
        made.append(
            Person(
                made[-1].id + 128 + gap,
                f"example_{code(random, 3).lower()}{number % 1000}",
                chinese_text.name(random),
            )
        )
    return made


def first_timeline(random: Random, known: list[Person], posts: int, media: int) -> Timeline:
    """Write the account's posts up to the first export; `media` pictures and videos are spread over them."""
    timeline = Timeline()
    author = _Author(random, known)
    author.write(timeline.posts, posts, (_JOINED, export_time(1) - timedelta(hours=3)))
    author.illustrate(timeline.posts, media)
    week = (export_time(1) - timedelta(days=9), export_time(1) - timedelta(days=2))
    author.write(timeline.deleted, min(3, posts // 8), week, plain=True)
    for post in timeline.deleted:
        post.deleted = post.when + timedelta(hours=random.randint(2, 40), seconds=random.randrange(60))
    author.write(timeline.community, min(4, posts // 10), week, plain=True)
    for post in timeline.community:
        post.community = 1_700_000_000_000_000_111
    circle_days = (datetime(2023, 4, 1, tzinfo=UTC), datetime(2023, 6, 1, tzinfo=UTC))
    author.write(timeline.circle, min(3, posts // 10), circle_days, plain=True)
    return timeline


def grow(random: Random, known: list[Person], timeline: Timeline, month: int, media: int) -> None:
    """Let a month pass: newer posts and media, a few posts deleted, like counters moved."""
    before, now = export_time(month - 1), export_time(month)
    fresh: list[Post] = []
    author = _Author(random, known)
    author.write(fresh, max(3, len(timeline.posts) // 50), (before, now - timedelta(hours=3)))
    author.illustrate(fresh, media)
    for post in random.sample(timeline.posts, min(len(timeline.posts), max(4, len(timeline.posts) // 20))):
        post.likes += random.randint(1, 9)
    plain = [
        post for post in timeline.posts if post.kind == "post" and not post.versions and not post.note_id
    ]
    timeline.deleted = random.sample(plain, min(len(plain), max(2, len(timeline.posts) // 800)))
    for post in timeline.deleted:
        post.deleted = now - timedelta(days=random.randint(1, 12), seconds=random.randrange(80_000))
    gone = {post.id for post in timeline.deleted}
    timeline.posts = [post for post in timeline.posts if post.id not in gone] + fresh


class _Author:
    """Writes posts with one source of randomness."""

    def __init__(self, random: Random, known: list[Person]) -> None:
        self.random = random
        self.owner, self.others = known[0], known[1:]

    def write(
        self, posts: list[Post], count: int, span: tuple[datetime, datetime], *, plain: bool = False
    ) -> None:
        """Append `count` posts between two moments, oldest first; from 20 up every special kind occurs."""
        roles = ["plain"] * count if plain else self._roles(count)
        start, end = span
        step = (end - start) / (count + 1)
        for place, role in enumerate(roles):
            when = start + step * place + step * (0.8 * self.random.random())
            if role in ("thread", "version") and posts:
                when = min(when, posts[-1].when + timedelta(seconds=self.random.randint(40, 1700)))
            when = max(when.replace(microsecond=0), posts[-1].when + timedelta(seconds=2) if posts else when)
            posts.append(self._post(role, when.replace(microsecond=0), place, posts))

    def illustrate(self, posts: list[Post], count: int) -> None:
        """Spread `count` media over posts, one to four each; one in 150 more is absent from the archive."""
        able = [post for post in posts if post.kind == "post" and not post.versions and not post.note_id]
        self.random.shuffle(able)
        missing = count // 150 + (count > 5)
        left = count + missing
        for post in able:
            room = 4 if len(able) * 2 < count else self.random.choice((1, 1, 1, 2, 3, 4))
            self._attach(post, min(left, room))
            left -= len(post.media)
            if left == 0:
                break
        if left:
            raise ValueError(f"{left} media do not fit on the posts: at most four on each; write more posts")
        places = [(post, place) for post in able for place in range(len(post.media))]
        for post, place in self.random.sample(places, missing):
            post.media[place] = replace(post.media[place], present=False)

    def _attach(self, post: Post, count: int) -> None:
        link = short_link(self.random)
        for _ in range(count):
            form = self.random.choices(("jpg", "png", "mp4"), (90, 8, 1.4))[0]
            form = "jpg" if post.media and form == "mp4" else form
            base = code(self.random, 15)
            size = (1280, 720) if form == "mp4" else pictures.size_of(base)
            number = post.id - self.random.randrange(1 << 20, 1 << 24)
            post.media.append(Media(number, base, form, size, link))
            if form == "mp4":
                return

    def _roles(self, count: int) -> list[str]:
        roles = [
            role for role, part in _MIX.items() for _ in range(max(round(count * part), int(count >= 20)))
        ]
        roles += ["plain"] * (count - len(roles))
        roles = roles[:count]
        self.random.shuffle(roles)
        return roles

    def _post(self, role: str, when: datetime, place: int, posts: list[Post]) -> Post:
        tongue = chinese_text.language(self.random)
        number = snowflake(when + timedelta(milliseconds=self.random.randrange(900)), place)
        likes, shares = int(self.random.paretovariate(0.9)) - 1, int(self.random.paretovariate(1.3)) - 1
        post = Post(number, when, tongue, [], likes=min(likes, 90_000), shares=min(shares, 8_000))
        if role == "version" and not self._as_version(post, posts):
            role = "plain"
        if role != "version":
            getattr(self, f"_as_{role}")(post, posts)
        return post

    def _as_plain(self, post: Post, _: list[Post]) -> None:
        post.parts.append(chinese_text.post(self.random, post.tongue, 200))
        if self.random.random() < 0.25:
            post.parts += [" ", Tag(chinese_text.tag(self.random, post.tongue))]
        if self.random.random() < 0.12:
            post.parts += [" ", Url(short_link(self.random), self._address())]
        if self.random.random() < 0.08:
            post.parts += [" ", self._somebody()]
        if self.random.random() < 0.004:
            post.spot = (
                f"{self.random.uniform(-40, -30):.6f}",
                f"{self.random.uniform(-30, -20):.6f}",
            )  # open sea
        post.withheld = self.random.random() < 0.002

    def _as_share(self, post: Post, _: list[Post]) -> None:
        person = self._somebody()
        said = chinese_text.post(self.random, post.tongue, 300)
        if self.random.random() < 0.3:
            said += " https://t.co/" + code(self.random, 10)
        room = 139 - len(f"RT @{person.handle}: ")
        said = said if len(said) <= room else said[:room] + "…"
        post.kind, post.likes, post.shares = "share", 0, self.random.randrange(400)
        post.parts += ["RT ", person, ": " + said]

    def _as_quote(self, post: Post, _: list[Post]) -> None:
        person, when = self._somebody(), post.when - timedelta(hours=self.random.randint(1, 90))
        host = self.random.choice(("twitter.com", "x.com"))
        target = f"https://{host}/{person.handle}/status/{snowflake(when, 7)}"
        post.kind = "quote"
        post.parts += [
            chinese_text.post(self.random, post.tongue, 200),
            " ",
            Url(short_link(self.random), target),
        ]

    def _as_reply(self, post: Post, _: list[Post]) -> None:
        person, when = self._somebody(), post.when - timedelta(minutes=self.random.randint(1, 900))
        post.reply_to = (snowflake(when, 5), person)
        post.unsaid_handle = self.random.random() < 0.02
        gone = self.random.random() < 0.02
        post.parts += [Person(0, person.handle, person.name) if gone else person, " "]
        post.parts.append(chinese_text.reply(self.random, post.tongue))

    def _as_thread(self, post: Post, posts: list[Post]) -> None:
        earlier = next((old for old in reversed(posts) if old.kind == "post" and not old.versions), None)
        if earlier:
            post.reply_to = (earlier.id, self.owner)
        post.parts.append(chinese_text.post(self.random, post.tongue, 220))

    def _as_version(self, post: Post, posts: list[Post]) -> bool:
        """Make `post` a later version of the post before it; X allows that for an hour."""
        earlier = posts[-1] if posts else None
        if earlier is None or earlier.kind != "post" or earlier.note_id or earlier.reply_to:
            return False
        chain = earlier.versions or [earlier.id]
        if len(chain) > 5 or post.when - earlier.when > timedelta(minutes=40):
            return False
        chain.append(post.id)  # one list for the whole chain: the record of each version names all of them
        earlier.versions = post.versions = chain
        post.tongue = earlier.tongue
        post.parts = [*earlier.parts, " " + chinese_text.reply(self.random, post.tongue)]
        return True

    def _as_long(self, post: Post, _: list[Post]) -> None:
        tongue = "zh" if post.tongue == "mixed" else post.tongue
        tag = Tag(chinese_text.tag(self.random, tongue))
        post.long_text = chinese_text.essay(self.random, tongue, self.random.randint(2, 7))
        if self.random.random() < 0.3:
            post.long_text += f"\n\n#{tag.text}"
        post.note_id = post.id + self.random.randrange(1 << 20, 1 << 24)
        post.parts = [cut(post.long_text) + "…"]
        if self.random.random() < 0.7:
            post.parts += [" ", Url(short_link(self.random), f"https://twitter.com/i/web/status/{post.id}")]

    def _somebody(self) -> Person:
        return self.random.choice(self.others)

    def _address(self) -> str:
        host = self.random.choice(("example.org", "news.example.com", "blog.example.net"))
        return f"https://{host}/{self.random.randint(2012, 2025)}/{code(self.random, 12).lower()}"
