"""A Mastodon archive of any size, made of nothing but numbers, in constant memory."""

import json
from pathlib import Path
from typing import Any

ME = "https://made.example/users/me"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
CONTEXT = "https://www.w3.org/ns/activitystreams"
_TEXTS = ("hello", "明天见 &amp; 再见", "сегодня нет", "مرحبا 👋", "that is<br />longer " * 8)


def actor(**more: Any) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "id": ME,
        "type": "Person",
        "preferredUsername": "me",
        "name": "Me",
        "inbox": f"{ME}/inbox",
        "outbox": "outbox.json",
        "followers": f"{ME}/followers",
        "summary": "",
        "url": "https://made.example/@me",
    } | more


def note(number: int, content: str = "<p>hi</p>", **more: Any) -> dict[str, Any]:
    uri = f"{ME}/statuses/{number}"
    to, cc = more.pop("to", [PUBLIC]), more.pop("cc", [f"{ME}/followers"])
    when = f"2023-0{number % 9 + 1}-1{number % 10}T10:{number // 60 % 60:02}:{number % 60:02}Z"
    body = {
        "id": uri,
        "type": "Note",
        "summary": None,
        "inReplyTo": None,
        "published": when,
        "url": f"https://made.example/@me/{number}",
        "attributedTo": ME,
        "to": to,
        "cc": cc,
        "sensitive": False,
        "conversation": f"tag:made.example,2023:objectId={number}:objectType=Conversation",
        "content": content,
        "contentMap": {"en": content},
        "attachment": [],
        "tag": [],
        "replies": {
            "id": f"{uri}/replies",
            "type": "Collection",
            "first": {"type": "CollectionPage", "items": []},
        },
    } | more
    return {
        "id": f"{uri}/activity", "type": "Create", "actor": ME, "published": when, "to": to, "cc": cc, "object": body,
    }  # fmt: skip


def collection(items: list[Any], name: str = "outbox", **more: Any) -> str:
    head = {"@context": CONTEXT, "id": f"{name}.json", "type": "OrderedCollection"}
    return json.dumps(head | more | {"orderedItems": items}, ensure_ascii=False)


def write_big(path: Path, records: int, seed: int = 1) -> Path:
    """Write an outbox.json of `records` posts, on one line as Mastodon does."""
    with path.open("w", encoding="utf-8") as out:
        head = collection([], totalItems=records)
        out.write(head.removesuffix("]}"))
        for number in range(records):
            text = _TEXTS[(number * 13 + seed) % len(_TEXTS)]
            link = f'<a href="https://a.example/{number}" rel="nofollow"><span class="invisible">https://</span>a.example</a>'
            content = f"<p>{text} {number}</p>" if number % 4 else f"<p>{text} {link}</p>"
            out.write(("," if number else "") + json.dumps(note(number, content), ensure_ascii=False))
        out.write("]}")
    return path
