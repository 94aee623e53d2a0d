"""Comparing what came back with what was sealed: every item by its words and date, every member by its bytes."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from demo.x_facts import ArchiveFacts, PostFact
from wildgrass.library import Library
from wildgrass.model import Item


def compare_items(facts: Sequence[ArchiveFacts], folder: Path, checked: list[str]) -> list[str]:
    """Return what differs between the posts and messages of all months and the library; note what was compared."""
    posts: dict[str, PostFact] = {}
    messages: dict[str, str] = {}
    for month in facts:
        posts |= month.posts
        messages |= month.messages
    wrong: list[str] = []
    with Library.open(folder) as library:
        for native, fact in posts.items():
            item = library.item(f"x:post:{native}")
            wrong += [f"post {native}: {what}" for what in _post_differences(item, fact)]
        for native, text in messages.items():
            item = library.item(f"x:message:{native}")
            if item is None or item.text != text:
                wrong.append(f"message {native}: {'missing' if item is None else 'other words'}")
    checked.append(f"{len(posts):,} posts of two months: words, date, kind, reply, edits, attachments")
    checked.append(f"{len(messages):,} messages: words")
    return wrong


def _post_differences(item: Item | None, fact: PostFact) -> list[str]:
    if item is None:
        return ["missing"]
    published = item.published.iso().replace(".000Z", "Z") if item.published else None
    reply = f"x:post:{fact.in_reply_to}" if fact.in_reply_to else None
    version = f"x:post:{fact.version_of}" if fact.version_of else None
    pairs = {
        "kind": (str(item.kind), fact.kind),
        "words": (item.text, fact.text),
        "date": (published, fact.published),
        "reply": (item.in_reply_to, reply),
        "first version": (item.version_of, version),
        "number of attachments": (len(item.attachments), len(fact.attachments)),
        "deleted": (item.is_deleted, fact.is_deleted),
    }
    return [f"{what} is {seen!r}, was {was!r}" for what, (seen, was) in pairs.items() if seen != was]


def compare_bytes(facts: Sequence[ArchiveFacts], exports: Path, checked: list[str]) -> list[str]:
    """Return the members whose bytes did not come back exactly; note how many were compared."""
    came_back = {
        hashlib.sha256(path.read_bytes()).hexdigest() for path in exports.rglob("*") if path.is_file()
    }
    wrong = [
        f"month {month}: {name} did not come back byte for byte"
        for month, facts_of_month in enumerate(facts, 1)
        for name, (_size, digest) in facts_of_month.files.items()
        if digest not in came_back
    ]
    members = sum(len(month.files) for month in facts)
    checked.append(f"{members:,} members of two exports: SHA-256 of every byte")
    return wrong
