"""The life of the synthetic account up to an export: its posts, likes, conversations and followers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random

from demo import chinese_text, x_messages, x_timeline
from demo.x_posts import EPOCH_MS, Media, Post


@dataclass(frozen=True, slots=True)
class Scale:
    """How much the account holds at its first export."""

    posts: int
    media: int
    likes: int
    conversations: int
    messages: int
    followers: int


class Life:
    """Everything the account holds at the end of a month."""

    def __init__(self, seed: int, scale: Scale, month: int) -> None:
        self.seed, self.scale, self.month = seed, scale, month
        random = Random(f"{seed}:people")
        self.known = x_timeline.people(random, 12 + min(2_000, scale.followers + scale.conversations))
        self.owner = self.known[0]
        self.end, first_end = x_timeline.export_time(month), x_timeline.export_time(1)
        in_messages = min(scale.media // 20, max(scale.messages - scale.conversations, 0) // 3)
        random = Random(f"{seed}:posts")
        self.timeline = x_timeline.first_timeline(random, self.known, scale.posts, scale.media - in_messages)
        random = Random(f"{seed}:messages")
        self.talks = x_messages.conversations(
            random, self.known, scale.conversations, scale.messages, first_end
        )
        x_messages.attach(random, self.talks, in_messages)
        self.likes = _likes(Random(f"{seed}:likes"), scale.likes, first_end)
        self.followers = scale.followers
        for later in range(2, month + 1):
            self._grow(Random(f"{seed}:month {later}"), later)

    def _grow(self, random: Random, month: int) -> None:
        media = min(-(-self.scale.media // 50), len(self.timeline.posts) // 50)
        x_timeline.grow(random, self.known, self.timeline, month, media)
        for talk in self.talks:
            x_messages.extend(random, talk, random.randint(0, 4), x_timeline.export_time(month))
        self.likes = _likes(random, max(2, len(self.likes) // 50), x_timeline.export_time(month)) + self.likes
        self.followers += 3

    def posts(self) -> Iterator[tuple[str, Post]]:
        """Yield every post with the media folder of its file."""
        timeline = self.timeline
        yield from (("tweets_media", post) for post in timeline.posts)
        yield from (("deleted_tweets_media", post) for post in timeline.deleted)
        yield from (("community_tweet_media", post) for post in timeline.community)
        yield from (("twitter_circle_tweet_media", post) for post in timeline.circle)

    def media(self) -> Iterator[tuple[str, Media]]:
        """Yield every medium with the member name that it has, or would have."""
        for folder, post in self.posts():
            yield from ((f"data/{folder}/{post.id}-{one.file}", one) for one in post.media)
        for talk in self.talks:
            folder = "direct_messages_group_media" if talk.is_group else "direct_messages_media"
            yield from (
                (f"data/{folder}/{number}-{one.file}", one) for number, one in x_messages.media_of(talk)
            )


def _likes(random: Random, count: int, end: datetime) -> list[dict[str, object]]:
    """Return likes, newest first; about one in thirty has lost its text."""
    made: list[dict[str, object]] = []
    highest = (int(end.timestamp() * 1000) - EPOCH_MS) << 22
    for place in range(count):
        number = str(highest - (place + 1) * 7_000_000_000_000 - random.randrange(1_000_000_000))
        like: dict[str, object] = {"tweetId": number}
        if random.random() > 0.03:
            like["fullText"] = chinese_text.post(random, chinese_text.language(random)).replace("&", "&amp;")
        like["expandedUrl"] = f"https://twitter.com/i/web/status/{number}"
        made.append({"like": like})
    return made
