"""What a complete reading of a synthetic archive must find, counted while the archive is made."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from demo import x_messages
from demo.x_life import Life
from demo.x_post_records import plain_text
from demo.x_posts import Person, Post, iso


@dataclass(frozen=True, slots=True)
class PostFact:
    """What a complete reading must say of one post version. `published` is in UTC, to the second."""

    kind: str  # post, quote or share
    text: str
    published: str
    in_reply_to: str | None
    version_of: str | None  # the first version's id, on every version of an edited post
    attachments: tuple[str, ...]  # member names, missing ones too
    is_deleted: bool


@dataclass(slots=True)
class ArchiveFacts:
    """What is in an archive, counted while it was written.

    `counts` is by kind and by special thing; `posts` by native id, from all files that hold posts; `messages`
    maps a message's id to its text; `files` a member's name to (size, SHA-256 in hex); `records` a data file
    to the number of its top-level records; `missing` names media that are promised and absent, `unclaimed`
    media that nothing names.
    """

    owner: Person
    generated: datetime
    counts: Counter[str] = field(default_factory=Counter)
    posts: dict[str, PostFact] = field(default_factory=dict)
    messages: dict[str, str] = field(default_factory=dict)
    files: dict[str, tuple[int, str]] = field(default_factory=dict)
    records: dict[str, int] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    unclaimed: list[str] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)

    def to_json(self) -> dict[str, object]:
        """Return the facts as JSON, the posts and messages as their numbers only."""
        return {
            "owner": self.owner.handle,
            "generated": iso(self.generated),
            "counts": dict(sorted(self.counts.items())),
            "records": self.records,
            "missing": self.missing,
            "unclaimed": self.unclaimed,
            "files": {name: {"size": size, "sha256": sha256} for name, (size, sha256) in self.files.items()},
        }


def state_posts(facts: ArchiveFacts, life: Life) -> None:
    """State every version of every post: by id, and how many of each kind and of each special thing."""
    for folder, post in life.posts():
        attached = tuple(f"data/{folder}/{post.id}-{one.file}" for one in post.media)
        facts.posts[str(post.id)] = PostFact(
            post.kind,
            plain_text(post),
            iso(post.when).replace(".000Z", "Z"),
            str(post.reply_to[0]) if post.reply_to else None,
            str(post.versions[0]) if post.versions else None,
            attached,
            post.deleted is not None,
        )
        _count(facts.counts, post)
    facts.counts["community"] = len(life.timeline.community)
    facts.counts["circle"] = len(life.timeline.circle)
    facts.counts["tweets"] = len(life.timeline.posts)


def _count(counts: Counter[str], post: Post) -> None:
    """Count one version of one post: under its kind, and under each thing that is special about it."""
    counts[post.kind] += 1
    special = {
        "replies": post.reply_to is not None,
        "versions": bool(post.versions),
        "edited posts": bool(post.versions) and post.versions[0] == post.id,
        "long posts": bool(post.note_id),
        "deleted": post.deleted is not None,
        "withheld": post.withheld,
        "with media": bool(post.media),
    }
    counts.update(name for name, holds in special.items() if holds)
    counts["attachments"] += len(post.media)


def state_messages(facts: ArchiveFacts, life: Life) -> None:
    """State conversations, messages, events and likes."""
    for talk in life.talks:
        facts.messages |= {str(message.id): message.text for message in talk.messages}
        facts.counts["conversations"] += 1
        facts.counts["groups"] += talk.is_group
        facts.counts["message"] += len(talk.messages)
        facts.counts["event"] += len(talk.entries) - len(talk.messages)
        facts.counts["reactions"] += sum(len(message.reactions) for message in talk.messages)
        facts.counts["attachments"] += len(x_messages.media_of(talk))
    facts.counts["like"] = len(life.likes)
