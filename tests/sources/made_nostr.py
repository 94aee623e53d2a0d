"""Made-up events of Nostr, signed with NIP-06's own example key; `python -m sources.made_nostr` writes the fixtures."""

import json
from hashlib import sha256
from typing import Any

from sources.made_archives import FIXTURES
from wildgrass.crypto.nip01 import SignedEvent, serialised
from wildgrass.crypto.schnorr import SchnorrKey

OWNER = SchnorrKey(bytes.fromhex("67dea2ed018072d675f5415ecfaed7d2597555e202d85b3d65ea4e58d2d92ffa"))
FRIEND = SchnorrKey(bytes.fromhex("7f7ff03d123792d6ac594bfa67bf6d0c0ab55b6b1fdb6249303fe861f1ccba9a"))
FIRST = 1_600_000_000
NO_CHANCE = b"\0" * 32  # so that the fixtures are always the same


def made(kind: int, content: str, at: int, *tags: list[str], key: SchnorrKey = OWNER) -> SignedEvent:
    """Return a signed event `at` seconds after the first."""
    public = key.public.hex()
    digest = sha256(serialised(public, FIRST + at, kind, list(tags), content)).digest()
    return SignedEvent(
        id=digest.hex(),
        pubkey=public,
        created_at=FIRST + at,
        kind=kind,
        tags=list(tags),
        content=content,
        sig=key.sign(digest, NO_CHANCE).hex(),
    )


def life() -> list[SignedEvent]:
    """Return a small life, newest first: every kind that the reader knows."""
    me, friend = OWNER.public.hex(), FRIEND.public.hex()
    photo = "https://media.example/草.jpg"
    first = made(
        1,
        f"今天下雨了 {photo} https://example.org/a。",
        1,
        ["imeta", f"url {photo}", "m image/jpeg", "x " + "0" * 64, "alt 雨"],
    )
    answer = made(1, "回答自己", 2, ["e", first.id, "", "root", me], ["p", friend])
    deep = made(1, "再回答", 3, ["e", first.id, "", "root", me], ["e", answer.id, "", "reply", me])
    old_way = made(1, "the old way", 4, ["e", first.id], ["e", answer.id])
    theirs = made(1, "somebody's words", 5, key=FRIEND)
    article = made(
        30023, "长文\n\n第二段", 6, ["d", "a"], ["title", "题目"], ["published_at", str(FIRST - 100)]
    )
    older = made(30023, "长文的旧稿", 5, ["d", "a"], ["title", "题目"], ["published_at", str(FIRST - 100)])
    where = f"30023:{me}:a"
    comment = made(
        1111,
        "评论长文",
        7,
        ["A", where, ""],
        ["K", "30023"],
        ["P", me],
        ["a", where, ""],
        ["e", article.id, "", me],
        ["k", "30023"],
        ["p", me],
    )
    quote = made(1, "看这个", 8, ["q", theirs.id, "", friend])
    about = {
        "name": "ines",
        "display_name": "伊内斯",
        "about": "草",
        "picture": photo,
        "nip05": "i@example.org",
    }
    dropped = made(1, "不该发的", 9)
    return [
        made(10002, "", 20, ["r", "wss://relay.example"]),
        made(5, "写错了", 19, ["e", dropped.id], ["e", "ab" * 32], ["k", "1"]),
        made(3, "", 18, ["p", friend, "wss://relay.example", "老友"], ["p", "not a key"]),
        made(7, "-", 17, ["e", theirs.id], ["p", friend]),
        made(7, "+", 16, ["e", theirs.id], ["p", friend]),
        made(6, theirs.json().decode(), 15, ["e", theirs.id, "wss://relay.example"], ["p", friend]),
        made(0, json.dumps(about, ensure_ascii=False), 14),
        dropped, quote, comment, article, older, old_way, deep, answer, first,
    ]  # fmt: skip


def write() -> None:
    """Write the three fixtures' data; what is expected of them is written by hand."""
    from wildgrass.sources.fetched import member_name

    events = life()
    lines = b"".join(one.json() + b"\n" for one in events)
    head = {"wildgrass_follow": 1, "followed_at": "2025-03-01T09:30:00.250Z", "is_whole": True}
    said: dict[str, Any] = {
        **head,
        "target": "nostr:made",
        "consent": "made up",
        "gaps": [],
        "notes": [],
        "answers": [],
    }
    folder = FIXTURES / "nostr" / "followed"
    (folder / "media").mkdir(parents=True, exist_ok=True)
    (folder / "events.jsonl").write_bytes(lines)
    (folder / "follow.json").write_text(json.dumps(said, separators=(",", ":")))
    (folder / member_name("https://media.example/草.jpg")).write_bytes(
        b"\xff\xd8\xff\xe0 not really a picture"
    )
    listed = FIXTURES / "nostr" / "list"
    listed.mkdir(parents=True, exist_ok=True)
    picked = [json.loads(one.json()) for one in events if one.kind in (0, 1)]
    (listed / "backup.json").write_text(json.dumps(picked, ensure_ascii=False, indent=1))
    damaged = FIXTURES / "nostr" / "damaged"
    damaged.mkdir(parents=True, exist_ok=True)
    good = [one for one in events if one.kind == 1]
    wrong = json.loads(good[1].json()) | {"content": "她没有说过这句话"}
    renamed = json.loads(made(1, "别人的", 30).json())
    renamed["sig"] = FRIEND.sign(bytes.fromhex(renamed["id"]), NO_CHANCE).hex()
    rows = [
        good[0].json().decode(),
        json.dumps(
            ["EVENT", "sub", json.loads(good[2].json())], ensure_ascii=False
        ),  # as it came from a relay
        json.dumps(wrong, ensure_ascii=False),
        json.dumps(renamed, ensure_ascii=False),
        good[0].json().decode(),
        '{"kind": 1, "content": "half',
        "",
    ]
    (damaged / "dump.txt").write_text("\n".join(rows))


if __name__ == "__main__":
    write()
